"""Roads."""

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter

from .answer import Json, answer

app = App(name="roads", help="Import a road extract, look at it, find a place on it.")


@app.command(name="import")
def import_roads(
    file: Path,
    out: Path,
    *,
    country: str = "",
    speeds: Path | None = None,
    tracks: Annotated[bool, Parameter(negative="")] = False,
    link: list[str] | None = None,
    quiet: Annotated[bool, Parameter(negative="")] = False,
    json: Json = False,
) -> None:
    """Make the compact road file that both parties plan on. What is there already is not made again; an import that
    was broken off goes on where it was.

    --country fi, pk, ...: speeds as roads are driven there, which roads are open, the side. --speeds FILE: your
    own in km/h, {"primary": 60}. --tracks: tracks are open. Ferries of the map take the time that it says.
    --link KIND:NAME:LAT,LON:LAT,LON:MINUTES, KIND ferry or rail: a crossing that it lacks, both ways.
    --quiet: no bar.

    Example: safeconduct roads import city.osm.pbf city.roads --country fi
    """
    from safeconduct.node.road_import import Import
    from safeconduct.node.roads import load_roads
    from safeconduct.planner import roadfile

    profile = _profile(country, speeds, tracks, link or [])
    with _bar(quiet) as progress:
        work = Import(file, out, profile, progress)
        source = work.digest()
        if out.exists():
            held = load_roads(out)
            if (held.source_sha256, held.profile) == (source, profile.name):
                value = {"file": str(out), "digest": roadfile.digest(held), "made": False}
                answer(value, f"{out} holds these roads already: {value['digest']}", json)
                return
        roads = work.run(source)
    value = {"file": str(out), "digest": roadfile.digest(roads), "made": True, "resumed": work.resumed}
    lines = [f"{out}: {roads.edge_count} directed edges", f"  digest {value['digest']}", *_left_out(roads.report)]
    answer(value, lines, json)


@app.command
def show(file: Path, *, json: Json = False) -> None:
    """What an .osm.pbf or a road file holds, and what was left out of it.

    Example: safeconduct roads show city.osm.pbf
    """
    from safeconduct.node.roads import load_roads
    from safeconduct.planner.feature import FEATURES

    roads = load_roads(file)
    report = roads.report
    features = {name: int((roads.segment_flags & bit > 0).sum()) for name, bit in FEATURES.items()}
    limits = {
        name: int((column > 0).sum())
        for name, column in (
            ("height", roads.segment_height_cm),
            ("width", roads.segment_width_cm),
            ("weight", roads.segment_weight_kg),
        )
    }
    value = {
        "nodes": roads.node_count,
        "edges": roads.edge_count,
        "profile": roads.profile,
        "driving": roads.driving,
        "banned": len(roads.banned),
        "features": features,
        "limits": limits,
        "report": report,
    }
    lines = [
        f"{roads.node_count} nodes, {roads.edge_count} directed edges",
        f"  {report.ways_used} of {report.ways_seen} ways",
        f"  profile {roads.profile}" + (f", driving on the {roads.driving}" if roads.driving else ""),
        f"  {report.ferries} ferries, {report.links} links, {len(roads.banned)} banned turns",
        "  segments with " + ", ".join(f"{name} {count}" for name, count in features.items() if count),
        "  limits of " + ", ".join(f"{name} {count}" for name, count in limits.items()),
        *_left_out(report),
    ]
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


def _left_out(report: Any) -> list[str]:
    lines = [f"  left out: {count} {reason}" for reason, count in report.dropped]
    if report.edges_outside:
        lines.append(
            f"  left out: {report.edges_outside} edges that no round trip reaches, in {report.components - 1} parts"
        )
    return lines


def _profile(country: str, speeds: Path | None, tracks: bool, links: list[str]) -> Any:
    """Its name tells it from every other: an import by another one is another import."""
    import hashlib

    import msgspec

    from safeconduct.errors import BadInput
    from safeconduct.planner.profile import CAR, COUNTRY_KMH, COUNTRY_OPENED, SPEED_KMH

    from .file import content_of

    if country and country not in COUNTRY_KMH:
        raise BadInput(
            f"no speeds for {country!r}",
            next_step="give one of: " + ", ".join(sorted(COUNTRY_KMH)) + "; or your own with --speeds",
        )
    own: dict[str, int] = {}
    if speeds is not None:
        try:
            own = msgspec.json.decode(content_of(speeds), type=dict[str, int])
        except (msgspec.DecodeError, UnicodeError) as error:
            raise BadInput(
                f"no table of speeds: {error}", where=str(speeds), next_step='write {"primary": 60}'
            ) from error
        wrong = [each for each, kmh in own.items() if each not in SPEED_KMH or not 1 <= kmh <= 200]
        if wrong:
            raise BadInput(
                f"{wrong[0]!r} is no class of roads, or its speed is not 1 to 200 km/h",
                where=str(speeds),
                next_step="use " + ", ".join(SPEED_KMH),
            )
    opened = ("track",) if tracks else COUNTRY_OPENED.get(country, ())
    profile = msgspec.structs.replace(
        CAR,
        name=f"car-{country}" if country else CAR.name,
        country=country,
        speeds=tuple(sorted(own.items())),
        opened=opened,
        links=tuple(_link(text) for text in links),
    )
    if own or tracks or links:
        mark = hashlib.sha256(msgspec.json.encode(profile)).hexdigest()[:8]
        profile = msgspec.structs.replace(profile, name=f"{profile.name}-{mark}")
    return profile


def _link(text: str) -> Any:
    from safeconduct.errors import BadInput
    from safeconduct.planner.profile import LINKS, Link
    from safeconduct.records.area import Point
    from safeconduct.records.units import LatE7, LonE7

    from .moment import place

    parts = text.split(":")
    if len(parts) != 5 or parts[0] not in LINKS or not parts[4].isdigit() or not 1 <= int(parts[4]) <= 10_000:
        raise BadInput(f"{text!r} is no link", next_step="write it as rail:NAME:LAT,LON:LAT,LON:MINUTES")
    (a_lat, a_lon), (b_lat, b_lon) = place(parts[2]), place(parts[3])
    ends = Point(LatE7(a_lat), LonE7(a_lon)), Point(LatE7(b_lat), LonE7(b_lon))
    return Link(parts[0], parts[1], ends, int(parts[4]))  # type: ignore[arg-type]


def _bar(quiet: bool) -> Any:
    """A context that gives what the import calls as it goes on; the bar stands on stderr."""
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    @contextmanager
    def shown() -> Any:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
            task = bar.add_task("ways", total=None)

            def step(what: str, done: int, total: int) -> None:
                bar.update(task, description=what, completed=done, total=total)

            yield step

    return shown()
