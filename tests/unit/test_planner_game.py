"""The ambush game: closed forms, refusals, small games against a list of everything, certificates."""

import json
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import BadInput
from safeconduct.planner import certificate as proof
from safeconduct.planner import instance, paid
from safeconduct.planner.game import NoWay
from safeconduct.planner.odds import whole
from safeconduct.planner.solve import GAP, solve
from tests.campaign.games import campaign
from tests.naive import forgeries
from tests.naive import game as naive
from tests.naive.judge import judge

VECTORS = Path(__file__).parents[1] / "vectors/planner"
VALUES = json.loads((VECTORS / "games.json").read_text())
REFUSED = json.loads((VECTORS / "games-refused.json").read_text())
PROOF = json.loads((VECTORS / "certificates-refused.json").read_text())
SHARED = Path(__file__).parents[3] / "shared/data/games"


@pytest.mark.parametrize("case", VALUES, ids=lambda c: c["name"])
def test_closed_form(case: dict[str, Any]) -> None:
    judge(case["game"], Fraction(case["value"]))


@pytest.mark.parametrize("case", REFUSED, ids=lambda c: c["name"])
def test_refused(case: dict[str, Any]) -> None:
    document = case.get("text", "") if "game" not in case else json.dumps(case["game"])
    with pytest.raises(BadInput) as refused:
        instance.solve_instance(document.encode("utf-8", "surrogatepass"))
    assert type(refused.value).__name__ == case["error"]
    assert case["says"] in str(refused.value)
    assert refused.value.next_step


def test_half_of_the_vectors_are_refused_and_all_say_what_they_catch() -> None:
    refused = len(REFUSED) + len(PROOF["cases"])
    assert len(VALUES) >= 40 and refused >= len(VALUES)
    assert all(case["catches"] for case in (*VALUES, *REFUSED, *PROOF["cases"]))


@st.composite
def games(draw: st.DrawFn) -> dict[str, Any]:
    nodes = [f"n{i}" for i in range(draw(st.integers(2, 6)))]
    ends = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes))
    lengths = st.sampled_from([0, 1, 2, 2.5, 3, 5, 100])
    edges = []
    for i, (a, b) in enumerate(draw(st.lists(ends, min_size=1, max_size=10))):
        length = draw(lengths)
        edges.append({"id": f"e{i}", "from": a, "to": b, "length_m": length})
        if draw(st.booleans()):
            edges.append({"id": f"r{i}", "from": b, "to": a, "length_m": length})
    slots = draw(st.integers(1, 3))
    cover = st.fixed_dictionaries(
        {
            "edge": st.sampled_from([edge["id"] for edge in edges]),
            "slot": st.none() | st.integers(0, slots - 1),
            "success_ppm": st.sampled_from([0, 500_000, 1_000_000]) | st.integers(0, 1_000_000),
        }
    )
    covers = draw(st.lists(st.lists(cover, max_size=4), max_size=6))
    return {
        "nodes": nodes,
        "edges": edges,
        "origin": "n0",
        "destination": "n1",
        "slots": slots,
        "adversary_sites": draw(st.integers(0, 3)),
        "budget": draw(st.sampled_from([None, 1, 1.1, 1.3, 1.5, 2])),
        "sites": [{"id": f"s{i}", "covers": its} for i, its in enumerate(covers)],
    }


@settings(max_examples=250, deadline=None)
@given(games())
def test_any_small_game_against_the_list_of_everything(game: dict[str, Any]) -> None:
    if naive.routes(game):
        judge(game, naive.value(game))
    else:
        with pytest.raises(NoWay):
            instance.solve_instance(json.dumps(game).encode())


