"""Which roads a place that was drawn on the map means."""

from pathlib import Path

import numpy as np

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
