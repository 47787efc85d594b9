"""Protected journeys, from the request to the safe arrival."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .area import Point
from .body import Body, Role
from .units import (
    AssetId,
    CheckpointId,
    Metres,
    MovementId,
    Ms,
    Name,
    ObjectId,
    PartyId,
    Pseudonym,
    RecordId,
    Text,
)


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place on the route where the convoy reports."""

    checkpoint: CheckpointId
    at: Point
    progress_m: Metres
    due_ms: Ms


class MovementRequested(Body, frozen=True):
    """Travellers need to go from one place to another. Pseudonyms only: names stay with their own party.

    `lead_s`: how long before the departure the last approval must be given. With it a plan is made only when every
    party has approved the request: a veto comes before the routes are known, never after."""

    TYPE: ClassVar[str] = "movement.requested/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison", "operator"})

    movement: MovementId
    purpose: Name
    start: Name
    destination: Name
    depart_from_ms: Ms
    depart_to_ms: Ms
    travellers: Annotated[tuple[Pseudonym, ...], msgspec.Meta(min_length=1, max_length=500)]
    lead_s: Annotated[int, msgspec.Meta(ge=0, le=604_800)] = 0

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}")


class MovementOrdered(Body, frozen=True):
    """How it will be done. Ordering again voids every approval and asks again."""

    TYPE: ClassVar[str] = "movement.ordered/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    depart_ms: Ms
    vehicles: Annotated[tuple[AssetId, ...], msgspec.Meta(min_length=1, max_length=50)]
    escort: Annotated[tuple[AssetId, ...], msgspec.Meta(max_length=50)]
    route: Annotated[tuple[Point, ...], msgspec.Meta(min_length=2, max_length=1_500)]
    half_width_m: Metres
    checkpoints: Annotated[tuple[Checkpoint, ...], msgspec.Meta(max_length=100)] = ()

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}")


class MovementApproved(Body, frozen=True):
    """This party approves exactly that order."""

    TYPE: ClassVar[str] = "movement.approved/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    order: RecordId

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/approval/{party}")


class MovementRefused(Body, frozen=True):
    """This party's veto on exactly that order."""

    TYPE: ClassVar[str] = "movement.refused/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})
    RANK: ClassVar[int] = 1

    movement: MovementId
    order: RecordId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/approval/{party}")


class MovementReleased(Body, frozen=True):
    """Go. Counts only while every party's approval of the order stands and nobody has stopped it."""

    TYPE: ClassVar[str] = "movement.released/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "operator"})

    movement: MovementId
    order: RecordId

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}")


class MovementStopped(Body, frozen=True):
    """Stop, by either side, at any time, with one key press. It always wins."""

    TYPE: ClassVar[str] = "movement.stopped/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "operator", "liaison"})
    RANK: ClassVar[int] = 2

    movement: MovementId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/stop/{party}")


class MovementResumed(Body, frozen=True):
    """The party that stopped the movement lifts its stop."""

    TYPE: ClassVar[str] = "movement.resumed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/stop/{party}")


Report: TypeAlias = Literal["departed", "checked_in", "passed", "arrived"]


class MovementReported(Body, frozen=True):
    """The convoy left, checked in, passed a checkpoint, or arrived with everybody well."""

    TYPE: ClassVar[str] = "movement.reported/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security", "keeper"})

    movement: MovementId
    report: Report
    checkpoint: CheckpointId | None = None
    headcount: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/reports/{party}")
