"""Splitting late: what someone can do who has watched the start of the way, and mixtures that give little away.

The optimum of the game is rarely unique, and solvers return one that splits early: a watcher at the gate then knows
the rest. Here the value is held (but for a stated loss) and the watcher's chance is made small.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import highspy
import numpy as np
from highspy._core import _Highs  # see master.py

from .game import ODDS, PPM, Choice, Game
from .net import Net, net
from .odds import whole
from .search import cheapest
from .solve import Solution
from .toll import toll

_EXACT = 1e-9
_ROWS_AT_ONCE = 60
_IDLE_ROUNDS = 6
_STARTS = 24
"""Starts that are tried beside those of the solution, at each point."""
Exposure = dict[int, int]
"""site -> success_ppm"""


class PrefixLoss(NamedTuple):
    """What one who has seen a share of the way can still do."""

    share_pct: int
    """Of the shortest length."""
    loss: Fraction
    """What the best sites meet of the way ahead, expected, after seeing that much and the hour of departure."""


def prefix_curve(
    game: Game, mixture: dict[Choice, int], shortest: int, shares_pct: Sequence[int]
) -> tuple[PrefixLoss, ...]:
    """Exact. Nothing seen (0 %) is the loss of the mixture itself."""
    return tuple(PrefixLoss(share, _watched_loss(game, mixture, shortest * share // 100)) for share in shares_pct)


def _watched_loss(game: Game, mixture: dict[Choice, int], seen: int) -> Fraction:
    if seen == 0:
        return game.loss(mixture)
    groups: dict[Choice, dict[int, int]] = {}
    for choice, odds in mixture.items():
        start, ahead = split(game, choice, seen)
        met = groups.setdefault(start, {})
        for site, ppm in game.exposure_ppm(ahead).items():
            met[site] = met.get(site, 0) + odds * ppm
    worst = sum(sum(sorted(met.values(), reverse=True)[: game.picks]) for met in groups.values())
    return Fraction(worst, ODDS * PPM)


def split(game: Game, choice: Choice, seen: int) -> tuple[Choice, Choice]:
    """(edges entered within the first `seen` of length, edges ahead). Alike so far: the same first."""
    driven = 0
    for i, edge in enumerate(choice.edges):
        if driven >= seen:
            return Choice(choice.edges[:i], choice.slot), Choice(choice.edges[i:], choice.slot)
        driven += game.edge_length[edge]
    return choice, Choice((), choice.slot)


class Late(NamedTuple):
    """A mixture that splits late, and its curve."""

    mixture: tuple[tuple[Choice, int], ...]
    """The likeliest first."""
    loss: Fraction
    """Of the game itself, exact; at most the value held and what was given up."""
    before: tuple[Fraction, ...]
    """What a watcher could do against the solution it started from, at each point."""
    after: tuple[Fraction, ...]


def split_late(
    game: Game,
    solution: Solution,
    points: Sequence[int],
    give_up: Fraction = Fraction(1, 20),
    rounds_max: int = 40,
) -> Late:
    """The mixture whose watchers meet least, at a loss of at most `give_up` of the value.

    points: lengths from the origin; one watcher has seen the way up to each, and the sum of what they can do is
    made small. Column generation again: their answers price new endings for the starts that are in the pool.
    """
    return _Late(game, solution, tuple(points), solution.upper * (1 + give_up)).run(
        dict(solution.mixture), rounds_max
    )


_Group = tuple[int, int]
"""(point, start), or _WHOLE."""
_WHOLE: _Group = (-1, 0)


class _Late:
    """minimise sum over points and starts of w, w >= exposure ahead of each site, exposure of the whole <= held."""

    def __init__(self, game: Game, solution: Solution, points: tuple[int, ...], held: Fraction) -> None:
        self.game, self.points, self.held = game, points, held
        self.net: Net = net(game)
        self.highs = _Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self.highs.setOptionValue(option, value)
        none = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
        self.highs.addRow(1.0, 1.0, 0, *none)
        self.columns = 0
        self.pool: dict[Choice, tuple[int, dict[_Group, Exposure]]] = {}  # its column, what it meets of whom
        self.starts: dict[tuple[int, Choice], tuple[_Group, int]] = {}  # its group, the column of w
        self.rows: dict[tuple[_Group, int], int] = {}  # (group, site) -> row
        for choice in solution.pool:
            self.admit(choice)
        for seen in points:
            for driven in self.other_starts(seen):
                for walk in cheapest(self.net, toll(self.net, {}, {}), 1, 1, driven):
                    self.admit(self.choice(driven + walk.arcs, solution.mixture[0][0].slot))

    def other_starts(self, seen: int) -> list[tuple[int, ...]]:
        """Shortest ways to places about as far as a watcher sees, spread over those that leave most of the budget.

        The solution's own starts are few: it had no reason to look for one whose rest is hard to guess.
        """
        net, ends = self.net, []
        for arc, (a, b, length, _) in enumerate(self.net.arcs):
            if net.come[a] < seen <= net.come[b] == net.come[a] + length:
                ends.append((net.come[b] + net.to_go[b], arc))
        ends = sorted(end for end in ends if end[0] <= net.length_max)
        ways = [self.way_to(arc) for _, arc in ends[:: -(-len(ends) // _STARTS) or 1]]
        return [way for way in ways if way]

    def way_to(self, arc: int) -> tuple[int, ...]:
        """Empty where only arcs of no length lead on: those may go in a circle."""
        net, way = self.net, [arc]
        while net.arcs[way[-1]][0] != net.origin:
            at = net.arcs[way[-1]][0]
            before = (i for i, start, length in net.into[at] if length and net.come[start] + length == net.come[at])
            way.append(next(before, -1))
            if way[-1] < 0:
                return ()
        return tuple(reversed(way))

    def choice(self, arcs: tuple[int, ...], slot: int) -> Choice:
        return Choice(tuple(edge for arc in arcs for edge in self.net.arcs[arc][3]), slot)

    def run(self, mixture: dict[Choice, int], rounds_max: int) -> Late:
        before = self.watched(mixture)
        best = (sum(before), before, self.game.loss(mixture), mixture)
        idle = 0
        for _ in range(rounds_max):
            odds, duals = self.solve()
            found = whole(dict(zip(self.pool, odds, strict=True)), ODDS, ODDS)
            loss, after = self.game.loss(found), self.watched(found)
            gain = best[0] - sum(after)
            if loss <= self.held and gain > 0:
                best = (sum(after), after, loss, found)
            idle = 0 if gain > 0 else idle + 1
            if idle == _IDLE_ROUNDS or not self.price(duals):
                break
        _, after, loss, mixture = best
        ranked = tuple(sorted(mixture.items(), key=lambda item: (-item[1], item[0])))
        return Late(ranked, loss, before, after)

    def watched(self, mixture: dict[Choice, int]) -> tuple[Fraction, ...]:
        return tuple(_watched_loss(self.game, mixture, point) for point in self.points)

    def admit(self, choice: Choice) -> bool:
        if choice in self.pool or self.game.fault(choice):
            return False
        met = {_WHOLE: self.game.exposure_ppm(choice)}
        for point, seen in enumerate(self.points):
            start, ahead = split(self.game, choice, seen)
            if (point, start) not in self.starts:
                self.starts[point, start] = ((point, len(self.starts)), self.columns)
                none = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
                self.highs.addCol(1.0, 0.0, highspy.kHighsInf, 0, *none)
                self.columns += 1
            met[self.starts[point, start][0]] = self.game.exposure_ppm(ahead)
        entries = {0: 1.0}
        for group, its in met.items():
            for site, ppm in its.items():
                row = self.rows.get((group, site))
                if row is not None:
                    entries[row] = -ppm / PPM
        rows = np.array(list(entries), dtype=np.int32)
        self.highs.addCol(0.0, 0.0, highspy.kHighsInf, len(entries), rows, np.array(list(entries.values())))
        self.pool[choice] = (self.columns, met)
        self.columns += 1
        return True

    def solve(self) -> tuple[list[float], dict[tuple[_Group, int], float]]:
        """(odds of the pool, price of meeting a site by group)"""
        while True:
            self.highs.run()
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise ArithmeticError(f"the linear program ended as {self.highs.getModelStatus()}")
            solution = self.highs.getSolution()
            values = solution.col_value
            odds = [max(0.0, values[column]) for column, _ in self.pool.values()]
            level = {group: values[column] for group, column in self.starts.values()}
            missing = self.missing(odds, level | {_WHOLE: float(self.held) - _EXACT})
            if not missing:
                duals = solution.row_dual
                return odds, {key: duals[row] for key, row in self.rows.items() if duals[row] > _EXACT}
            for group, site in missing:
                self.write(group, site)

    def missing(self, odds: list[float], level: dict[_Group, float]) -> list[tuple[_Group, int]]:
        total: dict[tuple[_Group, int], float] = {}
        for odd, (_, met) in zip(odds, self.pool.values(), strict=True):
            if odd > 0:
                for group, its in met.items():
                    for site, ppm in its.items():
                        total[group, site] = total.get((group, site), 0.0) + odd * ppm / PPM
        over = [(level[key[0]] - all_of_it, key) for key, all_of_it in total.items() if key not in self.rows]
        return [key for gap, key in sorted(over)[:_ROWS_AT_ONCE] if gap < -_EXACT]

    def write(self, group: _Group, site: int) -> None:
        columns, values = [], []
        if group != _WHOLE:
            columns.append(next(column for other, column in self.starts.values() if other == group))
            values.append(1.0)
        for column, met in self.pool.values():
            if site in met.get(group, {}):
                columns.append(column)
                values.append(-met[group][site] / PPM)
        lower = _EXACT - float(self.held) if group == _WHOLE else 0.0
        self.highs.addRow(
            lower, highspy.kHighsInf, len(columns), np.array(columns, dtype=np.int32), np.array(values)
        )
        self.rows[group, site] = len(self.rows) + 1

    def price(self, duals: dict[tuple[_Group, int], float]) -> bool:
        """For every start in the pool the ending that costs least of what is known to lie ahead."""
        by_group: dict[_Group, dict[int, float]] = {}
        for (group, site), price in duals.items():
            by_group.setdefault(group, {})[site] = price
        grown = False
        for (point, start), (group, _) in list(self.starts.items()):
            behind = {split(self.game, start, seen)[0] for seen in self.points[:point]}
            groups = [self.starts[at, earlier][0] for at, earlier in self._earlier(point, behind)]
            odds: dict[int, int] = {}
            for its in (by_group.get(g, {}) for g in (_WHOLE, group, *groups)):
                for site, price in its.items():
                    odds[site] = odds.get(site, 0) + int(price * ODDS)
            odds = {site: odd for site, odd in odds.items() if odd}
            driven = tuple(dict.fromkeys(self.net.arc_of[edge] for edge in start.edges))
            if self.net.arcs[driven[-1]][1] == self.net.destination:
                continue
            cover = self.net.cover(self.game, odds)[start.slot]
            for walk in cheapest(self.net, toll(self.net, cover, odds), 1 << 62, 1, driven):
                grown |= self.admit(self.choice(driven + walk.arcs, start.slot))
        return grown

    def _earlier(self, point: int, starts: set[Choice]) -> list[tuple[int, Choice]]:
        return [(at, start) for at in range(point) for start in starts if (at, start) in self.starts]
