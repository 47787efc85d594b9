"""A grid of zones as plain arrays for the compiled loops: codes of cells, finer cells where an edge passes, and the
edges that a ray from there may meet."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from .cells import Layout, edge_cells
from .grid import Grid
from .projection import I64, TURN_E7

I32 = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
SUB: Final = 4
"""A cell with an edge in it is cut into so many by so many: most of them have none."""
DOUBTS_MAX: Final = 4
"""A cell with edges of more zones is judged outside of the loop, and so are zones that go round the world."""
EXACT: Final = -1


class Terrain(NamedTuple):
    """Which set of zones a place is in. Numbers of sets are those of the `ZoneSets` it was made for."""

    south_e7: int
    west: int
    cell_lat: int
    cell_lon: int
    rows: int
    columns: int
    code: I32
    """Of each cell: the number of its set, or -1 - k where edges pass: its record begins at k in `record`."""
    record: I32
    """Of each cell with edges, so that few lines of memory are touched: SUB x SUB numbers of sets, or EXACT; how
    many zones are in doubt, or EXACT where they are too many or too large for here; the number of the set for each
    choice of them, as bits; for each of them how many edges, and x0, y0, x1, y1 of each, from the cell's corner."""


class Borders(NamedTuple):
    """Which edges are near a place."""

    start: I64
    zone: I64
    is_partial: Bools
    first_band: I64
    """What to add to a row of cells to get its place in `band`: of each polygon."""
    band: I64
    """Where the edges of each polygon that reach into each row of cells begin."""
    edges: I64
    """x0, y0, x1, y1 by polygon and row of cells: an edge stands in every row that it reaches into."""
    is_real: Bools
    west_e7: I64
    box: I64
    """South, north, width of each polygon."""


def borders(grid: Grid) -> Borders:
    """Edges by polygon and row of cells."""
    polygons, at = grid.polygons, grid.cells.layout
    low = np.minimum(grid.edges[1], grid.edges[3])
    first, last = ((y - at.south_e7) // at.cell_lat_e7 for y in (low, np.maximum(grid.edges[1], grid.edges[3])))
    south = np.array([(p.south_e7 - at.south_e7) // at.cell_lat_e7 for p in polygons], dtype=np.int64)
    rows = np.array([(p.north_e7 - at.south_e7) // at.cell_lat_e7 + 1 for p in polygons], dtype=np.int64) - south
    begins = np.cumsum(rows) - rows
    zone = np.repeat(np.arange(len(polygons)), np.diff(grid.first_edge))
    count = last - first + 1
    edge = np.repeat(np.arange(len(count)), count)
    row = _counted(count) + first[edge]
    band = begins[zone[edge]] + row - south[zone[edge]] if len(edge) else edge
    order = edge[np.argsort(band, kind="stable")]
    real = np.concatenate([np.zeros(0, dtype=np.bool_), *(p.is_real for p in polygons)])
    starts = np.concatenate([[0], np.cumsum(np.bincount(band, minlength=int(rows.sum())))]).astype(np.int64)
    box = np.array([(p.south_e7, p.north_e7, p.width_e7) for p in polygons], dtype=np.int64).reshape(-1, 3)
    edges = np.ascontiguousarray(grid.edges.T[order])
    return Borders(
        grid.cells.start, grid.cells.zone, grid.cells.is_partial, begins - south, starts, edges,
        real[order], grid.west_e7 % TURN_E7, box,
    )  # fmt: skip


def terrain(grid: Grid, number: Callable[[Iterable[int]], int], lines: Borders) -> tuple[Terrain, I64, I64, I64]:
    """The arrays of a grid, all finer cells EXACT. number: of a set of zones, ascending.

    Then the places in `record` of those finer cells that no edge touches, and a point (lat, lon) in each: what
    holds for the point holds for the cell.
    """
    cells, at = grid.cells, grid.cells.layout
    code = np.zeros(len(cells.start) - 1, dtype=np.int32)
    partial, begins = list[int](), list[int]()
    record = list[int]()
    for cell in np.flatnonzero(np.diff(cells.start)).tolist():
        here = slice(cells.start[cell], cells.start[cell + 1])
        zones, edged = cells.zone[here], cells.is_partial[here]
        if not edged.any():
            code[cell] = number(zones.tolist())
            continue
        partial.append(cell)
        begins.append(len(record))
        code[cell] = -1 - len(record)
        record += [EXACT] * (SUB * SUB)
        record += _doubts(grid, lines, cell, zones[~edged].tolist(), zones[edged].tolist(), number)
    clear, south, west = _clear(grid, np.array(partial, dtype=np.int64))
    place = np.array(begins, dtype=np.int64)[clear // (SUB * SUB)] + clear % (SUB * SUB)
    return Terrain(*at, code, np.array(record, dtype=np.int32)), place, south, west


def _doubts(
    grid: Grid,
    lines: Borders,
    cell: int,
    sure: list[int],
    unsure: list[int],
    number: Callable[[Iterable[int]], int],
) -> list[int]:
    """The part of a cell's record about zones whose edges pass: those edges that a ray eastwards may meet."""
    at = grid.cells.layout
    if len(unsure) > DOUBTS_MAX:
        return [EXACT]
    row, column = divmod(cell, at.columns)
    south, west = at.south_e7 + row * at.cell_lat_e7, at.west_e7 + column * at.cell_lon_e7
    edges = list[int]()
    for zone in unsure:
        width = int(lines.box[zone, 2])
        begins = (west - int(lines.west_e7[zone])) % TURN_E7
        begins -= TURN_E7 if begins > width else 0  # the zone begins within the cell
        of_zone = lines.first_band[zone] + row
        near = lines.edges[lines.band[of_zone] : lines.band[of_zone + 1]] - (begins, south, begins, south)
        near = near[np.maximum(near[:, 0], near[:, 2]) >= 0]
        if width + at.cell_lon_e7 >= TURN_E7 or np.abs(near).max(initial=0) >= 1 << 31:
            return [EXACT]
        edges += [len(near), *near.ravel().tolist()]
    choices = [[zone for bit, zone in enumerate(unsure) if bits >> bit & 1] for bits in range(1 << len(unsure))]
    return [len(unsure), *(number(sorted(sure + chosen)) for chosen in choices), *edges]


def _clear(grid: Grid, partial: I64) -> tuple[I64, I64, I64]:
    """The finer cells that no edge touches: their places, and their south-west corners."""
    at = grid.cells.layout
    lat, lon = at.cell_lat_e7 // SUB, at.cell_lon_e7 // SUB
    finer = Layout(at.south_e7, at.west_e7, lat, lon, at.rows * SUB, at.columns * SUB)
    where = np.full(at.rows * at.columns, -1)
    where[partial] = np.arange(len(partial)) * SUB * SUB
    is_clear = np.ones(len(partial) * SUB * SUB, dtype=np.bool_)
    for polygon in grid.polygons:
        row, column = np.divmod(edge_cells(polygon, finer), finer.columns)
        is_clear[where[row // SUB * at.columns + column // SUB] + row % SUB * SUB + column % SUB] = False
    clear = np.flatnonzero(is_clear)
    cell, part = partial[clear // (SUB * SUB)], clear % (SUB * SUB)
    south = at.south_e7 + cell // max(at.columns, 1) * at.cell_lat_e7 + part // SUB * lat
    west = at.west_e7 + cell % max(at.columns, 1) * at.cell_lon_e7 + part % SUB * lon
    return clear, south, west


def _counted(count: I64) -> I64:
    """0..c-1 for each c of `count`, one after another."""
    return np.arange(int(count.sum()), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
