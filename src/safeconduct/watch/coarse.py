"""Positions made rough on purpose, for readers who may know where about and not where exactly."""

from typing import Final

import msgspec

from safeconduct import geo
from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import LatE7, LonE7, Metres

_POLE_E7: Final = 900_000_000
_HALF_TURN_E7: Final = 1_800_000_000


def coarse(seen: Observation, resolution_m: int) -> Observation:
    """The middle of the square of that size that a position lies in, with an error that covers all of it; without
    speed and heading. The squares are fixed on the ground, so that many positions of one place tell no more than
    one. What bears no place stays as it is; 0: nothing is changed."""
    if not isinstance(seen, Position) or resolution_m <= 0:
        return seen
    north, _ = geo.metres_per_e7(0)
    lat = _middle(seen.lat_e7, max(1, round(resolution_m / float(north))))
    lat = min(max(lat, -_POLE_E7), _POLE_E7)
    _, east = geo.metres_per_e7(lat)
    lon = _middle(seen.lon_e7, max(1, round(resolution_m / max(float(east), 1e-6))))
    lon = min(lon, _HALF_TURN_E7 - 1)
    acc_m = Metres(max(seen.acc_m, resolution_m))
    return msgspec.structs.replace(
        seen, lat_e7=LatE7(lat), lon_e7=LonE7(lon), acc_m=acc_m, speed_kmh=None, heading_deg=None
    )


def _middle(value: int, size: int) -> int:
    return value // size * size + size // 2
