"""What the bench sets beside the game: each peer is what it says, and none is below the value."""

import functools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from safeconduct import planner
from safeconduct.bench import movement_peers as peers
from safeconduct.planner.game import Game
from safeconduct.planner.solve import Solution, solve

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


@functools.cache
def _trip() -> tuple[Game, int, Solution]:
    roads = planner.read_roads(DEMO.read_bytes())
    ends = planner.snap(roads, 601650000, 249524000).node, planner.snap(roads, 601750000, 249430000).node
    number = np.arange(len(roads.segment_class), dtype=np.int64)
    odds = (300_000 + number * 7_919 % 700_000).astype(np.int32)
    for node in ends:
        odds = planner.secured(roads, odds, node, 150)
    made = planner.road_game(roads, *ends, odds, budget=Fraction(3, 2))
    return made.game, made.shortest_mm, solve(made.game)


def test_the_k_shortest_come_in_order_and_keep_the_rules() -> None:
    game, shortest, solution = _trip()
    routes = peers.k_shortest(game, 10)
    lengths = [sum(game.edge_length[edge] for edge in route.edges) for route in routes]
    assert len(set(routes)) == 10 and lengths == sorted(lengths)
    assert lengths[0] >= shortest
    assert all(game.fault(route) is None for route in routes)
    assert peers.uniform(game, routes) >= solution.lower


def test_weights_are_no_better_than_the_optimum() -> None:
    game, _, solution = _trip()
    assert peers.weights(game, 0.05) >= solution.lower


@pytest.mark.parametrize("is_joined", [True, False])
def test_the_flow_is_a_bound_below_the_value(is_joined: bool) -> None:
    """Its budget holds on the mean only; without turn bans it may also turn where no crew may."""
    game, shortest, solution = _trip()
    found = peers.flow(game, shortest * 3 // 2, 60, is_joined=is_joined)
    assert found.is_solved and 0 < found.value <= solution.upper + 1e-6


def test_without_a_budget_the_flow_is_the_value() -> None:
    """Two solvers, one number: interior point over flows, column generation over routes."""
    game, shortest, _ = _trip()
    free = replace(game, length_max=None, banned=frozenset())
    solution = solve(free)
    found = peers.flow(free, shortest * 10_000, 60, is_joined=True)
    assert found.value == pytest.approx(float(solution.upper), abs=1e-5)
