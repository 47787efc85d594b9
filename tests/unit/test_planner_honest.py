"""What goes beside the value: each against a slow twin on small games, or a closed form."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.planner import certificate as proof
from safeconduct.planner import instance, road_game
from safeconduct.planner.all_day import met_all_day
from safeconduct.planner.departures import departure_game
from safeconduct.planner.game import ODDS, PPM, Choice, Cover, Game
from safeconduct.planner.hazard import all_weighed, weighed
from safeconduct.planner.honest import at_least_one, honest, scaled
from safeconduct.planner.net import shortest_length
from safeconduct.planner.plan import Plan, Setting, make_plan, mixture_of
from safeconduct.planner.second import next_worst, second_stage
from safeconduct.planner.solve import GAP, solve
from tests.naive import game as naive
from tests.unit.test_planner_game import games
from tests.unit.test_planner_plan import _odds, _roads


def _played(game: dict[str, Any]) -> Game:
    return instance.to_game(instance.read(json.dumps(game).encode()))


@settings(max_examples=120, deadline=None)
@given(games(), st.integers(1, 3))
def test_the_chance_of_at_least_one_against_all_sets_of_places(game: dict[str, Any], picks: int) -> None:
    game = game | {"adversary_sites": picks}
    if not naive.routes(game):
        return
    played = _played(game)
    solution = solve(played)
    ids = [edge["id"] for edge in game["edges"]]
    drawn = [
        (tuple(ids[edge] for edge in choice.edges), choice.slot, Fraction(odds, ODDS))
        for choice, odds in solution.mixture
    ]
    found = at_least_one(played, dict(solution.mixture))
    assert found.found == found.most == naive.at_least_one(game, drawn)
    assert found.found <= min(1, solution.upper)


def test_two_places_on_one_route_are_two_meetings_but_one_chance() -> None:
    game = Game(3, (0, 1), (1, 2), (1, 1), 0, 2, 1, None, 2, ((Cover(0, 0, 500_000),), (Cover(1, 0, 500_000),)))
    found = honest(game, {Choice((0, 1), 0): ODDS})
    assert (found.expected, found.at_least_one.found) == (1, Fraction(3, 4))


def test_too_many_places_to_try_are_only_bounded() -> None:
    sites = tuple((Cover(0, 0, 400_000),) for _ in range(9))
    game = Game(2, (0,), (1,), (1,), 0, 1, 1, None, 7, sites)
    found = at_least_one(game, {Choice((0,), 0): ODDS})
    assert (found.found, found.most) == (0, 1)


@settings(max_examples=60, deadline=None)
@given(games())
def test_halved_and_doubled_against_another_game(game: dict[str, Any]) -> None:
    if not naive.routes(game):
        return
    played = _played(game)
    mixture = dict(solve(played).mixture)
    found = honest(played, mixture)
    half = {**game, "edges": [edge | {"hazard_ppm": 500_000} for edge in game["edges"]]}
    twice = {**game, "edges": [edge | {"hazard_ppm": 2_000_000} for edge in game["edges"]]}
    assert found.doubled == _played(twice).loss(mixture) == scaled(played, 2).loss(mixture)
    assert 0 <= _played(half).loss(mixture) - found.halved <= Fraction(played.picks, PPM), "rounded up"
    assert found.halved <= found.expected <= found.doubled <= 2 * found.expected


def _is_forced(game: Game, edge: int) -> bool:
    """No route is left if the edge is closed."""
    closed = tuple(10**12 if i == edge else length for i, length in enumerate(game.edge_length))
    limit = game.length_max if game.length_max is not None else 10**11
    return shortest_length(replace(game, edge_length=closed, length_max=None)) > limit


def test_forced_stretches_and_what_guarding_them_brings() -> None:
    """A bridge between two halves of two ways each: closed form."""
    ends = ((0, 1), (0, 1), (1, 2), (2, 3), (2, 3))
    sites = tuple((Cover(edge, 0, 800_000),) for edge in range(5))
    game = Game(4, *zip(*ends, strict=True), (1, 1, 1, 1, 1), 0, 3, 1, None, 1, sites)
    found = honest(game, dict(second_stage(game, solve(game)).mixture))
    assert found.expected == Fraction(4, 5)
    assert [each.choke.edges for each in found.forced] == [(2,)]
    assert found.forced[0].choke.detour is None
    assert abs(found.forced[0].met_guarded - Fraction(2, 5)) < GAP
    assert [edge for edge in range(5) if _is_forced(game, edge)] == [2]


@settings(max_examples=80, deadline=None)
@given(games())
def test_the_second_stage_holds_the_value_and_lowers_the_rest(game: dict[str, Any]) -> None:
    if not naive.routes(game):
        return
    played = _played(game)
    solution = solve(played)
    second = second_stage(played, solution)
    mixture, inside = dict(second.mixture), {site for site, _ in solution.watched}
    assert second.loss == played.loss(mixture) <= solution.lower + GAP
    assert second.next_worst == next_worst(played, mixture, inside) <= second.before
    refined = solution._replace(mixture=second.mixture, upper=second.loss)
    assert proof.certify(played, proof.certificate(played, refined)) == (solution.lower, second.loss)


def test_the_second_stage_lowers_a_place_that_the_optimum_left_high() -> None:
    """A bridge decides the value; of two equal ways behind it the optimum may drive one only. Half each is best."""
    ends = ((0, 1), (1, 2), (1, 2))
    sites = ((Cover(0, 0, 900_000),), (Cover(1, 0, 600_000),), (Cover(2, 0, 600_000),))
    game = Game(3, *zip(*ends, strict=True), (1, 1, 1), 0, 2, 1, None, 1, sites)
    ways = Choice((0, 1), 0), Choice((0, 2), 0)
    solution = solve(game)._replace(mixture=((ways[0], ODDS),), pool=ways)
    second = second_stage(game, solution)
    assert second.loss == Fraction(9, 10)
    assert second.before == Fraction(6, 10) and abs(second.next_worst - Fraction(3, 10)) < GAP


@settings(max_examples=60, deadline=None)
@given(games(), st.data())
def test_hazards_against_the_list_of_everything(game: dict[str, Any], data: st.DataObject) -> None:
    hazard = st.sampled_from([0, 1, 500_000, 1_000_000, 1_500_000, 10**9])
    game = {**game, "edges": [edge | {"hazard_ppm": data.draw(hazard)} for edge in game["edges"]]}
    if naive.routes(game):
        found = instance.solve_instance(json.dumps(game).encode())
        assert abs(found["value"] - naive.value(naive.hazardous(game))) <= 1e-7


def test_hazards_of_all_segments_are_those_of_each() -> None:
    rng = random.Random(5)
    success, hazard = [rng.randrange(PPM + 1) for _ in range(200)], [rng.randrange(3 * PPM) for _ in range(200)]
    both = all_weighed(np.array(success, dtype=np.int32), np.array(hazard, dtype=np.int64)).tolist()
    assert both == [weighed(*each) for each in zip(success, hazard, strict=True)]
    assert weighed(700_000, PPM) == 700_000 and weighed(1, 1) == 1 and weighed(PPM, 0) == 0


def _planned(trip: Setting, unheld: Sequence[tuple[str, Game]] = ()) -> Plan:
    more: dict[str, Any] = {"ground": [], "places": [], "budget": Fraction(3, 2), "assumed": "", "legs": 2}
    return make_plan("m1", _roads(), "0" * 64, trip, routes_max=9, unheld=unheld, **more)[0]  # type: ignore[arg-type]


def test_a_guard_that_does_not_come_makes_it_worse() -> None:
    """The twin: the same roads with odds where the guard was, planned and driven."""
    roads, ends = _roads(), (100, 400)
    odds = _odds(roads)
    made = road_game(roads, *ends, odds, budget=Fraction(3, 2))
    best = solve(made.game)
    held = odds.copy()
    held[[made.segments[site] for site, _ in best.watched]] = 0
    guarded = road_game(roads, *ends, held, budget=Fraction(3, 2))
    trip = Setting(guarded.game, guarded.edges, "length", guarded.shortest_mm)
    plan = _planned(trip, [("Gate", made.game), ("Idle", guarded.game)])
    gate, idle = plan.unheld
    assert abs(Fraction(gate.value) - best.upper) <= 2 * GAP
    assert Fraction(gate.met) == made.game.loss(mixture_of(plan)) >= Fraction(gate.value) - GAP
    assert Fraction(gate.value) > Fraction(plan.proof.upper), "it is worth something"
    assert idle.met == plan.proof.upper and abs(Fraction(idle.value) - Fraction(plan.proof.lower)) <= 2 * GAP


def test_who_can_wait_all_day_meets_the_roads_whatever_the_hour() -> None:
    roads, odds = _roads(), _odds(_roads())
    starts_s = (0, 600, 1_200)
    trip = departure_game(roads, 100, 400, odds, starts_s=starts_s, window_s=300, budget=Fraction(3, 2))
    plan = _planned(Setting(trip.game, trip.edges, "time", trip.fastest_ms, starts_s, 300))
    met: dict[int, int] = {}
    for choice, drawn in mixture_of(plan).items():
        for segment in {int(roads.edge_segment[edge]) for edge in trip.road_edges(choice)}:
            met[segment] = met.get(segment, 0) + drawn * int(odds[segment])
    assert met_all_day(plan) == Fraction(max(met.values()), ODDS * PPM) > Fraction(plan.proof.upper)


@pytest.mark.parametrize("hazard", [-1, 1_000_000_001, 0.5])
def test_a_hazard_that_is_none_is_refused(hazard: float) -> None:
    edge = {"id": "a", "from": "s", "to": "t", "length_m": 1, "hazard_ppm": hazard}
    game = {"nodes": ["s", "t"], "edges": [edge], "origin": "s", "destination": "t", "sites": []}
    with pytest.raises(instance.BadGame, match="hazard_ppm"):
        instance.solve_instance(json.dumps(game).encode())
