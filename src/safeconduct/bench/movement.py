"""Movements: the chance of being met, ours beside what others do on the same trips under the same budget.

Peers have the budget in one of two ways: they look within it, which only a planner can that knows it; or they look
as they come, on the whole map, and routes over the budget are dropped.
"""

import time
from collections.abc import Iterator, Sized
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput
from safeconduct.planner import (
    NotCertified,
    NoWay,
    RoadGame,
    Roads,
    Solution,
    certify,
    read_roads,
    road_game,
    secured,
    solve,
)
from safeconduct.planner.certificate import certificate
from safeconduct.planner.chokes import chokes
from safeconduct.planner.departures import departure_game
from safeconduct.planner.fewer import fewer
from safeconduct.planner.game import ODDS, Choice
from safeconduct.planner.late import prefix_curve, split_late
from safeconduct.planner.peers import alternatives

from .movement_peers import Flow, flow, k_shortest, uniform, weights
from .movement_tiles import tiles
from .report import Aim, Figure, Run

ROADS: Final = (Path("../shared/data/osm/islamabad.osm.pbf"), Path("data/helsinki.osm.pbf"))
"""The first that is there. The second is one town centre: its trips are short and its figures say little."""
_SEED: Final = 7
_BUDGET: Final = Fraction(13, 10)
_COUNT: Final = 10
_FLOW_S: Final = 200.0
_WINDOW_S: Final = 600
_FEW: Final = 12
"""Trips of the first trial, from which the aims were taken."""
SHORTEST: Final = "always the shortest"
_AIMS: Final = {
    SHORTEST: 3.0,
    "ten shortest, even odds": 1.6,
    "ten penalty alternatives, overlong ones dropped, even odds": 1.6,
    "best mix of those": 1.1,
    "ten penalty alternatives looked for within the budget, even odds": 1.6,
    "best mix of these": 1.1,
}


class _Ends(NamedTuple):
    roads: Roads
    origin: int
    destination: int
    odds: NDArray[np.int32]
    made: RoadGame
    seconds: float

    def unlimited(self) -> RoadGame:
        return road_game(self.roads, self.origin, self.destination, self.odds, budget=None)


class Trip(NamedTuple):
    """What was measured of one trip."""

    value: float
    seconds: float
    """Of one core: the game made from the roads, and solved."""
    certify_s: float
    gap: Fraction
    met: dict[str, float]
    """Method -> its loss against its own worst adversary."""
    is_forced: bool
    """One road that every route must use can be waited at: with it, no method can do much."""
    watcher: tuple[float, float, float]
    """After 30 % of the way: before and after splitting late; the loss of value."""


def measure(run: Run) -> Iterator[Figure]:
    """The trips one after the other, all methods on each in turn. With tiles: those only."""
    if run.tiles:
        yield from tiles(run)
        return
    path = next((path for path in ROADS if path.exists()), None)
    if path is None:
        raise BadInput(f"neither {ROADS[0]} nor {ROADS[1]} is there", next_step="run it in the repository")
    roads = read_roads(path.read_bytes())
    is_town = path == ROADS[1]
    ends = list(_ends(roads, 6 if run.is_quick else 100, is_town))
    solve(ends[0].made.game)  # the compiled loops are made or loaded once, before any clock starts
    trips = []
    for each in ends:
        trips.append(_trip(each))
        _tell(run, "peers", trips, len(ends))
    place = f"{path.name}, {len(trips)} trips of {'0.8 to 3' if is_town else '9 to 20'} km, budget 1.3 a route"
    place += f"; on {sum(trip.is_forced for trip in trips)} one road decides that all routes must use"
    yield Figure("value: chance of being met, median", median(t.value for t in trips), "", {}, place)
    yield from _ratios(trips)
    seconds = [trip.seconds for trip in trips]
    yield Figure("planned, of one core: median", median(seconds), "s", {}, "", Aim("at most", 0.5))
    yield Figure("  slowest", max(seconds), "s", {}, "", Aim("at most", 3.0))
    yield Figure("  widest gap, exact", float(max(t.gap for t in trips)) * 1e9, "e-9", {}, "", Aim("at most", 100))
    checks = [trip.certify_s for trip in trips]
    yield Figure("certified without the solver: median", median(checks), "s", {}, "", Aim("at most", 0.1))
    yield Figure("  slowest", max(checks), "s", {}, "", Aim("at most", 0.1))
    yield from _late(trips)
    yield from _slots(run, ends)
    yield from _flows(run, ends, trips, 1 if run.is_quick else 5)


