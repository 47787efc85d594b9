"""A trip on real roads as a game: each road segment is a place to wait, in both directions."""

from array import array
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .game import EVERY_SLOT, Choice, Game, NoWay
from .length import metres_at
from .roads import Roads
from .sites import Sites


class RoadGame(NamedTuple):
    """A game over the part of the network that the budget can reach, and what its numbers mean there."""

    game: Game
    edges: Sequence[int]
    """Game edge -> road edge."""
    segments: Sequence[int]
    """Site -> road segment."""
    shortest_mm: int

    def road_edges(self, choice: Choice) -> tuple[int, ...]:
        return tuple(self.edges[edge] for edge in choice.edges)


def road_game(
    roads: Roads,
    origin: int,
    destination: int,
    success_ppm: NDArray[np.int32],
    *,
    budget: Fraction | None = Fraction(13, 10),
    picks: int = 1,
    blocked: frozenset[int] = frozenset(),
) -> RoadGame:
    """origin, destination: nodes. success_ppm: shape (segments,), 0 where nobody can wait (secured, guarded).

    The budget is on the length of each route, never on an average. Raises NoWay.
    """
    out_mm, back_mm = roads.lengths_from(origin), roads.lengths_to(destination)
    if blocked:
        out_mm, back_mm = _open_lengths(roads, origin, destination, blocked)
    shortest_mm = int(out_mm[destination])
    if shortest_mm < 0:
        raise NoWay(
            "the blocked edges cut every way from the origin to the destination",
            next_step="unblock one of them, or choose other ends",
        )
    far = 1 << 52
    limit = far if budget is None else int(budget * shortest_mm)
    start, end = roads.edge_from, roads.edge_to
    whole = out_mm[start] + roads.edge_length_mm + back_mm[end]
    inside = (out_mm[start] >= 0) & (back_mm[end] >= 0) & (whole <= limit) & (start != end)
    inside &= (end != origin) & (start != destination)
    if blocked:
        inside[list(blocked)] = False
    kept = np.flatnonzero(inside)
    nodes = np.unique(np.concatenate((start[kept], end[kept])))
    segments, sites = _sites(roads.edge_segment[kept], success_ppm)
    game = Game(
        node_count=len(nodes),
        edge_from=_ints(np.searchsorted(nodes, start[kept])),
        edge_to=_ints(np.searchsorted(nodes, end[kept])),
        edge_length=_ints(roads.edge_length_mm[kept]),
        origin=int(np.searchsorted(nodes, origin)),
        destination=int(np.searchsorted(nodes, destination)),
        slots=1,
        length_max=None if budget is None else limit,
        picks=min(picks, len(sites)),
        sites=sites,
        banned=_banned(roads, kept),
    )
    return RoadGame(game, _ints(kept), _ints(segments), shortest_mm)


def _sites(edge_segment: NDArray[np.int32], success_ppm: NDArray[np.int32]) -> tuple[NDArray[np.int32], Sites]:
    """(segment of each site, sites): the segments where somebody can wait, in order; edges are in their order."""
    edges = np.flatnonzero(success_ppm[edge_segment] > 0)
    segments, counts = np.unique(edge_segment[edges], return_counts=True)
    first = np.concatenate(([0], np.cumsum(counts)))
    slot = np.full(len(edges), EVERY_SLOT, dtype=np.int32)
    return segments, Sites(first, edges.astype(np.int32), slot, success_ppm[edge_segment[edges]])


def _banned(roads: Roads, kept: NDArray[np.int64]) -> frozenset[tuple[int, int]]:
    if not len(kept) or not len(roads.banned):
        return frozenset()
    at = np.minimum(np.searchsorted(kept, roads.banned), len(kept) - 1)
    both = (kept[at] == roads.banned).all(axis=1)
    return frozenset((a, b) for a, b in at[both].tolist())


def _ints(numbers: NDArray[np.integer]) -> Sequence[int]:
    """Eight bytes each, and Python's integers when read."""
    return array("q", numbers.astype(np.int64).tobytes())


def secured(roads: Roads, success_ppm: NDArray[np.int32], node: int, radius_m: int) -> NDArray[np.int32]:
    """The same odds, but nobody can wait on a segment that touches the circle around the node."""
    north, east = metres_at(int(roads.node_lat_e7[node]))
    dy = (roads.shape_lat_e7.astype(np.float64) - int(roads.node_lat_e7[node])) * north
    dx = (roads.shape_lon_e7.astype(np.float64) - int(roads.node_lon_e7[node])) * east
    near = dx * dx + dy * dy <= float(radius_m) ** 2
    touched = np.add.reduceat(near, roads.shape_start[:-1]) > 0
    return np.where(touched, 0, success_ppm).astype(np.int32)


def _open_lengths(
    roads: Roads, origin: int, destination: int, blocked: frozenset[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    open_edges = np.setdiff1d(np.arange(roads.edge_count), np.fromiter(blocked, dtype=np.int64))
    return roads.lengths_from(origin, open_edges), roads.lengths_to(destination, open_edges)
