"""The compiled search against the plain one: the same costs, routes of the game, the same shortest ways."""

import functools
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import planner
from safeconduct.planner import graph, instance, oracle
from safeconduct.planner.game import EVERY_SLOT, ODDS, PPM, Choice, Cover, Game, NoWay, columns
from safeconduct.planner.oracle import Plain, Swift
from safeconduct.planner.sites import Sites
from safeconduct.planner.solve import GAP, solve
from tests.unit.test_planner_game import games

pytestmark = pytest.mark.skipif(not graph.HAS_NUMBA, reason="numba is not installed (extra `fast`)")
DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


@functools.cache
def _town() -> planner.RoadGame:
    """Central Helsinki, with its banned turns."""
    roads = planner.read_roads(DEMO.read_bytes())
    ends = planner.snap(roads, 601650000, 249524000).node, planner.snap(roads, 601750000, 249430000).node
    number = np.arange(len(roads.segment_class), dtype=np.int64)
    odds = (300_000 + number * 7_919 % 700_000).astype(np.int32)
    return planner.road_game(roads, *ends, odds, budget=Fraction(3, 2))


def _agree(game: Game, watched: dict[int, int], *, is_joined: bool) -> None:
    for least in (0, 1 << 40):  # arcs from which on lengths are priced in too
        with patch.object(oracle, "_BLENDED", least):
            _agrees(game, watched, is_joined=is_joined)


def _agrees(game: Game, watched: dict[int, int], *, is_joined: bool) -> None:
    plain, swift = Plain(game, is_joined=is_joined), Swift(game, is_joined=is_joined)
    for slot in range(game.slots):
        cutoff = sum(watched.values()) * PPM + 1
        expected, found = plain.cheapest(slot, watched, cutoff), swift.cheapest(slot, watched, cutoff)
        assert [cost for cost, _ in found] == [cost for cost, _ in expected]
        for cost, edges in found:
            assert game.fault(Choice(edges, slot)) is None
            exposure = game.exposure_ppm(Choice(edges, slot))
            assert cost == sum(odds * exposure.get(site, 0) for site, odds in watched.items())
            assert swift.cheapest(slot, watched, cost) == []
            assert len(swift.cheapest(slot, watched, cutoff, 3)) == len(plain.cheapest(slot, watched, cutoff, 3))


@settings(max_examples=150, deadline=None)
@given(games(), st.data())
def test_any_small_game(game: dict[str, Any], data: st.DataObject) -> None:
    turns = [(a["id"], b["id"]) for a in game["edges"] for b in game["edges"] if a["to"] == b["from"]]
    if turns:
        game = game | {"banned": data.draw(st.lists(st.sampled_from(turns), max_size=4, unique=True))}
    try:
        played = instance.to_game(instance.read(json.dumps(game).encode()))
        Plain(played)
    except NoWay as refused:
        with pytest.raises(NoWay, match=str(refused).split(":")[0]):
            Swift(instance.to_game(instance.read(json.dumps(game).encode())))
        return
    its = range(len(played.sites))
    watched = data.draw(st.dictionaries(st.sampled_from(its), st.integers(1, ODDS), max_size=4)) if its else {}
    _agree(played, watched, is_joined=data.draw(st.booleans()))


@pytest.mark.parametrize("is_joined", [True, False])
def test_a_town_with_banned_turns(is_joined: bool) -> None:
    game = _town().game
    assert game.banned
    chance = np.random.default_rng(5)
    for _ in range(20):
        its = chance.choice(len(game.sites), 8, replace=False).tolist()
        _agree(game, dict(zip(its, chance.integers(1, ODDS, 8).tolist(), strict=True)), is_joined=is_joined)


def test_both_solve_to_one_value(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = solve(_town().game)
    monkeypatch.setattr("safeconduct.planner.oracle.LARGE", 0)
    for least in (oracle._BLENDED, 0):
        monkeypatch.setattr(oracle, "_BLENDED", least)
        swift = solve(_town().game)
        assert abs(plain.upper - swift.upper) <= 2 * GAP and swift.upper - swift.lower <= GAP


def test_too_many_labels_are_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alternatives that take long are left out; what is found is a route."""
    game = _town().game
    assert Swift(game).alternatives(15)
    monkeypatch.setattr(oracle, "_TRIED_MAX", 1)
    assert Swift(game).alternatives(15) == []


def test_a_game_of_arrays_is_the_game_of_tuples() -> None:
    game = _town().game
    plain = replace(
        game,
        edge_from=tuple(game.edge_from),
        edge_to=tuple(game.edge_to),
        edge_length=tuple(game.edge_length),
        sites=tuple(game.sites),
    )
    assert plain.digest == game.digest
    assert all((a == b).all() for a, b in zip(columns(plain.sites), columns(game.sites), strict=True))


def test_sites_are_a_sequence() -> None:
    one = np.array([0, 1, 1, 3])
    sites = Sites(one, np.array([4, 5, 6], np.int32), np.array([-1, 0, 1], np.int32), np.array([7, 8, 9], np.int32))
    assert list(sites) == [(Cover(4, EVERY_SLOT, 7),), (), (Cover(5, 0, 8), Cover(6, 1, 9))]
    assert sites[1:] == tuple(sites)[1:]
    with pytest.raises(IndexError):
        sites[3]


def test_shortest_lengths_with_and_without_the_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    game = _town().game
    its = [np.array(each, dtype=np.int64) for each in (game.edge_from, game.edge_to, game.edge_length)]
    plain = graph.distances(*its, game.origin, game.node_count)
    monkeypatch.setattr(graph, "LARGE", 0)
    assert (graph.distances(*its, game.origin, game.node_count) == plain).all()
