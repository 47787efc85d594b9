"""Logs on a USB stick, one way: `ledger.parcel` files, written from a node's folder and taken in by another node.

Who may read a log over the network may be handed it on a stick, nobody else. A file that was cut off anywhere does
no harm: whole packages of it count, and the rest is taken when the whole file comes.
"""

from collections.abc import Iterator, Mapping

import msgspec

from safeconduct.errors import Denied
from safeconduct.ledger import Forked, parcel
from safeconduct.ledger.package import MissesEntries
from safeconduct.ledger.parcel import Section
from safeconduct.records.units import Origin, PartyId
from safeconduct.state.entry import party_of
from safeconduct.state.parties import Parties

from .node import Node
from .peer_log import Extended, PeerLog
from .stored_log import StoredLog


class Taken(msgspec.Struct, frozen=True):
    """What one log of a parcel came to: records held before and after, and why not all was taken, or empty."""

    origin: Origin
    before: int
    after: int
    problem: str = ""


def heads(node: Node) -> dict[Origin, int]:
    """How much of each log is held here: what the sender needs to know to carry only what is new."""
    return {origin: size for origin, size, _ in node.truth.cut()}


def carry(node: Node, to: PartyId, since: Mapping[Origin, int]) -> Iterator[bytes]:
    """The parcel for that party. since: what it holds. Raises Denied if it may read none of the logs here."""
    truth = node.truth
    logs: dict[Origin, StoredLog] = {truth.origin: truth.log, **truth.peers}
    may_read = [
        (origin, log)
        for origin, log in sorted(logs.items())
        if log.size and _may_read(truth.state.parties, to, origin)
    ]
    if not may_read:
        raise Denied(f"{to} may read none of the logs here", "admit it first: safeconduct admit")
    told = [log.parcel(log.size) for log in _own_logs(node, to)]
    return parcel.write([*told, *(log.parcel(min(since.get(origin, 0), log.size)) for origin, log in may_read)])


def _own_logs(node: Node, to: PartyId) -> list[PeerLog]:
    """The receiver's newest log, of which only the head is carried: it may have lost what it signed last."""
    party = node.truth.state.parties.parties.get(to)
    log = node.truth.peers.get(party.log) if party is not None else None
    return [log] if log is not None and log.size else []


def _may_read(parties: Parties, to: PartyId, origin: Origin) -> bool:
    owner = party_of(origin)
    return owner != to and to not in parties.removed and parties.has_admitted(owner, to)


class Intake:
    """Takes in a parcel, chunk by chunk. What is reported as grown is durable."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._reader = parcel.reader()
        self._log: PeerLog | None = None
        self._taken: dict[Origin, Taken] = {}

    @property
    def is_whole(self) -> bool:
        """Whether the file came to its end."""
        return self._reader.is_done

    def taken(self) -> list[Taken]:
        """Each log that the parcel has carried so far."""
        peers = self._node.truth.peers
        return [
            msgspec.structs.replace(each, after=peers[origin].size) if origin in peers else each
            for origin, each in self._taken.items()
        ]

    async def feed(self, chunk: bytes) -> None:
        """Take what is whole by now. Raises BadParcel, BadPackage, BadSignature, DiskFull and the like."""
        for item in self._reader.feed(chunk):
            if isinstance(item, Section):
                await self._begin(item)
            elif self._log is not None:
                await self._judge(self._log, self._log.take(item))

    async def _begin(self, section: Section) -> None:
        origin = Origin(section.claimed.origin)
        if origin == self._node.truth.origin:
            self._log = None
            self._node.truth.hear(section.note)
            return
        log = self._log = self._node.truth.peers.get(origin)
        if log is None or not self._node.truth.is_followed(origin):
            self._log = None
            problem = "we do not follow that log" if log is None else "nothing more of that log counts"
            size = log.size if log is not None else 0
            self._taken[origin] = Taken(origin, size, size, problem)
            return
        self._taken.setdefault(origin, Taken(origin, log.size, log.size))
        try:
            await self._judge(log, log.offer(section))
        except MissesEntries as error:
            self._log = None
            self._taken[origin] = Taken(origin, log.size, log.size, f"{error}; {error.next_step}")

    async def _judge(self, log: PeerLog, outcome: object) -> None:
        if isinstance(outcome, Extended):
            await self._node.grown(Origin(log.origin))
        elif isinstance(outcome, Forked):
            self._log = None
            await self._node.forked()
            before = self._taken[Origin(log.origin)]
            self._taken[before.origin] = msgspec.structs.replace(
                before, problem="that log was signed in two histories"
            )
