"""The protectors' best answer to odds of the adversary: the route that they meet least. Exact, in integers."""

from collections import Counter
from functools import cached_property
from typing import Final, Protocol

import numpy as np

from .arcs import Arcs
from .game import EVERY_SLOT, Game
from .graph import FAR, HAS_NUMBA, I64, LARGE
from .net import Net, net
from .search import cheapest
from .toll import toll

Answer = tuple[int, tuple[int, ...]]
"""(cost, the game's edges)"""
Odds = dict[int, int]
"""site -> integer, positive"""


_RATES: Final = 4
"""Halvings: more of them cost more than they save."""
_BLENDED: Final = 20_000
"""Arcs: below, pricing lengths in costs more than it saves."""
_TRIED_MAX: Final = 500_000
"""Labels: an alternative that takes more can take longer than all else, and is only something to begin with."""


class Oracle(Protocol):
    """One game's network, made once and asked often."""

    def cheapest(self, slot: int, watched: Odds, cutoff: int, most: int = 1) -> list[Answer]:
        """Routes of the slot that cost less than `cutoff`, the cheapest first, at most `most`."""
        ...

    def alternatives(self, count: int) -> list[tuple[int, ...]]:
        """Routes that differ, to begin with; none where beginning with the shortest is as fast."""
        ...


def oracle_of(game: Game, *, is_joined: bool = True, is_swift: bool | None = None) -> Oracle:
    """Raises NoWay. is_swift: by the compiled loops. None: where numba is installed and the game is large.

    Not joined: nothing clever between the game and the answer, for checks.
    """
    fits = game.picks <= 500 and sum(game.edge_length) < FAR
    if is_swift is None:
        is_swift = HAS_NUMBA and len(game.edge_from) >= LARGE
    return Swift(game, is_joined=is_joined) if is_swift and fits else Plain(game, is_joined=is_joined)


class Plain:
    """In Python: any size of numbers, any sites."""

    def __init__(self, game: Game, *, is_joined: bool = True) -> None:
        self.game = game
        self.net: Net = net(game, is_joined=is_joined)

    def cheapest(self, slot: int, watched: Odds, cutoff: int, most: int = 1) -> list[Answer]:
        cover = self.net.cover(self.game, watched)[slot]
        found = cheapest(self.net, toll(self.net, cover, watched), cutoff, most)
        return [(cost, tuple(edge for arc in arcs for edge in self.net.arcs[arc][3])) for cost, arcs in found]

    def alternatives(self, count: int) -> list[tuple[int, ...]]:
        return []


