"""Confidential reports: desks that take them, what the log holds of a report, and how a source's name is opened.

The log never holds what was said, who said it, or how the source comes back: only commitments to sealed content.
"""

from typing import Annotated, ClassVar, Final

import msgspec

from .body import Body, Role
from .plan import Recipient
from .units import DeskId, Digest, KeyId, Ms, Name, ObjectId, PartyId, RecordId, Text, VoiceId

_OFFICERS: Final[frozenset[Role]] = frozenset({"admin", "security", "liaison", "operator", "keeper"})
READERS_MAX: Final = 6
KEEPERS_MAX: Final = 6
Sealed = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{1,1400}={0,2}\Z")]
"""An age file in base64."""


class DeskOpened(Body, frozen=True):
    """A party's desk takes confidential reports. `readers`, of that party, read them; `keepers`, of both sides,
    keep who a source is: so many as `threshold` says must agree before it is opened. Again: the desk changes, for
    reports that are still to come, once everybody has joined it again."""

    TYPE: ClassVar[str] = "desk.opened/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})

    desk: DeskId
    title: Name
    readers: Annotated[tuple[KeyId, ...], msgspec.Meta(min_length=1, max_length=READERS_MAX)]
    keepers: Annotated[tuple[KeyId, ...], msgspec.Meta(min_length=2, max_length=KEEPERS_MAX)]
    threshold: Annotated[int, msgspec.Meta(ge=2, le=KEEPERS_MAX)]
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"desk/{self.desk}/{party}")


class DeskJoined(Body, frozen=True):
    """An officer whom a desk names takes that place, as the desk stands, with a key that only they hold."""

    TYPE: ClassVar[str] = "desk.joined/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    opened: RecordId
    officer: KeyId
    recipient: Recipient

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"desk/{self.opened}/{self.officer}")


class DeskClosed(Body, frozen=True):
    """The desk takes no more reports. Those that it has are kept until their date, and can be answered."""

    TYPE: ClassVar[str] = "desk.closed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security"})
    RANK: ClassVar[int] = 1

    desk: DeskId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"desk/{self.desk}/{party}")


class VoiceHeard(Body, frozen=True):
    """A report came to the desk as it stood. `voice` is the commitment to it, sealed as it came."""

    TYPE: ClassVar[str] = "voice.heard/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    voice: VoiceId
    opened: RecordId
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"voice/{self.voice}")


class VoiceContinued(Body, frozen=True):
    """The source came back and said more."""

    TYPE: ClassVar[str] = "voice.continued/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    voice: VoiceId
    content: Digest
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"voice/{self.voice}/source")


class VoiceAnswered(Body, frozen=True):
    """A reader of the desk answers the source; sealed to the source and to those who can read the report."""

    TYPE: ClassVar[str] = "voice.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    voice: VoiceId
    content: Digest
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"voice/{self.voice}/desk")


class VoiceBarred(Body, frozen=True):
    """A reader finds that an officer of the desk is concerned: that officer has no more part in the report."""

    TYPE: ClassVar[str] = "voice.barred/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS
    RANK: ClassVar[int] = 1

    voice: VoiceId
    officer: KeyId

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"voice/{self.voice}/barred/{self.officer}")


class KeeperShares(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A keeper's shares, one for each set of keepers that it belongs to, as the source sealed them."""

    keeper: KeyId
    sealed: Annotated[tuple[Sealed, ...], msgspec.Meta(min_length=1, max_length=10)]


class IdentityAsked(Body, frozen=True):
    """A reader asks the keepers to let it open who the source is, and says why. Asking again begins anew."""

    TYPE: ClassVar[str] = "identity.asked/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    voice: VoiceId
    asker: KeyId
    reason: Annotated[Text, msgspec.Meta(min_length=1)]
    shares: Annotated[tuple[KeeperShares, ...], msgspec.Meta(min_length=2, max_length=KEEPERS_MAX)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"identity/{self.voice}")


class IdentityAnswered(Body, frozen=True):
    """A keeper's word on exactly that request: its shares sealed to whoever asked, or none: it refuses."""

    TYPE: ClassVar[str] = "identity.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    voice: VoiceId
    asked: RecordId
    keeper: KeyId
    shares: Annotated[tuple[Sealed, ...], msgspec.Meta(max_length=10)] = ()
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"identity/{self.asked}/{self.keeper}")
