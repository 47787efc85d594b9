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
from safeconduct.state.fact import Complete
from tests.naive.formulas_at_random import LOGS
from tests.naive.plain_at_random import Plain
from tests.unit.test_protocol_referee import item

STATUS = ("violated", "pending", "satisfied")


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


def test_where_a_record_says_several_things_rows_are_not_counted():
    p_x = f.Event("p", (f.Var("x"),))
    twice = f.AtLeast(2, "id_q", f.Once(f.Within(0, 5), f.Event("p", (f.Var("x"), f.Var("id_q")))))
    twins = columns_of([item(("l1/a/1", 1, "r", 9, "p", ("a",))), item(("l1/a/1", 1, "r", 8, "p", ("a",)))], 1)
    with pytest.raises(NotColumnar, match="counts once"):
        judge_columns(f.Duty(p_x, None, twice), twins, 9)
    assert judge_columns(f.Duty(p_x, None, f.Once(f.Within(0, 5), p_x)), twins, 9).status.tolist() == [2, 2]
