"""A plan file in verify.html, in a real browser: the true one is accepted, no edited one is."""

import functools
import json
import random
from fractions import Fraction

import msgspec
import pytest

from safeconduct.planner import roadfile
from safeconduct.planner.plan import Plan, Setting, _seal, make_plan, read_plan, write_plan
from safeconduct.records.units import MovementId
from tests.e2e.staging import ROOT, browse
from tests.unit.test_planner_plan import _roads, _trip

pytestmark = pytest.mark.e2e
PAGE = ROOT / "src/safeconduct/node/static/verify.html"
FORGED = 60


@functools.cache
def _plan() -> Plan:
    said = {"ground": (), "places": (), "budget": Fraction(3, 2), "assumed": "for a test", "legs": 4}
    roads, trip = _roads(), _trip()[0]
    setting = Setting(trip.game, trip.edges, "length", trip.shortest_mm)
    return make_plan(MovementId("m1"), roads, roadfile.digest(roads), setting, **said, routes_max=12)[0]


def _sealed(**changed: object) -> bytes:
    bad = msgspec.structs.replace(_plan(), **changed)
    return write_plan(msgspec.structs.replace(bad, seal=_seal(bad)))


def _numbers(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for key, each in items for found in _numbers(each, (*path, key))]
    return [path] if isinstance(value, int) else []


def _forged(rng: random.Random) -> bytes:
    """One number of the proof or of a length is another, and the seal is made to fit."""
    plan = json.loads(write_plan(_plan()))
    inside = [("proof", *path) for path in _numbers(plan["proof"])]
    lengths = [("game", "edge_length", at) for at in range(len(plan["game"]["edge_length"]))]
    *path, last = rng.choice(inside + lengths)
    target = plan
    for key in path:
        target = target[key]
    target[last] += rng.choice((-1, 1, 7))
    try:
        made = msgspec.convert(plan, Plan)
    except msgspec.ValidationError:
        return json.dumps(plan).encode()
    return write_plan(msgspec.structs.replace(made, seal=_seal(made)))


def test_a_true_plan_is_accepted_and_no_edited_one(tmp_path):
    plan = _plan()
    good = write_plan(plan)
    read_plan(good)
    proof = plan.proof
    bad = {
        "spelled": good + b" ",
        "unsealed": good.replace(b'"legs":4', b'"legs":5'),
        "doubled": _sealed(doubled="1/2"),
        "curve": _sealed(watched=plan.watched[:-1]),
        "upper": _sealed(proof=msgspec.structs.replace(proof, upper="1/9")),
        "lower": _sealed(proof=msgspec.structs.replace(proof, lower="1/9")),
        "no routes": _sealed(proof=msgspec.structs.replace(proof, routes=())),
        "empty": b"{}",
        "cut": good[:-200],
        **{f"forged {seed}": _forged(random.Random(seed)) for seed in range(FORGED)},
    }
    files = []
    for name, content in {"good": good, **bad}.items():
        files.append(tmp_path / f"{name}.json")
        files[-1].write_bytes(content)
    told = browse("certificate", PAGE, tmp_path, *files, patience_s=120)
    assert told["faults"] == []
    saw = {name.removesuffix(".json"): each for name, each in told["saw"].items()}
    assert saw["good"]["isVerified"] and f"{len(proof.routes)} routes" in saw["good"]["said"]
    assert [name for name in bad if saw[name]["isVerified"]] == []
    assert saw["upper"]["where"] == "$.proof.upper" and saw["doubled"]["where"] == "$.doubled"
    assert (tmp_path / "good.json.png").exists()
