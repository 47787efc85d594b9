"""Where the case is played: roads, a way between two places on them, and the rings around its end."""

import math
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.node.roads import load_roads
from safeconduct.planner import Roads, Route, shortest, snap
from safeconduct.records.units import LatE7, LonE7

HELSINKI: Final = Path(__file__).parents[3] / "data" / "helsinki.osm.pbf"
TERMINAL: Final = (601_650_000, 249_524_000)
WORKS: Final = (601_750_000, 249_430_000)
OUTER_M: Final = 350
INNER_M: Final = 120
_OFF_ROAD_M: Final = 5_000
"""Extracts are cut somewhere: the demo drives from the nearest road, and says how far off that is."""
_CORNERS: Final = 24
_METRES_A_DEGREE: Final = 111_195


class Place(msgspec.Struct, frozen=True):
    """The roads and both ends, in degrees x 10^7."""

    path: Path
    roads: Roads
    start: tuple[int, int]
    end: tuple[int, int]
    route: Route
    off_road_m: tuple[int, int] = (0, 0)
    """How far the places asked for are from the roads that the drive begins and ends on."""


def find_place(path: Path, start: tuple[int, int], end: tuple[int, int]) -> Place:
    """Raises RoadsUnreadable, OffRoad, NoRoute: before anything is set up."""
    roads = load_roads(path)
    ends = [snap(roads, LatE7(lat), LonE7(lon), _OFF_ROAD_M) for lat, lon in (start, end)]
    route = shortest(roads, ends[0], ends[1])
    (lat, lon), (end_lat, end_lon) = (each.point for each in ends)
    return Place(path, roads, (lat, lon), (end_lat, end_lon), route, (ends[0].distance_m, ends[1].distance_m))


def circle(centre: tuple[int, int], radius_m: int) -> list[list[int]]:
    """The corners of a ring around that point, latitude first."""
    lat, lon = centre
    corners = []
    for corner in range(_CORNERS):
        angle = 2 * math.pi * corner / _CORNERS
        north = radius_m * math.cos(angle) / _METRES_A_DEGREE
        east = radius_m * math.sin(angle) / (_METRES_A_DEGREE * math.cos(math.radians(lat / 1e7)))
        corners.append([lat + round(north * 1e7), lon + round(east * 1e7)])
    return corners


def ring(zone: str, name: str, zh: str, ur: str, outline: list[list[int]]) -> dict[str, object]:
    """A ring of the site, as the body of `site.drawn/1` has it."""
    return {
        "zone": zone,
        "name": name,
        "kind": "ring",
        "names": {"zh": zh, "ur": ur},
        "outline": outline,
        "holes": [],
    }