def _tell(run: Run, what: str, done: Sized, count: int) -> None:
    if len(done) % 10 == 0 or len(done) == count:
        run.tell(f"{what}: {len(done)} of {count}")


def _ends(roads: Roads, count: int, is_town: bool) -> Iterator[_Ends]:
    """Ends at random, odds of 0.3 to 1 on each segment at random, both from a fixed seed; ends secured.

    Odds are drawn anew for each trip: with one draw for all, those of a few bridges that most trips use would
    decide the medians.
    """
    chance = np.random.default_rng(_SEED)
    near_m, low, high = (150, 800_000, 3_000_000) if is_town else (1500, 9_000_000, 20_000_000)
    while count:
        a, b = map(int, chance.integers(0, roads.node_count, 2))
        if low <= int(roads.lengths_from(a)[b]) <= high:
            odds = chance.uniform(300_000, 1_000_000, len(roads.segment_class)).astype(np.int32)
            its = secured(roads, secured(roads, odds, a, near_m), b, near_m)
            start = time.process_time()
            made = road_game(roads, a, b, its, budget=_BUDGET)
            seconds = time.process_time() - start
            if len(roads.banned) and not _has_way(made):
                continue
            count -= 1
            yield _Ends(roads, a, b, its, made, seconds)


def _has_way(made: RoadGame) -> bool:
    """Turn bans may leave no route within the budget."""
    try:
        solve(made.game)
    except NoWay:
        return False
    return True


def _trip(ends: _Ends) -> Trip:
    made, game = ends.made, ends.made.game
    start = time.process_time()
    solution = solve(game)
    seconds = ends.seconds + time.process_time() - start
    proof = certificate(game, solution)
    start = time.process_time()
    if certify(game, proof) != (solution.lower, solution.upper):
        raise NotCertified("the certificate proves other bounds than the solution has")
    certify_s = time.process_time() - start
    routes = alternatives(game, _COUNT)
    free = _dropped(ends, _COUNT)
    met = {
        SHORTEST: game.loss({routes[0]: ODDS}),
        "ten shortest, even odds": uniform(game, k_shortest(game, _COUNT)),
        "ten penalty alternatives, overlong ones dropped, even odds": uniform(game, free),
        "best mix of those": fewer(game, free, _COUNT).loss,
        "ten penalty alternatives looked for within the budget, even odds": uniform(game, routes),
        "best mix of these": fewer(game, routes, _COUNT).loss,
        "multiplicative weights, equal time": weights(game, seconds),
    }
    watcher = _watcher(made, solution)
    exact = {name: float(loss) for name, loss in met.items()}
    is_forced = any(choke.success_ppm for choke in chokes(game, solution))
    return Trip(
        float(solution.upper), seconds, certify_s, solution.upper - solution.lower, exact, is_forced, watcher
    )


def _dropped(ends: _Ends, count: int) -> list[Choice]:
    """Penalty alternatives on the whole map, those over the budget left out; at least the shortest is left."""
    free, game = ends.unlimited(), ends.made.game
    edge = {road: at for at, road in enumerate(ends.made.edges)}
    found = [free.road_edges(choice) for choice in alternatives(free.game, count)]
    routes = [Choice(tuple(edge[road] for road in its), 0) for its in found if all(road in edge for road in its)]
    return [choice for choice in routes if game.fault(choice) is None]


