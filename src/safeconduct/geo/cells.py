"""The uniform grid itself: for each cell, which zones cover it wholly and which in part."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from .polygon import Bools, Polygon
from .projection import I64, TURN_E7, metres_per_e7

CELL_M: Final = 125
PARTS: Final = 8
"""Sides of cells divide by this, so that others may cut them finer."""
CELLS_MAX: Final = 1_000_000
"""Zones that would need more cells (some 125 km square) get larger ones: slower, equally exact."""


class Layout(NamedTuple):
    """Rows from the south, columns from the west; degrees x 10^7."""

    south_e7: int
    west_e7: int
    cell_lat_e7: int
    cell_lon_e7: int
    rows: int
    columns: int


@dataclass(frozen=True, eq=False)
class Cells:
    """Each cell lists the zones that touch it, in ascending order."""

    layout: Layout
    start: I64  # shape (rows * columns + 1,): where each cell's list begins
    zone: I64
    is_partial: Bools

    def lookup(self, lat_e7: I64, lon_e7: I64) -> tuple[I64, I64, Bools]:
        """(point, zone, is partial) for each zone that a point's cell lists, ordered by point, then zone."""
        at = self.layout
        row = (lat_e7 - at.south_e7) // at.cell_lat_e7
        column = (lon_e7 - at.west_e7) % TURN_E7 // at.cell_lon_e7
        known = np.flatnonzero((row >= 0) & (row < at.rows) & (column < at.columns))
        cell = row[known] * at.columns + column[known]
        first = self.start[cell]
        count = self.start[cell + 1] - first
        entry = np.repeat(first, count) + _counted(count)
        return np.repeat(known, count), self.zone[entry], self.is_partial[entry]


def lay_out(polygons: Sequence[Polygon], cell_m: int = CELL_M) -> Cells:
    """Lay the grid over all polygons and classify its cells."""
    at = _layout(polygons, cell_m)
    parts = [_classify(p, at) for p in polygons]
    cell = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in parts)])
    partial = np.concatenate([np.zeros(0, dtype=np.bool_), *(part[1] for part in parts)])
    zone = np.repeat(np.arange(len(parts), dtype=np.int64), [len(part[0]) for part in parts])
    order = np.lexsort((zone, cell))
    start = np.zeros(at.rows * at.columns + 1, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=at.rows * at.columns), out=start[1:])
    return Cells(at, start, zone[order], partial[order])


