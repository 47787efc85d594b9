"""What the map shows."""

import asyncio
from functools import lru_cache
from pathlib import Path

from litestar import Response, get

from safeconduct.alarm.reduce import ALARMS, Room
from safeconduct.errors import BadInput
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.node import Node
from safeconduct.node.pages.language import language_of
from safeconduct.node.pages.names import Names
from safeconduct.node.past import Moment, Past, live
from safeconduct.node.receiving import Source
from safeconduct.node.roads import load_roads
from safeconduct.planner import road_lines
from safeconduct.records.area import Point
from safeconduct.records.observation import Position
from safeconduct.records.units import INT_MAX, AssetId, Ms
from safeconduct.site.reduce import SITES
from safeconduct.state.parties import Officer

from .guard import AnyRequest, node_of, officer_of

_STALE_MS = 15 * 60_000
_ALARMS_MAX = 200


@get("/api/watch")
async def watch(request: AnyRequest) -> dict[str, object]:
    """Zones, assets, corridors, sensors and alarms as this node knows them: now, or with `?at=` (UTC milliseconds)
    as of that moment. Degrees, longitude first. Of the past: our own feeds' positions up to half an hour old."""
    _, officer = officer_of(request)
    node = node_of(request)
    at = request.query_params.get("at")
    if at is None:
        seen, shared = live(node), _shared(node, officer)
    else:
        seen, shared = await _past_of(request).at(_moment_ms(at)), []
    names = Names(seen.state, language_of(request.cookies.get("lang")))
    zones = seen.state.of(SITES).zones()
    corridors = _corridors(seen)
    corners = [point for zone in zones for point in zone.outline]
    corners += [point for corridor in corridors for point in corridor[1]]
    lons, lats = [p.lon_e7 / 1e7 for p in corners] or [0.0], [p.lat_e7 / 1e7 for p in corners] or [0.0]
    return {
        "now_ms": seen.t_ms,
        "is_past": seen.is_past,
        "one_in": seen.one_in,
        "missing": seen.missing,
        "centre": [(min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2],
        "bounds": [[min(lons), min(lats)], [max(lons), max(lats)]],
        "zones": [
            {
                "id": zone.zone,
                "name": names.zone(zone.zone),
                "kind": zone.kind,
                "outline": [_degrees(p) for p in zone.outline],
            }
            for zone in zones
        ],
        "assets": [*_assets(seen), *shared],
        "corridors": [
            {"movement": movement, "points": [_degrees(p) for p in line], "half_width_m": width}
            for movement, line, width in corridors
        ],
        "checkpoints": _checkpoints(seen),
        "sectors": _sectors(seen),
        "sensors": [
            {"id": sensor, "is_online": sensor not in seen.ground.blind}
            for sensor in sorted({name for feed in node.config.feeds for name in feed.cameras.values()})
        ],
        "alarms": _alarms(seen, names),
    }


def _past_of(request: AnyRequest) -> Past:
    """One for the application: it remembers what was looked at last."""
    state = request.app.state
    if "past" not in state:
        state.past = Past(node_of(request))
    past: Past = state.past
    return past


def _moment_ms(text: str) -> Ms:
    if not text.isascii() or not text.isdigit() or int(text) > INT_MAX:
        raise BadInput(f"{text[:40]!r} is no moment", where="?at=", next_step="give UTC milliseconds")
    return Ms(int(text))


@get("/api/roads")
async def roads(request: AnyRequest) -> Response[dict[str, object]]:
    """The roads as GeoJSON lines; empty where no road file is configured."""
    officer_of(request)
    path = node_of(request).roads_path
    nothing: dict[str, object] = {"type": "FeatureCollection", "features": []}
    lines = await asyncio.to_thread(_lines, path) if path else nothing
    return Response(lines, headers={"cache-control": "private, max-age=3600"})


@lru_cache(maxsize=2)
def _lines(path: Path) -> dict[str, object]:
    features = [
        {
            "type": "Feature",
            "properties": {"class": kind},
            "geometry": {"type": "LineString", "coordinates": [_degrees(point) for point in line]},
        }
        for kind, line in road_lines(load_roads(path))
    ]
    return {"type": "FeatureCollection", "features": features}


def _degrees(point: Point) -> list[float]:
    return [point.lon_e7 / 1e7, point.lat_e7 / 1e7]


def _corridors(seen: Moment) -> list[tuple[str, tuple[Point, ...], int]]:
    movements = seen.state.of(MOVEMENTS).movements.values()
    return sorted(
        (each.movement, each.line, each.order.half_width_m)
        for each in movements
        if each.order is not None and each.status != "arrived" and each.line
    )


def _checkpoints(seen: Moment) -> list[dict[str, object]]:
    return [
        {"id": point.checkpoint, "lon": point.at.lon_e7 / 1e7, "lat": point.at.lat_e7 / 1e7, "due_ms": point.due_ms}
        for each in seen.state.of(MOVEMENTS).movements.values()
        if each.status != "arrived"
        for point in each.checkpoints
    ]


def _shared(node: Node, officer: Officer) -> list[dict[str, object]]:
    """What the others show to officers in this role, as exactly as they show it; our own feeds come first."""
    now_ms = node.clock.now_ms()
    newest: dict[AssetId, tuple[Source, Position]] = {}
    for source, seen in node.receiving.seen_by(officer, now_ms):
        is_newer = seen.asset not in newest or newest[seen.asset][1].t_ms < seen.t_ms
        if seen.asset not in node.vigil.positions and is_newer:
            newest[seen.asset] = source, seen
    return [
        {
            "id": asset,
            "lon": seen.lon_e7 / 1e7,
            "lat": seen.lat_e7 / 1e7,
            "heading_deg": seen.heading_deg,
            "t_ms": seen.t_ms,
            "zones": [],
            "is_silent": now_ms - seen.t_ms > _STALE_MS,
            "kind": "vehicle",
            "shared_by": source.owner,
            "within_m": seen.acc_m,
        }
        for asset, (source, seen) in sorted(newest.items())
    ]


def _sectors(seen: Moment) -> list[dict[str, object]]:
    """Each ring's sectors: who sees them, and where they lie. Of the other party's rings too."""
    uncovered = seen.ground.uncovered
    return [
        {
            "zone": each.sector.zone,
            "number": each.sector.number,
            "sensors": list(each.sector.sensors),
            "seen_permille": None if seen.is_past else each.sector.seen_permille,
            "proved_ms": each.sector.proved_ms if each.sector.proved_ms >= 0 else None,
            "blind_since_ms": uncovered.get((each.sector.zone, each.sector.number)),
            "arcs": [[_degrees(point) for point in arc] for arc in each.arcs],
        }
        for each in seen.sectors
    ]


def _assets(seen: Moment) -> list[dict[str, object]]:
    """Those with a position from our own feeds, and those that facts place in a zone, wherever the fact is from."""
    zones: dict[AssetId, list[str]] = {}
    since: dict[AssetId, int] = {}
    for (asset, zone), since_ms in seen.ground.stays.items():
        zones.setdefault(asset, []).append(zone)
        since[asset] = max(since_ms, since.get(asset, 0))
    assets: list[dict[str, object]] = []
    for asset in sorted({*zones, *seen.positions}):
        position = seen.positions.get(asset)
        t_ms = position.t_ms if position else since[asset]
        assets.append(
            {
                "id": asset,
                "also": seen.ground.also(asset),
                "lon": position.lon_e7 / 1e7 if position else None,
                "lat": position.lat_e7 / 1e7 if position else None,
                "heading_deg": position.heading_deg if position else None,
                "t_ms": t_ms,
                "zones": sorted(zones.get(asset, ())),
                "is_silent": seen.t_ms - t_ms > _STALE_MS,
                "kind": "vehicle",
            }
        )
        if seen.is_past:
            trail = seen.trails.get(asset, ())
            assets[-1]["trail"] = [[each.t_ms, each.lon_e7 / 1e7, each.lat_e7 / 1e7] for each in trail]
    return assets


def _alarms(seen: Moment, names: Names) -> list[dict[str, object]]:
    """Those that were open, the earliest due first, and how each room stood to them."""
    members = seen.state.parties.members
    return [
        {
            "id": alarm.alarm,
            "title": names.title(alarm.clause),
            "about": names.key(dict(alarm.key)),
            "due_ms": alarm.due_ms,
            "rooms": [
                {
                    "party": names.party(party),
                    "raised_ms": alarm.rooms.get(party, Room()).raised_ms,
                    "acknowledged_ms": answer.at_ms
                    if (answer := alarm.rooms.get(party, Room()).acknowledged)
                    else None,
                }
                for party in sorted(members.union(alarm.rooms))
            ],
        }
        for alarm in seen.state.of(ALARMS).open()[:_ALARMS_MAX]
    ]


HANDLERS = (watch, roads)
