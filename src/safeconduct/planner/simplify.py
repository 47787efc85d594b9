"""Fewer points, the same line: Douglas and Peucker 1973, in local metres."""

from collections.abc import Sequence
from math import sqrt

from safeconduct.records.area import Point

from .length import metres_at


def simplify(points: Sequence[Point], tolerance_m: float) -> tuple[Point, ...]:
    """A subsequence with both ends, nowhere farther than `tolerance_m` from the points left out."""
    if len(points) < 3:
        return tuple(points)
    north, east = metres_at(points[0].lat_e7)
    xy = [(p.lon_e7 * east, p.lat_e7 * north) for p in points]
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        off_m, worst = max(
            ((_off_m(xy[i], xy[first], xy[last]), i) for i in range(first + 1, last)), default=(0.0, 0)
        )
        if off_m > tolerance_m:
            keep.add(worst)
            spans += [(first, worst), (worst, last)]
    return tuple(points[i] for i in sorted(keep))


def _off_m(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance from p to the segment a b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    x, y = p[0] - a[0], p[1] - a[1]
    square = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / square)) if square else 0.0
    x, y = x - share * dx, y - share * dy
    return sqrt(x * x + y * y)
