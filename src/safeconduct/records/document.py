"""Secret documents: what is in them is committed to, each reader's copy is sealed, and nobody opens one alone.

A copy lies in the log, encrypted with age to one key of each party, one around the other. Those keys, the *shares*,
are sealed to the nodes, and each node gives its own to the reader only. What the files are is in `node/sealing.py`.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .content import Group
from .draw import Sealed
from .plan import Recipient
from .units import ClauseId, Digest, DocumentId, GroupId, KeyId, Lang, Ms, Name, ObjectId, PartyId, RecordId, Text

Ciphertext: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{1,40000}={0,2}\Z")]
"""An age file, in base64: a copy."""
Nested: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{1,4000}={0,2}\Z")]
"""A key in several age files, one around the other, in base64."""
_AUTHORS: frozenset[Role] = frozenset({"security", "liaison", "operator"})
_ANYBODY: frozenset[Role] = frozenset({"admin", "security", "operator", "liaison", "keeper"})
_NODE: frozenset[Role] = frozenset({"node"})


class ReaderKeyed(Body, frozen=True):
    """What is released to this officer, or to this node, is sealed to that age key. Signed by whoever has it."""

    TYPE: ClassVar[str] = "reader.keyed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ANYBODY | _NODE

    reader: KeyId
    recipient: Recipient

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"reader/{party}/{self.reader}")


class DocumentDrafted(Body, frozen=True):
    """There is a document about `subject`, in parts that are released one by one. `between`: the two parties that
    hold its keys. `holders`: of its recovery; none, or three. `readers_max`: how many need to know."""

    TYPE: ClassVar[str] = "document.drafted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _AUTHORS

    document: DocumentId
    title: Name
    lang: Lang
    subject: ObjectId
    between: tuple[PartyId, PartyId]
    parts: Annotated[tuple[Group, ...], msgspec.Meta(min_length=1, max_length=20)]
    holders: Annotated[tuple[KeyId, ...], msgspec.Meta(max_length=3)]
    readers_max: Annotated[int, msgspec.Meta(ge=1, le=500)] | None

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"document/{self.document}")


class CodeSealed(Body, frozen=True):
    """This party's half of the secret that decides which copy has which mark: committed to, and sealed to the
    document's author alone, who makes the copies."""

    TYPE: ClassVar[str] = "code.sealed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    document: DocumentId
    commitment: Digest
    sealed: Sealed

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"code/{self.document}/sealed/{party}")


class DocumentReleased(Body, frozen=True):
    """One part goes to one reader. `digest`: salted, of the reader's own text. `sealed`: that text, to be opened
    with both shares; `shares`: each sealed to its party's node."""

    TYPE: ClassVar[str] = "document.released/1"
    SIGNERS: ClassVar[frozenset[Role]] = _AUTHORS

    document: DocumentId
    part: GroupId
    reader: KeyId
    purpose: Text
    until_ms: Ms
    mandate: ClauseId | None
    digest: Digest
    sealed: Ciphertext
    shares: Annotated[dict[PartyId, Sealed], msgspec.Meta(min_length=2, max_length=2)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.document}/{self.part}/{self.reader}")


class ReleaseHeld(Body, frozen=True):
    """This party's node holds the release, and nothing speaks against it: it will give its share when the reader
    opens."""

    TYPE: ClassVar[str] = "release.held/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    release: RecordId

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/answer/{party}")


class ReleaseRefused(Body, frozen=True):
    """This party gives no share for that release."""

    TYPE: ClassVar[str] = "release.refused/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "node"})
    RANK: ClassVar[int] = 1

    release: RecordId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/answer/{party}")


class ReleaseOpened(Body, frozen=True):
    """The reader opens it: the receipt. Only after this do the nodes give their shares."""

    TYPE: ClassVar[str] = "release.opened/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ANYBODY

    release: RecordId

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/opened/{party}")


class ShareGiven(Body, frozen=True):
    """This party's share of the key, sealed to the reader."""

    TYPE: ClassVar[str] = "share.given/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    release: RecordId
    sealed: Sealed

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/share/{party}")


class ReleaseRecalled(Body, frozen=True):
    """The reader is to delete the copy; who has not opened it cannot any more."""

    TYPE: ClassVar[str] = "release.recalled/1"
    SIGNERS: ClassVar[frozenset[Role]] = _AUTHORS
    RANK: ClassVar[int] = 2

    release: RecordId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/recall/{party}")


class ReleaseEnded(Body, frozen=True):
    """This party's node has taken notice that a release is over, and shows the copy to nobody any more."""

    TYPE: ClassVar[str] = "release.ended/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    release: RecordId
    why: Literal["recalled", "expired"]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"release/{self.release[:32]}/end/{party}")


class RecoveryKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key of the recovery copy, for two holders together; in their order, and the node's seal around both."""

    node: PartyId
    holders: tuple[KeyId, KeyId]
    sealed: Nested


class RecoverySealed(Body, frozen=True):
    """A copy of one part for the case that a share cannot be had: any two of three holders open it, after either
    node has taken its own seal off. That is an alarm at both."""

    TYPE: ClassVar[str] = "recovery.sealed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _AUTHORS

    document: DocumentId
    part: GroupId
    digest: Digest
    sealed: Ciphertext
    keys: Annotated[tuple[RecoveryKey, ...], msgspec.Meta(min_length=6, max_length=6)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"recovery/{self.document}/{self.part}")


class GlassBroken(Body, frozen=True):
    """A holder of the recovery wants it opened, and says why."""

    TYPE: ClassVar[str] = "glass.broken/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ANYBODY

    document: DocumentId
    part: GroupId
    holder: KeyId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"glass/{self.document}/{self.part}/{self.holder}")


class GlassOpened(Body, frozen=True):
    """Two holders have broken the glass: this node has taken its seal off the key, which is theirs now."""

    TYPE: ClassVar[str] = "glass.opened/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    document: DocumentId
    part: GroupId
    holders: tuple[KeyId, KeyId]
    sealed: Nested

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"glass/{self.document}/{self.part}/opened/{party}")


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody looked at a page with secrets, for the first time in an hour."""

    reader: KeyId
    subject: ObjectId
    at_ms: Ms


class ReadingsLogged(Body, frozen=True):
    """Who read which sensitive page of this node."""

    TYPE: ClassVar[str] = "reading.logged/1"
    SIGNERS: ClassVar[frozenset[Role]] = _NODE

    readings: Annotated[tuple[Reading, ...], msgspec.Meta(min_length=1, max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"reading/{party}")
