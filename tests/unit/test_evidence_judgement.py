"""The judgement follows a fold that grows: in any pieces, it says what it says of everything at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.accord.meaning import meaning
from safeconduct.joint import Judgement, new_fold, running_of
from safeconduct.protocol.verdict import verdict_bytes
from safeconduct.records.clause import ClausePosition
from safeconduct.records.fact import Fact
from safeconduct.records.watch import FactsDerived
from tests.breach import DWELL, RULE, Breach
from tests.parties import at


def story() -> list:
    """The breach, then the clause is suspended, agreed again, and another vehicle comes."""
    breach = Breach()
    for minute, stand in ((43, "reserved"), (46, "agreed")):
        position = ClausePosition("dwell", meaning(DWELL), stand)
        breach.company.add(position, breach.company.operator, at(minute), (breach.host.head(),))
    for minute, asset in ((44, "between"), (47, "after")):
        entered = FactsDerived((Fact(at(minute), "entered", (asset, "outer")),))
        breach.host.add(entered, breach.host.node, at(47.5), (breach.company.head(),))
    breach.turn(48, 60)
    return [*breach.host.entries, *breach.company.entries]


ENTRIES = story()


def told(judgement: Judgement) -> list[bytes]:
    return [verdict_bytes(verdict) for _, verdict in judgement.verdicts()]


def at_once() -> Judgement:
    fold = new_fold()
    fold.add(ENTRIES)
    return Judgement(fold)


WHOLE = at_once()


def test_the_story_has_two_violations_and_nothing_between_the_spans():
    verdicts = WHOLE.verdicts()
    assert [(verdict.key[0].value, str(verdict.status)) for _, verdict in verdicts] == [
        ("pickup-1", "violated"),
        ("after", "violated"),
    ]
    (running,) = WHOLE.running.values()
    assert running.rule == RULE and running.is_in_force
    assert [(span.from_ms, span.to_ms) for span in running.spans] == [(at(1), at(43)), (at(46), None)]


@given(st.permutations(ENTRIES), st.lists(st.integers(1, 60), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_any_pieces_in_any_order_give_one_judgement(arrivals, steps):
    fold, left = new_fold(), list(arrivals)
    judgement, changed = Judgement(fold), {}
    while left:
        for step in steps:
            judgement.take(fold.add(left[:step]))
            changed |= {(v.at_ms, v.key): v for v in judgement.changed()}
            left = left[step:]
    assert told(judgement) == told(WHOLE)
    assert judgement.running == WHOLE.running == running_of(fold.order, fold.state)
    assert judgement.watermark_ms == WHOLE.watermark_ms
    for _, verdict in judgement.verdicts():
        assert changed[verdict.at_ms, verdict.key] == verdict, "a change was not told"
