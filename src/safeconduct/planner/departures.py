"""A trip with departure slots: an adversary waits on one road during one window of time, and must choose both.

Windows lie on a fixed grid. A window counts against a road and a slot if any route within the budget, leaving in
that slot, can be on the road during it. So the bound holds however the convoy drives, late or early, as long as it
keeps the budget; an adversary who knew the minute better would still be in one of these windows.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .game import Choice, Game
from .roadgame import reachable
from .roads import Roads
from .sites import Sites


class DepartureGame(NamedTuple):
    """A game whose lengths are milliseconds at free flow, and what its numbers mean on the roads."""

    game: Game
    edges: Sequence[int]
    """Game edge -> road edge."""
    segments: Sequence[int]
    """Site -> road segment."""
    windows: Sequence[int]
    """Site -> window: from `window` x window_s on, since the first slot."""
    fastest_ms: int

    def road_edges(self, choice: Choice) -> tuple[int, ...]:
        return tuple(self.edges[edge] for edge in choice.edges)


def departure_game(
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
) -> DepartureGame:
    """starts_s: the departure slots, since the first. window_s: how long the adversary can wait at one place; a
    team that can wait all day makes slots worthless, so this limit is to be stated with the value.

    No route takes longer than the budget times the fastest. success_ppm: as in `road_game`. Raises NoWay.
    """
    trip = reachable(roads, origin, destination, budget, blocked, by="time")
    its = np.flatnonzero(success_ppm[roads.edge_segment[trip.kept]] > 0)
    edges = trip.kept[its]
    earliest = trip.out[roads.edge_from[edges]]
    latest = trip.limit - trip.back[roads.edge_to[edges]]
    parts = [_windows(its, earliest + start_s * 1000, latest + start_s * 1000, window_s) for start_s in starts_s]
    edge, window = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    slot = np.repeat(np.arange(len(starts_s)), [len(part[0]) for part in parts])
    segment = roads.edge_segment[trip.kept[edge]].astype(np.int64)
    width = int(window.max(initial=0)) + 1
    keys, site = np.unique(segment * width + window, return_inverse=True)
    order = np.argsort(site, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(site, minlength=len(keys)))))
    columns = edge[order], slot[order], success_ppm[segment[order]]
    sites = Sites(first, *(column.astype(np.int32) for column in columns))
    game = trip.game(roads, len(starts_s), picks, sites)
    return DepartureGame(game, trip.edges, (keys // width).tolist(), (keys % width).tolist(), trip.shortest)


def _windows(
    its: NDArray[np.int64], earliest: NDArray[np.int64], latest: NDArray[np.int64], window_s: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(edge, window), one row for each window that touches the edge's span of time."""
    low, high = earliest // (window_s * 1000), latest // (window_s * 1000)
    counts = high - low + 1
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(its, counts), np.repeat(low, counts) + steps
