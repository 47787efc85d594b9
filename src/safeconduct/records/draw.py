"""The draw of a movement's route, by commit and reveal. Signed by the parties' nodes: it needs no judgement.

Every record names the order, whose id binds plan, roads, parties, times of release and witness. The hashes are in
`movement/draw.py`.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .area import Point
from .body import Body, Role
from .plan import LEGS_MAX
from .units import Digest, MovementId, Ms, ObjectId, PartyId, RecordId

Leg: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=LEGS_MAX)]
Secret: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""32 random bytes, hexadecimal."""
Sealed: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{1,1400}={0,2}\Z")]
"""A `Secret`, encrypted to one key with age, in base64."""
_Legs = msgspec.Meta(min_length=1, max_length=LEGS_MAX)
_NODE: frozenset[Role] = frozenset({"node"})


class DrawCommitted(Body, frozen=True):
    """This party's commitments: to a nonce for each leg, and to one fallback. With a witness, `sealed` are the
    nonces, encrypted to it."""

    TYPE: ClassVar[str] = "draw.committed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    movement: MovementId
    order: RecordId
    nonces: Annotated[tuple[Digest, ...], _Legs]
    fallback: Digest
    sealed: Annotated[tuple[Sealed, ...], msgspec.Meta(max_length=LEGS_MAX)]

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, "commitment", party)


class DrawWitnessed(Body, frozen=True):
    """The witness has opened every sealed nonce and found each as committed."""

    TYPE: ClassVar[str] = "draw.witnessed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    movement: MovementId
    order: RecordId

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, "witness", party)


class DrawSalted(Body, frozen=True):
    """Random bytes in clear, after both commitments: no party can choose its fallback to suit the other's salt."""

    TYPE: ClassVar[str] = "draw.salted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    movement: MovementId
    order: RecordId
    salt: Secret

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, "salt", party)


class DrawOpened(Body, frozen=True):
    """A nonce of one leg, or the fallback, encrypted to the escort leader. `of`: whose it is; another party's only
    if the signer is the witness. A fallback says that the other party has refused this leg."""

    TYPE: ClassVar[str] = "draw.opened/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    movement: MovementId
    order: RecordId
    leg: Leg
    of: PartyId
    what: Literal["nonce", "fallback"]
    sealed: Sealed

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, f"{self.leg}/{self.of}/{self.what}", party)


class DrawDisputed(Body, frozen=True):
    """The escort leader found that what a party sealed for this leg is not what it had committed to. It counts as
    refused. Whether that was true shows when everything is published."""

    TYPE: ClassVar[str] = "draw.disputed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security"})

    movement: MovementId
    order: RecordId
    leg: Leg
    of: PartyId

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, f"{self.leg}/{self.of}/dispute", party)


class LegStarted(Body, frozen=True):
    """The convoy is on this leg: from here on the others know it too, and watch the corridor. `depart_ms`: the
    departure that was drawn, with the first leg of a plan that has several."""

    TYPE: ClassVar[str] = "leg.started/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security"})

    movement: MovementId
    order: RecordId
    leg: Leg
    line: Annotated[tuple[Point, ...], msgspec.Meta(min_length=1, max_length=1_500)]
    depart_ms: Ms | None = None

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"draw/{self.order[:32]}/{self.leg}/start")


class DrawPublished(Body, frozen=True):
    """Everything that this party had committed to, in clear, when the movement is over: now anyone can check."""

    TYPE: ClassVar[str] = "draw.published/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    movement: MovementId
    order: RecordId
    nonces: Annotated[tuple[Secret, ...], _Legs]
    fallback: Secret

    def about(self, party: PartyId) -> ObjectId:
        return _about(self.order, "published", party)


def _about(order: RecordId, what: str, party: PartyId) -> ObjectId:
    return ObjectId(f"draw/{order[:32]}/{what}/{party}")
