"""The facts of a history in which zones are drawn anew, added, removed, and get other hours and limits, by brute
force: one asset, one zone, one moment after the other. The order of arrival plays no part.

A plan is (from when, configuration): it holds for what comes after that instant. Assets, silence, sensors and the
zones that move with an asset are the same in all plans.
"""

from collections.abc import Iterator, Sequence
from math import inf

from safeconduct.records.observation import Observation, Position, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import WatchConfig
from tests.naive.silence import overdue
from tests.naive.watch import _gaps, _is_open, _order, _sensors, _verdict

Plans = Sequence[tuple[float, WatchConfig]]
CHANGE = 9
"""Comes after everything else of its instant."""


def facts(plans: Plans, history: Sequence[Observation], now_ms: int) -> list[Fact]:
    """Every fact with t <= now_ms, sorted. The first plan has held for ever."""
    found: list[Fact] = []
    told = [seen for seen in history if isinstance(seen, Position | Sighting)]
    last = plans[-1][1]
    zones = {zone.zone for _, config in plans for zone in config.zones}
    zones |= {zone for seen in told if isinstance(seen, Sighting) for zone in seen.zones}
    for asset in sorted({seen.asset for seen in told}):
        mine = sorted((seen for seen in told if seen.asset == asset), key=_order)
        for zone in sorted(zones):
            found += _stays(plans, asset, zone, mine, now_ms)
        limit = last.silence_ms.get(last.asset_class.get(asset, ""))
        if limit is not None:
            found += [Fact(t, name, (asset,)) for name, t in overdue(limit, [s.t_ms for s in mine], now_ms, None)]
        for rule in last.moving:
            if asset != rule.carrier:
                found += _near(plans, rule, asset, history, now_ms)
    return sorted(found + _sensors(history))


def _at(plans: Plans, t_ms: int) -> WatchConfig:
    return [config for since, config in plans if since < t_ms][-1]


def _told(asset, zone, moments, plans, now_ms) -> Iterator[Fact]:
    """moments: (when, rank, is it inside, outside or None: cannot say), in order. A limit counts from entry."""
    since: int | None = None
    is_told, passed = False, 0
    for at, rank, verdict in [*moments, (now_ms + 1, 0, None)]:
        limit = plans[passed][1].dwell_ms.get(zone, inf)
        if since is not None and not is_told and (since + limit < at or (rank == CHANGE and since + limit == at)):
            yield Fact(since + limit, "dwelling", (asset, zone, since))
            is_told = True
        passed += rank == CHANGE
        if since is None and verdict is True:
            yield Fact(at, "entered", (asset, zone))
            since, is_told = at, False
        elif since is not None and verdict is False:
            yield Fact(at, "left", (asset, zone))
            since = None


def _stays(plans: Plans, asset, zone, mine, now_ms) -> list[Fact]:
    moments: list[tuple[int, int, bool | None]] = []
    is_in = False
    witnesses: set[str] = set()
    for at, rank, what in _everything(plans, zone, mine, now_ms):
        heard = [seen for seen in mine if seen.t_ms <= at]
        if rank == CHANGE:
            verdict = _at_change(plans, what, zone, heard)
        elif what is None:
            verdict = _by_last(_at(plans, at), zone, heard) or None if _is_open(_at(plans, at), zone, at) else False
        else:
            config = _at(plans, at)
            verdict = _verdict(config, zone, what, witnesses) if _is_open(config, zone, at) else False
        moments.append((at, rank, verdict))
        if verdict is not None and verdict is not is_in:
            is_in, witnesses = verdict, set()
        if is_in and isinstance(what, Sighting) and zone in what.zones:
            witnesses.add(what.sensor)
    return list(_told(asset, zone, moments, plans, now_ms))


def _everything(plans: Plans, zone, mine, now_ms) -> list[tuple]:
    """(when, rank, what): what was seen; nothing, when the zone opens or closes; the number of a plan."""
    rows: list[tuple] = [(seen.t_ms, 0, seen) for seen in mine]
    first = min(mine[0].t_ms, now_ms) // 1000 * 1000
    for t in range(first, now_ms + 1, 1000):
        if _is_open(_at(plans, t), zone, t) != _is_open(_at(plans, t), zone, t - 1):
            rows.append((t, 1, None))
    rows += [(plans[n][0], CHANGE, n) for n in range(1, len(plans))]
    return sorted(rows, key=lambda row: row[:2])


def _at_change(plans: Plans, n: int, zone: str, heard) -> bool | None:
    at, new = plans[n]
    old = plans[n - 1][1]
    before, after = ([z for z in config.zones if z.zone == zone] for config in (old, new))
    if before and not after:
        return False
    if after and new.hours.get(zone) != old.hours.get(zone) and not _is_open(new, zone, at):
        return False
    if not after or (before == after and new.hours.get(zone) == old.hours.get(zone)):
        return None
    verdict = _by_last(new, zone, heard)
    return None if verdict is True and not _is_open(new, zone, at) else verdict


def _by_last(config, zone, heard) -> bool | None:
    """By the last place, if nothing newer has been heard."""
    places = [seen for seen in heard if isinstance(seen, Position)]
    if not places or places[-1].t_ms < heard[-1].t_ms:
        return None
    return _verdict(config, zone, places[-1], ())


def _near(plans: Plans, rule, asset, history, now_ms) -> list[Fact]:
    moments: list[tuple[int, int, bool | None]] = [(at, CHANGE, None) for at, _ in plans[1:]]
    for at, metres, acc in _gaps(rule.carrier, asset, history):
        near = metres + acc <= rule.radius_m
        moments.append((at, 0, True if near else False if metres - acc > rule.radius_m else None))
    return list(_told(asset, rule.zone, sorted(moments, key=lambda m: m[:2]), plans, now_ms))
