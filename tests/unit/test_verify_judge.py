"""The judge of verify.html: the engine's verdicts and witnesses, on vectors, on what once differed, at random."""

import pytest

from safeconduct.protocol import PLAIN, parse
from safeconduct.state.fact import Complete
from tests.naive.second_judge import asked, compare, engine, second
from tests.second import ROOT
from tests.unit.test_protocol_referee import DIFFERED
from tests.unit.test_protocol_vectors import CASES, LOGS, READ, read

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`"
)
JUDGES_DIFFERED = (
    3000071,
    7000119,
    3000300,
    3000682,
    3001591,
    3001941,
    3003141,
    3003304,
    3004231,
    3005391,
    3005396,
    3005957,
)
"""Seeds in which the second judge gave a witness that the engine, looking again later, gave otherwise."""


def test_every_vector_of_the_patterns():
    told, questions = [], []
    for name, case in CASES:
        rule = parse(case.get("clause", READ[name]["clause"]), PLAIN)
        items, seqs = read(case["facts"])
        until_ms = round(case["until_s"] * 1000)
        heads = [Complete(log, seqs[party], until_ms) for party, log in LOGS.items()]
        told.append(engine(rule, [*items, *heads], list(LOGS.values()), first_seq=0))
        rows = [(i.fact.t_ms, i.log, i.seq, i.id, i.fact.name, i.fact.args) for i in items]
        questions.append(asked(rule, rows, until_ms))
    assert len(told) > 80 and sum(map(len, told)) > 80, "the vectors are not here"
    for (name, case), ours, theirs in zip(CASES, told, second(questions), strict=True):
        assert ours == theirs, f"{name}: {case['catches']}"


def test_cases_that_once_differed():
    counts, bad = compare((*DIFFERED, *JUDGES_DIFFERED))
    assert not bad and counts["with a witness"] > 15


def test_cases_at_random():
    counts, bad = compare(range(7_000_000, 7_000_250))
    assert not bad, f"seeds {[seed for seed, *_ in bad]}"
    assert counts["cases"] > 600
    assert min(counts[key] for key in ("violated", "satisfied", "pending", "with a witness")) > 100
