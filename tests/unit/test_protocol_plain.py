"""Plain duties, judged in little memory, against the docket that judges any: the same answers at every step."""

import random

import msgspec

from safeconduct.accord.window import Window
from safeconduct.joint.domains import new_fold
from safeconduct.joint.force import Running
from safeconduct.joint.judgement import Judgement
from safeconduct.node.duties import Duties
from safeconduct.protocol import formula as f
from safeconduct.protocol.coverage import is_plain
from safeconduct.protocol.memory import memory_bound
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.plain_docket import PlainDocket
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from safeconduct.protocol.snapshot import load, save
from tests.naive.formulas_at_random import LOGS
from tests.naive.plain_at_random import Plain
from tests.unit.test_protocol_referee import item


def with_twins(rng, line):
    """The line's items: some records say two things, at one time or another."""
    one = item(line)
    if len(line) == 3 or rng.random() < 0.8:
        return [one]
    t, name, args = line[3] + rng.choice((0, 0, 1, 2)), line[4], line[5]
    other = rng.choice((("p", args[:1]), ("s", (*args[:1], "u")), ("r", args[:1]))) if args else (name, args)
    return [one, item((*line[:3], t, *other))]


def replay(rule, chunks):
    """Everything that a monitor says after each chunk."""
    monitor, told = Monitor([rule], LOGS, first_seq=1), []
    for chunk in chunks:
        monitor.feed(chunk)
        told.append((monitor.changes(), monitor.dropped(), monitor.pending()))
        told.append(
            [
                (monitor.late(now), monitor.missed(now), [v.due_ms for v in monitor.upcoming(now)])
                for now in (-1, 4, 9, 20)
            ]
        )
    return told, monitor


def test_plain_equals_any(monkeypatch):
    n_told = dict.fromkeys(("pending", "satisfied", "violated"), 0)
    n_witnessed = n_dropped = 0
    for seed in range(250):
        rng = random.Random(seed)
        maker = Plain(rng.choice)
        span = {"from_ms": 2, "to_ms": 20} if rng.random() < 0.3 else {}
        rule = Rule(SEMANTICS, FORMAL, (), (maker.duty(),), **span)
        assert is_plain(rule.duties[0])
        twins = {}  # a line that comes again says the same again
        lines = maker.aimed(rule.duties[0], 24)
        items = [twins.setdefault(line, with_twins(rng, line)) for line in lines]
        cut = rng.choice((0, rng.randrange(len(lines))))
        chunks = [[each for some in items[:cut] for each in some], *items[cut:]]
        plain, monitor = replay(rule, chunks)
        assert all(isinstance(docket, PlainDocket) for _, docket in monitor.dockets())
        with monkeypatch.context() as patch:
            patch.setattr("safeconduct.protocol.monitor.is_plain", lambda duty: False)
            any_, _ = replay(rule, chunks)
        for n, (ours, theirs) in enumerate(zip(plain, any_, strict=True)):
            assert ours == theirs, f"seed {seed}, step {n / 2}, {rule.duties[0]}"
        assert save(load(save(monitor))) == save(monitor)
        for changed, dropped, _ in plain[::2]:
            for verdict in changed:
                n_told[verdict.status] += 1
                n_witnessed += bool(verdict.witness)
            n_dropped += len(dropped)
    assert min(*n_told.values(), n_witnessed, n_dropped) > 40, (n_told, n_witnessed, n_dropped)


def test_who_asks_for_the_next_due_walks_no_other_duty(monkeypatch):
    """A thousand things with five open duties each; what is walked is counted, not timed."""
    n_keys, walked = 1_000, []
    within = f.Eventually(f.Within(0, 50_000), f.Event("r", (f.Var("x"),)))
    rule = Rule(SEMANTICS, FORMAL, (), (f.Duty(f.Event("p", (f.Var("x"),)), None, within),))
    lines = [(LOGS[0], n, f"{n:064x}", n, "p", (f"k{n % n_keys}",)) for n in range(1, 5 * n_keys + 1)]
    monitor = Monitor([rule], LOGS, first_seq=1)
    monitor.feed([item(line) for line in (*lines, (LOGS[0], 5 * n_keys + 1, 6_000), (LOGS[1], 1, 6_000))])
    assert len(monitor.changes()) == len(monitor.pending()) == 5 * n_keys
    judgement = Judgement(new_fold())
    judgement._monitor = monitor
    judgement._running = {digest: Running("c", digest, rule, (Window(0, None),)) for digest in monitor.forces}
    duties = Duties.__new__(Duties)
    duties._judgement = judgement
    one = PlainDocket._verdict
    monkeypatch.setattr(PlainDocket, "_verdict", lambda *args: walked.append(args) or one(*args))
    for now, n_most in ((0, 2), (50_001, 2), (50_011, 12), (51_000, n_keys + 1), (54_999, n_keys + 1)):
        walked.clear()
        assert duties.next_ms(now) == max(now, 50_001) + 1
        assert 0 < len(walked) <= n_most, now
    walked.clear()
    assert [duty.due_ms for duty in duties.pending(50_003, 3)] == [50_003, 50_004, 50_005]
    assert len(walked) <= 8
    assert duties.next_ms(55_001) is None and duties.pending(55_001, 3) == []


def test_a_plain_duty_keeps_the_latest_even_where_it_starts_far_back():
    since = f.Since(f.Not(f.Event("r", (f.Var("x"),))), f.Within(5_000, None), f.Event("q", (f.Var("x"),)))
    rule = Rule(SEMANTICS, FORMAL, (), (f.Duty(f.Event("p", (f.Var("x"),)), None, since),))
    assert memory_bound(rule).endswith("of older facts the latest of each kind for each thing")
    assert "every older fact" in memory_bound(msgspec.structs.replace(rule, skew_ms=1))
    monitor = Monitor([rule], LOGS[:1], first_seq=1, remembers=False)
    for n in range(1, 2_000, 2):
        fact = (LOGS[0], n, f"{n:064x}", n * 9_000, "rq"[n // 2 % 2], ("k",))
        monitor.feed([item(fact), item((LOGS[0], n + 1, n * 9_000))])
    assert monitor.dockets()[0][1].n_facts() <= 4
