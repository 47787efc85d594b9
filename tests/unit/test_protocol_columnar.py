"""The columnar path against the monitor: same verdicts, same witnesses, on every duty that it covers."""

import random

import pytest

from safeconduct.protocol import PLAIN, parse
from safeconduct.protocol import formula as f
from safeconduct.protocol.columnar import NotColumnar, covers, judge_columns
from safeconduct.protocol.columns import columns_of
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from safeconduct.protocol.snapshot import save
from safeconduct.state.fact import Complete
from tests.naive.formulas_at_random import LOGS, Maker
from tests.unit.test_protocol_referee import item

STATUS = ("violated", "pending", "satisfied")


class Plain(Maker):
    """Only shapes that the columnar path covers."""

    def duty(self):
        x = f.Var("x")
        triggers = (f.Event("p", (x,)), f.Event("s", (x, f.Var("y"))), f.Event("s", (x, f.Wild())))
        trigger = self.pick(triggers)
        guard = self.past(0) if self.pick((0, 1)) else None
        return f.Duty(trigger, guard, self.pick((self.ahead, lambda: self.past(2)))())

    def plain(self):
        one, other = self.one(), self.one()
        return self.pick((one, f.Or((one, other))))

    def one(self):
        x = f.Var("x")
        return self.pick((
            f.Event("p", (x,)), f.Event("r", (x,)), f.Event("s", (x, f.Wild())), f.Event("s", (x, f.Const("u")))
        ))  # fmt: skip

    def ahead(self):
        ev = f.Eventually(self.within(6), self.plain())
        of_record = f.Eventually(self.within(6), f.Event("p", (f.Var("x"), f.Var("id_q"))))
        return self.pick((
            ev,
            f.Or((ev, f.Eventually(self.within(4), self.plain()))),
            f.And((ev, f.Not(f.Eventually(self.within(4), self.plain())))),
            f.And((self.past(1), ev)),
            f.AtLeast(self.pick((1, 2, 3)), "id_q", of_record),
        ))  # fmt: skip

    def past(self, depth):
        w = self.within(6, can_be_endless=True)
        of_record = f.Once(self.within(9), f.Event("s", (f.Var("x"), f.Wild(), f.Var("id_q"))))
        kinds = [
            f.Once(w, self.plain()),
            f.Since(f.Not(self.plain()), w, self.plain()),
            f.AtLeast(self.pick((2, 3)), "id_q", of_record),
        ]
        if depth:
            kinds += [
                f.Not(self.past(depth - 1)),
                f.And((self.past(0), self.past(0))),
                f.Or((self.past(0), self.past(0))),
            ]
        return self.pick(tuple(kinds))


def test_columnar_equals_monitor():
    seen = dict.fromkeys(STATUS, 0)
    for seed in range(1_500):
        rng = random.Random(seed)
        maker = Plain(rng.choice)
        duty = maker.duty()
        assert covers(duty)
        lines = [line for line in maker.lines(24) if len(line) == 6]
        lines = list({line[:2]: line for line in lines}.values())
        facts = [item((log, n, *rest)) for n, (log, _, *rest) in enumerate(lines, 1)]
        watermark = max((i.fact.t_ms for i in facts), default=0) + rng.choice((0, 1, 3, 20))
        monitor = Monitor([Rule(SEMANTICS, FORMAL, (), (duty,))], LOGS)
        monitor.feed([*facts, *(Complete(log, 99, watermark) for log in LOGS)])
        for log in LOGS:
            monitor.held(log, 99)
        told = {(v.at_ms, tuple(b.value for b in v.key)): v for v in monitor.changes()}
        for v in monitor.dropped():
            del told[v.at_ms, tuple(b.value for b in v.key)]
        columns = columns_of(facts, 1)
        judged = judge_columns(duty, columns, watermark)
        bare = judge_columns(duty, columns, watermark, with_evidence=False)
        assert bare.status.tolist() == judged.status.tolist() and bare.witness.shape[1] == 0
        by_id = {i.id: i.fact for i in facts}
        got = {}
        for i in range(len(judged.at)):
            rows = judged.anchor_rows[judged.anchor[i] : judged.anchor[i + 1]]
            ids = tuple(columns.ids[row] for row in rows)
            witness = tuple(columns.ids[row] for row in judged.witness_of(i)) if judged.is_final[i] else None
            args = by_id[ids[0]].args
            key = tuple(a for a, t in zip(args, duty.trigger.args, strict=True) if isinstance(t, f.Var))
            status = STATUS[judged.status[i]]
            seen[status] += 1
            got[int(judged.at[i]), key] = (ids, int(judged.due[i]), status, witness)
        want = {k: (v.anchor, v.due_ms, str(v.status), v.witness) for k, v in told.items()}
        assert got == want, f"seed {seed} {duty}"
        pending = [due for _, due, status, _ in want.values() if status == "pending"]
        assert judged.next_due() == min(pending, default=None)
    assert min(seen.values()) > 100, seen


