"""A movement, and what may happen to it next."""

from typing import Final, Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.area import Point
from safeconduct.records.journey import Word
from safeconduct.records.movement import Checkpoint, MovementOrdered, MovementRequested
from safeconduct.records.plan import GroundListed, MovementDrawOrdered, MovementPlanned
from safeconduct.records.units import (
    AssetId,
    CheckpointId,
    KeyId,
    MovementId,
    Ms,
    Name,
    PartyId,
    Pseudonym,
    RecordId,
    Text,
)

from .drawing import Draw, Drawn, drawn

Status: TypeAlias = Literal["requested", "ordered", "released", "under_way", "arrived"]
Act: TypeAlias = Literal["order", "release", "departed", "checked_in", "passed", "arrived"]

NEXT: Final[dict[tuple[Status, Act], Status]] = {
    ("requested", "order"): "ordered",
    ("ordered", "order"): "ordered",  # a new order voids every approval of the one before
    ("released", "order"): "ordered",
    ("ordered", "release"): "released",
    ("released", "departed"): "under_way",
    ("under_way", "checked_in"): "under_way",
    ("under_way", "passed"): "under_way",
    ("under_way", "arrived"): "arrived",
}
"""(status, act): the new status. A pair that is absent is a Refusal. A stop is no status: it overlays all."""


class Approval(msgspec.Struct, frozen=True):
    """One party's answer to one order."""

    order: RecordId
    is_approved: bool
    by: KeyId
    at_ms: Ms
    reason: Text
    record: RecordId


class Stop(msgspec.Struct, frozen=True):
    """A party has stopped the movement and not lifted that yet."""

    by: KeyId
    at_ms: Ms
    reason: Text


class Report(msgspec.Struct, frozen=True):
    """What was reported on the way."""

    report: str
    at_ms: Ms
    by: KeyId
    checkpoint: CheckpointId | None
    headcount: int | None
    record: RecordId
    is_late_entered: bool


class Listed(msgspec.Struct, frozen=True):
    """A party's list of what it secures, guards or excludes."""

    record: RecordId
    ground: GroundListed


class Planned(msgspec.Struct, frozen=True):
    """The odds of the routes."""

    record: RecordId
    plan: MovementPlanned


class Steering(msgspec.Struct, frozen=True):
    """Something that would have chosen a route after the draw had begun. It changes nothing, and is kept."""

    party: PartyId
    by: KeyId
    at_ms: Ms
    what: str
    record: RecordId


class Diversion(msgspec.Struct, frozen=True):
    """The convoy left its route for a haven."""

    haven: Name
    reason: Text
    at_ms: Ms
    leg: int
    """The leg that it was on."""


class Spoken(msgspec.Struct, frozen=True):
    """What a traveller said last."""

    word: Word
    said_ms: Ms
    at_ms: Ms
    party: PartyId


class CheckIn(msgspec.Struct, frozen=True):
    """A crew checked in: when it said so, and when that was logged."""

    crew: AssetId
    said_ms: Ms
    at_ms: Ms
    party: PartyId


class Roster(msgspec.Struct, frozen=True):
    """A party's travellers, by pseudonym."""

    travellers: tuple[Pseudonym, ...]
    keep_until_ms: Ms


class Confirmed(msgspec.Struct, frozen=True):
    """A party says that everybody is well, or that the debrief was held."""

    by: KeyId
    at_ms: Ms
    headcount: int | None
    note: Text


class Movement(msgspec.Struct, frozen=True):
    """A protected journey as the logs tell it."""

    movement: MovementId
    request: MovementRequested
    requested_by: PartyId
    status: Status
    request_id: RecordId
    requested_ms: Ms
    order: MovementOrdered | MovementDrawOrdered | None = None
    order_id: RecordId | None = None
    approvals: immutables.Map[PartyId, Approval] = immutables.Map()
    stops: immutables.Map[PartyId, Stop] = immutables.Map()
    reports: tuple[Report, ...] = ()
    ground: immutables.Map[PartyId, Listed] = immutables.Map()
    planned: Planned | None = None
    """The newest plan; an order goes by the one that it names."""
    drawn_from: Planned | None = None
    """The plan that the order names."""
    draw: Draw = Draw()
    steering: tuple[Steering, ...] = ()
    diversions: tuple[Diversion, ...] = ()
    rosters: immutables.Map[PartyId, Roster] = immutables.Map()
    spoken: immutables.Map[Pseudonym, Spoken] = immutables.Map()
    confirmed: immutables.Map[tuple[str, PartyId], Confirmed] = immutables.Map()
    check_ins: tuple[CheckIn, ...] = ()
    duress: immutables.Map[AssetId, CheckIn] = immutables.Map()
    """Crews that said they are forced, until an officer clears it."""

    @property
    def line(self) -> tuple[Point, ...]:
        """The route as far as it is known here: all of it, or the legs that have started."""
        if isinstance(self.order, MovementDrawOrdered):
            points = [point for leg in self.draw.legs for point in leg.line]
            return tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1])
        return self.order.route if self.order else ()

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Places where the convoy reports. A drawn route has none: they would give it away."""
        return self.order.checkpoints if isinstance(self.order, MovementOrdered) else ()

    @property
    def crews(self) -> tuple[AssetId, ...]:
        """Vehicles and escort of the order."""
        return (*self.order.vehicles, *self.order.escort) if self.order else ()

    @property
    def is_watched(self) -> bool:
        """Whether its corridor is watched: released or under way, on a route that is known, and not diverted."""
        return self.status in ("released", "under_way") and len(self.line) > 1 and not self.is_diverted

    @property
    def is_diverted(self) -> bool:
        """It has left its route, and no later leg has started."""
        return bool(self.diversions) and self.diversions[-1].leg == len(self.draw.legs)

    @property
    def outcome(self) -> Drawn | None:
        """What was drawn, once everything is published."""
        if not isinstance(self.order, MovementDrawOrdered) or self.order_id is None or self.drawn_from is None:
            return None
        return drawn(self.order_id, self.order, self.drawn_from.plan.routes, self.draw)

    @property
    def is_stopped(self) -> bool:
        """Either side's stop holds everybody."""
        return len(self.stops) > 0

    def missing_approvals(self, parties: frozenset[PartyId]) -> tuple[PartyId, ...]:
        """Parties that have not approved exactly the order that stands; before there is one, the request."""
        asked = self.order_id or self.request_id
        if isinstance(self.order, MovementDrawOrdered):
            parties = frozenset(self.order.parties)

        def approves(party: PartyId) -> bool:
            answer = self.approvals.get(party)
            return answer is not None and answer.is_approved and answer.order == asked

        return tuple(sorted(party for party in parties if not approves(party)))
