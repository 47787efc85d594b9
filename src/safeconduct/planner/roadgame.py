"""A trip on real roads as a game: each road segment is a place to wait, in both directions."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .game import EVERY_SLOT, Choice, Game, NoWay
from .graph import FAR, I64
from .length import metres_at
from .roads import By, Roads
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
    trip = reachable(roads, origin, destination, budget, blocked)
    segments, sites = _sites(roads.edge_segment[trip.kept], success_ppm)
    return RoadGame(trip.game(roads, 1, picks, sites), trip.edges, _ints(segments), trip.shortest)


@dataclass(frozen=True, eq=False)
class Reachable:
    """The edges that some route within the budget can use; lengths are mm, or ms where the budget is on time."""

    kept: I64
    """Road edges, in order."""
    out: I64
    """(n,) shortest from the origin to each node, -1 where unreachable"""
    back: I64
    """(n,) from each node to the destination"""
    edge_length: I64
    origin: int
    destination: int
    shortest: int
    limit: int
    is_limited: bool

    @property
    def edges(self) -> Sequence[int]:
        return _ints(self.kept)

    def game(self, roads: Roads, slots: int, picks: int, sites: Sites) -> Game:
        """The game on the edges that are left, numbered from 0."""
        start, end = roads.edge_from[self.kept], roads.edge_to[self.kept]
        nodes = np.unique(np.concatenate((start, end)))
        return Game(
            node_count=len(nodes),
            edge_from=_ints(np.searchsorted(nodes, start)),
            edge_to=_ints(np.searchsorted(nodes, end)),
            edge_length=_ints(self.edge_length[self.kept]),
            origin=int(np.searchsorted(nodes, self.origin)),
            destination=int(np.searchsorted(nodes, self.destination)),
            slots=slots,
            length_max=self.limit if self.is_limited else None,
            picks=min(picks, len(sites)),
            sites=sites,
            banned=_banned(roads, self.kept),
        )


def reachable(
    roads: Roads,
    origin: int,
    destination: int,
    budget: Fraction | None,
    blocked: frozenset[int] = frozenset(),
    by: By = "length",
) -> Reachable:
    """Raises NoWay if the blocked edges cut every way."""
    length = roads.edge_weight(by)
    open_edges = (
        np.setdiff1d(np.arange(roads.edge_count), np.fromiter(blocked, dtype=np.int64)) if blocked else None
    )
    out, back = roads.lengths_from(origin, open_edges, by), roads.lengths_to(destination, open_edges, by)
    shortest = int(out[destination])
    if shortest < 0:
        raise NoWay(
            "the blocked edges cut every way from the origin to the destination",
            next_step="unblock one of them, or choose other ends",
        )
    limit = FAR if budget is None else int(budget * shortest)
    start, end = roads.edge_from, roads.edge_to
    inside = (out[start] >= 0) & (back[end] >= 0) & (out[start] + length + back[end] <= limit) & (start != end)
    inside &= (end != origin) & (start != destination)
    if blocked:
        inside[list(blocked)] = False
    kept = np.flatnonzero(inside)
    return Reachable(kept, out, back, length, origin, destination, shortest, limit, budget is not None)


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
