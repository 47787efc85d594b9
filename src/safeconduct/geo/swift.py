"""Places to sets of zones, compiled: one look-up each, exact where an edge is near.

Only loaded where numba is installed (extra `fast`). It does what `zone_sets.py` and `grid.py` do with NumPy; tests
hold both to the same answers. No arrays are handed on or sliced within the loop: that would count references.
"""

from typing import Any

import numpy as np
from numba import njit

from .projection import I64, TURN_E7
from .terrain import EXACT, I32, SUB

_BOX_CELLS = 256
"""A larger circle of uncertainty asks every polygon's box instead of the cells around it."""
UNKNOWN = -1


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _eastward(degrees: int) -> int:
    """A difference of longitudes in [0, one turn): cheaper than a remainder."""
    while degrees < 0:
        degrees += TURN_E7
    while degrees >= TURN_E7:
        degrees -= TURN_E7
    return degrees


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _whole(distance: int, size: int, inverse: float) -> int:
    """distance // size for distance >= 0: a multiplication by 1.0 / size and a correction: no division."""
    quotient = int(distance * inverse)
    rest = distance - quotient * size
    if rest < 0:
        return quotient - 1
    return quotient + 1 if rest >= size else quotient


@njit(cache=True, nogil=True, error_model="numpy")
def place(
    south: int, west: int, cell_lat: int, cell_lon: int, lines: int, columns: int, code: I32, record: I32,
    lat: I64, lon: I64, sets: I32,
) -> None:  # fmt: skip
    """The number of the set at each point into `sets`; UNKNOWN where the record does not tell. Up to `record`: see
    `Terrain`. Edges are tested without branches, which would be guessed wrong."""
    fine_lat, fine_lon = cell_lat // SUB, cell_lon // SUB
    by_lat, by_lon, by_fine_lat, by_fine_lon = 1.0 / cell_lat, 1.0 / cell_lon, 1.0 / fine_lat, 1.0 / fine_lon
    for row in range(len(lat)):
        y = lat[row] - south
        if y < 0:
            sets[row] = 0
            continue
        x = _eastward(lon[row] - west)
        line, column = _whole(y, cell_lat, by_lat), _whole(x, cell_lon, by_lon)
        if line >= lines or column >= columns:
            sets[row] = 0
            continue
        found = np.int64(code[line * columns + column])
        if found < 0:
            at = -1 - found
            y, x = y - line * cell_lat, x - column * cell_lon
            found = record[at + _whole(y, fine_lat, by_fine_lat) * SUB + _whole(x, fine_lon, by_fine_lon)]
            at += SUB * SUB
            doubts = np.int64(record[at])
            if found == EXACT and doubts > 0:
                chosen = at + 1
                at = chosen + (1 << doubts)
                for bit in range(doubts):
                    crossings, is_on = False, False
                    end = at + 1 + 4 * record[at]
                    for edge in range(at + 1, end, 4):
                        x0, y0 = np.int64(record[edge]), np.int64(record[edge + 1])
                        x1, y1 = np.int64(record[edge + 2]), np.int64(record[edge + 3])
                        cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
                        is_west, is_past = (x < x0) & (x < x1), (x > x0) & (x > x1)
                        is_by = (not is_west) & (not is_past)
                        is_level = ((y0 <= y) | (y1 <= y)) & ((y0 >= y) | (y1 >= y))
                        is_on |= (cross == 0) & is_by & is_level
                        is_east = is_west | (is_by & (cross != 0) & ((cross > 0) == (y1 > y0)))
                        crossings ^= is_east & ((y0 <= y) != (y1 <= y))
                    chosen += (crossings | is_on) << bit
                    at = end
                found = record[chosen]
        sets[row] = found


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _has_edge(
    south: int, west: int, cell_lat: int, cell_lon: int, lines: int, columns: int, code: I32,
    record: I32, lat: int, lon: int,
) -> bool:  # fmt: skip
    """Whether an edge passes through the finer cell of that point."""
    y, x = lat - south, _eastward(lon - west)
    if y < 0:
        return False
    line, column = y // cell_lat, x // cell_lon
    if line >= lines or column >= columns:
        return False
    found = code[line * columns + column]
    if found >= 0:
        return False
    part = y % cell_lat // (cell_lat // SUB) * SUB + x % cell_lon // (cell_lon // SUB)
    return bool(record[-1 - found + part] == EXACT)


@njit(cache=True, nogil=True, error_model="numpy")
def may_be_near(
    south: int, west: int, cell_lat: int, cell_lon: int, lines: int, columns: int, code: I32, record: I32,
    lat: I64, lon: I64, acc_m: I64, north: float, east: float, rows: I64,
) -> int:  # fmt: skip
    """How many points may have an edge within their accuracy: their numbers in `rows`.

    north, east: metres of 10^-7 degree, not more than at any of the points.
    """
    count = 0
    for row in range(len(lat)):
        if acc_m[row] <= 0:
            continue
        reach = acc_m[row] * 1.01 + 1
        dy, dx = int(reach / north) + 1, int(reach / east) + 1
        may = dy > cell_lat // SUB or dx > cell_lon // SUB  # too large for nine places to tell of the whole box
        for at in range(0 if may else 9):
            y, x = lat[row] + (at // 3 - 1) * dy, lon[row] + (at % 3 - 1) * dx
            may = may or _has_edge(south, west, cell_lat, cell_lon, lines, columns, code, record, y, x)
        if may:
            rows[count] = row
            count += 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _is_near(
    south: int, cell_lat: int, first_band: I64, band: I64, edges: Any, is_real: Any, west_e7: I64, box: Any,
    zone: int, row0: int, row1: int, lat: int, lon: int, north: float, east: float, within_m: int,
) -> bool:  # fmt: skip
    """Whether an edge of the zone in those rows of cells is at most so far away, on a flat map around the point."""
    first = max(row0, (box[zone, 0] - south) // cell_lat)
    end = min(row1, (box[zone, 1] - south) // cell_lat) + 1
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


@njit(cache=True, nogil=True, error_model="numpy")
def near(
    south: int, west: int, cell_lat: int, cell_lon: int, rows: int, columns: int, start: I64, cells: I64,
    is_partial: Any, first_band: I64, band: I64, edges: Any, is_real: Any, west_e7: I64, box: Any,
    lats: I64, lons: I64, norths: Any, easts: Any, within_m: I64,
) -> Any:  # fmt: skip
    """(point, zone) where the zone's edge is that near, ordered by point, then zone."""
    points, zones = np.empty(64 + len(lats), np.int64), np.empty(64 + len(lats), np.int64)
    marks, found = np.zeros(len(west_e7) + 1, np.bool_), np.empty(len(west_e7) + 1, np.int64)
    size = 0
    for point in range(len(lats)):
        lat, lon, north, east = lats[point], lons[point], norths[point], easts[point]
        reach = within_m[point] * 1.01 + 1
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
        first = size
        for at in range(count):
            is_near = _is_near(
                south, cell_lat, first_band, band, edges, is_real, west_e7, box, found[at], row0, row1,
                lat, lon, north, east, within_m[point],
            )  # fmt: skip
            if is_near:
                if size == len(points):
                    points, zones = _longer(points), _longer(zones)
                points[size], zones[size] = point, found[at]
                size += 1
        zones[first:size].sort()
    return points[:size], zones[:size]


@njit(cache=True, nogil=True, error_model="numpy")
def _longer(column: Any) -> Any:
    grown = np.empty(2 * len(column), dtype=column.dtype)
    grown[: len(column)] = column
    return grown
