"""Before signing: clashes, duties that nothing can show, idle rules, and what a change changes."""

import pytest

from safeconduct.protocol import PLAIN, parse
from safeconduct.protocol.analysis import clash, difference, idle, unseen
from safeconduct.protocol.formal import formal_rule
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.words import EVENTS

ACK = "Every alarm is followed by an acknowledgement within 5 minutes."


def rule(text):
    return formal_rule(text) if text.startswith("ALWAYS") else parse(text, PLAIN)


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
    assert (remarks[0].timeline is None) == (kind == "idle")


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
