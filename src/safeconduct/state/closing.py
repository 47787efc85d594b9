"""Logs that end: by removal of their party, by a proven fork, or because a new epoch goes on.

A closed log counts up to a size that the records say, the same on every node, however much of it a node holds.
"""

from typing import Final

import immutables
import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import fork
from safeconduct.records.log import LogForked, LogSucceeded
from safeconduct.records.party import PartyRemoved
from safeconduct.records.units import Origin
from safeconduct.wire import note

from .entry import Entry, party_of
from .parties import Closed, Fork, Parties, Party, Removal, Why
from .refusal import Refusal

CLOSING: Final = (PartyRemoved, LogForked, LogSucceeded)
"""Acts that can end a log."""


def note_heads(parties: Parties, entry: Entry) -> Parties:
    """Remember the largest heads that this party's log has named: it cannot take them back."""
    known = parties.known
    for head in entry.record.seen:
        if head.size > known.get((entry.record.party, head.origin), 0):
            known = known.set((entry.record.party, head.origin), head.size)
    return parties if known is parties.known else msgspec.structs.replace(parties, known=known)


def removed(parties: Parties, entry: Entry, body: PartyRemoved) -> Parties | Refusal:
    """After that removal. A party may withdraw its own admission, and as a member end the membership of another."""
    by = entry.record.party
    had_admitted = parties.has_admitted(by, body.party)
    if by not in parties.members and not had_admitted:
        return Refusal("only a member can remove a party")
    if body.party not in parties.parties and not had_admitted:
        return Refusal(f"there is no party {body.party}")
    is_member = by in parties.members
    admitted = parties.admitted.get(by, immutables.Map())
    if had_admitted:
        admitted = admitted.delete(body.party)
    after = msgspec.structs.replace(parties, admitted=parties.admitted.set(by, admitted))
    if not is_member:
        return after
    removal = Removal(by, body.reason, entry.record.at_ms, entry.id)
    after = msgspec.structs.replace(after, removed=after.removed.set(body.party, removal))
    party = parties.parties.get(body.party)
    if party is None:
        return after
    held = entry.index + 1 if body.party == by else parties.known.get((by, party.log), 0)
    return _closed(after, party.log, held, "removed", entry)


def forked(parties: Parties, entry: Entry, body: LogForked) -> Parties | Refusal:
    """After that proof, if it holds: the log counts up to what all who have seen the fork keep."""
    party = parties.parties.get(party_of(body.origin))
    if party is None or party.log != body.origin:
        return Refusal(f"no party here writes the log {body.origin}")
    if party.party == entry.record.party:
        return Refusal("a party does not judge its own log")
    try:
        heads = fork.verify(fork.read(body.proof.encode()), note.parse_key(party.log_vkey))
    except (BadInput, Untrusted) as error:
        return Refusal(f"the proof of a fork does not hold: {error}")
    if any(head.origin != body.origin for head in heads):
        return Refusal("the proof is about another log")
    known = parties.forks.get(body.origin) or Fork(body.origin, body.proof)
    kept = min(body.kept, known.kept.get(entry.record.party, body.kept))
    known = msgspec.structs.replace(known, kept=known.kept.set(entry.record.party, kept))
    after = msgspec.structs.replace(parties, forks=parties.forks.set(body.origin, known))
    return _closed(after, body.origin, kept, "forked", entry)


def succeeded(parties: Parties, party: Party, entry: Entry, body: LogSucceeded) -> Parties | Refusal:
    """After the old epoch has ended there. After a fork, another member must have admitted the new log first."""
    if entry.index != 0:
        return Refusal("a new epoch begins with its succession")
    if body.old.origin != party.log or entry.log != next_epoch(party.log):
        return Refusal(f"{entry.log} does not follow {party.log}")
    before = parties.closed.get(party.log)
    is_welcome = any(
        (admission := admitted.get(party.party)) is not None and admission.origin == entry.log
        for other, admitted in parties.admitted.items()
        if other != party.party
    )
    if before is not None and not is_welcome:
        return Refusal(f"{party.log} was closed by others: one of them must admit {entry.log} first")
    return _closed(parties, party.log, body.old.size, "succeeded", entry)


def next_epoch(origin: Origin) -> Origin:
    """The name of the log that may follow."""
    party, accord, epoch = origin.split("/")
    return Origin(f"{party}/{accord}/{int(epoch) + 1}")


def _closed(parties: Parties, origin: Origin, size: int, why: Why, entry: Entry) -> Parties:
    before = parties.closed.get(origin)
    closed = Closed(size, why, entry.record.at_ms, (entry.id,))
    if before is not None:
        records = (*before.records, entry.id)
        closed = msgspec.structs.replace(before, size=min(size, before.size), records=records)
    return msgspec.structs.replace(parties, closed=parties.closed.set(origin, closed))
