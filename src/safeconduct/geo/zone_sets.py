"""The set of zones of each point as one number: most points share few sets, and most moves change nothing."""

from collections.abc import Iterable
from importlib.util import find_spec
from typing import Final

import numpy as np
import numpy.typing as npt

from .grid import Grid, Pairs, locate, near_edge
from .projection import I64, TURN_E7, metres_per_e7
from .terrain import Borders, Terrain, borders, terrain

UNKNOWN: Final = -1
HAS_NUMBA: Final = find_spec("numba") is not None


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
        self._terrain: tuple[Terrain, Borders] | None = None
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

    def of(self, lat_e7: I64, lon_e7: I64, *, is_swift: bool = HAS_NUMBA) -> npt.NDArray[np.int32]:
        """The number of the set of zones that hold each point, edges included. Exact. Shape (n,).

        is_swift: by the compiled loop, or by NumPy alone.
        """
        if not is_swift:
            return self._by_columns(lat_e7, lon_e7)
        from . import swift

        found = np.empty(len(lat_e7), dtype=np.int32)
        swift.place(*self.terrain()[0], lat_e7, lon_e7, found)
        if int(found.min(initial=0)) == UNKNOWN:  # rare, and quicker to see than to look for
            doubtful = np.flatnonzero(found == UNKNOWN)
            found[doubtful] = self._by_columns(lat_e7[doubtful], lon_e7[doubtful])
        return found

    def near(self, lat_e7: I64, lon_e7: I64, acc_m: I64, *, is_swift: bool = HAS_NUMBA) -> Pairs:
        """All (point, zone) where the zone's edge is within the point's accuracy; where that is 0, none is."""
        if not is_swift:
            fuzzy = np.flatnonzero(acc_m > 0)
            pairs = near_edge(self._grid, lat_e7[fuzzy], lon_e7[fuzzy], acc_m[fuzzy])
            return Pairs(fuzzy[pairs.point], pairs.zone)
        from . import swift

        land, lines = self.terrain()
        rows = np.empty(len(lat_e7), dtype=np.int64)
        far = int(np.max(np.abs(lat_e7), initial=0))
        north, east = metres_per_e7(0)[0] * 0.999, metres_per_e7(far)[1] * 0.999  # both are least there
        rows = rows[
            : swift.may_be_near(*land[:8], lat_e7, lon_e7, acc_m, float(north), max(float(east), 1e-9), rows)
        ]
        lat, lon = lat_e7[rows], lon_e7[rows]
        point, zone = swift.near(*land[:6], *lines, lat, lon, *metres_per_e7(lat), acc_m[rows])
        return Pairs(rows[point], zone)

    def terrain(self) -> tuple[Terrain, Borders]:
        """The grid for the compiled loops, made once."""
        if self._terrain is None:
            from . import swift

            lines = borders(self._grid)
            land, clear, lat, lon = terrain(self._grid, self.number, lines)
            found = np.empty(len(clear), dtype=np.int32)
            swift.place(*land, lat, lon, found)
            land.record[clear] = found
            self._terrain = (land, lines)
        return self._terrain

    def _by_columns(self, lat_e7: I64, lon_e7: I64) -> npt.NDArray[np.int32]:
        at = self._grid.cells.layout
        if not at.rows:
            return np.zeros(len(lat_e7), dtype=np.int32)
        row = (lat_e7 - at.south_e7) // at.cell_lat_e7
        column = (lon_e7 - at.west_e7) % TURN_E7 // at.cell_lon_e7
        is_known = (row >= 0) & (row < at.rows) & (column < at.columns)
        cell = np.where(is_known, row * at.columns + column, 0)
        found = np.where(is_known, self._of_cell[cell], 0).astype(np.int32)
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
        # The same place in the list of the group's first point.
        model = np.repeat(starts[first[group]], sizes) + place
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
