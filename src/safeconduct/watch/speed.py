"""Who goes faster than a zone allows."""

from collections.abc import Mapping

import msgspec

from safeconduct import geo
from safeconduct.records.observation import Position
from safeconduct.records.units import ZoneId
from safeconduct.state.fact import Fact


class Fast(msgspec.Struct, frozen=True, tag="fast"):
    """What one vehicle's speed is judged by."""

    last: Position
    zones: tuple[ZoneId, ...] = ()
    """Where it is too fast."""


def after(
    fast: Fast | None, seen: Position, inside: frozenset[ZoneId], limits: Mapping[ZoneId, int]
) -> tuple[Fast, list[Fact]]:
    """After one more position. inside: zones that it is known to be in.

    The speed is what the device says; without that, the least that leads here from the position before.
    """
    kmh = _kmh(fast, seen)
    before = fast.zones if fast else ()
    limited = inside & limits.keys()
    now = frozenset(zone for zone in limited if (zone in before if kmh is None else kmh > limits[zone]))
    told = [Fact(seen.t_ms, "slowed", (seen.asset, zone)) for zone in before if zone not in now]
    told += [Fact(seen.t_ms, "speeding", (seen.asset, zone, kmh or 0)) for zone in sorted(now - set(before))]
    return Fast(seen, tuple(sorted(now))), told


def _kmh(fast: Fast | None, seen: Position) -> int | None:
    """Whole kilometres an hour, rounded up if told, down if worked out; None: not known."""
    if seen.speed_kmh is not None:
        return seen.speed_kmh
    if fast is None or seen.t_ms <= fast.last.t_ms:
        return None
    last = fast.last
    gap_m = geo.gap_m(last.lat_e7, last.lon_e7, seen.lat_e7, seen.lon_e7) - last.acc_m - seen.acc_m
    return max(0, int(gap_m * 3_600 / (seen.t_ms - last.t_ms)))