def _replay(rule, chunks):
    monitor, told = Monitor([rule], LOGS, first_seq=1), []
    for chunk in chunks:
        monitor.feed(chunk)
        told.append((monitor.changes(), monitor.dropped(), monitor.pending(), monitor.next_due_ms()))
        told.append((monitor.late(15), monitor.missed(15)))
    return told, monitor


def test_many_at_once_equals_one_by_one(monkeypatch):
    """The first facts by columns or not, the rest live: the same answers at every step, and the same bytes."""
    n_decided = n_open = n_same_bytes = 0
    for seed in range(400):
        rng = random.Random(seed)
        maker = Plain(rng.choice)
        span = {"from_ms": 2, "to_ms": 20} if rng.random() < 0.3 else {}
        rule = Rule(SEMANTICS, FORMAL, (), (maker.duty(),), **span)
        lines = [item(line) for line in maker.aimed(rule.duties[0], 24)]
        cut = rng.randrange(len(lines))
        chunks = [lines[:cut], *([line] for line in lines[cut:])]
        live, slow = _replay(rule, chunks)
        with monkeypatch.context() as patch:
            patch.setattr("safeconduct.protocol.monitor.MANY", 1)
            bulk, fast = _replay(rule, chunks)
        assert bulk == live, f"seed {seed} {rule.duties[0]}"
        n_decided += sum(str(v.status) != "pending" for v in bulk[0][0])
        n_open += sum(str(v.status) == "pending" for v in bulk[0][0])
        keeps = {docket.keep.older for _, docket in slow.dockets()}
        if keeps == {"none"}:
            n_same_bytes += 1
            assert save(fast) == save(slow), f"seed {seed}"
    assert min(n_decided, n_open, n_same_bytes) > 100


def test_many_that_columns_cannot_hold_are_judged_one_by_one(monkeypatch):
    x, y = f.Var("x"), f.Var("y")
    duty = f.Duty(f.Event("s", (x, y)), None, f.Eventually(f.Within(0, 5), f.Event("r", (x, y))))
    lines = [(LOGS[0], n, f"{n:064x}", n * 10**15, "s", (f"a{n}", f"b{n}")) for n in range(1, 80)]
    facts = [item(line) for line in lines]
    heads = [Complete(log, 80 if log == LOGS[0] else 1, 10**17) for log in LOGS]
    monkeypatch.setattr("safeconduct.protocol.monitor.MANY", 1)
    monitor = Monitor([Rule(SEMANTICS, FORMAL, (), (duty,))], LOGS, first_seq=1)
    monitor.feed([*facts, *heads])
    assert [str(v.status) for v in monitor.changes()] == ["violated"] * 79


def test_which_patterns_it_covers():
    covered = {p.id for p in PATTERNS if all(covers(d) for d in parse(p.example, PLAIN).duties)}
    assert covered >= {
        "response", "response_later", "response_before", "response_between", "quiet", "quiet_unless", "dwell",
        "dwell_once", "check_in", "approval", "approval_fresh", "at_most", "at_least", "only_after", "until_clear",
        "not_before", "escalation",
    }  # fmt: skip


def test_what_it_does_not_cover_is_refused():
    spacing = next(p for p in PATTERNS if p.id == "spacing")
    duty = parse(spacing.example, PLAIN).duties[0]
    with pytest.raises(NotColumnar):
        judge_columns(duty, columns_of([], 1), 0)
    p_x = f.Event("p", (f.Var("x"),))
    ahead = f.Duty(p_x, f.Eventually(f.Within(0, 5), p_x), f.Once(f.Within(0, 5), p_x))
    assert not covers(ahead)  # its guard may be open; columns know only duties that have arisen or not
    plain = f.Duty(f.Event("p", (f.Var("x"),)), None, f.Once(f.Within(0, 5), f.Event("p", (f.Var("x"),))))
    with pytest.raises(NotColumnar, match="not settled"):
        judge_columns(plain, columns_of([item(("l1/a/1", 1, "r", 9, "p", ("a",)))], 1), 8)
    assert len(judge_columns(plain, columns_of([], 1), 8).at) == 0
