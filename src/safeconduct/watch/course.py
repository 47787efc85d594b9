"""How far along a route a vehicle has come, also where the route comes back beside itself."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from safeconduct import geo
from safeconduct.geo.projection import lon_delta_e7

NOT_YET: Final = -1
_TOUCH_M: Final = 0.001
"""Stretches of the route this close to each other are one."""


class Course:
    """A route, made ready once. Immutable after construction."""

    def __init__(self, places_e7: Sequence[tuple[int, int]]) -> None:
        """places_e7: at least two (lat, lon), degrees x 10^7, in order of travel."""
        corners = np.array(places_e7, dtype=np.int64)
        self._lat, self._lon = corners.T
        self._lengths_m = np.array([geo.gap_m(*a, *b) for a, b in pairwise(places_e7)])
        self._starts_m = np.cumsum(self._lengths_m) - self._lengths_m

    def progress_m(self, lat_e7: int, lon_e7: int, reach_m: int, last_m: int) -> int | None:
        """Whole metres along the route, never less than `last_m`; None where it is farther than `reach_m` from all
        of the route that is still ahead.

        Of several stretches of the route in reach the first one ahead counts: who passes the way back on the way
        out has not turned round. Referee: tests/naive/course.py.
        """
        north, east = geo.metres_per_e7(lat_e7)
        x, y = lon_delta_e7(self._lon, lon_e7) * east, (self._lat - lat_e7) * north
        dx, dy = np.diff(x), np.diff(y)
        length2 = dx * dx + dy * dy
        divisor = np.where(length2 > 0, length2, 1.0)
        foot = -(x[:-1] * dx + y[:-1] * dy) / divisor
        share = np.clip(foot, 0.0, 1.0)
        gap2 = (x[:-1] + share * dx) ** 2 + (y[:-1] + share * dy) ** 2
        aside2 = (x[:-1] + foot * dx) ** 2 + (y[:-1] + foot * dy) ** 2
        half = np.sqrt(np.maximum(reach_m * reach_m - aside2, 0.0) / divisor)
        first = self._starts_m + np.clip(foot - half, 0.0, 1.0) * self._lengths_m
        last = self._starts_m + np.clip(foot + half, 0.0, 1.0) * self._lengths_m
        near = np.flatnonzero(gap2 <= reach_m * reach_m)
        if not len(near):
            return None
        for run in np.split(near, np.flatnonzero(first[near[1:]] - last[near[:-1]] > _TOUCH_M) + 1):
            if last[run[-1]] >= last_m:
                best = run[np.argmin(gap2[run])]
                return max(int(self._starts_m[best] + share[best] * self._lengths_m[best]), last_m, 0)
        return None
