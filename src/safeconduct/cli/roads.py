"""Roads."""

from pathlib import Path

from cyclopts import App

from .answer import Json, answer

app = App(name="roads", help="Import a road extract, look at it, find a place on it.")


@app.command(name="import")
def import_roads(file: Path, out: Path, *, country: str = "", json: Json = False) -> None:
    """Make the compact road file that both parties plan on. What is there already is not made again; an import that
    is broken off leaves nothing behind. --country fi or pk: speeds as roads are driven there.

    Example: safeconduct roads import city.osm.pbf city.roads --country fi
    """
    import hashlib
    import sys

    import msgspec
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from safeconduct.node.roads import load_roads, write_roads
    from safeconduct.planner import read_roads, roadfile
    from safeconduct.planner.profile import CAR, COUNTRY_KMH

    from .file import content_of

    if country and country not in COUNTRY_KMH:
        from safeconduct.errors import BadInput

        raise BadInput(f"no speeds for {country!r}", next_step="give one of: " + ", ".join(sorted(COUNTRY_KMH)))
    content = content_of(file)
    profile = msgspec.structs.replace(CAR, name=f"car-{country}" if country else CAR.name, country=country)
    if out.exists():
        held = load_roads(out)
        if (held.source_sha256, held.profile) == (hashlib.sha256(content).hexdigest(), profile.name):
            value = {"file": str(out), "digest": roadfile.digest(held), "made": False}
            answer(value, f"{out} holds these roads already: {value['digest']}", json)
            return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"reading {len(content) / 1e6:.1f} MB", total=None)
        roads = read_roads(content, profile)
        progress.update(task, description=f"writing {roads.edge_count} edges")
        write_roads(out, roads)
    value = {"file": str(out), "digest": roadfile.digest(roads), "made": True}
    answer(value, [f"{out}: {roads.edge_count} directed edges", f"  digest {value['digest']}"], json)


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
