"""Positions as JSON, compiled: the same bytes as of `Position` values, without them.

Only loaded where numba is installed (extra `fast`).
"""

from typing import Any, Final

import numpy as np
from numba import njit

from safeconduct.records.positions import ACC_BITS, SPEED_BITS

ROW_BYTES_MAX: Final = 240
"""No row is longer, without its name."""


def _ascii(text: str) -> Any:
    return np.frombuffer(text.encode(), dtype=np.uint8)


_HEAD: Final = _ascii('{"type":"position","asset":"')
_TIME: Final = _ascii('","t_ms":')
_LAT: Final = _ascii(',"lat_e7":')
_LON: Final = _ascii(',"lon_e7":')
_ACC: Final = _ascii(',"acc_m":')
_SPEED: Final = _ascii(',"speed_kmh":')
_HEADING: Final = _ascii(',"heading_deg":')
_NULL: Final = _ascii("null")


@njit(cache=True, nogil=True, inline="always")
def _copy(text: Any, out: Any, at: int) -> int:
    for place in range(len(text)):
        out[at + place] = text[place]
    return at + len(text)


@njit(cache=True, nogil=True, inline="always")
def _number(value: int, out: Any, at: int) -> int:
    if value < 0:
        out[at] = 45
        at += 1
        value = -value
    size, rest = 1, value // 10
    while rest > 0:
        size += 1
        rest //= 10
    for place in range(at + size - 1, at - 1, -1):
        out[place] = 48 + value % 10
        value //= 10
    return at + size


@njit(cache=True, nogil=True, inline="always")
def _number_or_null(value: int, out: Any, at: int) -> int:
    if value < 0:
        return int(_copy(_NULL, out, at))
    return int(_number(value, out, at))


@njit(cache=True, nogil=True, error_model="numpy")
def write(
    names: Any, starts: Any, asset: Any, t_ms: Any, lat: Any, lon: Any, detail: Any, out: Any
) -> int:  # fmt: skip
    """Write a list of all rows into `out`, which is long enough; returns how long it is.

    starts: where the name of each asset number begins in `names`, then its end. detail: see `positions.packed`.
    """
    out[0] = 91
    at = 1
    for row in range(len(asset)):
        if row:
            out[at] = 44
            at += 1
        at = _copy(_HEAD, out, at)
        for place in range(starts[asset[row]], starts[asset[row] + 1]):
            out[at] = names[place]
            at += 1
        at = _number(t_ms[row], out, _copy(_TIME, out, at))
        at = _number(lat[row], out, _copy(_LAT, out, at))
        at = _number(lon[row], out, _copy(_LON, out, at))
        at = _number(detail[row] >> ACC_BITS, out, _copy(_ACC, out, at))
        speed = (detail[row] >> SPEED_BITS & (1 << (ACC_BITS - SPEED_BITS)) - 1) - 1
        at = _number_or_null(speed, out, _copy(_SPEED, out, at))
        at = _number_or_null((detail[row] & (1 << SPEED_BITS) - 1) - 1, out, _copy(_HEADING, out, at))
        out[at] = 125
        at += 1
    out[at] = 93
    return at + 1
