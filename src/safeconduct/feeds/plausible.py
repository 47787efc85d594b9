"""Positions that are well formed and cannot be true: a clock that is years off, latitude and longitude swapped.

What takes knowledge of the asset (jumps, positions from the future) is refused by the watch.
"""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from safeconduct.records.area import Point
from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import Ms

Flaw: TypeAlias = Literal["clock", "swapped"]
I64 = npt.NDArray[np.int64]
OLD_MS_MAX: Final = 366 * 86_400_000
"""A live report that is older comes from a clock that was never set, or from a GPS week that rolled over."""
MARGIN_E7: Final = 30_000_000
"""Three degrees, some 300 km: as far from every site, a place is compared with its mirror image."""


class Region(msgspec.Struct, frozen=True):
    """Where things happen: a box around all sites, degrees x 10^7. Without sites there is none."""

    south: int
    north: int
    west: int
    east: int

    def holds(self, lat_e7: int, lon_e7: int) -> bool:
        """Whether that place lies in the box, with its margin."""
        return (
            self.south - MARGIN_E7 <= lat_e7 <= self.north + MARGIN_E7
            and self.west - MARGIN_E7 <= lon_e7 <= self.east + MARGIN_E7
        )

    def holds_all(self, lat_e7: I64, lon_e7: I64) -> npt.NDArray[np.bool_]:
        """The same for many places."""
        south, north = self.south - MARGIN_E7, self.north + MARGIN_E7
        west, east = self.west - MARGIN_E7, self.east + MARGIN_E7
        return (south <= lat_e7) & (lat_e7 <= north) & (west <= lon_e7) & (lon_e7 <= east)


def region(places: Iterable[Point]) -> Region | None:
    """The box around these places; None without any."""
    known = list(places)
    if not known:
        return None
    lats, lons = [place.lat_e7 for place in known], [place.lon_e7 for place in known]
    return Region(min(lats), max(lats), min(lons), max(lons))


def flaw(seen: Observation, near: Region | None, now_ms: Ms) -> Flaw | None:
    """Why a live report cannot be true; None if it can.

    swapped: the place is far from every site, and the one with latitude and longitude exchanged is near one.
    """
    if seen.t_ms < now_ms - OLD_MS_MAX:
        return "clock"
    if near is None or not isinstance(seen, Position) or near.holds(seen.lat_e7, seen.lon_e7):
        return None
    return "swapped" if near.holds(seen.lon_e7, seen.lat_e7) else None
