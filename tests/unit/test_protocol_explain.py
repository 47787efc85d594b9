"""Explanations: every violated vector in three languages says who, where, when, what is missing, who could have
made it, in at most three sentences; and nothing that is on record is called missing."""

import re

import pytest

from safeconduct.protocol import LANGS, PLAIN, Lexicon, explain, parse
from safeconduct.protocol import formula as f
from safeconduct.protocol.explain import moment_s, needs_all
from safeconduct.protocol.missing import demands
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.phrases import TEXTS
from safeconduct.protocol.wording import many
from safeconduct.protocol.words import EVENTS, NOUNS
from safeconduct.state.fact import Fact, Logged
from tests.unit.test_protocol_vectors import CASES, READ, judge

VIOLATED = [
    (name, case, number)
    for name, case in CASES
    for number, line in enumerate(case["expect"])
    if line.split()[1] == "violated"
]
ENDS = {"en": re.compile(r"\.(?= |$)"), "zh": re.compile("。"), "ur": re.compile("۔")}
NO_RECORD = {"en": "no record of ", "zh": "的记录", "ur": " کا کوئی اندراج نہیں"}
NEVER = {"en": ("did not", "failed", "neglected"), "zh": ("未能", "没有做"), "ur": ("ناکام", "نہیں کیا")}


def wanted_nouns(rule, verdict, items, lang):
    """The nouns of what would have met the duty."""
    env = {bound.name: bound.value for bound in verdict.key}
    found = demands(rule.duties[verdict.duty].must, env, verdict.at_ms, PLAIN.party_ids())
    return {getattr(each.happening.word, lang).noun for each in found}


@pytest.mark.parametrize(
    ("name", "case", "number"), VIOLATED, ids=[f"{n}:{c['catches'][:40]}:{i}" for n, c, i in VIOLATED]
)
@pytest.mark.parametrize("lang", LANGS)
def test_every_part_is_said(name, case, number, lang):
    rule, items, verdicts = judge(READ[name]["clause"], case)
    verdict = verdicts[number]
    text = explain(verdict, rule, PLAIN, lang, items)
    assert 1 <= len(ENDS[lang].findall(text)) <= 3 and "{" not in text
    assert not any(each in text for each in NEVER[lang])
    trigger = rule.duties[verdict.duty].trigger
    anchor = next(item.fact for item in items if item.id in verdict.anchor)
    noun = NOUNS[EVENTS[anchor.name].kinds[0]]
    assert f"{getattr(noun, lang)} {anchor.args[0]}" in text, "who"
    for term in trigger.args:
        if isinstance(term, f.Const) and isinstance(term.value, str):
            assert PLAIN.place(term.value, lang) in text, "where"
    assert moment_s(verdict.at_ms) in text, "when"
    nouns = wanted_nouns(rule, verdict, items, lang)
    if nouns:
        assert NO_RECORD[lang] in text, "that nothing is on record"
        heads = {each.split(" in ")[0] for each in (*nouns, *map(many, nouns))} if lang == "en" else nouns
        assert any(head.split(" in ")[0] in text for head in heads), "what is missing"
        crew = TEXTS["crew"][lang]
        assert crew in text or any(PLAIN.party(party, lang) in text for party in PLAIN.party_ids()), "by whom"
    if not verdict.witness:
        assert nouns, "a duty broken by silence names what was awaited"
    else:
        times = [moment_s(item.fact.t_ms) for item in items if item.id in verdict.witness]
        assert all(time in text for time in times[:3]), "the records against it, with their times"


@pytest.mark.parametrize(
    ("name", "case", "number"), VIOLATED, ids=[f"{n}:{c['catches'][:40]}:{i}" for n, c, i in VIOLATED]
)
def test_nothing_on_record_is_called_missing(name, case, number):
    rule, items, verdicts = judge(READ[name]["clause"], case)
    verdict = verdicts[number]
    duty, env = rule.duties[verdict.duty], {bound.name: bound.value for bound in verdict.key}
    for each in [] if needs_all(rule, verdict.duty) else demands(duty.must, env, verdict.at_ms, PLAIN.party_ids()):
        inside = moments(each.span, verdict.at_ms)
        if inside is None:  # it says how long the record must have held: the monitor's own business
            continue
        found = [
            item
            for item in items
            if item.fact.name == each.event.name and item.fact.t_ms in inside and fits(each, item.fact, env)
        ]
        assert len(found) < each.n, f"{found} is on record"


def moments(span, at_ms):
    """The milliseconds that the words of a span stand for; None where they say more than that."""
    return {
        "by": range(at_ms, span.to_ms + 1),
        "later": range(at_ms + 1, span.to_ms + 1),
        "between": range(span.from_ms, span.to_ms + 1),
        "before": range(at_ms),
        "up_to": range(at_ms + 1),
        "now": range(at_ms, at_ms + 1),
    }.get(span.name)


def fits(demand, fact, env):
    kinds = EVENTS[fact.name].kinds
    for kind, term, arg in zip(kinds, demand.event.args, fact.args, strict=False):
        wanted = term.value if isinstance(term, f.Const) else env.get(getattr(term, "name", ""), arg)
        if wanted != arg or (kind == "party" and demand.parties and arg not in demand.parties):
            return False
    return True


def test_every_pattern_is_among_them():
    assert {name for name, _, _ in VIOLATED} == {pattern.id for pattern in PATTERNS}


def test_of_a_record_with_two_facts_each_sentence_tells_the_one_that_counts():
    rule = parse("Every start is followed by a departure at least 1 second and at most 10 minutes after it.", PLAIN)
    from safeconduct.protocol import Monitor
    from safeconduct.state.fact import Complete

    log = "host/a/1"
    monitor = Monitor([rule], [log])
    items = [Logged("#1", log, 0, Fact(0, name, ("m1",))) for name in ("departed", "started")]
    monitor.feed([*items, Complete(log, 1, 900_000)])
    (verdict,) = monitor.changes()
    text = explain(verdict, rule, PLAIN, "en", reversed(items))
    assert text.startswith("At 1970-01-01 00:00:00 UTC, movement m1 was started.")


def test_the_other_party_is_named_as_the_one_who_could_have_signed():
    name, case = next((n, c) for n, c in CASES if n == "countersigned" and "violated" in str(c["expect"]))
    rule, items, verdicts = judge(READ[name]["clause"], case)
    text = explain(next(v for v in verdicts if v.status == "violated"), rule, PLAIN, "en", items)
    assert text.endswith("Such a record could have been made by an officer of the Company.")


def test_a_rule_in_the_formal_notation_names_the_event_as_it_is_written():
    rule = parse("ALWAYS FORALL. fetched(x) IMPLIES (EVENTUALLY[0,60] brought(x,_))", Lexicon())
    verdict = judge_formal(rule)
    for lang in LANGS:
        text = explain(verdict, rule, PLAIN, lang, [])
        assert "brought(x,_)" in text and moment_s(60_000) in text


def judge_formal(rule):
    from safeconduct.protocol import Monitor
    from safeconduct.state.fact import Complete

    log = "host/a/1"
    monitor = Monitor([rule], [log])
    monitor.feed([Logged("#1", log, 0, Fact(0, "fetched", ("k",))), Complete(log, 1, 900_000)])
    (verdict,) = monitor.changes()
    return verdict


@pytest.mark.parametrize(
    ("noun", "more"),
    [("entry into the outer ring", "entries into the outer ring"), ("search", "searches"), ("fix", "fixes"),
     ("check in the yard", "checks in the yard"), ("officer's approval", "officer's approvals")],
)  # fmt: skip
def test_plurals(noun, more):
    assert many(noun) == more
