"""Before signing: clashes, duties that nothing can show, idle rules, and what a change changes."""

import random
from itertools import product

import pytest

from safeconduct.protocol import PLAIN, parse
from safeconduct.protocol.analysis import clash, difference, idle, unseen
from safeconduct.protocol.contradiction import Contradiction
from safeconduct.protocol.formal import formal_rule
from safeconduct.protocol.judge import Truth
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.trial import Trial
from safeconduct.protocol.words import EVENTS
from safeconduct.state.fact import Fact

ACK = "Every alarm is followed by an acknowledgement within 5 minutes."


def rule(text):
    return formal_rule(text) if text.startswith("ALWAYS") else parse(text, PLAIN)


LOOKS = ("ONCE", "ONCE", "EVENTUALLY")
DEPARTS = "Every movement departs within 10 minutes of the agreed time."
CHECK_IN = "Every departure is followed by a check-in at least 10 minutes and at most 15 minutes after it."
PROVEN = [
    (ACK, "After an alarm, there is no acknowledgement for 10 minutes."),
    ("After an alarm, there is no acknowledgement for 5 minutes.", ACK),
    (
        "Every alarm is followed by an acknowledgement by the Host within 5 minutes.",
        "After an alarm, there is no acknowledgement for 10 minutes.",
    ),
    (
        "Every start is followed by a departure within 5 minutes.",
        "After a start, there is no departure for 10 minutes.",
    ),
    (
        "Every start is followed by a departure at least 10 minutes and at most 20 minutes after it.",
        "After a start, there is no departure for 20 minutes.",
    ),
    (
        "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] q(x))",
        "ALWAYS FORALL. q(x) IMPLIES (NOT (ONCE[0,60] p(x)))",
    ),
    # one after the other: q and s must both come, and s so soon after p that none of q's moments is left
    (
        "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] (EVENTUALLY[0,60] q(x)))",
        "ALWAYS FORALL. q(x) IMPLIES (NOT (ONCE[0,120] p(x)))",
    ),
    (
        "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[30,60] q(x))",
        "ALWAYS FORALL. q(x) IMPLIES ((EVENTUALLY[0,9] s(x)) AND (NOT (EVENTUALLY(4,9] s(x)))"
        " AND (NOT (EVENTUALLY[0,4] s(x))))",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("new", "in_force"), PROVEN)
def test_that_no_log_keeps_both_is_proven_and_shown(new, in_force):
    remark = clash(rule(new), rule(in_force), PLAIN)
    assert remark is not None and remark.kind == "clash" and remark.is_proven
    assert remark.text.startswith("no log keeps both")
    assert remark.timeline is not None and remark.timeline.steps


@pytest.mark.parametrize(
    ("new", "in_force"),
    [
        (ACK, "After an alarm, there is no acknowledgement for 299 seconds."),
        (ACK, "After an alarm, there is no acknowledgement by the Host for 10 minutes."),
        (CHECK_IN, "After a departure, there is no check-in until an arrival."),
        # agreed anew, for a time more than three hours away
        (DEPARTS, "After an appointment, there is no departure for 3 hours."),
        # the appointment that the first asks for may name any time
        ("Every request is followed by an appointment within 24 hours.", DEPARTS),
        (
            "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] (EVENTUALLY[0,60] q(x)))",
            "ALWAYS FORALL. q(x) IMPLIES (NOT (ONCE[0,119] p(x)))",
        ),
        (
            'ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] q(x,_))',
            'ALWAYS FORALL. q(x,"a") IMPLIES (NOT (ONCE[0,60] p(x)))',
        ),
    ],
)  # fmt: skip
def test_what_can_be_kept_is_never_said_to_be_proven(new, in_force):
    both = [rule(new), rule(in_force)]
    proofs = Contradiction(both)
    assert [proofs.breaks(r, d) for r, each in enumerate(both) for d, _ in enumerate(each.duties)] == [None, None]


def test_that_enough_of_them_are_proven():
    assert sum(Contradiction(three_rules(random.Random(seed))).breaks(0, 0) is not None for seed in range(40)) >= 8


def test_what_search_alone_finds_is_said_to_be_possible_only():
    spacing = "No two records of a check-in for the same movement lie within 30 minutes of each other."
    remark = clash(
        rule("Every departure is followed by at least 2 records of a check-in within 10 minutes."),
        rule(spacing),
        PLAIN,
    )
    assert remark is not None and not remark.is_proven and remark.text.startswith("no timeline tried keeps both")


def test_clauses_that_are_never_effective_together_do_not_clash():
    first = " From 2026-05-01 00:00 to 2026-06-01 00:00."
    then = " From 2026-06-01 00:00 to 2026-07-01 00:00."
    never = "After an alarm, there is no acknowledgement for 10 minutes."
    assert clash(rule(ACK + first), rule(never + then), PLAIN) is None
    assert clash(rule(ACK + first), rule(never + first), PLAIN) is not None


def span(rng, lo_max, width):
    lo = rng.randint(0, lo_max)
    return f"{rng.choice('[(')}{lo},{lo + width}{rng.choice('])')}"


def three_rules(rng):
    """What p asks for is likely, not certain, to be what is forbidden after p."""
    barred = f"{rng.choice(LOOKS)}{span(rng, 1, 4)} {rng.choice('pps')}(x)"
    return [
        rule(f"ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY{span(rng, 3, 2)} q(x))"),
        rule(f"ALWAYS FORALL. q(x) IMPLIES (NOT ({barred}))"),
        rule(f"ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY{span(rng, 3, 2)} s(x))"),
    ]


@pytest.mark.parametrize("seed", range(40))
def test_what_is_proven_no_trace_contradicts(seed):
    """Every trace of p, q and s over six seconds after a p at 5 breaks one of the rules, when that is proven."""
    both = three_rules(random.Random(seed))
    is_proven = Contradiction(both).breaks(0, 0) is not None
    if not is_proven and seed % 8:
        return  # where nothing is claimed, nothing can be wrong: a few are looked at all the same
    trial = Trial(both, PLAIN)
    kept = None
    for marks in product(range(2), repeat=12):
        facts = [Fact(5, "p", ("x1",))]
        facts += [Fact(t, "qs"[i % 2], ("x1",)) for i, mark in enumerate(marks) if mark for t in [5 + i // 2]]
        if all(truth is Truth.TRUE for truth in trial.outcomes(facts).values()):
            kept = facts
            break
    assert not (is_proven and kept), kept


@pytest.mark.parametrize(
    ("new", "in_force"),
    [
        (ACK, "After an alarm, there is no acknowledgement for 10 minutes."),
        ("After an alarm, there is no acknowledgement for 5 minutes.", ACK),
        (
            "Every start is followed by a departure within 5 minutes.",
            "After a start, there is no departure for 10 minutes.",
        ),
        (
            "Every start is followed by a departure at least 10 minutes and at most 20 minutes after it.",
            "After a start, there is no departure for 20 minutes.",
        ),
        (
            "ALWAYS FORALL. p(x) IMPLIES (EVENTUALLY[0,60] q(x))",
            "ALWAYS FORALL. q(x) IMPLIES (NOT (ONCE[0,60] p(x)))",
        ),
    ],
)
def test_a_clash_is_found_with_a_timeline(new, in_force):
    remark = clash(rule(new), rule(in_force), PLAIN)
    assert remark is not None and remark.kind == "clash"
    assert remark.timeline is not None and len(remark.timeline.steps) >= 1


@pytest.mark.parametrize(
    ("new", "in_force"),
    [
        (ACK, "After an alarm, there is no acknowledgement for 4 minutes."),
        (ACK, "Every alarm is followed by an escalation in less than 30 minutes."),
        ("Before a release, there is no departure.", "After a stop, there is no departure until a release."),
        (
            "Every start is followed by a departure at least 10 minutes and at most 21 minutes after it.",
            "After a start, there is no departure for 20 minutes.",
        ),
    ],
)
def test_no_clash_where_both_can_be_kept(new, in_force):
    assert clash(rule(new), rule(in_force), PLAIN) is None


def test_no_sensor_can_see_this():
    shown = set(EVENTS) - {"checked_in", "arrived", "stopped"}
    kept = unseen(rule("While a movement is under way, a check-in is made at least every 15 minutes."), shown)
    assert [remark.duty for remark in kept] == [0, 1]
    assert all("no sensor can see this" in remark.text for remark in kept)
    assert "never be met" in kept[0].text and "never arises" in kept[1].text
    assert unseen(rule(ACK), set(EVENTS)) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ALWAYS FORALL. p(x) AND (q(x) AND (NOT q(x))) IMPLIES r(x)", "idle"),
        ('ALWAYS FORALL. p(x) AND (x = "a") AND (x = "b") IMPLIES r(x)', "idle"),
        ("ALWAYS FORALL. p(x) IMPLIES (ONCE[0,5] p(x))", "unbreakable"),
        ("ALWAYS FORALL. p(x) IMPLIES (r(x) OR (NOT r(x)))", "unbreakable"),
        ("ALWAYS FORALL. p(x) IMPLIES (NOT p(x))", "unkeepable"),
        ("ALWAYS FORALL. p(x) IMPLIES (r(x) AND (NOT r(x)))", "unkeepable"),
    ],
)
def test_idle_rules_are_found(text, kind):
    remarks = idle(rule(text), PLAIN)
    assert [remark.kind for remark in remarks] == [kind]
    assert remarks[0].is_proven and remarks[0].timeline is not None and remarks[0].timeline.steps


def test_an_idle_rule_that_is_not_proven_idle_says_so():
    (remark,) = idle(
        rule("ALWAYS FORALL. p(x) AND (ONCE[0,5] q(x)) AND (NOT (ONCE[0,9] q(x))) IMPLIES r(x)"), PLAIN
    )
    assert (remark.kind, remark.is_proven, remark.text) == (
        "idle",
        False,
        "in no timeline tried does this duty arise",
    )


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_no_pattern_is_idle(pattern):
    remarks = idle(parse(pattern.example, PLAIN), PLAIN)
    assert [r.kind for r in remarks] == (["unkeepable"] if pattern.id == "apart" else [])


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (ACK, ACK.replace("5", "6"), "before: violated; after: kept"),
        (ACK, ACK.replace("within 5", "in less than 5"), "before: kept; after: violated"),
        (
            ACK,
            "Every alarm is followed by a later acknowledgement within 5 minutes.",
            "before: kept; after: violated",
        ),
        (
            "No vehicle stays in the outer ring more than 20 minutes unless it is checked once.",
            "No vehicle stays in the outer ring more than 20 minutes since it entered or was last checked.",
            "",
        ),
    ],
)
def test_a_difference_is_shown(old, new, text):
    remark = difference(rule(old), rule(new), PLAIN)
    assert remark is not None and text in remark.text
    assert remark.timeline is not None and remark.timeline.steps


def test_the_same_rule_differs_nowhere():
    assert difference(rule(ACK), rule(ACK + " Severity: stop."), PLAIN) is None
