"""Phones, trackers, gates and servers that may report to a party's node."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import AssetId, DeviceId, Digest, Ms, Name, ObjectId, PartyId, Text

Proof: TypeAlias = Literal["password", "encryption", "none"]
"""How a report shows that it is the device's own: the secret as a password (HTTP), the payload encrypted with the
secret (OwnTracks), or only the device's name, for formats that can do no more or senders that a broker vouches
for."""
FeedKind: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}\Z")]
"""A format that the node reads: `owntracks`, `cot`. Which there are, the node knows, not the record."""


class DeviceEnrolled(Body, frozen=True):
    """What that device reports counts from here on, until a date. Enrolling again replaces what was said before.

    The secret itself is never logged: its digest is, and it is random enough that nobody can guess it from that.
    """

    TYPE: ClassVar[str] = "device.enrolled/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin", "security", "operator"})

    kind: FeedKind
    device: DeviceId
    """What the device calls itself, in our spelling: `user-phone` of an OwnTracks topic, the uid of a TAK
    client."""
    keep_until_ms: Ms
    """The enrolment ends by itself then, and the node erases what it holds of the secret."""
    asset: AssetId | None = None
    """What it reports about; left out: it reports of others, as a plate reader or a tracking server does."""
    proof: Proof = "none"
    secret_sha256: Digest | None = None
    name: Name | None = None
    """How people call it."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"device/{self.kind}/{self.device}/{party}")


class DeviceRetired(Body, frozen=True):
    """What that device reports counts no longer: it is lost, handed back or no longer believed."""

    TYPE: ClassVar[str] = "device.retired/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin", "security", "operator"})

    kind: FeedKind
    device: DeviceId
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"device/{self.kind}/{self.device}/{party}")
