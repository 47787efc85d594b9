"""What the logs say of each other: heartbeats and cosignatures."""

from typing import Final

import immutables
import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import cosignature
from safeconduct.ledger.checkpoint import Checkpoint
from safeconduct.records.log import Head, LogCompleted, LogCosigned, LogRolledBack
from safeconduct.records.units import Ms, Origin, PartyId
from safeconduct.wire import note

from .parties import Parties, Party
from .placed import Placed
from .reducer import Reducer
from .refusal import Refusal


class Heartbeat(msgspec.Struct, frozen=True):
    """How far a log is complete, and when its party said so."""

    complete_to_ms: Ms
    at_ms: Ms
    index: int


class Cosignature(msgspec.Struct, frozen=True):
    """The newest head of a log that another party holds."""

    head: Head
    cosigned_ms: Ms


class Logs(msgspec.Struct, frozen=True):
    """The newest heartbeat of each log, and who holds how much of whose."""

    heartbeats: immutables.Map[Origin, Heartbeat] = immutables.Map()
    cosignatures: immutables.Map[tuple[Origin, PartyId], Cosignature] = immutables.Map()

    rollbacks: immutables.Map[tuple[Origin, PartyId], LogRolledBack] = immutables.Map()
    """The newest time that a log was shown older than it was, by who saw it."""

    def final_size(self, origin: Origin, others: frozenset[PartyId]) -> int:
        """The prefix of that log that all others hold: nobody can take it back any more."""
        held = [self.cosignatures.get((origin, party)) for party in others]
        return min((each.head.size if each else 0 for each in held), default=0)


def _reduce(logs: Logs, placed: Placed, parties: Parties) -> Logs | Refusal:
    record = placed.entry.record
    match record.body:
        case LogCompleted() as body:
            before = logs.heartbeats.get(placed.entry.log)
            if before is not None and body.complete_to_ms < before.complete_to_ms:
                return Refusal("a log cannot become less complete")
            beat = Heartbeat(body.complete_to_ms, record.at_ms, placed.entry.index)
            return msgspec.structs.replace(logs, heartbeats=logs.heartbeats.set(placed.entry.log, beat))
        case LogCosigned() as body:
            key = (body.head.origin, record.party)
            if not _is_cosigned(body, parties.parties.get(record.party)):
                return Refusal("the cosignature does not hold")
            known = logs.cosignatures.get(key)
            if known is not None and body.head.size < known.head.size:
                return Refusal("a cosigned log cannot shrink")
            cosigned = Cosignature(body.head, body.cosigned_ms)
            return msgspec.structs.replace(logs, cosignatures=logs.cosignatures.set(key, cosigned))
        case LogRolledBack() as body:
            key = (body.held.origin, record.party)
            return msgspec.structs.replace(logs, rollbacks=logs.rollbacks.set(key, body))
        case _:
            return Refusal("not about logs")


def _is_cosigned(body: LogCosigned, by: Party | None) -> bool:
    """Whether the line is that party's cosignature of exactly that head, made at the time that the record says."""
    if by is None:
        return False
    head = Checkpoint(body.head.origin, body.head.size, bytes.fromhex(body.head.root))
    try:
        cosigned = cosignature.verify(f"{head.text}\n{body.cosignature}".encode(), note.parse_key(by.witness_vkey))
    except (BadInput, Untrusted):
        return False
    return cosigned.at_s == body.cosigned_ms // 1000


LOGS: Final = Reducer("logs", Logs(), frozenset({LogCompleted.TYPE, LogCosigned.TYPE, LogRolledBack.TYPE}), _reduce)
