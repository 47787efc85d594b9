"""Whether a vehicle stands still, by its positions alone: one that has gone quiet is silent, not halted."""

import msgspec

from safeconduct import geo
from safeconduct.records.observation import Position
from safeconduct.state.fact import Fact

from .config import Halt


class Still(msgspec.Struct, frozen=True, tag="still"):
    """What one vehicle's halt is judged by."""

    anchor: Position
    """The first of the positions that have all been near it since."""
    is_halted: bool = False


def after(still: Still | None, seen: Position, rule: Halt) -> tuple[Still, list[Fact]]:
    """After one more position. It counts as moved once it is known to be farther than the radius: both errors off;
    as still only while it is known to be nearer: both errors on."""
    if still is None:
        return Still(seen), []
    anchor = still.anchor
    gap_m = geo.gap_m(anchor.lat_e7, anchor.lon_e7, seen.lat_e7, seen.lon_e7)
    acc_m = anchor.acc_m + seen.acc_m
    if gap_m - acc_m > rule.radius_m:
        told = [Fact(seen.t_ms, "moved_on", (rule.movement, seen.asset))] if still.is_halted else []
        return Still(seen), told
    is_long = seen.t_ms - anchor.t_ms >= rule.after_ms
    if still.is_halted or not is_long or gap_m + acc_m > rule.radius_m:
        return still, []
    return Still(anchor, True), [Fact(seen.t_ms, "halted", (rule.movement, seen.asset, anchor.t_ms))]
