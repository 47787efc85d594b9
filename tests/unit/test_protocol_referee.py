"""The engine against the definition: same verdicts, prefix by prefix, whatever the rule and the arrival."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.protocol import formula as f
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from safeconduct.state.fact import Complete, Fact, Logged
from tests.naive.formula import World
from tests.naive.formulas_at_random import LOGS, Maker
from tests.naive.monitor import counted, judge

DIFFERED = (
    3005740,  # of two equal records of one instant the later one was remembered: another witness after pruning
    4025075,  # the same
    4017740,  # OR called its witness final while a part that looks back could still turn true by older records
    26486,  # a broken SINCE named its breaker while a later instant, that looks ahead, was still in doubt
    3017980,  # the witness of a broken SINCE was called final while its start was still in doubt
)
"""Seeds of campaign cases in which engine and definition, or two orders of arrival, once differed."""


def item(line):
    if len(line) == 3:
        log, seq, head = line
        return Complete(log, seq, head)
    log, seq, record, t, name, args = line
    return Logged(record, log, seq, Fact(t, name, args))


def play(duty, lines, *, every=True):
    """Feed line by line, compare after each. Returns how many verdicts there were in the end."""
    monitor = Monitor([Rule(SEMANTICS, FORMAL, (), (duty,))], LOGS, first_seq=1)
    told, known = {}, {}
    for n, line in enumerate(lines, 1):
        monitor.feed([item(line)])
        for v in monitor.changes():
            place = (v.at_ms, tuple(b.value for b in v.key))
            if place in told:
                before = told[place]
                assert before.status in ("pending", v.status), "a decided status changed"
                assert before.witness in (None, v.witness), "a given witness changed"
            told[place] = v
        for v in monitor.dropped():
            assert told.pop((v.at_ms, tuple(b.value for b in v.key))).status == "pending"
        if every or n == len(lines):
            facts, watermark, _ = counted(lines[:n], LOGS)
            place = (tuple(facts), watermark)
            if place not in known:  # a line that waits for an earlier one changes nothing
                known[place] = judge(duty, facts, watermark)
            expected = known[place]
            got = {k: (v.anchor, v.due_ms, str(v.status)) for k, v in told.items()}
            want = {k: (tuple(dict.fromkeys(ids)), due, s) for k, (ids, due, s) in expected.items()}
            assert got == want, f"after {n} lines, watermark {monitor.watermark}"
    return told


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engine_equals_definition(data):
    maker = Maker(lambda options: data.draw(st.sampled_from(options)))
    play(maker.duty(), maker.lines(data.draw(st.integers(1, 14))))


@pytest.mark.parametrize("block", range(4))
def test_engine_equals_definition_many(block):
    triggers = violated = 0
    for seed in range(block * 250, block * 250 + 250):
        maker = Maker(random.Random(seed).choice)
        duty, lines = maker.duty(), maker.lines(16)
        try:
            told = play(duty, lines)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        triggers += len(told)
        violated += sum(v.status == "violated" for v in told.values())
    assert triggers > 250 and violated > 20, "the cases are vacuous"


@pytest.mark.parametrize("seed", DIFFERED)
def test_cases_that_once_differed(seed):
    from tests.naive.campaign import compare

    assert compare(seed)[0]


def test_cases_aimed_at_the_ends_of_intervals():
    from tests.naive.campaign import campaign  # which plays with `play`

    counts, bad = campaign(range(200))
    assert not bad
    assert counts["cases"] > 180 and counts["triggers"] > 450, "the cases are vacuous"
    assert min(counts[status] for status in ("violated", "satisfied", "pending")) > 60


def test_arrival_order_does_not_matter():
    for seed in range(150):
        rng = random.Random(seed)
        maker = Maker(rng.choice)
        duty, lines = maker.duty(), maker.lines(16)
        one = play(duty, lines, every=False)
        rng.shuffle(lines)
        assert play(duty, lines, every=False) == one, f"seed {seed}"


def test_skew_equals_every_shift():
    """On time within the skew = kept by some constant difference of the clocks and broken by another."""
    seen = set()
    for seed in range(300):
        rng = random.Random(seed)
        maker, skew = Maker(rng.choice), rng.choice((1, 2, 3))
        duty = f.Duty(f.Event("p", (f.Var("x"),)), None, maker.simple(["x"]))
        lines = [line for line in maker.lines(12) if len(line) == 6]
        facts = list({line[:2]: line for line in sorted(lines)}.values())
        facts = [(log, n, f"i{n}", *rest) for n, (log, _, _, *rest) in enumerate(facts, 1)]
        facts = [(log, sum(o[0] == log for o in facts[:i]) + 1, *rest) for i, (log, _, *rest) in enumerate(facts)]
        heads = [(log, sum(o[0] == log for o in facts) + 1, 99) for log in LOGS]
        monitor = Monitor([Rule(SEMANTICS, FORMAL, (), (duty,), skew_ms=skew)], LOGS, first_seq=1)
        monitor.feed([item(line) for line in [*facts, *heads]])
        for v in monitor.changes():
            own = {fact[0] for fact in facts if fact[2] in v.anchor}
            values = set()
            for shift in range(-skew, skew + 1):
                moved = [(t if log in own else t + shift, log, n, i, *rest) for log, n, i, t, *rest in facts]
                values.add(World(moved, 200, 120).value(duty.must, v.at_ms, {"x": v.key[0].value}))
            want = "within_skew" if len(values) == 2 else {0: "violated", 2: "satisfied"}[values.pop()]
            assert str(v.status) == want, f"seed {seed} {duty.must}"
            seen.add(want)
    assert seen == {"within_skew", "violated", "satisfied"}
