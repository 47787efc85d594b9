"""Where a party sits at the table: what its voice counts for."""

from typing import ClassVar, Literal, TypeAlias

from .body import Body, Role
from .units import ObjectId, PartyId

Seat: TypeAlias = Literal["full", "observer", "review"]
"""`full`: nothing is in force without its signature. `review`: comments and takes positions, as advice. `observer`:
reads."""


class SeatGiven(Body, frozen=True):
    """Where that party sits, as far as this one has a say. A party keeps its voice unless itself and all others
    that have one say otherwise; only before it is a member the others decide without it."""

    TYPE: ClassVar[str] = "seat.given/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    party: PartyId
    seat: Seat

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"seat/{self.party}/{party}")
