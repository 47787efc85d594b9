"""Degrees to metres, near one latitude. Flat maps are local: use them for distances up to some 50 km."""

from math import asin, cos, hypot, sin, sqrt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

TURN_E7: Final = 3_600_000_000
"""A full turn of longitude, degrees x 10^7."""
HALF_TURN_E7: Final = 1_800_000_000

_A_M: Final = 6_378_137.0  # WGS 84: semi-major axis, metres
_E2: Final = 0.006_694_379_990_141_316  # WGS 84: first eccentricity, squared
_RAD_E7: Final = np.pi / HALF_TURN_E7


def metres_per_e7(lat_e7: I64 | int) -> tuple[F64, F64]:
    """Metres that 10^-7 degree is long (northwards, eastwards) at each latitude, on WGS 84.

    lat_e7: any shape.   Returns two arrays of that shape.
    Method: the radii of curvature in the meridian and in the prime vertical.
    """
    phi = np.asarray(lat_e7, dtype=np.float64) * _RAD_E7
    w2 = 1.0 - _E2 * np.sin(phi) ** 2
    north = _A_M * (1.0 - _E2) / (w2 * np.sqrt(w2))
    east = _A_M / np.sqrt(w2) * np.maximum(np.cos(phi), 0.0)
    return north * _RAD_E7, east * _RAD_E7


def lon_delta_e7(lon_e7: I64, from_lon_e7: I64 | int) -> I64:
    """Eastward difference of longitudes the short way round, in [-180, 180) degrees, x 10^7."""
    return (lon_e7 - from_lon_e7 + HALF_TURN_E7) % TURN_E7 - HALF_TURN_E7


class Frame(NamedTuple):
    """A flat map around a site: x metres east, y metres north of its origin."""

    lat_e7: int
    lon_e7: int

    def to_m(self, lat_e7: I64, lon_e7: I64) -> tuple[F64, F64]:
        """x and y of each place, shape as given."""
        north, east = metres_per_e7(self.lat_e7)
        return lon_delta_e7(lon_e7, self.lon_e7) * east, (lat_e7 - self.lat_e7) * north

    def to_e7(self, x_m: F64, y_m: F64) -> tuple[I64, I64]:
        """Latitude and longitude of each point, rounded to the nearest 10^-7 degree; not for the poles."""
        north, east = metres_per_e7(self.lat_e7)
        lat = np.rint(np.asarray(y_m) / north).astype(np.int64) + self.lat_e7
        lon = np.rint(np.asarray(x_m) / east).astype(np.int64) + self.lon_e7
        return lat, (lon + HALF_TURN_E7) % TURN_E7 - HALF_TURN_E7


def distance_m(a_lat_e7: int, a_lon_e7: int, b_lat_e7: int, b_lon_e7: int) -> float:
    """Great-circle distance on a sphere of 6,371 km: good to 0.6 % anywhere, for checks of plausibility."""
    phi_a, phi_b = a_lat_e7 * _RAD_E7, b_lat_e7 * _RAD_E7
    lam = (b_lon_e7 - a_lon_e7) * _RAD_E7
    half = sin((phi_b - phi_a) / 2) ** 2 + cos(phi_a) * cos(phi_b) * sin(lam / 2) ** 2
    return 2 * 6_371_000.0 * asin(min(1.0, sqrt(half)))


def gap_m(a_lat_e7: int, a_lon_e7: int, b_lat_e7: int, b_lon_e7: int) -> float:
    """Distance of two places on a flat map around their middle: good to 0.1 % within 50 km."""
    phi = (a_lat_e7 + b_lat_e7) / 2 * _RAD_E7
    w2 = 1.0 - _E2 * sin(phi) ** 2
    north = (b_lat_e7 - a_lat_e7) * _A_M * (1.0 - _E2) / (w2 * sqrt(w2))
    delta = (b_lon_e7 - a_lon_e7 + HALF_TURN_E7) % TURN_E7 - HALF_TURN_E7
    return hypot(north, delta * _A_M / sqrt(w2) * cos(phi)) * _RAD_E7
