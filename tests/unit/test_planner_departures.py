"""Departure slots on real roads: the windows that count hold every minute that a route can really be there."""

import functools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from safeconduct import planner
from safeconduct.planner import certificate as proof
from safeconduct.planner.departures import DepartureGame, departure_game
from safeconduct.planner.game import Choice, NoWay
from safeconduct.planner.solve import GAP, solve

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"
STARTS_S = (0, 60, 120)
WINDOW_S = 60


@functools.cache
def _roads() -> planner.Roads:
    return planner.read_roads(DEMO.read_bytes())


def _trip(starts_s: Sequence[int], window_s: int, **more: object) -> DepartureGame:
    roads = _roads()
    ends = planner.snap(roads, 601650000, 249524000).node, planner.snap(roads, 601750000, 249430000).node
    number = np.arange(len(roads.segment_class), dtype=np.int64)
    odds = (300_000 + number * 7_919 % 700_000).astype(np.int32)
    for node in ends:
        odds = planner.secured(roads, odds, node, 150)
    return departure_game(roads, *ends, odds, starts_s=starts_s, window_s=window_s, budget=Fraction(3, 2), **more)


def test_the_windows_hold_every_moment_of_every_route() -> None:
    trip, roads = _trip(STARTS_S, WINDOW_S), _roads()
    solution = solve(trip.game)
    assert solution.upper - solution.lower <= GAP
    site = {key: i for i, key in enumerate(zip(trip.segments, trip.windows, strict=True))}
    seen = 0
    for choice, _ in solution.mixture:
        met = trip.game.exposure_ppm(choice)
        at_ms = STARTS_S[choice.slot] * 1000
        for edge in trip.road_edges(choice):
            left_ms = at_ms + int(roads.edge_time_ms[edge])
            for window in range(at_ms // (WINDOW_S * 1000), left_ms // (WINDOW_S * 1000) + 1):
                key = (int(roads.edge_segment[edge]), window)
                seen += key in site
                assert key not in site or site[key] in met
            at_ms = left_ms
        assert at_ms - STARTS_S[choice.slot] * 1000 <= trip.fastest_ms * 3 // 2
    assert seen > 50
    assert proof.certify(trip.game, proof.certificate(trip.game, solution)) == (solution.lower, solution.upper)


def test_one_slot_is_one_game_whatever_the_windows() -> None:
    """With one slot the adversary knows the hour: short windows can only make it worse for him."""
    all_day, by_minute = solve(_trip((0,), 86_400).game), solve(_trip((0,), WINDOW_S).game)
    assert all_day.upper >= by_minute.lower
    assert len(_trip((0,), 86_400).game.sites) < len(_trip((0,), WINDOW_S).game.sites)


def test_slots_help_only_against_one_who_cannot_wait() -> None:
    one = solve(_trip((0,), WINDOW_S).game)
    more = solve(_trip(STARTS_S, WINDOW_S).game)
    all_day = solve(_trip(STARTS_S, 86_400).game)
    assert more.upper <= one.upper + GAP
    assert abs(all_day.upper - solve(_trip((0,), 86_400).game).upper) <= 2 * GAP
    assert more.upper < all_day.upper


def test_slots_a_window_apart_of_the_whole_trip_share_the_value() -> None:
    """Closed form: windows that no two slots share. The adversary must guess the slot: the value is a third."""
    far = 3_600
    one, three = solve(_trip((0,), far).game), solve(_trip((0, far, 2 * far), far).game)
    assert abs(three.upper - one.upper / 3) <= 2 * GAP


def test_the_budget_is_on_the_time_of_each_route_and_closures_may_cut_it() -> None:
    trip, roads = _trip((0,), WINDOW_S), _roads()
    first = solve(trip.game).mixture[0][0]
    assert sum(trip.game.edge_length[edge] for edge in first.edges) <= trip.fastest_ms * 3 // 2
    assert trip.game.fault(Choice(first.edges, 1)) == "leaves in slot 1 of 1"
    start = planner.snap(roads, 601650000, 249524000).node
    with pytest.raises(NoWay, match="blocked edges cut every way"):
        _trip((0,), WINDOW_S, blocked=frozenset(roads.out[start]))
