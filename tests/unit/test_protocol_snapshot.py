"""A monitor that was saved and loaded answers like one that ran on; what nothing needs is forgotten."""

import random

import msgspec
import pytest

from safeconduct.protocol import PLAIN, Monitor, parse
from safeconduct.protocol.memory import memory_bound
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from safeconduct.protocol.snapshot import load, save
from safeconduct.protocol.verdict import in_order
from safeconduct.state.fact import Complete, Fact, Logged
from tests.naive.formulas_at_random import LOGS, Maker
from tests.naive.plain_at_random import Plain
from tests.unit.test_protocol_referee import item

LOG = "l/a/1"


@pytest.mark.parametrize("shapes", [Maker, Plain])
def test_saved_at_any_moment_it_answers_the_same(shapes):
    n_verdicts = 0
    for seed in (*range(51), 172, 204, 582):  # these lost an interval's end once; 50, an instant of another slice
        rng = random.Random(seed)
        maker = shapes(rng.choice)
        duties = (maker.duty(), maker.duty())
        lines = [item(line) for line in maker.aimed(duties[0], 16)]
        through = Monitor([Rule(SEMANTICS, FORMAL, (), duties)], LOGS, first_seq=1)
        broken = Monitor([Rule(SEMANTICS, FORMAL, (), duties)], LOGS, first_seq=1)
        for line in lines:
            through.feed([line])
            broken = load(save(broken))
            broken.feed([line])
            assert save(load(save(broken))) == save(broken)
            for at in (-1, 4, 9):
                assert in_order(broken.upcoming(at)) == in_order(through.upcoming(at))
                assert broken.late(at) == through.late(at)
            told = through.changes()
            n_verdicts += len(told)
            assert broken.changes() == told, f"seed {seed}"
            assert broken.dropped() == through.dropped()
            assert broken.pending() == through.pending()
            assert broken.logs.excluded == through.logs.excluded
    assert n_verdicts > 150


def test_what_was_not_collected_is_told_after_loading():
    rule = parse("Every alarm is followed by an acknowledgement within 5 minutes.", PLAIN)
    monitor = Monitor([rule], [LOG])
    monitor.feed([Logged(f"{1:064x}", LOG, 0, Fact(0, "alarm_raised", ("a",))), Complete(LOG, 1, 300_000)])
    again = load(save(monitor))
    assert [v.status for v in again.changes()] == ["violated"] == [v.status for v in monitor.changes()]


@pytest.mark.parametrize("payload", [b"", b"{}", b"[]"])
def test_other_bytes_are_refused(payload):
    with pytest.raises(msgspec.DecodeError):
        load(payload)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_each_pattern_states_its_bound(pattern):
    assert "open duties" in memory_bound(parse(pattern.example, PLAIN))


@pytest.mark.parametrize(
    "sentence",
    [
        "Every alarm is followed by an acknowledgement within 5 minutes.",
        "After a gate closing, there is no admission for 5 minutes.",
        "There is an entry into the tunnel for the same vehicle at most 3 times in any 1 hour.",
        "No vehicle stays in the outer ring more than 20 minutes since it entered or was last checked.",
    ],
)
def test_memory_does_not_grow_with_history(sentence):
    """Two thousand facts, one at a time: what is held is bounded by the look back, not by the history."""
    monitor = Monitor([parse(sentence, PLAIN)], [LOG])
    names = {
        "alarm_raised": 1, "alarm_acknowledged": 2, "gate_closed": 1, "admitted": 2,
        "entered": 2, "checked": 2, "left": 2,
    }  # fmt: skip
    rng, most = random.Random(1), 0
    for n in range(0, 4_000, 2):
        name = rng.choice(sorted(names))
        args = (f"k{rng.randrange(5)}", rng.choice(("outer", "tunnel", "k1")))[: names[name]]
        monitor.feed([Logged(f"{n:064x}", LOG, n, Fact(n * 15_000, name, args)), Complete(LOG, n + 1, n * 15_000)])
        most = max(most, sum(docket.n_facts() for _, docket in monitor.dockets()) if n % 200 == 0 else 0)
    assert most < 260, most