def _layout(polygons: Sequence[Polygon], cell_m: int) -> Layout:
    if not polygons:
        return Layout(0, 0, 1, 1, 0, 0)
    south, north = min(p.south_e7 for p in polygons), max(p.north_e7 for p in polygons)
    west, width = _arc(polygons)
    metre_north, metre_east = metres_per_e7((south + north) // 2)
    cell_lat = _whole_parts(int(cell_m / float(metre_north)))
    cell_lon = min(TURN_E7 // 8, _whole_parts(int(cell_m / max(float(metre_east), 1e-9))))
    while ((north - south) // cell_lat + 1) * (width // cell_lon + 1) > CELLS_MAX:
        cell_lat, cell_lon = cell_lat * 2, cell_lon * 2
    return Layout(south, west, cell_lat, cell_lon, (north - south) // cell_lat + 1, width // cell_lon + 1)


def _whole_parts(size: int) -> int:
    """About that size, and divisible into PARTS."""
    return max(1, size // PARTS) * PARTS


def _arc(polygons: Sequence[Polygon]) -> tuple[int, int]:
    """The shortest arc of longitude that holds all polygons: its west end and its width (< one turn)."""
    spans = sorted((p.west_e7 % TURN_E7, p.width_e7) for p in polygons)
    reach = max(start + width for start, width in spans) - TURN_E7  # what wraps round from the west
    gap, west = -1, spans[0][0]
    for start, width in spans:
        if start - reach > gap:
            gap, west = start - reach, start
        reach = max(reach, start + width)
    return west, TURN_E7 - max(gap, 1)


def _classify(p: Polygon, at: Layout) -> tuple[I64, Bools]:
    """Cells that `p` touches (row * columns + column), ascending, and whether only in part."""
    offset = (p.west_e7 - at.west_e7) % TURN_E7
    cells: list[I64] = []
    partial: list[Bools] = []
    for turn in range((offset + p.width_e7) // TURN_E7 + 1):  # a second image where it passes the grid's seam
        cell, is_partial = _classify_image(p, at, offset - turn * TURN_E7)
        cells.append(cell)
        partial.append(is_partial)
    cell, inverse = np.unique(np.concatenate(cells), return_inverse=True)
    return cell, np.bincount(inverse, np.concatenate(partial)) > 0


def _classify_image(p: Polygon, at: Layout, shift: int) -> tuple[I64, Bools]:
    """As `_classify`, for the part of `p` that lies on the grid when its plane begins at x = shift."""
    first_row = (p.south_e7 - at.south_e7) // at.cell_lat_e7
    first_column = max(shift, 0) // at.cell_lon_e7
    last_row = (p.north_e7 - at.south_e7) // at.cell_lat_e7
    last_column = min((shift + p.width_e7) // at.cell_lon_e7, at.columns - 1)
    shape = (last_row - first_row + 1, last_column - first_column + 1)
    has_edge = np.zeros(shape, dtype=np.bool_)
    row, column = _edge_cells(p, at, shift)
    keep = (column >= first_column) & (column <= last_column) & (row >= first_row) & (row <= last_row)
    has_edge[row[keep] - first_row, column[keep] - first_column] = True
    starts = ~has_edge  # a run of cells without edges is wholly in or wholly out: test its first cell
    starts[:, 1:] &= has_edge[:, :-1]
    row, column = np.nonzero(starts)
    is_in = np.zeros(shape, dtype=np.bool_)
    is_in[row, column] = p.contains(
        (row + first_row) * at.cell_lat_e7 + at.south_e7,
        (column + first_column) * at.cell_lon_e7 + at.west_e7,
    )
    run = np.maximum.accumulate(np.where(starts | has_edge, np.arange(shape[1]), 0), axis=1)
    is_in = np.take_along_axis(is_in, run, axis=1) & ~has_edge
    row, column = np.nonzero(is_in | has_edge)
    cell = (row + first_row) * at.columns + column + first_column
    return cell, has_edge[row, column]


def edge_cells(p: Polygon, at: Layout) -> I64:
    """Every cell (row * columns + column) that an edge of `p` may touch, perhaps more than once."""
    offset = (p.west_e7 - at.west_e7) % TURN_E7
    found: list[I64] = []
    for turn in range((offset + p.width_e7) // TURN_E7 + 1):
        row, column = _edge_cells(p, at, offset - turn * TURN_E7)
        found.append(row * at.columns + column)
    return np.concatenate(found)


def _edge_cells(p: Polygon, at: Layout, shift: int) -> tuple[I64, I64]:
    """Row and column of every cell that an edge may touch: now and then one too many, never one too few."""
    y0, y1 = np.minimum(p.y0, p.y1), np.maximum(p.y0, p.y1)
    first = (y0 - at.south_e7) // at.cell_lat_e7
    count = (y1 - at.south_e7) // at.cell_lat_e7 - first + 1
    edge = np.repeat(np.arange(len(count), dtype=np.int64), count)
    row = first[edge] + _counted(count)
    low = np.maximum(row * at.cell_lat_e7 + at.south_e7, y0[edge])
    high = np.minimum((row + 1) * at.cell_lat_e7 + at.south_e7, y1[edge])
    dx, dy = (p.x1 - p.x0)[edge], (p.y1 - p.y0)[edge]
    slope = np.where(dy == 0, 1, dy)
    at_low = p.x0[edge] + (low - p.y0[edge]) * dx // slope
    at_high = np.where(dy == 0, p.x1[edge], p.x0[edge] + (high - p.y0[edge]) * dx // slope)
    west = np.clip((np.minimum(at_low, at_high) - 1 + shift) // at.cell_lon_e7, 0, at.columns)
    east = np.clip((np.maximum(at_low, at_high) + 1 + shift) // at.cell_lon_e7, -1, at.columns - 1)
    count = np.maximum(east - west + 1, 0)
    return np.repeat(row, count), np.repeat(west, count) + _counted(count)


def _counted(count: I64) -> I64:
    """0..c-1 for each c of `count`, one after another."""
    return np.arange(int(count.sum()), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
