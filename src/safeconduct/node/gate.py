"""What a keeper at a gate needs to know: which vehicles orders in force announce, and which stand unchecked."""

import msgspec

from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.units import AssetId, MovementId, Ms, PartyId, ZoneId
from safeconduct.state.model import State
from safeconduct.watch.reduce import GROUND

EARLY_MS = 6 * 3_600_000
"""How long before its departure a vehicle may come and be expected."""


class Expected(msgspec.Struct, frozen=True):
    """A vehicle that an order in force announces."""

    asset: AssetId
    movement: MovementId
    depart_ms: Ms


class Inside(msgspec.Struct, frozen=True):
    """A vehicle in a zone: since when, and when it was last checked there."""

    asset: AssetId
    zone: ZoneId
    since_ms: Ms
    checked_ms: Ms | None
    also: tuple[AssetId, ...] = ()
    """Its other names. A check counts under `asset`."""


def expected(state: State, parties: frozenset[PartyId], now_ms: Ms) -> list[Expected]:
    """By asset. Only an order that every party has approved, that nobody has stopped and that has not arrived
    counts: a request or a draft announces nobody."""
    found = [
        Expected(asset, movement.movement, movement.order.depart_ms)
        for movement in state.of(MOVEMENTS).movements.values()
        if movement.order is not None and _counts(movement, parties, now_ms)
        for asset in (*movement.order.vehicles, *movement.order.escort)
    ]
    return sorted(found, key=lambda each: (each.asset, each.depart_ms))


def inside(state: State) -> list[Inside]:
    """Every stay that the facts know of, the longest first."""
    ground = state.of(GROUND)
    found = []
    for (asset, zone), since_ms in ground.stays.items():
        checks = [each.at_ms for each in ground.checks.get((asset, zone), ()) if not each.is_late_entered]
        latest = max((at_ms for at_ms in checks if at_ms >= since_ms), default=None)
        found.append(Inside(asset, zone, since_ms, latest, ground.also(asset)))
    return sorted(found, key=lambda each: (each.since_ms, each.asset, each.zone))


def _counts(movement: Movement, parties: frozenset[PartyId], now_ms: Ms) -> bool:
    if movement.is_stopped or movement.order is None or movement.status in ("requested", "arrived"):
        return False
    return not movement.missing_approvals(parties) and movement.order.depart_ms - EARLY_MS <= now_ms
