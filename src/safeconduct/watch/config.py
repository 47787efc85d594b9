"""What the watch looks at, and what it waits for."""

from collections.abc import Mapping

import msgspec

from safeconduct.records.area import Point, Zone
from safeconduct.records.movement import Checkpoint
from safeconduct.records.units import (
    INT_MAX,
    AssetId,
    DurationMs,
    Metres,
    MovementId,
    Ms,
    SensorId,
    ZoneId,
)

from .hours import Hours


class Corridor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The route of a movement and how far its assets may be from it."""

    movement: MovementId
    assets: tuple[AssetId, ...]
    line: tuple[Point, ...]
    width_m: Metres
    """Largest allowed distance from the line, to either side; exactly that far is still on it."""
    from_ms: Ms = Ms(0)
    until_ms: Ms = Ms(INT_MAX)
    """Watched while from_ms <= t < until_ms."""


class MovingZone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything within `radius_m` of an asset, wherever it goes; exactly that far is inside."""

    zone: ZoneId
    carrier: AssetId
    radius_m: Metres


class Escort(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two assets of a movement that stay within `apart_m` of each other; exactly that far is together, and near.

    Facts: `separated` and `together`, and for clauses that count escorts `came_near` and `went_far`.
    """

    movement: MovementId
    leader: AssetId
    follower: AssetId
    apart_m: Metres


class Stranger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whoever is not of a movement stays away from it; exactly that far is away.

    Facts: `approached` once it is known to be nearer, `receded` once it is known not to be any more.
    """

    movement: MovementId
    leader: AssetId
    """The vehicle that the distance is measured from."""
    own: tuple[AssetId, ...]
    """Vehicles and escort of the movement: they may be near."""
    range_m: Metres


class Halt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When assets of a movement are taken to stand still: all their positions within `radius_m` of the first one,
    for at least `after_ms`. Facts: `halted`, with the time of that first one, and `moved_on`."""

    movement: MovementId
    assets: tuple[AssetId, ...]
    radius_m: Metres
    after_ms: DurationMs


class Timetable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the vehicles of a movement should be where on their route.

    Facts: `reached` each checkpoint; `late` at its `due_ms` if it is not reached by then, whether anything is
    heard or not; `behind` with the time at which the next one is to be expected, once that is more than `slack_ms`
    after its due, and `caught_up`. Between two checkpoints the plan is even; before the first it begins at
    `from_ms`.
    """

    movement: MovementId
    assets: tuple[AssetId, ...]
    line: tuple[Point, ...]
    reach_m: Metres
    """A position counts for the route that is no farther from it, beside its own error."""
    from_ms: Ms
    checkpoints: tuple[Checkpoint, ...]
    """In the order of the route."""
    slack_ms: DurationMs = DurationMs(0)


class WatchConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the watch must know besides the observations."""

    zones: tuple[Zone, ...] = ()
    dwell_ms: Mapping[ZoneId, DurationMs] = {}
    """Longest stay per zone; a zone without one never yields `dwelling`."""
    silence_ms: Mapping[str, DurationMs] = {}
    """Longest silence per asset class."""
    asset_class: Mapping[AssetId, str] = {}
    """Class of each asset; an asset without one is never `silent`."""
    expected_ms: Mapping[AssetId, Ms] = {}
    """From when an asset should report: a tracker that was dead from the start is silent too."""
    hours: Mapping[ZoneId, Hours] = {}
    """When a zone counts; a zone without hours always does. Who is inside when it closes has left it then."""
    corridors: tuple[Corridor, ...] = ()
    moving: tuple[MovingZone, ...] = ()
    escorts: tuple[Escort, ...] = ()
    strangers: tuple[Stranger, ...] = ()
    halts: tuple[Halt, ...] = ()
    timetables: tuple[Timetable, ...] = ()
    speed_kmh: Mapping[ZoneId, int] = {}
    """Highest speed in a zone; exactly that is allowed. Facts: `speeding`, `slowed`."""
    sees: Mapping[SensorId, tuple[ZoneId, ...]] = {}
    """Zones that a sensor can judge: seen outside one of them, an asset has left it whoever saw it enter.

    A sensor that is not listed can end only the stays that it has itself reported.
    """
    lateness_ms: DurationMs = DurationMs(60_000)
    """Facts can change until this long after their time; then they are confirmed. `step` may be told of a source
    that is never so late."""
    future_ms: DurationMs = DurationMs(300_000)
    speed_kmh_max: int | None = 1_000
    """A position that would need more speed than this is refused; None: any jump is believed."""
