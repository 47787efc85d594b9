"""A polygon in whole numbers: containment is exact, the edge is inside, and no date line is in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from .projection import F64, HALF_TURN_E7, I64, TURN_E7
from .segment import segment_gap_m

Bools: TypeAlias = npt.NDArray[np.bool_]
Corners: TypeAlias = Sequence[tuple[int, int]]
"""(lat, lon) of each corner, degrees x 10^7; the last is joined to the first."""

POLE_E7: Final = 900_000_000
_CHUNK: Final = 500_000
"""Point-edge pairs per pass: bounds memory at some 50 MB."""


@dataclass(frozen=True, eq=False)
class Polygon:
    """Edges (x0, y0)-(x1, y1) in a plane of its own: x = degrees x 10^7 east of `west_e7`, y = latitude.

    Edges are straight in longitude and latitude (RFC 7946, section 3.1.1). Holes are cut out by the even-odd
    rule. An outline that goes once round the world contains the pole on the side where it lies.
    """

    west_e7: int
    width_e7: int
    south_e7: int
    north_e7: int
    x0: I64
    y0: I64
    x1: I64
    y1: I64
    is_real: Bools
    """False for the edges that only close a polar cap: they are no border."""
    rings: tuple[tuple[tuple[int, int], ...], ...]
    """(x, y) of the corners: the outline, then the holes."""

    def contains(self, lat_e7: I64, lon_e7: I64) -> Bools:
        """Whether each point is inside; on an edge counts as inside. Exact. Shape (n,) as given."""
        x, y = (lon_e7 - self.west_e7) % TURN_E7, lat_e7
        result = np.zeros(len(y), dtype=np.bool_)
        box = np.flatnonzero((y >= self.south_e7) & (y <= self.north_e7) & (x <= self.width_e7))
        for part in _chunks(len(box), len(self.x0)):
            rows = box[part]
            crossings, touches = self._cross(x[rows], y[rows])
            if self.width_e7 >= TURN_E7:  # round a pole a point has two images in the plane: parities add up
                more, again = self._cross(x[rows] + TURN_E7, y[rows])
                crossings, touches = crossings + more, touches | again
            result[rows] = touches | (crossings % 2 == 1)
        return result

    def edge_gap_m(self, lat_e7: I64, lon_e7: I64) -> F64:
        """Distance of each point to the nearest edge, metres, on a flat map around the point."""
        gap = np.empty(len(lat_e7))
        real = self.is_real
        x0, y0 = self.x0[real] + self.west_e7, self.y0[real]
        x1, y1 = self.x1[real] + self.west_e7, self.y1[real]
        for part in _chunks(len(lat_e7), len(x0)):
            gaps, _ = segment_gap_m(lat_e7[part, None], lon_e7[part, None], y0, x0, y1, x1)
            gap[part] = gaps.min(axis=1)
        return gap

    def _cross(self, x: I64, y: I64) -> tuple[I64, Bools]:
        """How many edges lie east of each point, and whether it lies on one."""
        is_border = self.is_real | (self.y0 == self.y1)  # the pole itself lies on the edge that closes the cap
        is_east, is_on = edge_sides(x[:, None], y[:, None], self.x0, self.y0, self.x1, self.y1)
        return is_east.sum(axis=1), (is_on & is_border).any(axis=1)


def edge_sides(x: I64, y: I64, x0: I64, y0: I64, x1: I64, y1: I64) -> tuple[Bools, Bools]:
    """Whether a ray eastwards from each point crosses each edge, and whether the point lies on the edge.

    Shapes broadcast together. Products of differences stay below 2^63 wherever their value is used: an edge spans
    less than 180 degrees, or is level. Elsewhere they may wrap, unread.
    """
    cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
    low, high = np.minimum(x0, x1), np.maximum(x0, x1)
    in_x = (low <= x) & (x <= high)
    in_y = (np.minimum(y0, y1) <= y) & (y <= np.maximum(y0, y1))
    is_on = in_x & in_y & (cross == 0)
    is_east = np.where(in_x, (cross != 0) & ((cross > 0) == (y1 > y0)), x < low)
    return is_east & ((y0 <= y) != (y1 <= y)), is_on


def polygon(outline: Corners, holes: Sequence[Corners] = ()) -> Polygon:
    """Prepare a polygon. Neighbouring corners are joined the short way round (less than 180 degrees)."""
    rings = [_unrolled(outline)]
    west = min(x for x, _, _ in rings[0])
    for hole in holes:
        ring = _unrolled(hole)
        start = min(x for x, _, _ in ring)
        shift = (start - west) % TURN_E7 + west - start  # onto the same turn of the world as the outline
        rings.append([(x + shift, y, real) for x, y, real in ring])
    edges = [(a, b) for ring in rings for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)]
    x0 = np.array([a[0] for a, _ in edges], dtype=np.int64) - west
    y0 = np.array([a[1] for a, _ in edges], dtype=np.int64)
    return Polygon(
        west_e7=west,
        width_e7=int(x0.max()),
        south_e7=int(y0.min()),
        north_e7=int(y0.max()),
        x0=x0,
        y0=y0,
        x1=np.array([b[0] for _, b in edges], dtype=np.int64) - west,
        y1=np.array([b[1] for _, b in edges], dtype=np.int64),
        is_real=np.array([a[2] for a, _ in edges], dtype=np.bool_),
        rings=tuple(tuple((x - west, y) for x, y, _ in ring) for ring in rings),
    )


def _unrolled(corners: Corners) -> list[tuple[int, int, bool]]:
    """(x, y, is the edge that starts here real) with x continuous.

    A ring that goes round the world is closed over its pole.
    """
    ring: list[tuple[int, int, bool]] = []
    x = before = corners[0][1]
    for lat, lon in [*corners, corners[0]]:
        x += (lon - before + HALF_TURN_E7) % TURN_E7 - HALF_TURN_E7
        before = lon
        ring.append((x, lat, True))
    closing_x, closing_lat, _ = ring.pop()
    if closing_x != ring[0][0]:
        pole = POLE_E7 if sum(y for _, y, _ in ring) >= 0 else -POLE_E7
        ring += [(closing_x, closing_lat, False), (closing_x, pole, False), (ring[0][0], pole, False)]
    return ring


def _chunks(points: int, edges: int) -> Iterator[slice]:
    width = max(1, _CHUNK // max(1, edges))
    return (slice(first, min(points, first + width)) for first in range(0, points, width))
