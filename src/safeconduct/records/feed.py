"""A feed shared with another party under a mandate: what was handed over, and the receipt for it."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import ClauseId, Digest, FeedId, Ms, ObjectId, PartyId, RecordId

OfficerRole: TypeAlias = Literal["admin", "security", "operator", "liaison", "keeper"]
SHARED_MAX = 5_000
"""Observations in one share."""


class FeedShared(Body, frozen=True):
    """Observations of that feed went to that party, for its officers in that role. Logged before they are sent.

    `content` is the SHA-256 of the very bytes, which hold some chance: whoever has them can show them, nobody can
    guess them.
    """

    TYPE: ClassVar[str] = "feed.shared/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    feed: FeedId
    to: PartyId
    role: OfficerRole
    clauses: Annotated[tuple[ClauseId, ...], msgspec.Meta(min_length=1, max_length=50)]
    """The mandates in force that allow it."""
    resolution_m: Annotated[int, msgspec.Meta(ge=0, le=100_000)]
    """Positions were rounded to so many metres, the most exact of them; 0: not at all."""
    count: Annotated[int, msgspec.Meta(ge=1, le=SHARED_MAX)]
    from_ms: Ms
    to_ms: Ms
    content: Digest

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"feed-share/{self.feed}/{self.to}/{party}")


class FeedReceived(Body, frozen=True):
    """The receipt: exactly those bytes have arrived."""

    TYPE: ClassVar[str] = "feed.received/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    feed: FeedId
    owner: PartyId
    shared: RecordId
    content: Digest

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"feed-receipt/{self.feed}/{self.owner}/{party}")
