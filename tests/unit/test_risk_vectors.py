"""Runs tests/vectors/risk, and the definition beside it: what a movement still wants before it may be approved."""

import random
import tomllib
from pathlib import Path

import pytest

from safeconduct.joint import new_fold
from safeconduct.records.risk import RiskClosed, RiskRated
from safeconduct.risk.reduce import RISKS
from tests.naive import risk as naive
from tests.parties import Party, admit_each_other, at

VECTORS = sorted(Path(__file__).parents[1].joinpath("vectors/risk").glob("*.toml"))
KNOWN = {"catches", "ratings", "at_min", "wanting"}


def said(ratings: list[dict], at_min: float) -> str:
    """What the state says of movement m1 then."""
    sides = {"host": Party("host"), "company": Party("company")}
    admit_each_other(*sides.values())
    for each in ratings:
        side, risk = sides[each["party"]], each.get("risk", "r1")
        body = RiskRated(risk, each.get("subject", "movement/m1"), "Ambush", "", 4, 5, (), 2, 3, "host",
                         at(each["until_min"]))  # fmt: skip
        side.add(body, side.operator, at(each["at_min"]))
        if each.get("closed"):
            side.add(RiskClosed(risk, "over"), side.operator, at(each["at_min"] + 0.1))
    fold = new_fold()
    fold.add([*sides["host"].entries, *sides["company"].entries])
    assert not fold.state.refused
    return fold.state.of(RISKS).wanting("movement/m1", at(at_min))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_what_is_wanting(path):
    vector = tomllib.loads(path.read_text())
    assert not set(vector) - KNOWN and vector["catches"]
    found = said(vector.get("ratings", []), vector["at_min"])
    assert vector["wanting"] in found and bool(found) == bool(vector["wanting"])


def test_at_least_half_are_refused():
    wanting = [tomllib.loads(path.read_text())["wanting"] for path in VECTORS]
    assert sum(map(bool, wanting)) * 2 >= len(VECTORS) >= 8


def test_the_definition_says_the_same():
    rng = random.Random(7)
    seen = set()
    for _ in range(60):
        ratings = [
            {"party": rng.choice(("host", "company")), "at_min": number, "until_min": number + rng.randint(1, 9),
             "risk": rng.choice(("r1", "r2")), "closed": rng.random() < 0.3}
            for number in range(rng.randint(0, 5))
        ]  # fmt: skip
        at_min = rng.randint(5, 12)
        ours, theirs = said(ratings, at_min), naive.wanting(ratings, "movement/m1", at_min)
        assert theirs in ours and bool(ours) == bool(theirs), ratings
        seen.add(theirs)
    assert len(seen) == 3
