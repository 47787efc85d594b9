"""The part of a large game's network that a route can use, as arrays: what `net.py` is for small games."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .game import Game
from .graph import FAR, by_node
from .net import no_way, over_budget

I64 = NDArray[np.int64]


def array(numbers: Sequence[int]) -> I64:
    """Without a copy where they are an array already."""
    return np.asarray(numbers, dtype=np.int64)


class Arcs:
    """Raises NoWay. Every route of the game is a walk of the arcs, and keeps its length.

    Not joined: one arc an edge, dead ends left in; nothing clever between the game and a check of it.
    """

    def __init__(self, game: Game, *, is_joined: bool = True) -> None:
        from . import compiled

        start, end, length = array(game.edge_from), array(game.edge_to), array(game.edge_length)
        limit = FAR if game.length_max is None else game.length_max
        out, into = by_node(start, game.node_count), by_node(end, game.node_count)
        ahead = compiled.distances(*out, end, length, game.origin, FAR)
        back = compiled.distances(*into, start, length, game.destination, FAR)
        shortest = int(ahead[game.destination])
        if shortest < 0:
            raise no_way()
        kept = np.flatnonzero(
            (start != end) & (start != game.destination) & (end != game.origin) & (ahead[start] >= 0)
            & (back[end] >= 0) & (ahead[start] + length + back[end] <= limit)
        )  # fmt: skip
        if not len(kept):
            raise over_budget(shortest, limit)
        self.origin, self.goal, self.limit = game.origin, game.destination, limit
        self.is_limited = game.length_max is not None
        if is_joined:
            kept = self._between(kept, start[kept], end[kept], game.node_count)
            self._join(game, kept, start[kept], end[kept])
        else:
            self.edge_first, self.edges = np.arange(len(kept) + 1, dtype=np.int64), kept
        firsts, lasts = self.edges[self.edge_first[:-1]], self.edges[self.edge_first[1:] - 1]
        total = np.zeros(len(self.edges) + 1, dtype=np.int64)
        np.cumsum(length[self.edges], out=total[1:])
        self.length = total[self.edge_first[1:]] - total[self.edge_first[:-1]]
        nodes = np.unique(np.concatenate((start[firsts], end[lasts], [game.origin, game.destination])))
        self.start, self.end = np.searchsorted(nodes, start[firsts]), np.searchsorted(nodes, end[lasts])
        self.origin, self.goal = (int(np.searchsorted(nodes, node)) for node in (game.origin, game.destination))
        self.node_count = len(nodes)
        self.out, self.into = by_node(self.start, len(nodes)), by_node(self.end, len(nodes))
        to_go = compiled.distances(*self.into, self.start, self.length, self.goal, FAR)
        self.to_go = np.where(to_go < 0, FAR, to_go)
        self._ban(game, firsts, lasts)

    @cached_property
    def arc_of(self) -> NDArray[np.int32]:
        """edge -> the first of its arcs; -1 where no route can use it. One arc an edge, but see `_join`."""
        found = np.full(int(self.edges.max()) + 1, -1, dtype=np.int32)
        found[self.edges] = np.repeat(np.arange(len(self.start), dtype=np.int32), np.diff(self.edge_first))
        return found

    def edges_of(self, arcs: Sequence[int]) -> tuple[int, ...]:
        """The game's edges along the arcs."""
        return tuple(int(e) for arc in arcs for e in self.edges[self.edge_first[arc] : self.edge_first[arc + 1]])

    def _between(self, kept: I64, start: I64, end: I64, node_count: int) -> I64:
        from . import compiled

        first, order = by_node(np.concatenate((start, end)), node_count)
        lies = compiled.on_a_path(first, order % len(kept), start, end, self.origin, self.goal)
        found: I64 = kept[lies]
        return found

    def _join(self, game: Game, kept: I64, start: I64, end: I64) -> None:
        from . import compiled

        fixed = np.zeros(game.node_count, dtype=np.bool_)
        fixed[[game.origin, game.destination]] = True
        for a, b in game.banned:
            if game.edge_from[a] != game.edge_to[b]:  # a ban to turn back needs no node: nobody turns within an arc
                fixed[game.edge_to[a]] = True
        self.edge_first, edges = compiled.chains(*by_node(start, game.node_count), start, end, fixed)
        self.edges = kept[edges]

    def _ban(self, game: Game, firsts: I64, lasts: I64) -> None:
        ends = (firsts, lasts) if game.banned else ()
        first, last = ({int(edge): arc for arc, edge in enumerate(its)} for its in ends) if ends else ({}, {})
        pairs = sorted((last[a], first[b]) for a, b in game.banned if a in last and b in first)
        self.ban = np.array([b for _, b in pairs], dtype=np.int64)
        arcs = np.array([a for a, _ in pairs], dtype=np.int64)
        self.ban_first = by_node(arcs, len(self.start))[0] if pairs else np.zeros(0, dtype=np.int64)
