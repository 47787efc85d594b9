"""What goes with the value: forced stretches, guards, the watcher's curve, late splits, caps, peers."""

import functools
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from safeconduct import planner
from safeconduct.planner import certificate as proof
from safeconduct.planner.chokes import chokes, guard_values, guarded
from safeconduct.planner.fewer import fewer
from safeconduct.planner.game import ODDS, Choice, Game, NoWay
from safeconduct.planner.late import prefix_curve, split, split_late
from safeconduct.planner.net import net
from safeconduct.planner.peers import peers
from safeconduct.planner.roadgame import RoadGame, road_game, secured
from safeconduct.planner.solve import GAP, Solution, solve

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


@functools.cache
def _roads() -> planner.Roads:
    return planner.read_roads(DEMO.read_bytes())


def _odds(roads: planner.Roads) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Between 0.3 and 1, by a fixed mixing of the segment's number; not a claim about any street."""
    number = np.arange(len(roads.segment_class), dtype=np.int64)
    return (300_000 + number * 7_919 % 700_000).astype(np.int32)


@functools.cache
def _trip() -> tuple[RoadGame, Solution]:
    """Terminal to works, 150 m secured at both ends, each route at most 1.5 times the shortest."""
    roads = _roads()
    ends = planner.snap(roads, 601650000, 249524000).node, planner.snap(roads, 601750000, 249430000).node
    odds = secured(roads, secured(roads, _odds(roads), ends[0], 150), ends[1], 150)
    trip = road_game(roads, *ends, odds, budget=Fraction(3, 2))
    return trip, solve(trip.game)


def test_the_trip_is_solved_and_its_turns_are_legal() -> None:
    trip, solution = _trip()
    assert solution.upper - solution.lower <= GAP
    banned = set(map(tuple, _roads().banned.tolist()))
    for choice, _ in solution.mixture:
        edges = trip.road_edges(choice)
        assert banned.isdisjoint(pairwise(edges))
        assert sum(int(_roads().edge_length_mm[e]) for e in edges) * 2 <= trip.shortest_mm * 3
    assert proof.certify(trip.game, proof.certificate(trip.game, solution)) == (solution.lower, solution.upper)


def test_joined_chains_change_nothing() -> None:
    """The small net and the plain one have the same cheapest routes: two ways to one bound."""
    trip, _ = _trip()
    plain = net(trip.game, is_joined=False)
    small = net(trip.game)
    assert len(small.arcs) < len(plain.arcs)
    assert small.to_go[small.origin] == plain.to_go[plain.origin] == trip.shortest_mm


def test_a_tighter_budget_is_never_better_and_a_guard_never_worse() -> None:
    trip, solution = _trip()
    tight = solve(replace(trip.game, length_max=trip.shortest_mm * 11 // 10))
    assert tight.upper >= solution.lower
    worst = solution.watched[0][0]
    assert solve(guarded(trip.game, frozenset({worst}))).lower <= solution.upper
    assert solve(replace(trip.game, picks=2)).upper >= solution.lower


def test_forced_stretches_are_on_every_route_and_bound_the_value() -> None:
    trip, solution = _trip()
    found = chokes(trip.game, solution)
    assert found
    for choke in found:
        for choice, _ in solution.mixture:
            assert set(choke.edges) <= set(choice.edges)
        assert solution.upper >= Fraction(choke.success_ppm, 10**6)
        assert choke.detour is None or choke.detour > trip.shortest_mm * 3 // 2
    for guard in guard_values(trip.game, found):
        assert guard.value <= solution.upper + GAP


def test_a_bridge_is_found_by_closing_each_road() -> None:
    """The twin: close one edge after the other and look for any route."""
    trip, solution = _trip()
    found = {edge for choke in chokes(trip.game, solution) for edge in choke.edges}
    first = solution.mixture[0][0]
    for edge in first.edges:
        lengths = tuple(10**12 if i == edge else length for i, length in enumerate(trip.game.edge_length))
        try:
            net(replace(trip.game, edge_length=lengths))
            forced = False
        except NoWay:
            forced = True
        assert forced == (edge in found)


def test_the_curve_starts_at_the_loss_and_ends_at_nothing() -> None:
    trip, solution = _trip()
    mixture = dict(solution.mixture)
    curve = prefix_curve(trip.game, mixture, trip.shortest_mm, (0, 10, 30, 50, 200))
    assert curve[0].loss == solution.upper
    assert curve[-1].loss == 0
    assert all(0 <= point.loss <= 1 for point in curve)


def test_what_looks_alike_so_far_is_one_start() -> None:
    trip, solution = _trip()
    seen = trip.shortest_mm * 3 // 10
    starts = {split(trip.game, choice, seen)[0] for choice, _ in solution.mixture}
    for choice, _ in solution.mixture:
        start, ahead = split(trip.game, choice, seen)
        assert start.edges + ahead.edges == choice.edges
        alike = [other for other in starts if choice.edges[: len(other.edges)] == other.edges]
        assert alike == [start]


def test_splitting_late_holds_the_value_and_tells_the_watcher_less() -> None:
    trip, solution = _trip()
    late = split_late(trip.game, solution, [trip.shortest_mm * 3 // 10], Fraction(1, 20))
    assert late.loss <= solution.upper * Fraction(21, 20)
    assert late.after[0] < late.before[0]
    assert trip.game.loss(dict(late.mixture)) == late.loss
    assert all(trip.game.fault(choice) is None for choice, _ in late.mixture)
    assert sum(odds for _, odds in late.mixture) == ODDS


@pytest.mark.parametrize("most", [1, 2, 4, 100])
def test_a_cap_is_kept_and_its_price_is_told(most: int) -> None:
    trip, solution = _trip()
    capped = fewer(trip.game, solution.pool, most)
    assert len(capped.mixture) <= most
    assert capped.loss == trip.game.loss(dict(capped.mixture))
    assert capped.loss >= solution.lower


def test_no_peer_beats_the_game_at_the_same_budget() -> None:
    trip, solution = _trip()
    others = peers(trip.game)
    assert others.shortest >= others.best_mix >= solution.lower
    assert others.alternatives >= others.best_mix - GAP  # odds are rounded


def test_a_budget_on_the_average_is_not_accepted() -> None:
    """Two routes, 100 and 200 long, budget 1.5: half of each would average 150, and the long one is refused."""
    game = Game(2, (0, 0), (1, 1), (100, 200), 0, 1, 1, 150, 1, ())
    assert game.fault(Choice((0,), 0)) is None
    assert game.fault(Choice((1,), 0)) == "is over the budget"
    assert [choice for choice, _ in solve(game).mixture] == [Choice((0,), 0)]


def test_blocked_roads_are_not_used_and_may_cut_everything() -> None:
    roads = _roads()
    ends = planner.snap(roads, 601650000, 249524000).node, planner.snap(roads, 601750000, 249430000).node
    trip, solution = _trip()
    road = trip.road_edges(solution.mixture[0][0])[len(solution.mixture[0][0].edges) // 3]
    other = road_game(roads, *ends, _odds(roads), blocked=frozenset({road}))
    assert road not in other.edges
    with pytest.raises(NoWay, match="blocked edges cut every way"):
        road_game(roads, *ends, _odds(roads), blocked=frozenset(roads.out[ends[0]]))
    with pytest.raises(NoWay, match="no route is within the budget"):
        net(replace(trip.game, length_max=trip.shortest_mm - 1))
