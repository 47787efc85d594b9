"""Dispatch: people of one party on another's ground, asked for, granted for a time, counted in and out."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import ClauseId, DispatchId, GateId, Ms, Name, ObjectId, PartyId, Pseudonym, RecordId, SiteId, Text

Consent: TypeAlias = Literal["granted", "refused"]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=500)]
_OFFICERS: frozenset[Role] = frozenset({"security", "liaison"})
_GATES: frozenset[Role] = frozenset({"keeper", "security", "operator"})


class DispatchRequested(Body, frozen=True):
    """A party asks to have people of its own at a site: how many of what kind, why, and under whose command.
    Asking again voids every answer."""

    TYPE: ClassVar[str] = "dispatch.requested/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    dispatch: DispatchId
    mandate: ClauseId
    """The clause that allows it in general; this one case needs everybody's consent besides."""
    why: Text
    people: Name
    count: Count
    site: SiteId
    from_ms: Ms
    to_ms: Ms
    command: PartyId
    equipment: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"dispatch/{self.dispatch}/request/{party}")


class DispatchDiscussed(Body, frozen=True):
    """A question or an answer about a request."""

    TYPE: ClassVar[str] = "dispatch.discussed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    dispatch: DispatchId
    text: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"dispatch/{self.dispatch}/talk/{party}")


class DispatchAnswered(Body, frozen=True):
    """A party's consent to exactly that request, to part of it and on conditions, or its refusal."""

    TYPE: ClassVar[str] = "dispatch.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    dispatch: DispatchId
    request: RecordId
    consent: Consent
    count: Annotated[int, msgspec.Meta(ge=0, le=500)]
    from_ms: Ms
    to_ms: Ms
    conditions: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"dispatch/{self.dispatch}/consent/{party}")


class DispatchRostered(Body, frozen=True):
    """Who comes, by badge: no more than were granted. Names stay with their own party."""

    TYPE: ClassVar[str] = "dispatch.rostered/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    dispatch: DispatchId
    request: RecordId
    badges: Annotated[tuple[Pseudonym, ...], msgspec.Meta(min_length=1, max_length=500)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"dispatch/{self.dispatch}/roster/{party}")


class BadgeShown(Body, frozen=True):
    """A keeper of the site reads a badge: somebody comes in, goes out, or is turned away at the gate, or is met
    inside. Whether a live grant covers the badge follows from the records, not from the keeper."""

    TYPE: ClassVar[str] = "badge.shown/1"
    SIGNERS: ClassVar[frozenset[Role]] = _GATES

    badge: Pseudonym
    site: SiteId
    way: Literal["in", "out", "turned_away", "met"]
    gate: GateId | None = None

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"badge/{self.badge}/{party}")


class DispatchRecalled(Body, frozen=True):
    """Either side ends it at once."""

    TYPE: ClassVar[str] = "dispatch.recalled/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS
    RANK: ClassVar[int] = 2

    dispatch: DispatchId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"dispatch/{self.dispatch}/recall/{party}")


class GrantTurned(Body, frozen=True):
    """By this node's clock and records, the badge is now covered by a live grant, or no longer; whether it is
    inside all the same, and since when. Signed by the node, as each node sees it for itself."""

    TYPE: ClassVar[str] = "grant.turned/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    badge: Pseudonym
    site: SiteId
    is_live: bool
    is_here: bool
    since_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"grant/{self.badge}/{party}")
