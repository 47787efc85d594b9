"""What the map shows."""

import asyncio
from functools import lru_cache
from pathlib import Path

from litestar import Response, get

from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.node import Node
from safeconduct.node.pages.language import language_of
from safeconduct.node.pages.names import Names
from safeconduct.node.receiving import Source
from safeconduct.node.roads import load_roads
from safeconduct.planner import road_lines
from safeconduct.records.area import Point
from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId
from safeconduct.site.reduce import SITES
from safeconduct.state.parties import Officer
from safeconduct.watch.reduce import GROUND

from .guard import AnyRequest, node_of, officer_of

_STALE_MS = 15 * 60_000


@get("/api/watch")
async def watch(request: AnyRequest) -> dict[str, object]:
    """Zones, assets, corridors and sensors as this node knows them now. Degrees, longitude first."""
    _, officer = officer_of(request)
    node = node_of(request)
    names = Names(node.truth.state, language_of(request.cookies.get("lang")))
    zones = node.truth.state.of(SITES).zones()
    corners = [point for zone in zones for point in zone.outline]
    corners += [point for corridor in _corridors(node) for point in corridor[1]]
    lons, lats = [p.lon_e7 / 1e7 for p in corners] or [0.0], [p.lat_e7 / 1e7 for p in corners] or [0.0]
    return {
        "now_ms": node.clock.now_ms(),
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
        "assets": [*_assets(node), *_shared(node, officer)],
        "corridors": [
            {"movement": movement, "points": [_degrees(p) for p in line], "half_width_m": width}
            for movement, line, width in _corridors(node)
        ],
        "checkpoints": _checkpoints(node),
        "sectors": _sectors(node),
        "sensors": [
            {"id": sensor, "is_online": sensor not in node.truth.state.of(GROUND).blind}
            for sensor in sorted({name for feed in node.config.feeds for name in feed.cameras.values()})
        ],
    }


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


def _corridors(node: Node) -> list[tuple[str, tuple[Point, ...], int]]:
    movements = node.truth.state.of(MOVEMENTS).movements.values()
    return sorted(
        (each.movement, each.line, each.order.half_width_m)
        for each in movements
        if each.order is not None and each.status != "arrived" and each.line
    )


def _checkpoints(node: Node) -> list[dict[str, object]]:
    return [
        {"id": point.checkpoint, "lon": point.at.lon_e7 / 1e7, "lat": point.at.lat_e7 / 1e7, "due_ms": point.due_ms}
        for each in node.truth.state.of(MOVEMENTS).movements.values()
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


def _sectors(node: Node) -> list[dict[str, object]]:
    """Each ring's sectors: who sees them, and where they lie. Of the other party's rings too."""
    uncovered = node.truth.state.of(GROUND).uncovered
    return [
        {
            "zone": each.sector.zone,
            "number": each.sector.number,
            "sensors": list(each.sector.sensors),
            "seen_permille": each.sector.seen_permille,
            "proved_ms": each.sector.proved_ms if each.sector.proved_ms >= 0 else None,
            "blind_since_ms": uncovered.get((each.sector.zone, each.sector.number)),
            "arcs": [[_degrees(point) for point in arc] for arc in each.arcs],
        }
        for each in node.vigil.sight.sectors(node.vigil.watch)
    ]


def _assets(node: Node) -> list[dict[str, object]]:
    """Those with a position from our own feeds, and those that facts place in a zone, wherever the fact is from."""
    now_ms = node.clock.now_ms()
    zones: dict[AssetId, list[str]] = {}
    since: dict[AssetId, int] = {}
    ground = node.truth.state.of(GROUND)
    for (asset, zone), since_ms in ground.stays.items():
        zones.setdefault(asset, []).append(zone)
        since[asset] = max(since_ms, since.get(asset, 0))
    known = node.vigil.positions
    assets: list[dict[str, object]] = []
    for asset in sorted({*zones, *known}):
        position = known.get(asset)
        t_ms = position.t_ms if position else since[asset]
        assets.append(
            {
                "id": asset,
                "also": ground.also(asset),
                "lon": position.lon_e7 / 1e7 if position else None,
                "lat": position.lat_e7 / 1e7 if position else None,
                "heading_deg": position.heading_deg if position else None,
                "t_ms": t_ms,
                "zones": sorted(zones.get(asset, ())),
                "is_silent": now_ms - t_ms > _STALE_MS,
                "kind": "vehicle",
            }
        )
    return assets


HANDLERS = (watch, roads)
