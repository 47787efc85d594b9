"""The facts of a whole history, by brute force: one asset, one zone at a time, nothing kept between steps.

Takes the observations in any order and the time up to which the clock ran. No lateness, no buffer, no grid.
"""

from collections.abc import Sequence
from math import ceil, cos, hypot, radians

import shapely

from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import WatchConfig
from tests.naive import course
from tests.naive.silence import overdue


def metres_per_e7(lat_e7: float) -> tuple[float, float]:
    """North, east: the series for WGS 84 that maritime tables use."""
    phi = radians(lat_e7 / 1e7)
    north = 111_132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi) - 0.0023 * cos(6 * phi)
    east = 111_412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi)
    return north / 1e7, east / 1e7


def facts(config: WatchConfig, history: Sequence[Observation], now_ms: int) -> list[Fact]:
    """Every fact with t <= now_ms, sorted."""
    found: list[Fact] = []
    heard = {seen.asset for seen in history if isinstance(seen, Position | Sighting)}
    assets = sorted(heard | {*config.expected_ms})
    for asset in assets:
        mine = sorted((s for s in history if isinstance(s, Position | Sighting) and s.asset == asset), key=_order)
        seen_zones = {zone for s in mine if isinstance(s, Sighting) for zone in s.zones}
        for zone in sorted({z.zone for z in config.zones} | seen_zones):
            found += _stays(config, asset, zone, mine, now_ms)
        limit = config.silence_ms.get(config.asset_class.get(asset, ""))
        if limit is not None:
            told = overdue(limit, [s.t_ms for s in mine], now_ms, config.expected_ms.get(asset))
            found += [Fact(t, name, (asset,)) for name, t in told]
    for corridor in config.corridors:
        for asset in corridor.assets:
            found += _route(corridor, asset, history)
    for rule in config.moving:
        for asset in assets:
            if asset != rule.carrier:
                found += _near(config, rule, asset, history, now_ms)
    for rule in config.escorts:
        found += _together(rule, history)
    for rule in config.halts:
        found += [fact for asset in rule.assets for fact in course.halts(rule, asset, history)]
    for rule in config.timetables:
        found += [fact for asset in rule.assets for fact in course.timetable(rule, asset, history, now_ms)]
    for rule in config.strangers:
        others = [asset for asset in assets if asset not in (*rule.own, rule.leader)]
        rows = [(t, asset, ceil(m), acc) for asset in others for t, m, acc in _gaps(rule.leader, asset, history)]
        found += course.strangers(rule, rows)
    for asset in assets:
        found += course.speeds(config, asset, history, lambda zone, seen: _is_inside(config, zone, seen))
    return sorted(found + _sensors(history))


def _is_inside(config, zone, seen) -> bool | None:
    return _verdict(config, zone, seen, ()) if _is_open(config, zone, seen.t_ms) else False


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
    second = range((mine[0].t_ms if mine else now_ms) // 1000 * 1000, now_ms + 1, 1000)
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
        north, east = metres_per_e7(seen.lat_e7)
        flat = shapely.transform(shape.boundary, lambda xy: (xy - [seen.lon_e7, seen.lat_e7]) * [east, north])
        if flat.distance(shapely.Point(0, 0)) <= seen.acc_m:
            return None
    return bool(shape.intersects(shapely.Point(seen.lon_e7, seen.lat_e7)))


def _route(corridor, asset: str, history: Sequence[Observation]) -> list[Fact]:
    """Distance from the line on a flat map around each position."""
    found: list[Fact] = []
    is_off = False
    mine = [s for s in history if isinstance(s, Position) and s.asset == asset]
    for seen in sorted(mine, key=_order):
        if not corridor.from_ms <= seen.t_ms < corridor.until_ms:
            continue
        north, east = metres_per_e7(seen.lat_e7)
        places = [((p.lon_e7 - seen.lon_e7) * east, (p.lat_e7 - seen.lat_e7) * north) for p in corridor.line]
        gap = ceil(shapely.LineString(places).distance(shapely.Point(0, 0)))
        if not is_off and gap - seen.acc_m > corridor.width_m:
            found.append(Fact(seen.t_ms, "off_corridor", (corridor.movement, asset, gap)))
            is_off = True
        elif is_off and gap + seen.acc_m <= corridor.width_m:
            found.append(Fact(seen.t_ms, "on_corridor", (corridor.movement, asset)))
            is_off = False
    return found


def _gaps(carrier: str, asset: str, history: Sequence[Observation]) -> list[tuple[int, float, int]]:
    """(when, metres, both accuracies) each time that one of two assets tells its place and both are known."""
    told = [s for s in history if isinstance(s, Position) and s.asset in (carrier, asset)]
    told.sort(key=lambda s: (s.t_ms, s.asset == carrier, s.lat_e7, s.lon_e7, s.acc_m))
    last: dict[str, Position] = {}
    rows = []
    for seen in told:
        last[seen.asset] = seen
        if len(last) == 2:
            a, b = last[carrier], last[asset]
            north, east = metres_per_e7((a.lat_e7 + b.lat_e7) / 2)
            metres = hypot((a.lat_e7 - b.lat_e7) * north, (a.lon_e7 - b.lon_e7) * east)
            rows.append((seen.t_ms, metres, a.acc_m + b.acc_m))
    return rows


def _near(config, rule, asset, history, now_ms) -> list[Fact]:
    found: list[Fact] = []
    limit = config.dwell_ms.get(rule.zone)
    since: int | None = None
    rows = _gaps(rule.carrier, asset, history)
    for at, metres, acc in [*rows, (now_ms + 1, None, 0)]:
        if since is not None and limit is not None and since + limit < at and since + limit <= now_ms:
            overdue = Fact(since + limit, "dwelling", (asset, rule.zone, since))
            found += [] if overdue in found else [overdue]
        if metres is None:
            break
        if since is None and metres + acc <= rule.radius_m:
            since = at
            found.append(Fact(at, "entered", (asset, rule.zone)))
        elif since is not None and metres - acc > rule.radius_m:
            since = None
            found.append(Fact(at, "left", (asset, rule.zone)))
    return found


def _together(rule, history) -> list[Fact]:
    found: list[Fact] = []
    is_apart = is_near = False
    pair = (rule.movement, rule.leader, rule.follower)
    near = (rule.movement, rule.follower, rule.apart_m)
    for at, metres, acc in _gaps(rule.leader, rule.follower, history):
        if not is_apart and metres - acc > rule.apart_m:
            found.append(Fact(at, "separated", (*pair, ceil(metres))))
            is_apart = True
        elif is_apart and metres + acc <= rule.apart_m:
            found.append(Fact(at, "together", pair))
            is_apart = False
        if is_near and metres - acc > rule.apart_m:
            found.append(Fact(at, "went_far", near))
            is_near = False
        elif not is_near and metres + acc <= rule.apart_m:
            found.append(Fact(at, "came_near", near))
            is_near = True
    return found


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
