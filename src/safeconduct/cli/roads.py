"""Roads."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer

app = App(name="roads", help="Look at a road extract, find a place on it.")


@app.command
def show(file: Path, *, json: Json = False) -> None:
    """What an .osm.pbf or a road file holds, and what was left out of it.

    Example: safeconduct roads show city.osm.pbf
    """
    from safeconduct.node.roads import load_roads

    roads = load_roads(file)
    report = roads.report
    value = {"nodes": len(roads.node_osm), "edges": len(roads.edge_from), "report": report}
    lines = [
        f"{value['nodes']} nodes, {value['edges']} directed edges; {report.ways_used} of {report.ways_seen} ways"
    ]
    lines += [f"  left out: {count} {reason}" for reason, count in report.dropped]
    answer(value, lines, json)


@app.command
def snap(file: Path, place: str, *, json: Json = False) -> None:
    """The nearest point on a road to LAT,LON.

    Example: safeconduct roads snap city.osm.pbf 60.1665,24.9445
    """
    from safeconduct.node.roads import load_roads
    from safeconduct.planner import snap as snap_to
    from safeconduct.records.units import LatE7, LonE7

    from .moment import place as parse_place

    lat_e7, lon_e7 = parse_place(place)
    found = snap_to(load_roads(file), LatE7(lat_e7), LonE7(lon_e7))
    lat, lon = found.point.lat_e7 / 1e7, found.point.lon_e7 / 1e7
    value = {"lat": lat, "lon": lon, "distance_m": found.distance_m}
    answer(value, f"{lat:.6f},{lon:.6f}, {found.distance_m} m away", json)
