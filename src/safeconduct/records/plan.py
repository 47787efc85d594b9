"""The plan of a movement whose route is drawn: what was secured before, the odds of each route, the order."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from safeconduct.wire import canonical

from .area import Point
from .body import Body, Role
from .units import AssetId, Digest, Metres, MovementId, Ms, Name, ObjectId, PartyId, RecordId

LEGS_MAX = 12
Odds: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=2**32)]
Ratio: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9][0-9]{0,40})/[1-9][0-9]{0,40}\Z")]
"""An exact fraction in lowest terms."""
Recipient: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^age1[02-9ac-hj-np-z]{58}\Z")]
"""An age X25519 public key (age-encryption.org/v1)."""


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything within `radius_m` of a point: secured or guarded, so that nobody can wait there; closed; or
    mandatory: every route drives on a road that touches it."""

    kind: Literal["secured", "guarded", "closed", "mandatory"]
    name: Name
    at: Point
    radius_m: Metres


class GroundListed(Body, frozen=True):
    """What this party secures, guards or excludes for a movement. The value of a plan rests on it, so it is signed
    before the plan is made. A new list takes the place of this party's old one."""

    TYPE: ClassVar[str] = "ground.listed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    places: Annotated[tuple[Place, ...], msgspec.Meta(max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/ground/{party}")


class PlannedRoute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A route of the plan. `legs`: `leg_digest` of each, so routes that begin alike begin with the same.
    `depart_s`: its departure, since the first that the plan has."""

    odds: Odds
    length_m: Metres
    legs: Annotated[tuple[Digest, ...], msgspec.Meta(min_length=1, max_length=LEGS_MAX)]
    depart_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 0


def leg_digest(line: tuple[Point, ...], depart_s: int) -> Digest:
    """Of a leg's points, in the order of driving. depart_s: of the first leg, when the movement departs by it."""
    return Digest(canonical.digest((depart_s, line) if depart_s else line))


class MovementPlanned(Body, frozen=True):
    """The odds from which the route will be drawn. `plan` is the digest of the plan file, which holds the roads and
    the proof; `upper` what one adversary in one place meets at most; `after_refusal` the same if the draw is
    refused once (no protocol of two parties is free of that)."""

    TYPE: ClassVar[str] = "movement.planned/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    plan: Digest
    roads: Digest
    ground: Annotated[tuple[RecordId, ...], msgspec.Meta(max_length=8)]
    """The lists that the plan was made with, in ascending order."""
    routes: Annotated[tuple[PlannedRoute, ...], msgspec.Meta(min_length=1, max_length=60)]
    shortest_m: Metres
    lower: Ratio
    upper: Ratio
    after_refusal: Ratio

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/plan")


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A third organisation that holds sealed openings from the start, so that refusing one is useless."""

    party: PartyId
    recipient: Recipient


class Handover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one party's escort gives over to the other's."""

    name: Name
    at: Point
    to: PartyId


class Haven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A safe place to divert to."""

    name: Name
    at: Point


class MovementDrawOrdered(Body, frozen=True):
    """How it will be done, but for the route: that is drawn from the plan by both parties and told leg by leg.

    `legs` are the times at which each leg is released to the escort leader, whose key is `leader`. Ordering again
    voids every approval. Approvals that come after `approve_by_ms` do not count.
    """

    TYPE: ClassVar[str] = "movement.ordered/2"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    movement: MovementId
    plan: RecordId
    parties: tuple[PartyId, PartyId]
    """Who draws, in ascending order."""
    leader: Recipient
    legs: Annotated[tuple[Ms, ...], msgspec.Meta(min_length=1, max_length=LEGS_MAX)]
    depart_ms: Ms
    """The first, where the plan has several."""
    arrive_by_ms: Ms
    approve_by_ms: Ms
    vehicles: Annotated[tuple[AssetId, ...], msgspec.Meta(min_length=1, max_length=50)]
    escort: Annotated[tuple[AssetId, ...], msgspec.Meta(max_length=50)]
    half_width_m: Metres
    check_in_s: Annotated[int, msgspec.Meta(ge=60, le=86_400)]
    """At most so long between two check-ins."""
    havens: Annotated[tuple[Haven, ...], msgspec.Meta(max_length=20)] = ()
    handovers: Annotated[tuple[Handover, ...], msgspec.Meta(max_length=20)] = ()
    contacts: Annotated[tuple[Name, ...], msgspec.Meta(max_length=10)] = ()
    witness: Witness | None = None
    depart_to_ms: Ms | None = None
    """The last departure, where the plan has several: which one, is drawn and told with the first leg. Later legs
    are released as much later as the convoy departs."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}")
