"""What others do with the same positions: find the polygon, or the stops. None keeps a state between batches."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import shapely

from safeconduct.watch.columns import Columns
from safeconduct.watch.ground import Ground

_ASSETS_STOPPED = 20
"""MovingPandas gets so many assets; its time is scaled up."""


def cases(ground: Ground, columns: Columns) -> dict[str, tuple[Callable[[], object], float]]:
    """Name: (the work, which share of the positions it goes through). Only what is installed."""
    shapes = [shapely.Polygon(polygon.rings[0], polygon.rings[1:]) for polygon in ground.grid.polygons]
    shapes = [
        shapely.transform(shape, partial(np.add, (polygon.west_e7, 0)))
        for shape, polygon in zip(shapes, ground.grid.polygons, strict=True)
    ]
    points = shapely.points(columns.lon_e7, columns.lat_e7)
    tree = shapely.STRtree(shapes)
    found: dict[str, tuple[Callable[[], object], float]] = {}
    found |= {"shapely": (partial(tree.query, points, predicate="intersects"), 1.0)}
    if find_spec("geopandas") is not None:
        geopandas = import_module("geopandas")
        left = geopandas.GeoDataFrame({"asset": columns.asset}, geometry=points)
        right = geopandas.GeoDataFrame({"zone": ground.zone_ids}, geometry=shapes)
        found["geopandas sjoin"] = (partial(geopandas.sjoin, left, right, predicate="intersects"), 1.0)
    if find_spec("movingpandas") is not None:
        found["MovingPandas stops"] = _stops(columns)
    return found


def missing() -> dict[str, str]:
    """Rivals that are not here, and why."""
    return {
        name: f"{package} is not installed: pip install -e '.[bench]'"
        for name, package in (("geopandas sjoin", "geopandas"), ("MovingPandas stops", "movingpandas"))
        if find_spec(package) is None
    }


def _stops(columns: Columns) -> tuple[Callable[[], object], float]:
    moving, geopandas, pandas = (import_module(name) for name in ("movingpandas", "geopandas", "pandas"))
    rows = np.flatnonzero(columns.asset < _ASSETS_STOPPED)
    frame = geopandas.GeoDataFrame(
        {"asset": columns.asset[rows], "t": pandas.to_datetime(columns.t_ms[rows], unit="ms")},
        geometry=geopandas.points_from_xy(columns.lon_e7[rows] / 1e7, columns.lat_e7[rows] / 1e7),
        crs=4326,
    )
    collection = moving.TrajectoryCollection(frame, "asset", t="t")
    minute = import_module("datetime").timedelta(seconds=60)
    detector = moving.TrajectoryStopDetector(collection)
    work = partial(detector.get_stop_points, max_diameter=100, min_duration=minute)
    return work, len(rows) / len(columns.asset)


def lxml_point(payload: bytes) -> Callable[[], object] | None:
    """Parse an event and read its place and its name, unchecked; None where lxml is not installed."""
    if find_spec("lxml") is None:
        return None
    parse: Callable[[bytes], Any] = import_module("lxml.etree").fromstring
    return partial(_point, parse, payload)


def _point(parse: Callable[[bytes], Any], payload: bytes) -> tuple[str, float, float]:
    event = parse(payload)
    point = event.find("point")
    return event.get("uid"), float(point.get("lat")), float(point.get("lon"))
