"""The facts of a whole history, by brute force: one asset, one zone at a time, nothing kept between steps.

Takes the observations in any order and the time up to which the clock ran. No lateness, no buffer, no grid.
"""

from collections.abc import Sequence
from math import cos, radians

import shapely
from tests.naive.silence import overdue

from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import WatchConfig

M_PER_E7 = 0.0111319490793


def facts(config: WatchConfig, history: Sequence[Observation], now_ms: int) -> list[Fact]:
    """Every fact with t <= now_ms, sorted."""
    found: list[Fact] = []
    assets = sorted({seen.asset for seen in history if isinstance(seen, Position | Sighting)})
    for asset in assets:
        mine = sorted((s for s in history if isinstance(s, Position | Sighting) and s.asset == asset), key=_order)
        seen_zones = {zone for s in mine if isinstance(s, Sighting) for zone in s.zones}
        for zone in sorted({z.zone for z in config.zones} | seen_zones):
            found += _stays(config, asset, zone, mine, now_ms)
        limit = config.silence_ms.get(config.asset_class.get(asset, ""))
        if limit is not None:
            told = overdue(limit, [s.t_ms for s in mine], now_ms)
            found += [Fact(t, name, (asset,)) for name, t in told]
    return sorted(found + _sensors(history))


def _order(seen: Position | Sighting) -> tuple:
    if isinstance(seen, Position):
        return seen.t_ms, 0, (seen.lat_e7, seen.lon_e7, seen.acc_m)
    return seen.t_ms, 1, (seen.sensor, tuple(sorted(seen.zones)))


def _stays(config, asset, zone, mine, now_ms) -> list[Fact]:
    """Replay one asset against one zone. A verdict is inside, outside or None: cannot say."""
    found: list[Fact] = []
    since: int | None = None
    witnesses: set[str] = set()
    limit = config.dwell_ms.get(zone)
    for at, seen in _with_turns(config, zone, mine, now_ms):
        if seen is None:  # the zone opens or closes
            verdict = _at_turn(config, zone, [m for m in mine if m.t_ms <= at], at)
        else:
            verdict = _verdict(config, zone, seen, witnesses) if _is_open(config, zone, at) else False
        if since is None and verdict is True:
            since = at
            found.append(Fact(since, "entered", (asset, zone)))
            witnesses = set()
        elif since is not None and verdict is False:
            if limit is not None and at > since + limit:
                found.append(Fact(since + limit, "dwelling", (asset, zone, since)))
            found.append(Fact(at, "left", (asset, zone)))
            since, witnesses = None, set()
        if since is not None and isinstance(seen, Sighting) and zone in seen.zones:
            witnesses.add(seen.sensor)
    if since is not None and limit is not None and now_ms >= since + limit:
        found.append(Fact(since + limit, "dwelling", (asset, zone, since)))
    return found


def _is_open(config, zone, t_ms) -> bool:
    return zone not in config.hours or config.hours[zone].is_open(t_ms)


def _with_turns(config, zone, mine, now_ms) -> list:
    """(when, what) with None for each second at which the zone opens or closes, after everything of that second."""
    rows = [(seen.t_ms, seen) for seen in mine]
    if zone not in config.hours:
        return rows
    second = range(mine[0].t_ms // 1000 * 1000, now_ms + 1, 1000)
    turns = [(t, None) for t in second if _is_open(config, zone, t) != _is_open(config, zone, t - 1)]
    return sorted(rows + turns, key=lambda row: (row[0], row[1] is None))


def _at_turn(config, zone, heard, t_ms) -> bool | None:
    if not _is_open(config, zone, t_ms):
        return False
    places = [seen for seen in heard if isinstance(seen, Position)]
    if not places or places[-1].t_ms < heard[-1].t_ms:
        return None
    return _verdict(config, zone, places[-1], ()) or None


def _verdict(config, zone, seen, witnesses) -> bool | None:
    drawn = next((z for z in config.zones if z.zone == zone), None)
    if isinstance(seen, Sighting):
        if zone in seen.zones:
            return True
        return False if seen.sensor in witnesses or zone in config.sees.get(seen.sensor, ()) else None
    if drawn is None:
        return None
    shape = shapely.Polygon(
        [(p.lon_e7, p.lat_e7) for p in drawn.outline],
        [[(p.lon_e7, p.lat_e7) for p in hole] for hole in drawn.holes],
    )
    if seen.acc_m:
        east = cos(radians(seen.lat_e7 / 1e7))
        flat = shapely.transform(
            shape.boundary, lambda xy: (xy - [seen.lon_e7, seen.lat_e7]) * [M_PER_E7 * east, M_PER_E7]
        )
        if flat.distance(shapely.Point(0, 0)) <= seen.acc_m:
            return None
    return bool(shape.intersects(shapely.Point(seen.lon_e7, seen.lat_e7)))


def _sensors(history: Sequence[Observation]) -> list[Fact]:
    """A sensor is blind from `offline` until `online` or until it sees something."""
    found: list[Fact] = []
    proofs = [(s.t_ms, 1, True, s.sensor) for s in history if isinstance(s, Sighting)]
    proofs += [(s.t_ms, 2, True, s.asset) for s in history if isinstance(s, Position)]
    states = [(s.t_ms, 0, s.is_online, s.sensor) for s in history if isinstance(s, SensorState)]
    blind: set[str] = set()
    for t_ms, _, works, sensor in sorted(states + proofs):
        if works and sensor in blind:
            found.append(Fact(t_ms, "seeing", (sensor,)))
            blind.discard(sensor)
        elif not works and sensor not in blind:
            found.append(Fact(t_ms, "blind", (sensor,)))
            blind.add(sensor)
    return found
