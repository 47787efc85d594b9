"""What a party's watch saw and concluded, and what its people looked at."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .fact import Fact
from .units import AssetId, Digest, FeedId, Ms, ObjectId, PartyId, Text, ZoneId


class ObservationBatch(Body, frozen=True, omit_defaults=True):
    """Observations of one feed, as a salted commitment: the content stays with its owner until disclosed."""

    TYPE: ClassVar[str] = "observation.batch/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    feed: FeedId
    count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    from_ms: Ms
    to_ms: Ms
    content: Digest
    keep_until_ms: Ms | None = None
    """When its owner erases the content; left out: not by a date."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"feed/{self.feed}/{party}")


class FactsDerived(Body, frozen=True):
    """Facts that the watch derived from observations, or from silence, once nothing could change them any more."""

    TYPE: ClassVar[str] = "facts.derived/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    facts: Annotated[tuple[Fact, ...], msgspec.Meta(min_length=1, max_length=500)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"facts/{party}")


class AssetJoined(Body, frozen=True):
    """Two names are one vehicle, says an officer: its own party's watch goes on under one of them."""

    TYPE: ClassVar[str] = "asset.joined/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "operator"})

    other: AssetId
    kept: AssetId
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"asset/{self.other}/{party}")


class AssetParted(Body, frozen=True):
    """They are two vehicles after all, whoever joined them: no feed joins these two names again."""

    TYPE: ClassVar[str] = "asset.parted/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "operator"})

    other: AssetId
    kept: AssetId
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"asset/{self.other}/{party}")


Finding: TypeAlias = Literal["clear", "suspicious", "dangerous"]


class CheckMade(Body, frozen=True):
    """A named officer looked at that vehicle in that zone. Only this, or leaving, ends a stay."""

    TYPE: ClassVar[str] = "check.made/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"keeper", "security", "operator"})

    asset: AssetId
    zone: ZoneId
    finding: Finding
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"check/{self.asset}/{party}")
