"""A grid of zones as plain arrays, laid out for the compiled loop: each polygon's edges by row of cells."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct import geo
from safeconduct.geo.projection import TURN_E7

I64 = npt.NDArray[np.int64]


class Terrain(NamedTuple):
    """A grid as plain arrays. Made once by `terrain`."""

    south_e7: int
    west: int
    cell_lat: int
    cell_lon: int
    rows: int
    columns: int
    start: I64
    zone: I64
    is_partial: npt.NDArray[np.bool_]
    first_band: I64
    """What to add to a row of cells to get its place in `band`: of each polygon."""
    band: I64
    """Where the edges of each polygon that reach into each row of cells begin."""
    edges: I64
    """x0, y0, x1, y1 by polygon and row of cells: an edge stands in every row that it reaches into."""
    is_border: npt.NDArray[np.bool_]
    is_real: npt.NDArray[np.bool_]
    west_e7: I64
    is_cap: npt.NDArray[np.bool_]
    box: I64  # south, north, width of each polygon


def terrain(grid: geo.Grid) -> Terrain:
    """The arrays of a grid, as the compiled loop wants them."""
    polygons, at = grid.polygons, grid.cells.layout
    low = np.minimum(grid.edges[1], grid.edges[3])
    first, last = ((y - at.south_e7) // at.cell_lat_e7 for y in (low, np.maximum(grid.edges[1], grid.edges[3])))
    south = np.array([(p.south_e7 - at.south_e7) // at.cell_lat_e7 for p in polygons], dtype=np.int64)
    rows = np.array([(p.north_e7 - at.south_e7) // at.cell_lat_e7 + 1 for p in polygons], dtype=np.int64) - south
    begins = np.cumsum(rows) - rows
    zone = np.repeat(np.arange(len(polygons)), np.diff(grid.first_edge))
    count = last - first + 1
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    band = begins[zone[edge]] + row - south[zone[edge]] if len(edge) else edge
    order = edge[np.argsort(band, kind="stable")]
    real = np.concatenate([np.zeros(0, dtype=np.bool_), *(p.is_real for p in polygons)])
    return Terrain(
        *at,
        grid.cells.start,
        grid.cells.zone,
        grid.cells.is_partial,
        begins - south,
        np.concatenate([[0], np.cumsum(np.bincount(band, minlength=int(rows.sum())))]).astype(np.int64),
        np.ascontiguousarray(grid.edges.T[order]),
        (real | (grid.edges[1] == grid.edges[3]))[order],
        real[order],
        grid.west_e7 % TURN_E7,
        grid.is_cap,
        np.array([(p.south_e7, p.north_e7, p.width_e7) for p in polygons], dtype=np.int64).reshape(-1, 3),
    )
