"""In which zones is each point? A uniform grid says out, in or partial; partial cells need the exact test."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from .cells import CELL_M, Cells, lay_out
from .polygon import Bools, Polygon, edge_sides
from .projection import I64, TURN_E7, metres_per_e7


class Pairs(NamedTuple):
    """Which point belongs to which zone: two columns of equal length, ordered by point, then zone."""

    point: I64
    zone: I64


@dataclass(frozen=True, eq=False)
class Grid:
    """Zones prepared for many points; a zone's number is its place in `polygons`. Build with `build`."""

    polygons: tuple[Polygon, ...]
    cells: Cells
    edges: I64
    """x0, y0, x1, y1 of the edges of all polygons, one polygon after the other: shape (4, m)."""
    first_edge: I64
    """Where each polygon's edges begin; one more at the end."""
    west_e7: I64
    is_cap: Bools
    """Polygons that go round a pole: few, and tested one by one."""


def build(polygons: Sequence[Polygon], cell_m: int = CELL_M) -> Grid:
    """Lay a grid of cells, about `cell_m` metres square, over the polygons."""
    edges = [np.zeros((4, 0), dtype=np.int64), *(np.stack([p.x0, p.y0, p.x1, p.y1]) for p in polygons)]
    return Grid(
        polygons=tuple(polygons),
        cells=lay_out(polygons, cell_m),
        edges=np.concatenate(edges, axis=1),
        first_edge=np.cumsum([0, *(len(p.x0) for p in polygons)], dtype=np.int64),
        west_e7=np.array([p.west_e7 for p in polygons], dtype=np.int64),
        is_cap=np.array([p.width_e7 >= TURN_E7 for p in polygons], dtype=np.bool_),
    )


def locate(grid: Grid, lat_e7: I64, lon_e7: I64) -> Pairs:
    """All (point, zone) pairs where the point is in the zone.

    lat_e7, lon_e7: shape (n,), degrees x 10^7, WGS 84.
    On an edge counts as inside. Never raises: bad input was refused by feeds/.
    Method: uniform grid, exact ray test in partial cells only; referee in tests/naive/locate.py.
    """
    point, zone, is_doubtful = grid.cells.lookup(lat_e7, lon_e7)
    keep = ~is_doubtful
    doubtful = np.flatnonzero(is_doubtful)
    rows, zones = point[doubtful], zone[doubtful]
    for first in range(0, len(doubtful), _PAIRS):
        part = slice(first, first + _PAIRS)
        keep[doubtful[part]] = _contained(grid, lat_e7[rows[part]], lon_e7[rows[part]], zones[part])
    for number in np.flatnonzero(grid.is_cap).tolist():
        round_pole = doubtful[zones == number]
        keep[round_pole] = grid.polygons[number].contains(lat_e7[point[round_pole]], lon_e7[point[round_pole]])
    return Pairs(point[keep], zone[keep])


_PAIRS: Final = 16_000
"""Pairs tested in one pass: bounds memory, and stays in the processor's cache."""


def _contained(grid: Grid, lat_e7: I64, lon_e7: I64, zone: I64) -> Bools:
    """Whether each point is in its zone: all edges of all pairs in one go. Not for polar caps."""
    first = grid.first_edge[zone]
    count = grid.first_edge[zone + 1] - first
    starts = np.cumsum(count) - count
    edge = np.repeat(first - starts, count) + np.arange(int(count.sum()))
    x = np.repeat((lon_e7 - grid.west_e7[zone]) % TURN_E7, count)
    is_east, is_on = edge_sides(x, np.repeat(lat_e7, count), *grid.edges[:, edge])
    crossings = np.add.reduceat(is_east, starts, dtype=np.int64)
    return np.asarray((crossings % 2 == 1) | np.logical_or.reduceat(is_on, starts))


def near_edge(grid: Grid, lat_e7: I64, lon_e7: I64, within_m: I64) -> Pairs:
    """All (point, zone) pairs where the zone's edge is at most `within_m` metres from the point.

    lat_e7, lon_e7, within_m: shape (n,).   Distances on a flat map around each point.
    """
    north, east = metres_per_e7(lat_e7)
    reach = within_m * 1.01 + 1  # the box may take a little too much, never too little
    points: list[I64] = [np.zeros(0, dtype=np.int64)]
    for p in grid.polygons:
        beside = (lon_e7 - p.west_e7) % TURN_E7
        gap_x = np.minimum(beside - p.width_e7, TURN_E7 - beside) * east
        gap_y = np.maximum(p.south_e7 - lat_e7, lat_e7 - p.north_e7) * north
        rows = np.flatnonzero((gap_x <= reach) & (gap_y <= reach))
        points.append(rows[p.edge_gap_m(lat_e7[rows], lon_e7[rows]) <= within_m[rows]])
    zone = np.repeat(np.arange(len(grid.polygons), dtype=np.int64), [len(rows) for rows in points[1:]])
    point = np.concatenate(points)
    order = np.lexsort((zone, point))
    return Pairs(point[order], zone[order])
