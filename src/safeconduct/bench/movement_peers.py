"""What others do about the same trip under the same budget, and how often their best-watched place meets it."""

import heapq
import time
from fractions import Fraction
from math import exp, inf, log, sqrt
from typing import NamedTuple

import highspy
import numpy as np
from highspy._core import _Highs

from safeconduct.planner.game import ODDS, PPM, Choice, Game
from safeconduct.planner.net import Net, net
from safeconduct.planner.odds import whole
from safeconduct.planner.search import cheapest
from safeconduct.planner.toll import toll


class Flow(NamedTuple):
    """The linear programme over flows: no route is known, so no route can be held to a budget."""

    value: float
    seconds: float
    is_solved: bool


def uniform(game: Game, routes: list[Choice]) -> Fraction:
    """Even odds over the routes."""
    return game.loss(whole(dict.fromkeys(routes, 1.0), ODDS, ODDS))


def k_shortest(game: Game, count: int) -> list[Choice]:
    """The shortest first; many share nearly all roads (Yen 1971 finds the same set)."""
    reduced = net(game)
    found: dict[Choice, None] = {}
    heap = _Deviations(reduced)
    while len(found) < count:
        arcs = heap.next()
        if arcs is None:
            break
        choice = Choice(tuple(edge for arc in arcs for edge in reduced.arcs[arc][3]), 0)
        if game.fault(choice) is None:
            found[choice] = None
    return list(found)


def weights(game: Game, seconds: float) -> Fraction:
    """Multiplicative weights against shortest answers (Freund and Schapire 1999), stopped when the time is over."""
    reduced = net(game)
    cover = reduced.cover(game, range(len(game.sites)))[0]
    start = time.process_time()
    weight = dict.fromkeys(range(len(game.sites)), 0.0)
    played: dict[Choice, float] = {}
    met: dict[int, int] = {}
    rounds = 0
    while rounds == 0 or time.process_time() - start < seconds:
        rounds += 1
        step = sqrt(log(len(game.sites) + 2) / rounds)
        top = max(weight.values(), default=0.0)
        odds = {site: exp(step * (value - top)) for site, value in weight.items()}
        watched = whole(odds, game.picks * ODDS, ODDS)
        walk = cheapest(reduced, toll(reduced, {site: cover[site] for site in watched}, watched), 1 << 62)[0]
        choice = Choice(tuple(edge for arc in walk.arcs for edge in reduced.arcs[arc][3]), 0)
        played[choice] = played.get(choice, 0.0) + 1
        met = game.exposure_ppm(choice)
        for site, ppm in met.items():
            weight[site] += ppm / PPM
    return game.loss(whole(played, ODDS, ODDS))


def flow(game: Game, mean_max: int, seconds_max: float, *, is_joined: bool) -> Flow:
    """Least worst exposure of a unit of flow whose mean length is within `mean_max`.

    Interior point, the fastest of HiGHS's methods here. A bound below the value, and no plan that can be driven.
    is_joined: on the small net that our own search uses, which the method does not have by itself.
    """
    reduced = net(game, is_joined=is_joined)
    start = time.process_time()
    highs = _Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "ipm"), ("time_limit", seconds_max)):
        highs.setOptionValue(option, value)
    model = _flow_model(game, reduced, mean_max)
    highs.passModel(model)
    highs.run()
    is_solved = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = highs.getInfo().objective_function_value if is_solved else inf
    return Flow(found, time.process_time() - start, is_solved)


def _flow_model(game: Game, reduced: Net, mean_max: int) -> highspy.HighsLp:
    """Columns: t, then one an arc. Rows: balance of each node, mean length, one a site."""
    arcs = len(reduced.arcs)
    entries: list[tuple[int, int, float]] = []  # column, row, value
    for i, (a, b, length, _) in enumerate(reduced.arcs):
        entries += [(i + 1, a, 1.0), (i + 1, b, -1.0), (i + 1, reduced.node_count, length / mean_max)]
    low = [0.0] * reduced.node_count + [-highspy.kHighsInf]
    low[reduced.origin], low[reduced.destination] = 1.0, -1.0
    high = [*low[:-1], 1.0]
    row = reduced.node_count + 1
    for its in reduced.cover(game, range(len(game.sites)))[0].values():
        if its:
            entries += [(0, row, 1.0), *((arc + 1, row, -ppm / PPM) for arc, ppm in its)]
            low.append(0.0)
            high.append(highspy.kHighsInf)
            row += 1
    entries.sort()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = arcs + 1, row
    model.col_cost_ = np.array([1.0] + [0.0] * arcs)
    model.col_lower_, model.col_upper_ = np.zeros(arcs + 1), np.full(arcs + 1, highspy.kHighsInf)
    model.row_lower_, model.row_upper_ = np.array(low), np.array(high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    columns = np.array([column for column, _, _ in entries])
    model.a_matrix_.start_ = np.searchsorted(columns, np.arange(arcs + 2)).astype(np.int32)
    model.a_matrix_.index_ = np.array([entry[1] for entry in entries], dtype=np.int32)
    model.a_matrix_.value_ = np.array([entry[2] for entry in entries])
    return model


class _Deviations:
    """Walks from origin to destination in order of length: each is extended with the exact length still to go."""

    def __init__(self, reduced: Net) -> None:
        self.net = reduced
        self.heap: list[tuple[int, tuple[int, ...], int]] = [(reduced.to_go[reduced.origin], (), 0)]

    def next(self) -> tuple[int, ...] | None:
        """Repeats no node; turn bans are left to the caller."""
        net_ = self.net
        while self.heap:
            _, arcs, length = heapq.heappop(self.heap)
            node = net_.arcs[arcs[-1]][1] if arcs else net_.origin
            if node == net_.destination:
                return arcs
            seen = {net_.origin, *(net_.arcs[arc][1] for arc in arcs)}
            for arc, end, step in net_.out[node]:
                whole_length = length + step + net_.to_go[end]
                if end not in seen and whole_length <= net_.length_max:
                    heapq.heappush(self.heap, (whole_length, (*arcs, arc), length + step))
        return None
