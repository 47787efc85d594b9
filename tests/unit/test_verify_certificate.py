"""The second verifier on certificates and plan files: the same answer, and the same place, as the first."""

import json
import os
import subprocess
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from safeconduct.errors import BadInput
from safeconduct.planner import certificate as proof
from safeconduct.planner import instance, roadfile
from safeconduct.planner.plan import Plan, Setting, _seal, make_plan, read_plan, write_plan
from safeconduct.planner.plan import _plain as as_numbers
from safeconduct.planner.solve import solve
from safeconduct.records.units import MovementId
from tests.naive import forgeries
from tests.second import ROOT, RUN, answers
from tests.unit.test_planner_plan import _roads, _trip

pytestmark = pytest.mark.skipif(
    not (ROOT / "node_modules/esbuild").exists(), reason="node_modules is not here: run `npm ci`"
)
VECTORS = ROOT / "tests/vectors/planner"
PROOF = json.loads((VECTORS / "certificates-refused.json").read_text())
GAMES = json.loads((VECTORS / "games.json").read_text())
FORGED = int(os.environ.get("SAFECONDUCT_CERTIFICATES", "600"))


def _plain(game):
    return msgspec.to_builtins(as_numbers(game))


def _first(game, text):
    """Where the first verifier finds fault; None: it does not."""
    try:
        proof.certify(game, msgspec.json.decode(text.encode(), type=proof.Certificate))
    except proof.NotCertified as refused:
        return refused.where
    except msgspec.DecodeError:
        return "$"
    return None


def test_every_vector_of_games_and_of_forged_certificates():
    """Zones that are paid once, slots, banned turns, k sites: each solved game's own proof, and a wrong bound."""
    asked, expected = [], []
    for case in GAMES:
        game = instance.to_game(instance.read(json.dumps(case["game"]).encode()))
        if max(game.edge_length, default=0) > 2**50:
            continue  # no plan on roads has lengths of forty digits
        claim = proof.certificate(game, solve(game))
        wrong = msgspec.structs.replace(claim, lower="1/3" if claim.lower != "1/3" else "1/4")
        for each in (claim, wrong):
            text = msgspec.json.encode(each).decode()
            asked.append({"game": _plain(game), "certificate": text})
            expected.append(_first(game, text))
    assert expected.count(None) >= 55 and expected.count("$.lower") >= 50
    game = forgeries.GAME
    for case in PROOF["cases"]:
        bad = json.loads(json.dumps(PROOF["certificate"]))
        *path, last = case["at"]
        target = bad
        for key in path:
            target = target[key]
        target[last] = case["value"]
        asked.append({"game": _plain(game), "certificate": json.dumps(bad)})
        expected.append(_first(game, json.dumps(bad)))
        assert expected[-1] is not None
    assert answers("--certificates", asked) == expected


def test_forged_certificates():
    forged = [forgeries.forge(seed)[1] for seed in range(FORGED)]
    told = answers("--certificates", [{"game": _plain(forgeries.GAME), "certificate": text} for text in forged])
    ours = [_first(forgeries.GAME, text) for text in forged]
    assert [each is None for each in told] == [each is None for each in ours]
    assert sum(each is None for each in told) <= FORGED // 100  # sealed anew, and true


@pytest.fixture(scope="module")
def plan():
    """The trip of test_planner_plan: other odds on each street, so several routes."""
    roads, (trip, _) = _roads(), _trip()
    said = {"ground": (), "places": (), "budget": Fraction(3, 2), "assumed": "for a test", "legs": 4}
    setting = Setting(trip.game, trip.edges, "length", trip.shortest_mm)
    return make_plan(MovementId("m1"), roads, roadfile.digest(roads), setting, **said, routes_max=12)[0]


def _second(tmp_path: Path, contents: list[bytes]) -> list[dict]:
    files = []
    for at, content in enumerate(contents):
        files.append(str(tmp_path / f"{at}.json"))
        Path(files[-1]).write_bytes(content)
    done = subprocess.run(["node", str(RUN), "--plans", *files], cwd=ROOT, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def _sealed(plan: Plan, **changed: object) -> bytes:
    bad = msgspec.structs.replace(plan, **changed)
    return write_plan(msgspec.structs.replace(bad, seal=_seal(bad)))


def test_plan_files(plan, tmp_path):
    good = write_plan(plan)
    assert len(plan.proof.routes) > 1
    game, routes = plan.game, plan.proof.routes
    bad = [
        good + b" ",
        good.replace(b'"legs":4', b'"legs":5'),
        _sealed(plan, doubled="1/2"),
        _sealed(plan, watched=plan.watched[:-1]),
        _sealed(plan, budget="8/5"),
        _sealed(plan, lines=plan.lines[1:]),
        _sealed(plan, proof=msgspec.structs.replace(plan.proof, routes=routes[::-1])),
        _sealed(plan, proof=msgspec.structs.replace(plan.proof, upper="1/9")),
        _sealed(plan, game=msgspec.structs.replace(game, picks=len(game.sites) + 1)),
        _sealed(plan, game=msgspec.structs.replace(game, origin=game.node_count)),
        b"{}",
    ]
    told = _second(tmp_path, [good, *bad])
    assert told[0]["isVerified"], told[0]["findings"]
    assert f"{len(routes)} routes" in told[0]["claimed"][0]
    for content, report in zip(bad, told[1:], strict=True):
        with pytest.raises(BadInput) as refused:
            read_plan(content)
        assert not report["isVerified"]
        where = refused.value.where
        assert report["findings"][0]["where"] == where or where in (None, "$")
