"""This node's part in disclosures: it holds releases, gives its share when a reader opens, notices ends.

It never has a text. Its half of a code, too, is not stored: it is a hash of the node's reader key and the document,
so the same after a restart, and after a change of keys: the old ones are kept.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyrage

from safeconduct.accord.authority import Asked
from safeconduct.alarm.reduce import ALARMS, Room
from safeconduct.disclosure import glass
from safeconduct.disclosure.code import commitment, is_kept
from safeconduct.disclosure.disclosure import Disclosures, Document, Release
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.records.document import (
    CodeSealed,
    GlassOpened,
    ReaderKeyed,
    Reading,
    ReadingsLogged,
    ReleaseEnded,
    ReleaseHeld,
    ReleaseRefused,
    ShareGiven,
)
from safeconduct.records.inquiry import CodeRevealed
from safeconduct.records.record import AnyBody
from safeconduct.records.units import KeyId, Ms, ObjectId, Text
from safeconduct.wire.ed25519 import key_id

from .access import Access
from .folder import Folder, identity_of, write_private
from .sealing import NotOpened, identities_of, is_share, seal, unseal
from .truth import Truth

READER_KEY: Final = "reader.age"
_AGAIN_MS: Final = 60_000
_READ_AGAIN_MS: Final = 3_600_000


def reader_identity(folder: Folder) -> str:
    """The age identities that shares are sealed to at this node, the newest first; made where there is none. Raises
    KeysLocked."""
    path: Path = folder.keys / READER_KEY
    own = identity_of(folder)
    if not path.exists():
        made = pyrage.x25519.Identity.generate()
        write_private(path, pyrage.encrypt(str(made).encode(), [own.to_public()]))
    return bytes(pyrage.decrypt(path.read_bytes(), [own])).decode()


def new_reader_key(folder: Folder) -> None:
    """A new identity before the others, at a stopped node. The old ones stay: shares in the logs are sealed to
    them, and halves of codes were made from them."""
    known = reader_identity(folder)
    made, draft = pyrage.x25519.Identity.generate(), folder.keys / f"{READER_KEY}.next"
    draft.unlink(missing_ok=True)
    write_private(draft, pyrage.encrypt(f"{made}\n{known}".encode(), [identity_of(folder).to_public()]))
    draft.replace(folder.keys / READER_KEY)


class Disclosing:
    """What this node must log for documents that it holds a share of. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, access: Access, identity: str) -> None:
        self._truth = truth
        self._access = access
        self._identity = identity
        self._recipient = str(identities_of(identity)[0].to_public())
        self._tried: dict[ObjectId, Ms] = {}
        """What was written, and when: a record that does not count is not written again at once."""
        self._read: dict[tuple[KeyId, ObjectId], Ms] = {}
        self._unlogged: list[Reading] = []

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """Records to write now."""
        due: list[AnyBody] = []
        for body in self._wanted(now_ms):
            about = body.about(self._truth.party)
            if now_ms - self._tried.get(about, -_AGAIN_MS) >= _AGAIN_MS:
                self._tried[about] = now_ms
                due.append(body)
        if self._unlogged:
            due.append(ReadingsLogged(tuple(self._unlogged[:100])))
            self._unlogged = self._unlogged[100:]
        return due

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next release expires."""
        times = [
            release.body.until_ms
            for release in self._now.releases.values()
            if release.body.until_ms > now_ms and release.recalled_ms is None
        ]
        return min(times, default=None)

    def read(self, reader: KeyId, subject: ObjectId, now_ms: Ms) -> bool:
        """Somebody looks at a page with secrets. Whether that is to be logged: once an hour."""
        if now_ms - self._read.get((reader, subject), -_READ_AGAIN_MS) < _READ_AGAIN_MS:
            return False
        self._read[reader, subject] = now_ms
        self._unlogged.append(Reading(reader, subject, now_ms))
        return True

    @property
    def _now(self) -> Disclosures:
        return self._truth.state.of(DISCLOSURES)

    def _wanted(self, now_ms: Ms) -> Iterator[AnyBody]:
        now, me = self._now, self._truth.party
        documents = [each for _, each in sorted(now.documents.items()) if me in each.body.between]
        if not now.keys and not documents:
            return  # nobody here discloses anything
        node = KeyId(key_id(self._truth.state.parties.parties[me].node))
        if node not in now.keys or now.keys[node].recipient != self._recipient:
            yield ReaderKeyed(node, self._recipient)
        for document in documents:
            if me not in document.codes:
                yield self._code(now, document)
            yield from self._recovery(now, document)
        known = self._truth.state.of(ALARMS).alarms
        for alarm in glass.alarms(now, me):
            room = known[alarm.alarm].rooms.get(me, Room()) if alarm.alarm in known else Room()
            if room.raised is None:
                yield alarm
        for release in now.by_time():
            if me in release.parties:
                yield from self._answer(now, release, now_ms)
            yield from self._end(now, release, now_ms)
        for _, inquiry in sorted(now.inquiries.items()):
            for name in inquiry.body.documents:
                document = now.documents[name]
                if me in document.codes and me not in document.secrets and inquiry.is_open(document.body.between):
                    yield CodeRevealed(inquiry.inquiry, name, self._secret(document))

    def _code(self, now: Disclosures, document: Document) -> CodeSealed:
        name, secret = document.body.document, self._secret(document)
        sealed = seal(bytes.fromhex(secret), now.keys[document.author].recipient)
        return CodeSealed(name, commitment(name, self._truth.party, secret), sealed)

    def _answer(self, now: Disclosures, release: Release, now_ms: Ms) -> Iterator[AnyBody]:
        me, standing = self._truth.party, release.standing(now_ms)
        if standing == "waiting" and me not in release.held:
            reason = self._against(now, release, now_ms)
            yield ReleaseRefused(release.release, Text(reason)) if reason else ReleaseHeld(release.release)
        elif standing == "opened" and me not in release.shares:
            share = self._share(release)
            if share is None:
                yield ReleaseRefused(release.release, Text("the share that was sealed to this node does not open"))
            else:
                yield ShareGiven(release.release, seal(share, now.keys[release.body.reader].recipient))

    def _against(self, now: Disclosures, release: Release, now_ms: Ms) -> str:
        """Why this node gives no share; empty where nothing speaks against it."""
        if self._share(release) is None:
            return "the share that was sealed to this node does not open"
        reader = now.keys[release.body.reader]
        if reader.party == release.party:
            return ""
        officer = self._truth.state.parties.officers.get(release.body.reader)
        for role in officer.roles if officer else ():
            decision = self._access.authority.decide(Asked("read_documents", reader.party, role, now_ms))
            if decision.is_allowed and release.body.mandate in (None, *decision.clauses):
                return ""
        return f"no mandate in force lets this reader of {reader.party} read documents that are released to them"

    def _share(self, release: Release) -> bytes | None:
        share = self._unsealed(release.body.shares[self._truth.party])
        return share if share is not None and is_share(share) else None

    def _unsealed(self, sealed: str) -> bytes | None:
        try:
            return unseal(sealed, self._identity)
        except NotOpened:
            return None

    def _end(self, now: Disclosures, release: Release, now_ms: Ms) -> Iterator[AnyBody]:
        me, standing = self._truth.party, release.standing(now_ms)
        concerned = {*release.parties, now.keys[release.body.reader].party}
        if me in concerned and me not in release.ended:
            if standing == "recalled":
                yield ReleaseEnded(release.release, "recalled")
            elif standing == "expired":
                yield ReleaseEnded(release.release, "expired")

    def _recovery(self, now: Disclosures, document: Document) -> Iterator[AnyBody]:
        me, name = self._truth.party, document.body.document
        for part, recovery in sorted(document.recoveries.items()):
            found = now.glass.get((name, part))
            if found is None or len(found.broken) < 2 or me in found.opened:
                continue
            first = sorted(found.broken, key=lambda holder, found=found: (found.broken[holder][0], holder))[:2]  # type: ignore[misc]
            holders = tuple(holder for holder in document.body.holders if holder in first)
            key = next(each for each in recovery.keys if each.node == me and each.holders == holders)
            inner = self._unsealed(key.sealed)
            if inner is not None:
                yield GlassOpened(name, part, key.holders, base64.b64encode(inner).decode())

    def _secret(self, document: Document) -> str:
        """Our half: the one that we have committed to, whatever key we had then; a new one where we have not."""
        name, committed = document.body.document, document.codes.get(self._truth.party)
        halves = [
            hashlib.sha256(f"secret of marks\n{each}\n{name}\n{document.record}\n".encode()).hexdigest()
            for each in identities_of(self._identity)
        ]
        kept = (
            half for half in halves if committed and is_kept(name, self._truth.party, half, committed.commitment)
        )
        return next(kept, halves[0])
