"""Planning a trip with departure slots: from the roads to (route, slot) with odds and a proof."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .certificate import Certificate, certificate
from .departures import DepartureGame, departure_game
from .fewer import fewer
from .roads import Roads
from .solve import solve


class TimedRoute(NamedTuple):
    """What is drawn: a route and when it leaves."""

    road_edges: tuple[int, ...]
    slot: int
    start_s: int
    """Since the first slot."""
    time_ms: int
    """At free flow."""
    odds: int
    """Out of ODDS."""


class TimedPlan(NamedTuple):
    """A solved trip with slots. `proof` is of `trip.game`, whose lengths are milliseconds."""

    routes: tuple[TimedRoute, ...]
    """The likeliest first, as in the proof."""
    proof: Certificate
    lower: Fraction
    upper: Fraction
    """What an adversary meets at most who waits no longer than `waits_s` at one place."""
    waits_s: int
    """To be stated with the value: it holds against no one who can wait longer."""
    all_day: Fraction
    """What these routes meet at most of one who can wait as long as he likes: the slots hide nothing from him."""
    trip: DepartureGame


def plan(
    roads: Roads,
    origin: int,
    destination: int,
    success_ppm: NDArray[np.int32],
    *,
    starts_s: Sequence[int],
    window_s: int,
    budget: Fraction = Fraction(13, 10),
    picks: int = 1,
    blocked: frozenset[int] = frozenset(),
    routes_max: int | None = None,
) -> TimedPlan:
    """Solve the trip of `departure_game` (whose arguments these are), keep at most `routes_max` (route, slot).

    Raises NoWay. Six slots on a town of 80,000 edges take about a second of one core.
    """
    trip = departure_game(
        roads,
        origin,
        destination,
        success_ppm,
        starts_s=starts_s,
        window_s=window_s,
        budget=budget,
        picks=picks,
        blocked=blocked,
    )
    solution = solve(trip.game)
    if routes_max is not None and len(solution.mixture) > routes_max:
        capped = fewer(trip.game, solution.pool, routes_max)
        solution = solution._replace(mixture=capped.mixture, upper=capped.loss)
    routes = tuple(
        TimedRoute(
            trip.road_edges(choice),
            choice.slot,
            starts_s[choice.slot],
            sum(trip.game.edge_length[edge] for edge in choice.edges),
            odds,
        )
        for choice, odds in solution.mixture
    )
    met = _met_all_day(roads, routes, success_ppm, picks)
    proof = certificate(trip.game, solution)
    return TimedPlan(routes, proof, solution.lower, solution.upper, window_s, met, trip)


def _met_all_day(
    roads: Roads, routes: Sequence[TimedRoute], success_ppm: NDArray[np.int32], picks: int
) -> Fraction:
    met = np.zeros(len(success_ppm), dtype=np.int64)
    for route in routes:
        segments = np.unique(roads.edge_segment[list(route.road_edges)])
        met[segments] += route.odds * success_ppm[segments].astype(np.int64)
    return Fraction(int(np.sort(met)[::-1][:picks].sum()), 2**32 * 1_000_000)
