"""Which polygons lie wholly in which others."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from .polygon import Polygon
from .projection import TURN_E7


def enclosing(polygons: Sequence[Polygon]) -> list[tuple[int, ...]]:
    """For each polygon, the numbers of the others that cover every point of it, ascending.

    Exact: shapely's predicates are robust and the corners are whole numbers below 2^53.
    """
    import shapely  # here and not above: 150 ms that only a changed map needs to pay

    shapes = [shapely.Polygon(p.rings[0], p.rings[1:]) for p in polygons]
    west = np.array([p.west_e7 for p in polygons], dtype=np.int64)
    width = np.array([p.width_e7 for p in polygons], dtype=np.int64)
    south = np.array([p.south_e7 for p in polygons], dtype=np.int64)
    north = np.array([p.north_e7 for p in polygons], dtype=np.int64)
    found: list[list[int]] = [[] for _ in polygons]
    for outer, p in enumerate(polygons):
        shift = (west - p.west_e7) % TURN_E7
        fits = (south >= p.south_e7) & (north <= p.north_e7) & (shift + width <= p.width_e7)
        for inner in np.flatnonzero(fits).tolist():
            moved = shapely.transform(shapes[inner], partial(np.add, (int(shift[inner]), 0)))
            if inner != outer and shapes[outer].is_valid and shapely.covers(shapes[outer], moved):
                found[inner].append(outer)
    return [tuple(outers) for outers in found]
