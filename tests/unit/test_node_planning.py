"""Which roads a place that was drawn on the map means."""

from pathlib import Path

import numpy as np

from safeconduct.node.pages.plan_map import ground_map
from safeconduct.node.planning import touched
from safeconduct.node.roads import load_roads
from safeconduct.planner.length import steps_mm
from safeconduct.records.area import Point
from safeconduct.records.plan import Place

HELSINKI = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


def test_a_small_circle_in_the_middle_of_a_long_straight_road_touches_it() -> None:
    roads = load_roads(HELSINKI)
    steps = steps_mm(roads.shape_lat_e7, roads.shape_lon_e7)
    steps[roads.shape_start[1:-1] - 1] = 0
    at = int(steps.argmax())
    segment = int(np.searchsorted(roads.shape_start, at, side="right")) - 1
    lat, lon = (int(column[at : at + 2].mean()) for column in (roads.shape_lat_e7, roads.shape_lon_e7))
    assert steps[at] > 100_000, "its points are far away"
    assert touched(roads, Place("closed", "Middle", Point(lat, lon), 10))[segment]
    aside = Place("closed", "Aside", Point(lat + 5_000, lon + 5_000), 5)
    assert not touched(roads, aside)[segment]


def test_the_map_before_a_plan_shows_the_roads_where_places_are_drawn() -> None:
    """As `web/sketch.ts` reads it: the degrees of a point of the drawing follow from its scale."""
    roads = load_roads(HELSINKI)
    ends = Point(601_650_000, 249_524_000), Point(601_750_000, 249_430_000)
    near, far = ground_map(roads, (), ends), ground_map(roads, (), ())
    listed = ground_map(roads, (Place("closed", "Bridge", ends[0], 40),), ())
    for drawn, points in ((near, ends), (listed, ends[:1])):
        west, north, east, up = map(float, drawn.scale.split())
        marked = drawn.ends or [(each.x, each.y) for each in drawn.circles]
        for point, (x, y) in zip(points, marked, strict=True):
            assert 0 < x < 1000 and 0 < y < drawn.height
            assert abs(north - y * up - point.lat_e7) <= up and abs(west + x * east - point.lon_e7) <= east
    assert len({each.scale for each in (near, listed, far)}) == 3
    for drawn in (near, far, listed):
        assert 10 < sum(len(each.points.split()) for each in drawn.roads) <= 12_000
