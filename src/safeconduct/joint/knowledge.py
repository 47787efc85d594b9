"""The ledger of knowledge: of a movement, who could know its times, its route, each of its legs and who travels,
since when, by what; and who has looked. Read off all logs that there are.

It says who could know, which is not who did. What stands in a log in clear, everybody in that party's room could
know; who of them looked at the page is in `Look`, for each officer.
"""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

import msgspec

from safeconduct.disclosure.knowledge import By as ByDocument
from safeconduct.disclosure.knowledge import knowers
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import DocumentId, KeyId, Ms, ObjectId, PartyId, RecordId
from safeconduct.state.content import CONTENTS
from safeconduct.state.fold import Fold

By: TypeAlias = ByDocument | Literal["request", "order", "draw", "witness", "start", "roster"]
LEADER: Final = "leader"
"""In place of an officer: whoever holds the escort leader's key."""


class Known(msgspec.Struct, frozen=True):
    """Somebody who could know it. reader: an officer's key; None: everybody in that party's room; "leader". party:
    None where no log says whose the reader is. until_ms: when a release ended; what is known stays known."""

    fact: str
    """times, route, leg-1 and so on, names; of a document its parts."""
    reader: KeyId | None
    party: PartyId | None
    since_ms: Ms
    by: By
    document: DocumentId | None
    record: RecordId | None
    until_ms: Ms | None = None


class Look(msgspec.Struct, frozen=True):
    """Somebody looked at a page about it: first, last, in how many hours."""

    reader: KeyId
    party: PartyId
    first_ms: Ms
    last_ms: Ms
    count: int


class Ledger(msgspec.Struct, frozen=True):
    """Of one subject: a movement, or what else documents are about."""

    subject: ObjectId
    known: tuple[Known, ...]
    looks: tuple[Look, ...]


def ledgers(fold: Fold) -> tuple[Ledger, ...]:
    """Of every subject: movements, and whatever a document is about."""
    state = fold.state
    subjects = {ObjectId(f"movement/{each}") for each in state.of(MOVEMENTS).movements}
    subjects |= {each.body.subject for each in state.of(DISCLOSURES).documents.values()}
    return tuple(ledger(fold, each) for each in sorted(subjects))


def ledger(fold: Fold, subject: ObjectId) -> Ledger:
    """Who could know what of that subject, the first first."""
    state, now = fold.state, fold.state.of(DISCLOSURES)
    kind, _, name = subject.partition("/")
    movement = next((each for each in state.of(MOVEMENTS).movements.values() if each.movement == name), None)
    found = list(_movement(fold, movement)) if kind == "movement" and movement is not None else []
    documents = sorted(each for each, said in now.documents.items() if said.body.subject == subject)
    for document in documents:
        found += [
            Known(each.part, each.reader, each.party, each.since_ms, each.by, document, each.record, each.until_ms)
            for each in knowers(now, document)
        ]
    looks = tuple(
        Look(reader, read.party, read.first_ms, read.last_ms, read.count)
        for (reader, about), read in sorted(now.readings.items())
        if about == subject or about.startswith((f"{subject}/", *(f"document/{each}/" for each in documents)))
    )
    found.sort(key=lambda each: (each.since_ms, each.fact, each.party or "", each.reader or "", each.by))
    return Ledger(subject, tuple(found), looks)


def _movement(fold: Fold, movement: Movement) -> Iterator[Known]:
    """What the logs say in clear, and what the draw has told."""
    parties = sorted(fold.state.parties.parties)
    request, order = movement.request_id, movement.order
    for party in parties:
        yield Known("times", None, party, movement.requested_ms, "request", None, request)
    if order is not None and movement.order_id is not None:
        if isinstance(order, MovementDrawOrdered):
            yield from _drawn(fold, movement, order, parties)
        else:
            for party in parties:
                at_ms = _at(fold, movement.order_id, movement.requested_ms)
                yield Known("route", None, party, at_ms, "order", None, movement.order_id)
    for (party, _), each in sorted(fold.state.of(CONTENTS).committed.items()):
        if each.subject == f"movement/{movement.movement}":
            at_ms = _at(fold, each.record, movement.requested_ms)
            yield Known("names", None, party, at_ms, "roster", None, each.record)


def _drawn(fold: Fold, movement: Movement, order: MovementDrawOrdered, parties: list[PartyId]) -> Iterator[Known]:
    """The leader since the openings that decide a leg; everybody since it began; a witness from the start, for it
    holds both nonces of every leg."""
    now = movement.draw
    for leg in range(1, len(order.legs) + 1):
        fact, decides = f"leg-{leg}", now.decides(order, leg)
        if order.witness is not None and now.has_begun(order):
            at_ms = max(_at(fold, fold.state.chain(now.committed[each].about(each)).tip, order.depart_ms)
                        for each in order.parties)  # fmt: skip
            yield Known(fact, None, order.witness.party, at_ms, "witness", None, movement.order_id)
        if all((leg, party, what) in now.opened for party, what in decides):
            at_ms = max(now.opened[leg, party, what].at_ms for party, what in decides)
            yield Known(fact, KeyId(LEADER), None, at_ms, "draw", None, movement.order_id)
    for started in now.legs:
        tip = fold.state.chain(started.about(PartyId(""))).tip
        for party in parties:
            yield Known(f"leg-{started.leg}", None, party, _at(fold, tip, order.depart_ms), "start", None, tip)


def _at(fold: Fold, record: RecordId | None, otherwise: Ms) -> Ms:
    placed = fold.find(record) if record is not None else None
    return placed.entry.record.at_ms if placed is not None else otherwise
