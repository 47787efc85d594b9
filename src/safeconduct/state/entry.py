"""A record in its place in a log."""

import msgspec

from safeconduct.errors import BadInput
from safeconduct.ledger.entry import leaf_hash
from safeconduct.records import record as records
from safeconduct.records.record import Record
from safeconduct.records.units import Origin, PartyId, RecordId
from safeconduct.wire import dsse


class Entry(msgspec.Struct, frozen=True):
    """What stands at `index` of `log`. Its signature is judged in the fold, where the signer's key is known."""

    id: RecordId
    log: Origin
    index: int
    record: Record
    envelope: dsse.Envelope


class Blank(msgspec.Struct, frozen=True):
    """Bytes in a log that are no record we know. They keep their place, so that nothing after them shifts."""

    id: RecordId
    log: Origin
    index: int
    reason: str


def record_id(entry: bytes) -> RecordId:
    """The RFC 6962 leaf hash of a log entry."""
    return RecordId(leaf_hash(entry).hex())


def party_of(log: Origin) -> PartyId:
    """The party whose log it is: the first part of its origin."""
    return PartyId(log.split("/", 1)[0])


def read_entry(log: Origin, index: int, entry: bytes) -> Entry | Blank:
    """The record in those bytes of that log. Never raises: a peer's odd bytes must not stop the fold."""
    try:
        envelope = dsse.read(entry)
        record = records.read(envelope.payload)
        if record.party != party_of(log):  # else a copy of another's record, under the same id, could undo it
            reason = f"a record of {record.party} in the log of {party_of(log)}"
            return Blank(record_id(entry), log, index, reason)
        return Entry(record_id(entry), log, index, record, envelope)
    except BadInput as error:
        return Blank(record_id(entry), log, index, str(error))