def test_a_slice_of_the_campaign_of_games() -> None:
    """Every kind is tried."""
    tried = campaign(1, 60)
    assert len(tried) == 8 and all(tried.values())


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_wide_sites_whatever_is_remembered(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sites of many edges, on grids with two-way streets: the bounds hold however few completions are kept."""
    monkeypatch.setattr(paid, "_COMPLETIONS", kept)
    for seed in range(20):
        game = _grid_of_zones(random.Random(100 * kept + seed))
        judge(game, naive.value(game))


def _grid_of_zones(rng: random.Random) -> dict[str, Any]:
    cells = [(x, y) for x in range(4) for y in range(2 + rng.randrange(2))]
    edges = [
        {"id": f"{a}{b}", "from": str(a), "to": str(b), "length_m": rng.choice((1, 1, 2, 2.5))}
        for a in cells
        for b in cells
        if abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1
    ]
    ids = [edge["id"] for edge in edges]
    covers = [rng.sample(ids, rng.choice((1, 3, 6, 9))) for _ in range(6)]
    return {
        "nodes": [str(cell) for cell in cells],
        "edges": edges,
        "origin": str(cells[0]),
        "destination": str(cells[-1]),
        "slots": 1,
        "adversary_sites": rng.choice((1, 2)),
        "budget": rng.choice((None, 1.3, 1.7)),
        "sites": [
            {
                "id": f"s{i}",
                "covers": [{"edge": e, "slot": None, "success_ppm": rng.randrange(1, 11) * 100_000} for e in its],
            }
            for i, its in enumerate(covers)
        ],
    }


def test_no_forged_certificate_passes() -> None:
    assert forgeries.passes(forgeries.TEXT)
    found = forgeries.run(10_000)
    assert {what for _, what in found} <= {"refused", "another true proof"}
    assert sum(n for (_, what), n in found.items() if what == "refused") >= 9_900


@settings(max_examples=100, deadline=None)
@given(games())
def test_every_solution_is_certified(game: dict[str, Any]) -> None:
    if not naive.routes(game):
        return
    played = instance.to_game(instance.read(json.dumps(game).encode()))
    solution = solve(played)
    lower, upper = proof.certify(played, proof.certificate(played, solution))
    assert (lower, upper) == (solution.lower, solution.upper)
    assert upper - lower <= GAP


@pytest.mark.parametrize("case", PROOF["cases"], ids=lambda c: c["catches"])
def test_a_changed_certificate_is_refused(case: dict[str, Any]) -> None:
    game = instance.to_game(instance.read(json.dumps(PROOF["game"]).encode()))
    good = PROOF["certificate"]
    proof.certify(game, msgspec.convert(good, proof.Certificate))
    bad = json.loads(json.dumps(good))
    *path, last = case["at"]
    target = bad
    for key in path:
        target = target[key]
    target[last] = case["value"]
    with pytest.raises((proof.NotCertified, msgspec.ValidationError)) as refused:
        proof.certify(game, msgspec.json.decode(json.dumps(bad).encode(), type=proof.Certificate))
    assert case["says"] in str(refused.value)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_number_of_a_certificate_can_change(data: st.DataObject) -> None:
    game = instance.to_game(instance.read(json.dumps(PROOF["game"]).encode()))
    good = msgspec.convert(PROOF["certificate"], proof.Certificate)
    shift = data.draw(st.integers(-(2**31), 2**31).filter(bool))
    routes, sites = list(good.routes), list(good.sites)
    i = data.draw(st.integers(0, len(routes) + len(sites) - 1))
    if i < len(routes):
        routes[i] = msgspec.structs.replace(routes[i], odds=routes[i].odds + shift)
        j = data.draw(st.integers(0, len(routes) - 1))  # another route may make up for it
        if i != j and data.draw(st.booleans()):
            routes[j] = msgspec.structs.replace(routes[j], odds=routes[j].odds - shift)
    else:
        i -= len(routes)
        sites[i] = msgspec.structs.replace(sites[i], odds=sites[i].odds + shift)
        j = data.draw(st.integers(0, len(sites) - 1))
        if i != j and data.draw(st.booleans()):
            sites[j] = msgspec.structs.replace(sites[j], odds=sites[j].odds - shift)
    with pytest.raises(proof.NotCertified):
        proof.certify(game, msgspec.structs.replace(good, routes=tuple(routes), sites=tuple(sites)))


@settings(max_examples=200, deadline=None)
@given(games(), st.data())
def test_banned_turns_against_the_list_of_everything(game: dict[str, Any], data: st.DataObject) -> None:
    turns = [(a["id"], b["id"]) for a in game["edges"] for b in game["edges"] if a["to"] == b["from"]]
    if not turns or not naive.routes(game):
        return
    game = game | {"banned": data.draw(st.lists(st.sampled_from(turns), min_size=1, max_size=6, unique=True))}
    if naive.routes(game):
        judge(game, naive.value(game))
        played = instance.to_game(instance.read(json.dumps(game).encode()))
        solution = solve(played)
        assert proof.certify(played, proof.certificate(played, solution)) == (solution.lower, solution.upper)
    else:
        with pytest.raises(NoWay):
            instance.solve_instance(json.dumps(game).encode())


def test_a_banned_turn_is_not_driven() -> None:
    game = instance.to_game(instance.read(json.dumps(PROOF["game"]).encode()))
    free = solve(game)
    turn = next(choice.edges[:2] for choice, _ in free.mixture if len(choice.edges) > 1)
    bound = solve(replace(game, banned=frozenset({(turn[0], turn[1])})))
    assert bound.upper > free.upper
    assert all(turn != choice.edges[:2] for choice, _ in bound.mixture)


@given(st.dictionaries(st.integers(0, 20), st.floats(0, 1e6), min_size=1), st.integers(1, 5))
def test_odds_add_up(weights: dict[int, float], picks: int) -> None:
    parts = whole(weights, picks * 2**32, 2**32, range(50))
    assert sum(parts.values()) == picks * 2**32
    assert all(0 < part <= 2**32 for part in parts.values())


@pytest.mark.shared
@pytest.mark.parametrize("name", ["parallel-3", "two-slots", "two-sites"])
def test_shared_games(name: str) -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is absent: public data beside the project")
    game = json.loads((SHARED / f"{name}.json").read_text())
    value = json.loads((SHARED / "values.json").read_text())[name]
    judge(game, Fraction(value).limit_denominator(1000))
