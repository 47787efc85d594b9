"""Halts, timetables, speeds and strangers over a whole history, one vehicle at a time.

Nothing is kept from one position to the next but what the definition itself speaks of.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, hypot

import shapely

from safeconduct import geo
from safeconduct.records.observation import Observation, Position
from safeconduct.state.fact import Fact


def _mine(asset: str, history: Sequence[Observation]) -> list[Position]:
    told = {s for s in history if isinstance(s, Position) and s.asset == asset}
    return sorted(told, key=lambda s: (s.t_ms, s.lat_e7, s.lon_e7, s.acc_m, _or(s.speed_kmh), _or(s.heading_deg)))


def _or(value) -> int:
    return -1 if value is None else value


def _gap(a: Position, b: Position) -> float:
    north, east = geo.metres_per_e7((a.lat_e7 + b.lat_e7) / 2)
    return hypot((a.lat_e7 - b.lat_e7) * float(north), (a.lon_e7 - b.lon_e7) * float(east))


def halts(rule, asset: str, history: Sequence[Observation]) -> list[Fact]:
    """Cut the history where a position is known to be away from the first of its piece; look at each piece."""
    mine, found, first = _mine(asset, history), [], 0
    while first < len(mine):
        anchor = mine[first]
        rest = range(first + 1, len(mine))
        away = next((n for n in rest if _gap(anchor, mine[n]) - anchor.acc_m - mine[n].acc_m > rule.radius_m), None)
        stood = [
            seen
            for seen in mine[first + 1 : away]
            if seen.t_ms - anchor.t_ms >= rule.after_ms
            and _gap(anchor, seen) + anchor.acc_m + seen.acc_m <= rule.radius_m
        ]
        if stood:
            found.append(Fact(stood[0].t_ms, "halted", (rule.movement, asset, anchor.t_ms)))
            if away is not None:
                found.append(Fact(mine[away].t_ms, "moved_on", (rule.movement, asset)))
        if away is None:
            return found
        first = away
    return found


def timetable(rule, asset: str, history: Sequence[Observation], now_ms: int) -> list[Fact]:
    found, at_m, is_behind = [], -1, False
    reached: dict[str, int] = {}
    for seen in _mine(asset, history):
        at = _progress(rule.line, seen, rule.reach_m + seen.acc_m, at_m)
        if at is None:
            continue
        at_m = at
        for each in rule.checkpoints:
            if each.progress_m <= at_m and each.checkpoint not in reached:
                reached[each.checkpoint] = seen.t_ms
                found.append(Fact(seen.t_ms, "reached", (rule.movement, asset, each.checkpoint)))
        ahead = [each for each in rule.checkpoints if each.progress_m > at_m]
        passed = [(0, rule.from_ms)] + [(c.progress_m, c.due_ms) for c in rule.checkpoints if c.progress_m <= at_m]
        was_behind, is_behind = is_behind, False
        if ahead:
            (m0, t0), (m1, t1) = passed[-1], (ahead[0].progress_m, ahead[0].due_ms)
            planned = t0 + ((t1 - t0) * (at_m - m0)) // (m1 - m0)
            is_behind = seen.t_ms - planned > rule.slack_ms
            if is_behind and not was_behind:
                eta = t1 + seen.t_ms - planned
                found.append(Fact(seen.t_ms, "behind", (rule.movement, asset, ahead[0].checkpoint, eta)))
        if was_behind and not is_behind:
            found.append(Fact(seen.t_ms, "caught_up", (rule.movement, asset)))
    for each in rule.checkpoints:
        due_ms = each.due_ms
        if reached.get(each.checkpoint, due_ms + 1) > due_ms and due_ms <= now_ms:
            found.append(Fact(due_ms, "late", (rule.movement, asset, each.checkpoint)))
    return found


def _progress(line, seen: Position, reach_m: int, last_m: int) -> int | None:
    """Walk the route from its start; the first unbroken stretch in reach that is not wholly behind decides."""
    north, east = (float(value) for value in geo.metres_per_e7(seen.lat_e7))
    here, start = shapely.Point(0, 0), 0.0
    stretches: list[list[tuple[float, float, float, float]]] = []  # begins, ends, gap, nearest
    for one, other in pairwise(line):
        length = geo.gap_m(*one, *other)
        flat = [((p.lon_e7 - seen.lon_e7) * east, (p.lat_e7 - seen.lat_e7) * north) for p in (one, other)]
        segment = shapely.LineString(flat)
        gap = segment.distance(here)
        if gap <= reach_m:
            share = segment.project(here) / segment.length if segment.length else 0.0
            inside = [_edge(flat, share, toward, reach_m) for toward in (0.0, 1.0)]
            part = (start + inside[0] * length, start + inside[1] * length, gap, start + share * length)
            if stretches and part[0] - stretches[-1][-1][1] <= 0.001:
                stretches[-1].append(part)
            else:
                stretches.append([part])
        start += length
    ahead = next((parts for parts in stretches if parts[-1][1] >= last_m), None)
    return None if ahead is None else max(floor(min(ahead, key=lambda part: part[2])[3]), last_m, 0)


def _edge(flat, share: float, toward: float, reach_m: int) -> float:
    """By halving: where between the nearest place and that end of the segment it goes out of reach."""

    def is_near(at: float) -> bool:
        (x0, y0), (x1, y1) = flat
        return hypot(x0 + at * (x1 - x0), y0 + at * (y1 - y0)) <= reach_m

    if is_near(toward):
        return toward
    near, far = share, toward
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (middle, far) if is_near(middle) else (near, middle)
    return near


def speeds(config, asset: str, history: Sequence[Observation], is_inside) -> list[Fact]:
    """is_inside(zone, position): True, False, or None where its error reaches over the edge."""
    found: list[Fact] = []
    mine = _mine(asset, history)
    for zone, limit in config.speed_kmh.items():
        is_fast = False
        for n, seen in enumerate(mine):
            kmh = seen.speed_kmh
            if kmh is None and n and seen.t_ms > mine[n - 1].t_ms:
                last = mine[n - 1]
                metres = _gap(last, seen) - last.acc_m - seen.acc_m
                kmh = max(0, int(metres * 3_600 / (seen.t_ms - last.t_ms)))
            was_fast = is_fast
            is_fast = is_inside(zone, seen) is True and (was_fast if kmh is None else kmh > limit)
            if is_fast and not was_fast:
                found.append(Fact(seen.t_ms, "speeding", (asset, zone, kmh)))
            elif was_fast and not is_fast:
                found.append(Fact(seen.t_ms, "slowed", (asset, zone)))
    return found


def strangers(rule, rows) -> list[Fact]:
    """rows: (when, who, whole metres, both errors) each time that the leader's or the other's place is told."""
    found: list[Fact] = []
    near: set[str] = set()
    for at, other, metres, acc in rows:
        told = (rule.movement, other, rule.range_m)
        if other not in near and metres + acc < rule.range_m:
            near.add(other)
            found.append(Fact(at, "approached", told))
        elif other in near and metres - acc >= rule.range_m:
            near.discard(other)
            found.append(Fact(at, "receded", told))
    return found