def _watcher(made: RoadGame, solution: Solution) -> tuple[float, float, float]:
    late = split_late(made.game, solution, [made.shortest_mm * 3 // 10])
    mixture: dict[Choice, int] = dict(late.mixture)
    seen = prefix_curve(made.game, mixture, made.shortest_mm, [30])[0].loss
    return float(late.before[0]), float(seen), float(late.loss / solution.upper) - 1


def _ratios(trips: list[Trip]) -> Iterator[Figure]:
    for name in trips[0].met:
        times = [trip.met[name] / trip.value for trip in trips]
        spread = (
            f"from {min(times):.3f} to {max(times):.2f} times; its median {median(t.met[name] for t in trips):.3f};"
            f" medians of any {_FEW} of these trips: {_of_few(times)} (95 %)"
            f"; where no road is forced: {_free_median(trips, times)}"
        )
        aim = Aim("at least", _AIMS[name]) if name in _AIMS else None
        yield Figure(f"{name}: times ours, median", median(times), "times", {}, spread, aim)
    lowest = min(loss / trip.value for trip in trips for loss in trip.met.values())
    yield Figure("the lowest of all, times ours", lowest, "times", {}, "", Aim("at least", 1 - 1e-6))


def _free_median(trips: list[Trip], times: list[float]) -> str:
    free = [each for trip, each in zip(trips, times, strict=True) if not trip.is_forced]
    return f"{median(free):.2f}" if free else "no trip"


def _of_few(times: list[float]) -> str:
    """How far a trial with few trips can be off."""
    drawn = np.random.default_rng(_SEED).choice(times, (4_000, _FEW))
    low, high = np.quantile(np.median(drawn, axis=1), (0.025, 0.975))
    return f"{low:.2f} to {high:.2f}"


def _late(trips: list[Trip]) -> Iterator[Figure]:
    cuts = [100 * (1 - after / before) if before else 0.0 for before, after, _ in (t.watcher for t in trips)]
    lost = max(trip.watcher[2] for trip in trips)
    enough = sum(cut >= 30 for cut in cuts)
    bound = f"at most {100 * lost:.1f} % of the value given up; {enough} of {len(cuts)} trips cut by 30 %"
    yield Figure("seen 30 % of the way: loss cut by, median", median(cuts), "%", {}, bound, Aim("at least", 30))


def _slots(run: Run, ends: list[_Ends]) -> Iterator[Figure]:
    """Six slots ten minutes apart, windows of ten minutes, 1.3 times the fastest: all trips."""
    seconds, shares = [], []
    for each in ends:
        one, six = (
            departure_game(
                each.roads,
                each.origin,
                each.destination,
                each.odds,
                starts_s=range(0, slots * _WINDOW_S, _WINDOW_S),
                window_s=_WINDOW_S,
                budget=_BUDGET,
            )
            for slots in (1, 6)
        )
        start = time.process_time()
        solution = solve(six.game)
        seconds.append(time.process_time() - start)
        shares.append(float(solution.upper / solve(one.game).upper))
        _tell(run, "departure slots", shares, len(ends))
    bound = f"median {median(seconds):.2f} s; the value is then {median(shares):.2f} times that of one slot, median"
    yield Figure("six departure slots: slowest", max(seconds), "s", {}, bound, Aim("at most", 10))


def _flows(run: Run, ends: list[_Ends], trips: list[Trip], count: int) -> Iterator[Figure]:
    """Of trips spread over the sizes. On the whole map, as the method comes; and on the net that we made small."""
    chosen = sorted(range(len(ends)), key=lambda i: len(ends[i].made.edges))
    chosen = [chosen[(2 * i + 1) * len(chosen) // (2 * count)] for i in range(count)]
    for where, is_joined in (("whole map", False), ("our small net", True)):
        found: list[Flow] = []
        for i in chosen:
            each = ends[i]
            game = each.made.game if is_joined else each.unlimited().game
            limit = int(_BUDGET * each.made.shortest_mm)
            found.append(flow(game, limit, _FLOW_S, is_joined=is_joined))
            run.tell(f"flow LP, {where}: {len(found)} of {count}")
        times = [each.seconds / trips[i].seconds for i, each in zip(chosen, found, strict=True)]
        told = ", ".join(
            f"{each.seconds:.1f} s{'' if each.is_solved else ' (stopped)'}, {each.value:.3f}/{trips[i].value:.3f}"
            for i, each in zip(chosen, found, strict=True)
        )
        aim = None if is_joined else Aim("at least", 20)
        bound = f"budget on the mean, which no crew can drive; its bound/our value: {told}"
        yield Figure(f"flow LP, {where}: its time by ours, median", median(times), "times", {}, bound, aim)
