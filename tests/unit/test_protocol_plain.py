"""Plain duties, judged in little memory, against the docket that judges any: the same answers at every step."""

import random

import pytest

from safeconduct.protocol.coverage import is_plain
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.plain_docket import PlainDocket
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from safeconduct.protocol.snapshot import load, save
from tests.naive.formulas_at_random import LOGS
from tests.naive.plain_at_random import Plain
from tests.unit.test_protocol_referee import item


def replay(rule, chunks, end_at):
    """Everything that a monitor says after each chunk."""
    monitor, told = Monitor([rule], LOGS, first_seq=1), []
    for n, chunk in enumerate(chunks):
        monitor.feed(chunk)
        if n == end_at and monitor.watermark < 12:
            monitor.end_rule(next(iter(monitor.forces)), 12)
        told.append((monitor.changes(), monitor.dropped(), monitor.pending()))
        told.append([(monitor.late(now), monitor.missed(now), monitor.next_due_ms(now)) for now in (-1, 4, 9, 20)])
    return told, monitor


@pytest.mark.parametrize("block", range(2))
def test_plain_equals_any(monkeypatch, block):
    n_told = dict.fromkeys(("pending", "satisfied", "violated"), 0)
    n_witnessed = n_dropped = 0
    for seed in range(block * 500, block * 500 + 500):
        rng = random.Random(seed)
        maker = Plain(rng.choice)
        span = {"from_ms": 2, "to_ms": 20} if rng.random() < 0.3 else {}
        rule = Rule(SEMANTICS, FORMAL, (), (maker.duty(),), **span)
        assert is_plain(rule.duties[0])
        lines = [item(line) for line in maker.aimed(rule.duties[0], 24)]
        cut = rng.choice((0, rng.randrange(len(lines))))
        chunks = [lines[:cut], *([line] for line in lines[cut:])]
        end_at = rng.choice((-1, -1, rng.randrange(len(chunks))))
        plain, monitor = replay(rule, chunks, end_at)
        assert all(isinstance(docket, PlainDocket) for _, docket in monitor.dockets())
        with monkeypatch.context() as patch:
            patch.setattr("safeconduct.protocol.monitor.is_plain", lambda duty: False)
            any_, _ = replay(rule, chunks, end_at)
        for n, (ours, theirs) in enumerate(zip(plain, any_, strict=True)):
            assert ours == theirs, f"seed {seed}, step {n / 2}, {rule.duties[0]}"
        assert save(load(save(monitor))) == save(monitor)
        for changed, dropped, _ in plain[::2]:
            for verdict in changed:
                n_told[verdict.status] += 1
                n_witnessed += bool(verdict.witness)
            n_dropped += len(dropped)
    assert min(*n_told.values(), n_witnessed, n_dropped) > 100, (n_told, n_witnessed, n_dropped)
