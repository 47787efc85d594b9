"""The kernel's inner loop, compiled: positions of all assets in order, one look-up each, exact where it matters.

Only loaded where numba is installed (extra `fast`). It does what `kernel.py` does with NumPy, in one pass and
without columns in between; tests hold both to the same facts. What is done for every row stands in the loop itself:
handing so many arrays to a function, or a tuple of them, counts references to each at every call.
"""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from safeconduct.geo.projection import TURN_E7

I64 = npt.NDArray[np.int64]
_BOX_CELLS: Final = 256
"""A larger circle of uncertainty asks every polygon's box instead of the cells around it."""
_REPORTING: Final = 3
_SILENT: Final = 4


class Swept(NamedTuple):
    """What one pass found: crossings (key, time, is entry, order), silences (time, code, asset), last sets."""

    key: I64
    t_ms: I64
    is_entry: npt.NDArray[np.bool_]
    quiet_ms: I64
    quiet_code: I64
    quiet_asset: I64
    late: I64
    """Rows that are older than what was known before."""
    members: I64
    """The zones of the sets, where `set_start` and `set_size` say; the known ones stand first."""
    is_sorted: bool
    """False: some asset's rows are not in order of time. Then nothing else counts."""


@njit(cache=True, nogil=True, inline="always")
def _eastward(degrees: int) -> int:
    """A difference of longitudes in [0, one turn): cheaper than a remainder."""
    while degrees < 0:
        degrees += TURN_E7
    while degrees >= TURN_E7:
        degrees -= TURN_E7
    return degrees


@njit(cache=True, nogil=True, inline="always")
def _whole(distance: int, size: int) -> int:
    """distance // size for distance >= 0: a multiplication and a correction, cheaper than a division."""
    quotient = int(distance * (1.0 / size))
    rest = distance - quotient * size
    if rest < 0:
        return quotient - 1
    return quotient + 1 if rest >= size else quotient


@njit(cache=True, nogil=True, inline="always")
def _turns(edges: Any, borders: Any, x: int, y: int, first: int, end: int) -> int:
    """Crossings of a ray eastwards; -1: the point is on an edge. Without branches, which would be guessed wrong.

    Products may wrap where x is beside the edge: there they are not used.
    """
    crossings = 0
    for at in range(first, end):
        x0, y0, x1, y1 = edges[at, 0], edges[at, 1], edges[at, 2], edges[at, 3]
        low, high = min(x0, x1), max(x0, x1)
        cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        is_beside = (low <= x) & (x <= high)
        if (cross == 0) & is_beside & (min(y0, y1) <= y) & (y <= max(y0, y1)):
            if borders[at]:
                return -1
            continue
        is_east = (x < low) | (is_beside & ((cross > 0) == (y1 > y0)))
        crossings += is_east & ((y0 <= y) != (y1 <= y))
    return crossings


