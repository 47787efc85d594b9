"""The kernel's inner loop, compiled: positions of all assets, each asset's in order.

Only loaded where numba is installed (extra `fast`). It does what `kernel.py` does with NumPy, in one pass; tests
hold both to the same facts. No array is sliced or handed on within the loop: that would count references at every
row.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from .columns import I64, REPORTING, SILENT
from .kernel import DETAIL, DUE_MS, FIRED_MS, LAT, LIMIT_MS, LON, NEVER, SET, T_MS
from .stand import M_PER_E7_MAX, SLACK_M

OUT_OF_ORDER = -1


class Grown:
    """Columns that come in parts."""

    def __init__(self) -> None:
        self._parts: list[Any] = []

    def add(self, columns: Any) -> None:
        """Some more."""
        self._parts.append(columns)

    def columns(self) -> list[I64]:
        """All of them."""
        if len(self._parts) == 1:
            return list(self._parts[0])
        return [np.concatenate(column) for column in zip(*self._parts, strict=True)]


@njit(cache=True, nogil=True, inline="always")
def _is_in(zones: I64, first: int, size: int, zone: int) -> bool:
    is_in = False
    for at in range(first, first + size):
        is_in = is_in or zones[at] == zone
    return is_in


@njit(cache=True, nogil=True)
def _doubt(now: int, was: int, size: I64, first: I64, flat: I64, zones: I64, at: int, end: int) -> int:
    """Of the zones that differ between two sets, are none (0), all (1) or some (2) in doubt?"""
    differ, doubted = 0, 0
    for one, other in ((now, was), (was, now)):
        for place in range(first[one], first[one] + size[one]):
            if not _is_in(flat, first[other], size[other], flat[place]):
                differ += 1
                doubted += _is_in(zones, at, end - at, flat[place])
    return 0 if doubted == 0 else 1 if doubted == differ else 2


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    rows: Any, asset: I64, t_ms: I64, lat: I64, lon: I64, detail: I64, sets: npt.NDArray[np.int32],
    near_point: I64, near_zone: I64, size: I64, first: I64, flat: I64, kmh: int, apart: Any, start: int,
    resolved: int, is_in_order: bool,
) -> Any:  # fmt: skip
    """Go through the rows from `start` on; `rows` of the state, `sets` and `apart` change.

    kmh: faster is apart; -1: nothing is. Returns where it ended, silences (time, code, asset) and moves (row, set
    before). It ends early at a row whose set Python must find; come again with it in `sets` and as `resolved`. It
    ends with OUT_OF_ORDER, and all is spoilt, where an asset's row is not newer than the one before, unless that is
    known to be in order.
    """
    most = 2 * len(asset)  # what is not written to takes no memory
    quiet_ms, quiet_code, quiet_asset = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    moved, before = np.empty(most, np.int64), np.empty(most, np.int64)
    quiet, moves, near, doubts = 0, 0, 0, len(near_point)
    end = len(asset)
    for row in range(start, end):
        a, t = asset[row], t_ms[row]
        now, was = np.int64(sets[row]), rows[a, SET]
        while near < doubts and near_point[near] < row:
            near += 1
        if now != was and row != resolved and near < doubts and near_point[near] == row:
            last = near
            while last < doubts and near_point[last] == row:
                last += 1
            doubt = _doubt(now, was, size, first, flat, near_zone, near, last)
            if doubt == 2:
                end = row
                break
            if doubt == 1:
                sets[row] = was
                now = was
        heard, due = rows[a, T_MS], rows[a, DUE_MS]
        if t <= heard and not is_in_order:
            end = OUT_OF_ORDER
            break
        if kmh >= 0 and heard >= 0:
            most_m = (abs(lat[row] - rows[a, LAT]) + abs(lon[row] - rows[a, LON])) * M_PER_E7_MAX
            if most_m > SLACK_M and most_m - SLACK_M > kmh * (t - heard) / 3_600 * 0.999:
                apart[a] = True
        if t > due:
            if due >= 0:
                quiet_ms[quiet], quiet_code[quiet], quiet_asset[quiet] = due, SILENT, a
                rows[a, FIRED_MS] = max(rows[a, FIRED_MS], due)
                quiet += 1
            quiet_ms[quiet], quiet_code[quiet], quiet_asset[quiet] = t, REPORTING, a
            quiet += 1
        rows[a, T_MS] = t
        rows[a, DUE_MS] = t + rows[a, LIMIT_MS] if rows[a, LIMIT_MS] >= 0 else NEVER
        rows[a, LAT], rows[a, LON], rows[a, DETAIL] = lat[row], lon[row], detail[row]
        if now == was:
            continue
        moved[moves], before[moves] = row, was
        moves += 1
        rows[a, SET] = now
    return (
        end, (quiet_ms[:quiet], quiet_code[:quiet], quiet_asset[:quiet]), (moved[:moves], before[:moves])
    )  # fmt: skip
