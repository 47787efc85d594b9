"""The set of zones of each point as one number: most points share few sets, and most moves change nothing."""

from collections.abc import Callable, Iterable
from typing import Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .grid import Grid, Pairs, locate
from .projection import I64, TURN_E7

UNKNOWN: Final = -1
T = TypeVar("T")


class ZoneSets:
    """Sets of zones, numbered in order of first need. Number 0 is the empty set. Numbers never change.

    The numbers are a cache: they mean nothing outside of this object.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self.members: list[tuple[int, ...]] = []
        self._number: dict[tuple[int, ...], int] = {}
        self.number(())
        none = np.zeros(0, dtype=np.int64)
        self._flat: tuple[I64, I64, I64] = (none, none, none)
        self._prepared: dict[Callable[[Grid], object], object] = {}
        cells = grid.cells
        self._of_cell = np.zeros(len(cells.start) - 1, dtype=np.int32)
        listed = np.flatnonzero(np.diff(cells.start))
        partial = np.add.reduceat(cells.is_partial, cells.start[listed]) if len(listed) else listed
        for cell, is_partial in zip(listed.tolist(), partial.tolist(), strict=True):
            zones = cells.zone[cells.start[cell] : cells.start[cell + 1]].tolist()
            self._of_cell[cell] = UNKNOWN if is_partial else self.number(zones)

    def number(self, zones: Iterable[int]) -> int:
        """The number of a set; the zones in ascending order."""
        key = tuple(zones)
        found = self._number.get(key)
        if found is None:
            found = self._number[key] = len(self.members)
            self.members.append(key)
        return found

    def flat(self) -> tuple[I64, I64, I64]:
        """(size of each set, where it begins in the third, the zones of all sets one after the other)."""
        if len(self._flat[0]) != len(self.members):
            sizes = np.array([len(zones) for zones in self.members], dtype=np.int64)
            zones = np.array([zone for members in self.members for zone in members], dtype=np.int64)
            self._flat = (sizes, np.cumsum(sizes) - sizes, zones)
        return self._flat

    def prepared(self, make: Callable[[Grid], T]) -> T:
        """What `make` gives for the grid, made once."""
        if make not in self._prepared:
            self._prepared[make] = make(self._grid)
        return cast(T, self._prepared[make])

    def of(self, lat_e7: I64, lon_e7: I64) -> I64:
        """The number of the set of zones that hold each point, edges included. Exact. Shape (n,)."""
        at = self._grid.cells.layout
        if not at.rows:
            return np.zeros(len(lat_e7), dtype=np.int64)
        row = (lat_e7 - at.south_e7) // at.cell_lat_e7
        column = (lon_e7 - at.west_e7) % TURN_E7 // at.cell_lon_e7
        is_known = (row >= 0) & (row < at.rows) & (column < at.columns)
        cell = np.where(is_known, row * at.columns + column, 0)
        found = np.where(is_known, self._of_cell[cell], 0).astype(np.int64)
        doubtful = np.flatnonzero(found == UNKNOWN)
        if len(doubtful):
            found[doubtful] = self.of_pairs(locate(self._grid, lat_e7[doubtful], lon_e7[doubtful]), len(doubtful))
        return found

    def of_pairs(self, pairs: Pairs, n: int) -> I64:
        """The number of each of n points' sets, from the (point, zone) pairs."""
        found = np.zeros(n, dtype=np.int64)
        if not len(pairs.point):
            return found
        starts = np.flatnonzero(np.diff(pairs.point, prepend=-1))
        points = pairs.point[starts]
        sizes = np.diff(starts, append=len(pairs.point))
        keys = np.add.reduceat(_scrambled(pairs.zone), starts)
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        place = np.arange(len(pairs.point)) - np.repeat(starts, sizes)
        model = (
            np.repeat(starts[first[group]], sizes) + place
        )  # the same place in the list of the group's first point
        is_same = (sizes == sizes[first[group]]).all() and (pairs.zone == pairs.zone[model]).all()
        if not is_same:  # two sets with one sum: not to be expected, and not to be believed either
            first, group = np.arange(len(starts)), np.arange(len(starts))
        lists = [pairs.zone[starts[at] : starts[at] + sizes[at]].tolist() for at in first.tolist()]
        found[points] = np.array([self.number(zones) for zones in lists], dtype=np.int64)[group]
        return found


def _scrambled(zone: I64) -> npt.NDArray[np.uint64]:
    """A number for each zone such that sums of different sets hardly ever agree (SplitMix64)."""
    x = (zone.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
