"""The ledger of knowledge: who could know a part of a document, since when, by what. Read off both logs.

It is about documents, never about persons: what anybody did with a copy is not in it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec

from safeconduct.records.units import DocumentId, GroupId, KeyId, Ms, PartyId, RecordId

from .disclosure import Disclosures, Document, Glass

By: TypeAlias = Literal["author", "release", "recovery"]


class Knower(msgspec.Struct, frozen=True):
    """Somebody who could know it. `until_ms`: when the release ended, if it did; what is known stays known."""

    reader: KeyId
    party: PartyId
    document: DocumentId
    part: GroupId
    since_ms: Ms
    by: By
    record: RecordId | None
    until_ms: Ms | None


def knowers(now: Disclosures, document: DocumentId, part: GroupId | None = None) -> tuple[Knower, ...]:
    """Who could know that part, or any part, the first first."""
    known = now.documents.get(document)
    if known is None:
        return ()
    parts = [each.group for each in known.body.parts if part in (None, each.group)]
    found = [knower for each in parts for knower in _of_part(now, known, each)]
    return tuple(sorted(found, key=lambda each: (each.since_ms, each.part, each.reader, each.by)))


def _of_part(now: Disclosures, document: Document, part: GroupId) -> Iterable[Knower]:
    name = document.body.document
    yield Knower(document.author, document.party, name, part, document.at_ms, "author", document.record, None)
    for release in now.of(name):
        known_ms = release.known_ms
        if release.body.part == part and known_ms is not None:
            reader = release.body.reader
            ends = release.recalled_ms if release.recalled_ms is not None else release.body.until_ms
            yield Knower(reader, now.keys[reader].party, name, part, known_ms, "release", release.release, ends)
    glass = now.glass.get((name, part), Glass())
    for at_ms, holders, _ in glass.opened.values():
        for holder in holders:
            yield Knower(holder, now.keys[holder].party, name, part, at_ms, "recovery", None, None)


def holders(now: Disclosures, parts: Sequence[tuple[DocumentId, GroupId]], before_ms: Ms) -> tuple[KeyId, ...]:
    """The smallest set that the logs alone can give: whoever could know all of these parts by then."""
    known = [
        {each.reader for each in knowers(now, document, part) if each.since_ms <= before_ms}
        for document, part in parts
    ]
    return tuple(sorted(set.intersection(*known))) if known else ()


class Need(msgspec.Struct, frozen=True):
    """How many have been given it or are about to be, and how many need to know."""

    readers: tuple[KeyId, ...]
    readers_max: int | None

    def is_over(self, one_more: KeyId | None = None) -> bool:
        """Whether there are more than need to know, with that reader added."""
        count = len({*self.readers, *((one_more,) if one_more else ())})
        return self.readers_max is not None and count > self.readers_max


def need(now: Disclosures, document: DocumentId, now_ms: Ms) -> Need:
    """Of everything about that document's subject, a movement say: its legs are documents of their own. Releases
    that are neither refused nor recalled nor over unread count; so does who has read. How many need to know is
    what the newest draft says."""
    subject = now.documents[document].body.subject
    about = sorted(
        (each for each in now.documents.values() if each.body.subject == subject),
        key=lambda each: (each.at_ms, each.record),
    )
    names = {each.body.document for each in about}
    readers = {
        each.body.reader
        for each in now.releases.values()
        if each.body.document in names
        and (each.known_ms is not None or each.standing(now_ms) in ("waiting", "held", "opened"))
    }
    said = [each.body.readers_max for each in about if each.body.readers_max is not None]
    return Need(tuple(sorted(readers)), said[-1] if said else None)
