"""The definition of inside, by shapely, one polygon at a time. Whole numbers of degrees x 10^7 as coordinates."""

from collections.abc import Sequence

import numpy as np
import shapely

TURN = 3_600_000_000

Corners = Sequence[tuple[int, int]]


def unrolled(corners: Corners) -> list[tuple[int, int]]:
    """(x, y) with x continuous: each step the short way round."""
    out = [(corners[0][1], corners[0][0])]
    for lat, lon in corners[1:]:
        step = (lon - out[-1][0]) % TURN
        out.append((out[-1][0] + (step if step < TURN // 2 else step - TURN), lat))
    return out


def inside(outline: Corners, holes: Sequence[Corners], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Whether each point is in the polygon, edges included, tried on three turns of the world."""
    shell = unrolled(outline)
    west = min(x for x, _ in shell)
    rings = []
    for hole in holes:
        ring = unrolled(hole)
        while min(x for x, _ in ring) < west:
            ring = [(x + TURN, y) for x, y in ring]
        while min(x for x, _ in ring) >= west + TURN:
            ring = [(x - TURN, y) for x, y in ring]
        rings.append(ring)
    shape = shapely.Polygon(shell, rings)
    result = np.zeros(len(lat), dtype=bool)
    for turn in (-2, -1, 0, 1, 2):
        result |= shapely.intersects(shape, shapely.points(lon + turn * TURN, lat))
    return result
