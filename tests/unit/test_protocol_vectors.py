"""Runs tests/vectors/protocol: each pattern kept, violated, violated by silence, misread.

`shows` says which of the four kinds a vector is; `silence keeps it`: of a duty that only a record can break.
A fact is "<second> <party> <event> <argument>...", numbered #1, #2 ... in the order of the file. Both logs are
complete to `until_s`. A verdict is "<second> <status> due <second> by <#n ...|silence|open>".
"""

import tomllib
from pathlib import Path

import pytest

from safeconduct.protocol import (
    LANGS,
    PLAIN,
    Misread,
    Monitor,
    explain,
    load_rule,
    parse,
    rule_bytes,
    say,
    timelines,
)
from safeconduct.protocol import formula as f
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.words import EVENTS
from safeconduct.state.fact import Complete, Fact, Logged

FILES = sorted(Path(__file__).parents[1].joinpath("vectors/protocol").glob("*.toml"))
LOGS = {"host": "host/a/1", "company": "company/a/1"}
BROKEN_BY_RECORDS = {"quiet", "quiet_unless", "spacing", "apart", "at_most", "until_clear", "one_at_a_time"}
"""Patterns whose duties no silence can break."""
READ = {path.stem: tomllib.loads(path.read_text()) for path in FILES}
CASES = [(name, case) for name, file in READ.items() for case in file["case"]]
MISREAD = [(name, case) for name, file in READ.items() for case in file["misread"]]


def read(lines):
    items, seqs = [], dict.fromkeys(LOGS, 0)
    for n, line in enumerate(lines, 1):
        second, party, name, *args = line.split()
        kinds = EVENTS[name].kinds
        assert len(args) == len(kinds), line
        typed = tuple(
            int(a) * 1000 if k == "time_ms" else int(a) if k == "metres" else a
            for a, k in zip(args, kinds, strict=True)
        )
        fact = Fact(round(float(second) * 1000), name, typed)
        items.append(Logged(f"#{n}", LOGS[party], seqs[party], fact))
        seqs[party] += 1
    return items, seqs


def judge(clause, case):
    rule = parse(case.get("clause", clause), PLAIN)
    monitor = Monitor([rule], list(LOGS.values()))
    items, seqs = read(case["facts"])
    heads = [Complete(log, seqs[party], round(case["until_s"] * 1000)) for party, log in LOGS.items()]
    monitor.feed([*items, *heads])
    verdicts = monitor.changes()
    gone = set(monitor.dropped())
    return rule, items, [v for v in verdicts if v not in gone]


def shown(rule, items, verdicts):
    """What the vector may say that it shows."""
    broken = [v for v in verdicts if v.status == "violated"]
    if any(v.witness == () and not awaited(rule, items, v) for v in broken):
        return {"violated by silence"}
    if broken:
        return {"violated"}
    if all(v.status == "satisfied" for v in verdicts) and not any(v.witness for v in verdicts):
        return {"silence keeps it", "kept"} if verdicts else {"silence keeps it"}
    return {"kept"} if any(v.status == "satisfied" for v in verdicts) else {"open"}


def awaited(rule, items, verdict):
    """Records of the awaited kind about the same thing: too early, too late, or by the wrong party."""
    duty, key = rule.duties[verdict.duty], {bound.value for bound in verdict.key}
    names = {event.name for event in f.wanted(duty.must)}
    return [
        item
        for item in items
        if item.fact.name in names and key & set(item.fact.args) and item.id not in verdict.anchor
    ]


def told(v):
    by = "open" if v.witness is None else " ".join(v.witness) or "silence"
    return f"{_s(v.at_ms)} {v.status} due {_s(v.due_ms)} by {by}"


def _s(ms):
    return f"{ms / 1000:.3f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}:{c['catches'][:40]}" for n, c in CASES])
def test_vector(name, case):
    assert set(case) <= {"catches", "shows", "facts", "until_s", "expect", "clause", "says"}
    rule, items, verdicts = judge(READ[name]["clause"], case)
    assert [told(v) for v in verdicts] == case["expect"]
    assert case["shows"] in shown(rule, items, verdicts)
    for v in verdicts:
        for lang in LANGS:
            text = explain(v, rule, PLAIN, lang, items)
            assert 0 < sum(text.count(end) for end in (". ", "。", "۔ ")) + 1 <= 4
            assert "did not" not in text
            if v.status == "violated" and v.witness == () and lang == "en":
                assert "no record of" in text and "could have been made by" in text
    for part in case.get("says", ()):
        assert part in " ".join(explain(v, rule, PLAIN, "en", items) for v in verdicts)


@pytest.mark.parametrize(("name", "case"), MISREAD, ids=[f"{n}:{c['catches'][:40]}" for n, c in MISREAD])
def test_misread(name, case):
    assert set(case) == {"catches", "text", "column", "why", "remedy"}
    with pytest.raises(Misread) as caught:
        parse(case["text"], PLAIN)
    error = caught.value
    assert error.column == case["column"]
    assert case["why"] in error.why
    assert case["remedy"] in error.remedy + " ".join(error.nearest)
    assert case["text"] in str(error)
    caret = next(line for line in str(error).splitlines() if line.strip() == "^")
    assert caret.index("^") == error.column - 1 + 2
    assert all(parse(sentence, PLAIN) for sentence in error.nearest)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_pattern_has_its_vectors_and_round_trips(pattern):
    file = READ[pattern.id]
    kinds = [case["shows"] for case in file["case"]] + ["misread" for _ in file["misread"]]
    by_silence = "silence keeps it" if pattern.id in BROKEN_BY_RECORDS else "violated by silence"
    assert {"kept", "violated", by_silence, "misread"} <= set(kinds)
    refused = sum(kind in ("violated", "violated by silence", "misread") for kind in kinds)
    assert 2 * refused >= len(kinds)
    rule = parse(pattern.example, PLAIN)
    assert say(rule, "en", PLAIN) == pattern.example
    assert parse(say(rule, "en", PLAIN), PLAIN) == rule
    assert load_rule(rule_bytes(rule)) == rule
    for lang in ("zh", "ur"):
        text = say(rule, lang, PLAIN)
        assert "{" not in text and text != pattern.example


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_timelines_show_both_outcomes(pattern):
    shown = [timeline.shows for timeline in timelines(parse(pattern.example, PLAIN), PLAIN)]
    assert "kept" in shown
    assert any(text.startswith("violated") for text in shown)
    assert ("violated by silence" in shown) == (pattern.id not in BROKEN_BY_RECORDS)
