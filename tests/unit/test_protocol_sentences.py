"""Sentences: every rule says itself and reads back; refused ones say where, why and what to write instead."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.protocol import LANGS, PLAIN, Lexicon, Misread, load_rule, parse, rule_bytes, rule_digest, say
from safeconduct.protocol.grammar import SLOT
from safeconduct.protocol.lexicon import NamedParty, NamedPlace, Names
from safeconduct.protocol.monitorable import check_duty
from safeconduct.protocol.notation import read_duty, write_duty
from safeconduct.protocol.pattern import Meaningless
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.rule import RuleUnsound, compile_rule
from safeconduct.protocol.slots import (
    Count,
    Distance,
    Duration,
    Happening,
    PartiesSlot,
    PlaceSlot,
    Slot,
    Stretch,
    Thing,
)
from safeconduct.protocol.words import EVENTS, NOUNS, STATES

REFUSED = tomllib.loads((Path(__file__).parents[1] / "vectors/protocol/refused/sentences.toml").read_text())
SUFFIXES = (
    " From 2026-05-01 06:00 to 2026-06-01 00:00.",
    " Severity: stop.",
    " A violation is answered by each party.",
    " Clocks may differ by 5 seconds.",
    " Severity: note.",
    " A violation is answered by the Host.",
    " Clocks may differ by 1 minute.",
    " Logs may lag by 2 minutes.",
    " While a log is silent, the duty counts as violated.",
    " While a log is silent, the duty is judged by the other logs.",
)
ACK = "Every alarm is followed by an acknowledgement within 5 minutes."
FORMULA = "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] q(x))"


def slot(kind, rng):
    happening = Happening(rng.choice(sorted(EVENTS)))
    kinds = EVENTS[happening.event].kinds
    if kind in ("event", "an_event"):
        zone = rng.choice(("", "outer", "tunnel")) if "zone" in kinds else ""
        party = rng.choice(("", "host", "company")) if "party" in kinds else ""
        happening = Happening(happening.event, zone, party)
    return {
        "place": PlaceSlot(rng.choice(PLAIN.places).zone),
        "duration": Duration(rng.choice((1, 59, 60, 90, 3600, 5400, 86400)) * 1000),
        "distance": Distance(rng.choice((1, 300, 1000, 1500))),
        "count": Count(rng.choice((1, 2, 17))),
        "escorts": Count(rng.choice((1, 2))),
        "event": happening,
        "an_event": happening,
        "act": happening,
        "state": Stretch(rng.choice(sorted(STATES))),
        "thing": Thing(rng.choice(sorted(NOUNS))),
        "each_party": PartiesSlot(rng.choice((PLAIN.party_ids(), PLAIN.party_ids()[:1]))),
    }[kind]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_any_filling_reads_back(pattern):
    n_read = 0
    for seed in range(40_000):
        rng = random.Random(seed)
        slots = tuple(Slot(m[1], slot(m[2], rng)) for m in SLOT.finditer(pattern.en))
        try:
            rule = compile_rule(pattern, slots)
        except Meaningless:
            continue
        text = say(rule, "en", PLAIN) + "".join(s for s in SUFFIXES[:4] if rng.random() < 0.3)
        again = parse(text, PLAIN)
        assert say(again, "en", PLAIN) == text
        assert (again.slots, again.duties) == (rule.slots, rule.duties)
        assert load_rule(rule_bytes(again)) == again
        assert parse(text.upper(), PLAIN) == again
        assert all("{" not in say(again, lang, PLAIN) for lang in LANGS)
        for duty in again.duties:
            check_duty(duty, 1000)
            assert read_duty(write_duty(duty)) == duty
        n_read += 1
        if n_read == 6:
            return
    assert n_read >= 2


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("clause", [ACK, FORMULA])
def test_suffixes_read_back(clause, suffix):
    text = clause + suffix
    rule = parse(text, PLAIN)
    assert say(rule, "en", PLAIN) == text
    assert load_rule(rule_bytes(rule)) == rule != parse(clause, PLAIN)
    assert say(rule, "zh", PLAIN) and say(rule, "ur", PLAIN)


@pytest.mark.parametrize(
    ("suffix", "column", "why"),
    [
        (" Unless a waiver is recorded by each party within that time.", 53, "says itself"),
        (" Severity: nothing.", 63, "cannot stand here"),
        (" Logs may lag by 2.", 70, "cannot stand here"),
        (" While a log is silent, the duty counts as violated." * 2, 105, "said twice"),
    ],
)
def test_what_is_wrong_behind_a_formula_is_shown_at_its_place(suffix, column, why):
    with pytest.raises(Misread) as caught:
        parse(FORMULA + suffix, PLAIN)
    assert (caught.value.column, why in caught.value.why) == (column, True)
    assert FORMULA + suffix in str(caught.value)


def test_what_a_clause_does_not_say_of_silent_logs_is_not_in_its_bytes():
    """Catches: a new field that changes the digest of every rule that was ever signed."""
    rule = parse(ACK, PLAIN)
    assert rule_digest(rule) == "9d9cd773a7667794efa5cb3436856a3e3cd29e5a1ca5f957d984ccf1adaf8119"
    both = parse(ACK + SUFFIXES[-3] + SUFFIXES[-2], PLAIN)
    assert (both.lag_ms, both.silence) == (120_000, "violated")
    for bad in (b'"lag_ms":0,', b'"lag_ms":null,'):
        with pytest.raises(RuleUnsound):
            load_rule(rule_bytes(both).replace(b'"lag_ms":120000,', bad))


def test_a_waiver_changes_the_meaning():
    text = "Every alarm is followed by an acknowledgement within 5 minutes."
    waived = parse(text + " Unless a waiver is recorded by each party within that time.", PLAIN)
    assert say(waived, "en", PLAIN).endswith("Unless a waiver is recorded by each party within that time.")
    assert waived.duties != parse(text, PLAIN).duties
    assert "豁免" in say(waived, "zh", PLAIN)


def test_there_are_enough_refused_sentences():
    assert len(REFUSED["case"]) >= 60
    assert len({case["text"] for case in REFUSED["case"]}) == len(REFUSED["case"])


@pytest.mark.parametrize("case", REFUSED["case"], ids=lambda c: c["text"][:60])
def test_refused(case):
    assert set(case) <= {"text", "at", "why", "remedy", "fix"}
    with pytest.raises(Misread) as caught:
        parse(case["text"], PLAIN)
    error = caught.value
    assert case["text"][error.column - 1 :].startswith(case["at"]), error
    assert case["why"] in error.why
    assert error.remedy and case.get("remedy", "") in error.remedy
    assert parse(case["fix"], PLAIN), "the fix must be a clause"
    assert all(parse(sentence, PLAIN) for sentence in error.nearest)


def test_both_readings_are_offered_with_the_writers_own_place_and_time():
    with pytest.raises(Misread) as caught:
        parse("No vehicle stays in the main gate more than 45 minutes without a recorded check.", PLAIN)
    assert caught.value.nearest == (
        "No vehicle stays in the main gate more than 45 minutes unless it is checked once.",
        "No vehicle stays in the main gate more than 45 minutes since it entered or was last checked.",
    )


def test_two_names_for_two_places_are_refused_as_ambiguous():
    twice = Lexicon(
        places=(NamedPlace("a", Names("the yard")), NamedPlace("b", Names("the yard"))),
        parties=(NamedParty("host", Names("the Host")),),
    )
    with pytest.raises(Misread, match="two ways"):
        parse("No vehicle stays in the yard more than 20 minutes unless it is checked once.", twice)


def test_a_rule_whose_formula_was_exchanged_is_refused():
    rule = parse("Every alarm is followed by an acknowledgement within 5 minutes.", PLAIN)
    other = parse("Every alarm is followed by an acknowledgement within 6 minutes.", PLAIN)
    forged = rule_bytes(rule).replace(b'"hi_ms":300000', b'"hi_ms":360000')
    assert forged != rule_bytes(rule) != rule_bytes(other)
    with pytest.raises(RuleUnsound, match="does not mean"):
        load_rule(forged)
    for bad in (
        b"{}",
        b"nonsense",
        rule_bytes(rule) + b" ",
        rule_bytes(rule).replace(b'"semantics":1', b'"semantics":9'),
    ):
        with pytest.raises(RuleUnsound):
            load_rule(bad)


_TEXT = """
Every alarm is followed by an acknowledgement within 5 minutes . While a movement No vehicle stays in the outer ring
more than 20 unless it checked once From 2026-05-01 to Severity: stop the Host each party
"""
_WORDS = st.sampled_from([*_TEXT.split(), *"\n\0é每🙂({%"])


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=16).map(" ".join) | st.text(max_size=40))
def test_no_text_breaks_the_parser(text):
    try:
        rule = parse(text, PLAIN)
    except Misread as error:
        assert 1 <= error.column <= max(1, len(text) + 1)
        assert error.remedy and str(error)
    else:
        assert parse(say(rule, "en", PLAIN), PLAIN) == rule
