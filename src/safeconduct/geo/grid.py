"""In which zones is each point? A uniform grid says out, in or partial; partial cells need the exact test."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .cells import CELL_M, Cells, lay_out
from .polygon import Polygon
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


def build(polygons: Sequence[Polygon], cell_m: int = CELL_M) -> Grid:
    """Lay a grid of cells, about `cell_m` metres square, over the polygons."""
    return Grid(tuple(polygons), lay_out(polygons, cell_m))


def locate(grid: Grid, lat_e7: I64, lon_e7: I64) -> Pairs:
    """All (point, zone) pairs where the point is in the zone.

    lat_e7, lon_e7: shape (n,), degrees x 10^7, WGS 84.
    On an edge counts as inside. Never raises: bad input was refused by feeds/.
    Method: uniform grid, exact ray test in partial cells only; referee in tests/naive/locate.py.
    """
    point, zone, is_doubtful = grid.cells.lookup(lat_e7, lon_e7)
    keep = ~is_doubtful
    doubtful = np.flatnonzero(is_doubtful)
    for number, pairs in _by_zone(doubtful, zone[doubtful]):
        rows = point[pairs]
        keep[pairs] = grid.polygons[number].contains(lat_e7[rows], lon_e7[rows])
    return Pairs(point[keep], zone[keep])


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


def _by_zone(pairs: I64, zone: I64) -> list[tuple[int, I64]]:
    """Pairs grouped by zone: (zone, its pairs)."""
    order = np.argsort(zone, kind="stable")
    numbers, first = np.unique(zone[order], return_index=True)
    return list(zip(numbers.tolist(), np.split(pairs[order], first[1:]), strict=True)) if len(zone) else []