class Swift:
    """Compiled. Sites that a route may meet twice, and pays once, are left to `Plain`."""

    def __init__(self, game: Game, *, is_joined: bool = True) -> None:
        self.game, self.is_joined = game, is_joined
        self.arcs = Arcs(game, is_joined=is_joined)

    @cached_property
    def plain(self) -> Plain:
        return Plain(self.game, is_joined=self.is_joined)

    def cheapest(self, slot: int, watched: Odds, cutoff: int, most: int = 1) -> list[Answer]:
        arcs = self.arcs
        cost: dict[int, int] = {}
        for site, odds in watched.items():
            most_ppm: dict[int, int] = {}
            for edge, slot_only, ppm in self.game.sites[site]:
                if slot_only in (EVERY_SLOT, slot) and edge < len(arcs.arc_of) and arcs.arc_of[edge] >= 0:
                    arc = int(arcs.arc_of[edge])
                    most_ppm[arc] = max(ppm, most_ppm.get(arc, 0))
            if not self._is_met_once(list(most_ppm)):
                return self.plain.cheapest(slot, watched, cutoff, most)
            for arc, ppm in most_ppm.items():
                cost[arc] = cost.get(arc, 0) + odds * ppm
        costs = np.zeros(len(arcs.start), dtype=np.int64)
        costs[np.fromiter(cost.keys(), dtype=np.int64)] = np.fromiter(cost.values(), dtype=np.int64)
        return [(spent, arcs.edges_of(walk)) for spent, walk in self._routes(costs, cutoff, most)]

    def alternatives(self, count: int) -> list[tuple[int, ...]]:
        """The shortest route, then the shortest after the arcs used so far were made longer; see peers.py."""
        used = np.zeros(len(self.arcs.start), dtype=np.int64)
        routes = []
        for _ in range(count):
            longer = self.arcs.length * (5 + 2 * used) // 5
            for _, walk in self._routes(longer, 1 << 60, 1, _TRIED_MAX):
                routes.append(self.arcs.edges_of(walk))
                used[list(walk)] += 1
        return routes

    def _is_met_once(self, its: list[int]) -> bool:
        """See toll.py."""
        starts, ends = set(self.arcs.start[its].tolist()), set(self.arcs.end[its].tolist())
        return len(its) < 2 or len(starts) == 1 or len(ends) == 1 or len(starts | ends) == 2

    def _routes(self, cost: I64, cutoff: int, most: int, labels_max: int = 1 << 31) -> list[Answer]:
        from . import compiled

        arcs = self.arcs
        ahead = compiled.costs_to_go(*arcs.into, arcs.start, cost, arcs.goal)
        blend, rate = self._blend(cost, int(ahead[arcs.origin]), cutoff)
        bit = np.zeros(arcs.node_count, dtype=np.int64)
        once: list[int] = []
        while True:
            begin = (arcs.origin, 0, -1, int(bit[arcs.origin]))
            costs, at, flat = compiled.labels(
                *arcs.out, arcs.end, arcs.length, cost, ahead, arcs.to_go, blend, rate,
                arcs.ban_first, arcs.ban, bit, begin, arcs.goal, arcs.limit, cutoff, most, labels_max,
                arcs.is_limited,
            )  # fmt: skip
            walks = [
                (int(spent), tuple(flat[low:high].tolist()))
                for spent, low, high in zip(costs, at[:-1], at[1:], strict=True)
            ]
            repeated = [node for _, walk in walks for node in self._repeated(walk) if node not in once]
            if not repeated:
                return walks
            once = [*once, *dict.fromkeys(repeated)]
            if len(once) > 62:
                raise ArithmeticError("more than 62 nodes that loops would pass twice")
            bit[once] = np.int64(1) << np.arange(len(once), dtype=np.int64)

    def _blend(self, cost: I64, least: int, cutoff: int) -> tuple[I64, int]:
        """(cost + rate x length to go, rate): what a route within the limit still costs is at least that less the
        rate for all length that is left (Handler and Zang 1980). Rate 0: nothing better than `least` was found.

        Halved towards the rate at which the best way is just as long as the limit.
        """
        from . import compiled

        arcs = self.arcs
        spare = arcs.limit - int(arcs.to_go[arcs.origin])
        best = least, 0, cost[:0]
        if not arcs.is_limited or len(arcs.start) < _BLENDED or spare <= 0:
            return cost[:0], 0
        most = (1 << 59) // arcs.limit  # so that no sum passes 64 bits
        rate, low, high = most, 0, most
        for step in range(_RATES + 1):
            found, driven = compiled.blended(*arcs.into, arcs.start, cost, arcs.length, rate, arcs.goal)
            whole, long = int(found[arcs.origin]), int(driven[arcs.origin])
            best = max(best, (whole - rate * arcs.limit, rate, found), key=lambda each: each[0])
            if step == 0:  # all but the shortest way: what that costs bounds the rates that can be of use
                high = min(most, 2 * min(cutoff, whole - rate * long) // spare)
            elif long > arcs.limit:
                low = rate
            else:
                high = rate
            rate = (low + high) // 2
        return best[2], best[1]

    def _repeated(self, walk: tuple[int, ...]) -> list[int]:
        nodes = Counter([self.arcs.origin, *self.arcs.end[list(walk)].tolist()])
        return [node for node, times in nodes.items() if times > 1]