@njit(cache=True, nogil=True)
def _is_near(
    south: int, cell_lat: int, first_band: I64, band: I64, edges: Any, is_real: Any, west_e7: I64, box: Any,
    zone: int, row0: int, row1: int, lat: int, lon: int, north: float, east: float, within_m: int,
) -> bool:  # fmt: skip
    """Whether an edge of the zone in those rows of cells is at most so far away, on a flat map around the point."""
    first = max(row0, _whole(box[zone, 0] - south, cell_lat))
    end = min(row1, _whole(box[zone, 1] - south, cell_lat)) + 1
    if first >= end:
        return False
    for at in range(band[first_band[zone] + first], band[first_band[zone] + end]):
        if not is_real[at]:
            continue
        x0 = (edges[at, 0] + west_e7[zone] - lon + TURN_E7 // 2) % TURN_E7 - TURN_E7 // 2
        y0 = (edges[at, 1] - lat) * north
        dx = (edges[at, 2] - edges[at, 0] + TURN_E7 // 2) % TURN_E7 - TURN_E7 // 2
        x0m, dxm, dym = x0 * east, dx * east, (edges[at, 3] - edges[at, 1]) * north
        length2 = dxm * dxm + dym * dym
        share = -(x0m * dxm + y0 * dym) / (length2 if length2 > 0 else 1.0)
        share = min(max(share, 0.0), 1.0)
        if np.hypot(x0m + share * dxm, y0 + share * dym) <= within_m:
            return True
    return False


@njit(cache=True, nogil=True)
def _near(
    south: int, west: int, cell_lat: int, cell_lon: int, rows: int, columns: int, start: I64, cells: I64,
    is_partial: Any, first_band: I64, band: I64, edges: Any, is_real: Any, west_e7: I64, box: Any,
    lat: int, lon: int, north: float, east: float, within_m: int, marks: Any, found: Any,
) -> int:  # fmt: skip
    """How many zones have an edge so near; their numbers in `found`. `marks` is all False, before and after."""
    reach = within_m * 1.01 + 1
    dy, dx = int(reach / north) + 1, int(min(reach / max(east, 1e-9), TURN_E7 / 2)) + 1
    x = (lon - west) % TURN_E7
    row0, row1 = (lat - dy - south) // cell_lat, (lat + dy - south) // cell_lat
    column0, column1 = (x - dx) // cell_lon, (x + dx) // cell_lon
    row0, row1 = max(row0, 0), min(row1, rows - 1)
    is_whole = x - dx < 0 or x + dx >= TURN_E7 or (row1 - row0 + 1) * (column1 - column0 + 1) > _BOX_CELLS
    count = 0
    if is_whole:
        for zone in range(len(west_e7)):
            beside = (lon - west_e7[zone]) % TURN_E7
            gap_x = min(beside - box[zone, 2], TURN_E7 - beside) * east
            gap_y = max(box[zone, 0] - lat, lat - box[zone, 1]) * north
            if gap_x <= reach and gap_y <= reach:
                found[count] = zone
                count += 1
    for row in range(row0, row0 if is_whole else row1 + 1):
        for column in range(column0, min(column1, columns - 1) + 1):
            cell = row * columns + column
            for at in range(start[cell], start[cell + 1]):
                zone = cells[at]
                if is_partial[at] and not marks[zone]:
                    marks[zone] = True
                    found[count] = zone
                    count += 1
    for at in range(count):
        marks[found[at]] = False
    kept = 0
    for at in range(count):
        is_near = _is_near(
            south, cell_lat, first_band, band, edges, is_real, west_e7, box, found[at], row0, row1,
            lat, lon, north, east, within_m,
        )  # fmt: skip
        if is_near:
            found[kept] = found[at]
            kept += 1
    return kept


@njit(cache=True, nogil=True, inline="always")
def _has(zones: Any, count: int, zone: int) -> bool:
    for at in range(count):  # noqa: SIM110  numba compiles no generators
        if zones[at] == zone:
            return True
    return False


@njit(cache=True, nogil=True)
def _doubted(now: Any, count: int, was: Any, was_count: int, near: Any, near_count: int, scratch: Any) -> int:
    """Where an edge is within the accuracy, a zone stays as it was. The result in `now`, ascending."""
    kept = 0
    for at in range(count):
        if not _has(near, near_count, now[at]):
            scratch[kept] = now[at]
            kept += 1
    for at in range(was_count):
        if _has(near, near_count, was[at]):
            scratch[kept] = was[at]
            kept += 1
    scratch[:kept].sort()
    now[:kept] = scratch[:kept]
    return kept


@njit(cache=True, nogil=True, inline="always")
def _is_same(now: Any, count: int, was: Any, was_count: int) -> bool:
    is_same = count == was_count
    for at in range(count if is_same else 0):
        is_same = is_same and now[at] == was[at]
    return is_same


@njit(cache=True, nogil=True)
def _heard(
    a: int, t: int, due_ms: int, is_silent: Any, quiet_ms: I64, quiet_code: I64, quiet_asset: I64, quiet: int
) -> int:
    """An asset with a longest silence was heard: how many facts about silence there are now."""
    if t > due_ms and not is_silent[a]:
        quiet_ms[quiet], quiet_code[quiet], quiet_asset[quiet] = due_ms, _SILENT, a
        quiet += 1
        is_silent[a] = True
    if is_silent[a]:
        quiet_ms[quiet], quiet_code[quiet], quiet_asset[quiet] = t, _REPORTING, a
        quiet += 1
        is_silent[a] = False
    return quiet


@njit(cache=True, nogil=True)
def _crossed(base: int, t: int, was: I64, now: I64, key: I64, at_ms: I64, entry: Any, n: int) -> int:
    """Write down what was left and entered: how many crossings there are now."""
    for zone in was:
        if not _has(now, len(now), zone):
            key[n], at_ms[n], entry[n] = base + zone, t, False
            n += 1
    for zone in now:
        if not _has(was, len(was), zone):
            key[n], at_ms[n], entry[n] = base + zone, t, True
            n += 1
    return n


@njit(cache=True, nogil=True)
def _longer(column: Any) -> Any:
    grown = np.empty(2 * len(column) + 64, dtype=column.dtype)
    grown[: len(column)] = column
    return grown


@njit(cache=True, nogil=True)
def sweep(
    south: int, west: int, cell_lat: int, cell_lon: int, lines: int, columns: int, start: I64, cells: I64,
    is_partial: Any, first_band: I64, band: I64, edges: Any, is_border: Any, is_real: Any, west_e7: I64,
    is_cap: Any, box: Any, asset: I64, t_ms: I64, lat: I64, lon: I64, acc_m: I64, north: Any, east: Any,
    before_ms: Any, known: Any, silence_ms: I64, is_silent: Any, set_start: I64, set_size: I64, sets: I64,
) -> Swept:  # fmt: skip
    """Go through the rows as they stand: each asset's must be in order of time. Up to `box`: see `Terrain`.

    north, east: metres of 10^-7 degree at each row, read where acc_m > 0. before_ms: when each asset was heard last
    (-1: never), `known` a copy of it. set_start, set_size, sets: its zones. `known` and what follows it changes.
    """
    zones = len(is_cap)
    key, at_ms, entry = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024, np.bool_)
    most = 2 * len(asset)  # what is not written to takes no memory
    quiet_ms, quiet_code, quiet_asset = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    late, used = np.empty(len(asset), np.int64), len(sets)
    members = np.concatenate((sets, np.empty(1024, np.int64)))
    now, near = np.empty(zones + 1, np.int64), np.empty(zones + 1, np.int64)
    scratch, marks = np.empty(2 * zones + 1, np.int64), np.zeros(zones + 1, np.bool_)
    n, quiet, lates, is_sorted = 0, 0, 0, True
    for row in range(len(asset)):
        a, t = asset[row], t_ms[row]
        if t < known[a]:
            is_sorted = t < before_ms[a]
            if not is_sorted:
                break
            late[lates], lates = row, lates + 1
            continue
        if silence_ms[a] >= 0 and known[a] >= 0 and (is_silent[a] or t > known[a] + silence_ms[a]):
            quiet = _heard(a, t, known[a] + silence_ms[a], is_silent, quiet_ms, quiet_code, quiet_asset, quiet)
        known[a] = t
        count, line, column = 0, -1, 0
        if lat[row] >= south:
            line, column = _whole(lat[row] - south, cell_lat), _whole(_eastward(lon[row] - west), cell_lon)
        is_known = 0 <= line < lines and column < columns
        cell = line * columns + column if is_known else 0
        for at in range(start[cell], start[cell + 1] if is_known else start[cell]):
            zone = cells[at]
            if is_partial[at]:
                x, of_zone = _eastward(lon[row] - west_e7[zone]), first_band[zone] + line
                crossings = _turns(edges, is_border, x, lat[row], band[of_zone], band[of_zone + 1])
                if crossings >= 0 and is_cap[zone]:  # round a pole a point has two images
                    more = _turns(edges, is_border, x + TURN_E7, lat[row], band[of_zone], band[of_zone + 1])
                    crossings = -1 if more < 0 else crossings + more
                if crossings >= 0 and crossings % 2 == 0:
                    continue
            now[count], count = zone, count + 1
        was_start, was_count = set_start[a], set_size[a]
        was = members[was_start : was_start + was_count]
        if acc_m[row] > 0:
            doubts = _near(
                south, west, cell_lat, cell_lon, lines, columns, start, cells, is_partial, first_band, band, edges,
                is_real, west_e7, box, lat[row], lon[row], north[row], east[row], acc_m[row], marks, near,
            )  # fmt: skip
            if doubts:
                count = _doubted(now, count, was, was_count, near, doubts, scratch)
        if _is_same(now, count, was, was_count):
            continue
        while n + count + was_count > len(key):
            key, at_ms, entry = _longer(key), _longer(at_ms), _longer(entry)
        while used + count > len(members):
            members = _longer(members)
        n = _crossed(a * max(zones, 1), t, was, now[:count], key, at_ms, entry, n)
        members[used : used + count] = now[:count]
        set_start[a], set_size[a], used = used, count, used + count
    return Swept(
        key[:n], at_ms[:n], entry[:n], quiet_ms[:quiet], quiet_code[:quiet], quiet_asset[:quiet],
        late[:lates], members[:used], is_sorted,
    )  # fmt: skip
