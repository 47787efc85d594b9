"""What happens on the way and after it: diversions, travellers who say that they are safe, the closing."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import AssetId, Digest, MovementId, Ms, Name, ObjectId, PartyId, Pseudonym, Text

Word: TypeAlias = Literal["safe", "help"]


class RosterKept(Body, frozen=True):
    """This party's travellers, by pseudonym, and until when it keeps their names. `names` commits to the names,
    which stay with the party and are erased then."""

    TYPE: ClassVar[str] = "roster.kept/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison", "operator"})

    movement: MovementId
    travellers: Annotated[tuple[Pseudonym, ...], msgspec.Meta(min_length=1, max_length=500)]
    names: Digest | None
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/roster/{party}")


class TravellerSpoke(Body, frozen=True):
    """A traveller pressed "I am safe" or "help" on the phone page. `key` names the press, so that a repeated one
    counts once; `said_ms` is the phone's time."""

    TYPE: ClassVar[str] = "traveller.spoke/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node", "operator"})

    movement: MovementId
    traveller: Pseudonym
    word: Word
    said_ms: Ms
    key: Digest

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"traveller/{self.key}/{party}")


class CrewSpoke(Body, frozen=True):
    """The crew of a vehicle checked in with its code, on the phone page or by radio. With the other code it says
    that it is forced to: that counts as a check-in, and nothing that the crew can see tells the two apart. `clear`:
    the duress is over, by an officer who knows."""

    TYPE: ClassVar[str] = "crew.spoke/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node", "operator", "security"})

    movement: MovementId
    crew: AssetId
    word: Literal["check_in", "duress", "clear"]
    said_ms: Ms
    key: Digest

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"crew/{self.key}/{party}")


class MovementDiverted(Body, frozen=True):
    """The convoy leaves its route for a haven. The corridor is not watched until the next leg starts or the
    movement goes on."""

    TYPE: ClassVar[str] = "movement.diverted/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security"})

    movement: MovementId
    haven: Name
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/diversion/{party}")


class MovementConfirmed(Body, frozen=True):
    """After the arrival: everybody is well, or the debrief is held. `headcount`: this party's travellers only."""

    TYPE: ClassVar[str] = "movement.confirmed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security", "liaison"})

    movement: MovementId
    what: Literal["welfare", "debrief"]
    headcount: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"movement/{self.movement}/{self.what}/{party}")
