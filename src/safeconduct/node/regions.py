"""Our zones as circles, for phones that watch regions themselves."""

from math import ceil

from safeconduct import geo
from safeconduct.feeds.owntracks_out import Circle
from safeconduct.records.area import Point
from safeconduct.records.units import LatE7, LonE7, Metres
from safeconduct.site.reduce import SITES
from safeconduct.state.model import State

RADIUS_M_MIN = 100
"""Phones do not tell smaller circles apart reliably."""
CIRCLES_MAX = 20
"""As many as iOS watches at once."""


def circles(state: State) -> list[Circle]:
    """A circle around each zone, the outermost first, as many as phones take. They only make a phone report in
    time: whether it is inside is judged by the zones themselves."""
    found: list[Circle] = []
    for zone in state.of(SITES).zones()[:CIRCLES_MAX]:
        lats, lons = [p.lat_e7 for p in zone.outline], [p.lon_e7 for p in zone.outline]
        at = Point(LatE7((min(lats) + max(lats)) // 2), LonE7((min(lons) + max(lons)) // 2))
        far_m = max(geo.distance_m(at.lat_e7, at.lon_e7, p.lat_e7, p.lon_e7) for p in zone.outline)
        found.append(Circle(zone.name, at, Metres(max(RADIUS_M_MIN, ceil(far_m)))))
    return found
