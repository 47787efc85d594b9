"""Documents, releases and inquiries as the logs tell them."""

from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.document import DocumentDrafted, DocumentReleased, RecoverySealed
from safeconduct.records.inquiry import InquiryOpened
from safeconduct.records.plan import Recipient
from safeconduct.records.units import (
    Digest,
    DocumentId,
    GroupId,
    InquiryId,
    KeyId,
    Ms,
    ObjectId,
    PartyId,
    RecordId,
    Text,
)

GRACE_MS = 90_000
"""How long a node may take with an answer or a share. After that it is shown as withheld."""

Standing: TypeAlias = Literal["waiting", "held", "opened", "given", "refused", "recalled", "expired"]


class ReaderKey(msgspec.Struct, frozen=True):
    """What is sealed to somebody is sealed to this."""

    party: PartyId
    recipient: Recipient


class SealedCode(msgspec.Struct, frozen=True):
    """A party's half of the secret of the marks."""

    commitment: Digest
    sealed: str


class Document(msgspec.Struct, frozen=True):
    """A document, by its author."""

    body: DocumentDrafted
    party: PartyId
    author: KeyId
    at_ms: Ms
    record: RecordId
    codes: immutables.Map[PartyId, SealedCode] = immutables.Map()
    recoveries: immutables.Map[GroupId, RecoverySealed] = immutables.Map()
    secrets: immutables.Map[PartyId, str] = immutables.Map()
    """Halves of the secret that an inquiry has revealed."""


class Given(msgspec.Struct, frozen=True):
    """A share that a node gave to the reader."""

    sealed: str
    at_ms: Ms
    record: RecordId


class Release(msgspec.Struct, frozen=True):
    """One part for one reader."""

    release: RecordId
    body: DocumentReleased
    party: PartyId
    by: KeyId
    at_ms: Ms
    held: immutables.Map[PartyId, Ms] = immutables.Map()
    refused: immutables.Map[PartyId, Text] = immutables.Map()
    opened_ms: Ms | None = None
    shares: immutables.Map[PartyId, Given] = immutables.Map()
    recalled_ms: Ms | None = None
    recalled_for: Text = Text("")
    ended: immutables.Map[PartyId, Ms] = immutables.Map()
    """When each node took notice that it is over."""

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Who holds a share."""
        return tuple(sorted(self.body.shares))

    def standing(self, now_ms: Ms) -> Standing:
        """What has become of it."""
        if self.refused:
            return "refused"
        if self.recalled_ms is not None:
            return "recalled"
        if now_ms >= self.body.until_ms:
            return "expired"
        if len(self.shares) == len(self.parties):
            return "given"
        if self.opened_ms is not None:
            return "opened"
        return "held" if len(self.held) == len(self.parties) else "waiting"

    def withheld(self, now_ms: Ms) -> dict[PartyId, Ms]:
        """Parties that owe an answer or a share for longer than they may, and since when."""
        standing = self.standing(now_ms)
        if standing == "waiting":
            owing = {party: self.at_ms for party in self.parties if party not in self.held}
        elif standing == "opened" and self.opened_ms is not None:
            owing = {party: self.opened_ms for party in self.parties if party not in self.shares}
        else:
            owing = {}
        return {party: since for party, since in owing.items() if now_ms > since + GRACE_MS}

    @property
    def known_ms(self) -> Ms | None:
        """Since when the reader could know it: both shares are given."""
        if len(self.shares) < len(self.parties):
            return None
        return max(each.at_ms for each in self.shares.values())


class Glass(msgspec.Struct, frozen=True):
    """Who wants a recovery opened, and which nodes have taken their seal off."""

    broken: immutables.Map[KeyId, tuple[Ms, Text]] = immutables.Map()
    opened: immutables.Map[PartyId, tuple[Ms, tuple[KeyId, KeyId], str]] = immutables.Map()


class Inquiry(msgspec.Struct, frozen=True):
    """A text was found outside. `opened`: by which party, when."""

    inquiry: InquiryId
    body: InquiryOpened
    opened: immutables.Map[PartyId, tuple[Ms, Text]] = immutables.Map()
    closed: immutables.Map[PartyId, tuple[Ms, Digest, Text]] = immutables.Map()

    def is_open(self, parties: tuple[PartyId, ...]) -> bool:
        """Whether all of them have opened it."""
        return all(party in self.opened for party in parties)


class Read(msgspec.Struct, frozen=True):
    """What somebody has looked at on a page."""

    party: PartyId
    first_ms: Ms
    last_ms: Ms
    count: int


class Disclosures(msgspec.Struct, frozen=True):
    """Everything about who could read what."""

    keys: immutables.Map[KeyId, ReaderKey] = immutables.Map()
    documents: immutables.Map[DocumentId, Document] = immutables.Map()
    releases: immutables.Map[RecordId, Release] = immutables.Map()
    glass: immutables.Map[tuple[DocumentId, GroupId], Glass] = immutables.Map()
    inquiries: immutables.Map[InquiryId, Inquiry] = immutables.Map()
    readings: immutables.Map[tuple[KeyId, ObjectId], Read] = immutables.Map()

    def by_time(self) -> list[Release]:
        """The newest release last."""
        return sorted(self.releases.values(), key=lambda each: (each.at_ms, each.release))

    def of(self, document: DocumentId) -> list[Release]:
        """The releases of that document, the newest last."""
        return [each for each in self.by_time() if each.body.document == document]
