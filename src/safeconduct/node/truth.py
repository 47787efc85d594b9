"""The logs and what they say: our own log, the mirrors of the others, and the joint state over them all.

Nothing is acknowledged before it is durable. One act at a time: `lock` is held from the decision to the fold.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from safeconduct import joint
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.ledger import cosignature, tiles
from safeconduct.records import record as records
from safeconduct.records.log import Head, LogCosigned
from safeconduct.records.record import AnyBody, Record
from safeconduct.records.units import Digest, KeyId, Ms, ObjectId, Origin, PartyId, RecordId
from safeconduct.state.bracket import Bracket
from safeconduct.state.entry import read_entry, record_id
from safeconduct.state.logs import LOGS
from safeconduct.state.model import State, state_digest
from safeconduct.state.placed import Placed
from safeconduct.wire import dsse, note

from .config import Config, Peer
from .disk import Disk
from .folder import Folder, NodeKeys
from .log import Log
from .peer_log import PeerLog
from .store import Store

PAGE: Final = 4_096
"""Entries read from disk at once while starting."""


class Truth:
    """A node's logs. Opening it replays them; the state is never read from anywhere else."""

    def __init__(self, folder: Folder, config: Config, keys: NodeKeys, disk: Disk) -> None:
        self.lock = asyncio.Lock()
        self.party: Final[PartyId] = config.party
        self.origin: Final[Origin] = config.origin
        self.log = Log.open(folder.log, note.Signer(config.origin, keys.log), disk)
        self.peers: dict[Origin, PeerLog] = {
            peer.origin: open_peer_log(folder, peer, disk) for peer in config.peers
        }
        self.fold = joint.new_fold()
        self.store = Store(folder.state)
        self._signer: Final = keys.node
        self._read: dict[Origin, int] = {}
        self._heads: dict[Origin, Head] = {}
        self.start()

    @property
    def state(self) -> State:
        """What all logs say now."""
        return self.fold.state

    @property
    def parties(self) -> frozenset[PartyId]:
        """The members, who agree, approve and are watched for; before there are any, only this party."""
        return self.state.parties.members or frozenset({self.party})

    def start(self) -> list[Placed]:
        """Fold everything that is on disk and not folded yet."""
        placed = [each for origin in (self.origin, *self.peers) for each in self._advance(origin)]
        self.store.add(placed)
        return placed

    def seen(self) -> tuple[Head, ...]:
        """The newest heads of the others whose every record has its place here."""
        return tuple(sorted(self._heads.values()))

    def accord(self) -> Digest | None:
        """The digest of what is in force."""
        return self.state.of(ACCORD).digest(self.parties)

    def draft(self, body: AnyBody, by: KeyId, at_ms: Ms, tip: RecordId | None = None) -> Record:
        """A record of that act as things stand, ready to sign. `tip`: what it follows, if not the state's."""
        about = body.about(self.party)
        return records.write(
            body,
            party=self.party,
            by=by,
            at_ms=at_ms,
            prev=tip or self.state.chain(about).tip,
            seen=self.seen(),
            accord=self.accord(),
        )

    def sign(self, bodies: Sequence[AnyBody], at_ms: Ms) -> list[bytes]:
        """Entries of acts of the node itself, each following the ones before it."""
        tips: dict[ObjectId, RecordId] = {}
        entries: list[bytes] = []
        for body in bodies:
            about = body.about(self.party)
            drafted = self.draft(body, KeyId(self._signer.key_id), at_ms, tips.get(about))
            entry = dsse.encode(dsse.sign(records.encode(drafted), self._signer))
            tips[about] = record_id(entry)
            entries.append(entry)
        return entries

    async def append(self, entries: Sequence[bytes]) -> list[Placed]:
        """Durably append and fold. The caller holds `lock`. Raises DiskFull and the like: then nothing happened."""
        await asyncio.to_thread(self.log.append, entries)
        return self._take(self.origin)

    async def write(self, bodies: Sequence[AnyBody], at_ms: Ms) -> list[Placed]:
        """Sign as the node, append, fold. The caller holds `lock`."""
        return await self.append(self.sign(bodies, at_ms)) if bodies else []

    def placed(self, record: RecordId) -> Placed:
        """The record of that id. Raises BadInput."""
        found = self.fold.find(record)
        if found is None:
            raise BadInput(f"there is no record {record}", next_step="sync with the other parties, then look again")
        return found

    def bracket(self, placed: Placed) -> Bracket:
        """What is proven of its time."""
        return self.fold.bracket(placed)

    def grown(self, origin: Origin) -> list[Placed]:
        """Fold what a mirror has gained. The caller holds `lock`."""
        return self._take(origin)

    def reindex(self) -> None:
        """Forget the index and make it again from what the logs say."""
        self.store.clear()
        self.store.add(self.fold.order)

    def cut(self) -> list[tuple[Origin, int, str]]:
        """(origin, size, root in hexadecimal) of every log held."""
        logs: list[tuple[Origin, Log | PeerLog]] = [(self.origin, self.log), *self.peers.items()]
        return sorted((origin, log.size, log.root.hex()) for origin, log in logs)

    def digest(self) -> Digest:
        """The state's digest: equal on both nodes once each holds all of the other's log."""
        return state_digest(self.state)

    def file(self, path: str) -> bytes | None:
        """A file of our own log as peers read it; None where there is none of that name."""
        if path == "checkpoint":
            return self.log.checkpoint
        try:
            return self.log.fetch(path)
        except (tiles.TileMissing, BadInput):
            return None

    def cosignatures(self, witness: note.Signer, now_ms: Ms) -> list[LogCosigned]:
        """What this node now vouches for: each mirror that has grown since it last said so."""
        cosigned: list[LogCosigned] = []
        for head in self.seen():
            known = self.state.of(LOGS).cosignatures.get((head.origin, self.party))
            if known is not None and known.head.size >= head.size:
                continue
            line = cosignature.cosign(self.peers[head.origin].checkpoint, witness, now_ms // 1000)
            cosigned.append(LogCosigned(head, now_ms, line.decode()))
        return cosigned

    def entry(self, origin: Origin, index: int) -> bytes:
        """The bytes of that entry."""
        log = self.log if origin == self.origin else self.peers[origin]
        return log.entry(index)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()
        for log in (self.log, *self.peers.values()):
            log.close()

    def _take(self, origin: Origin) -> list[Placed]:
        placed = self._advance(origin)
        self.store.add(placed)
        return placed

    def _advance(self, origin: Origin) -> list[Placed]:
        log = self.log if origin == self.origin else self.peers[origin]
        placed: list[Placed] = []
        while (start := self._read.get(origin, 0)) < log.size:
            stop = min(log.size, start + PAGE)
            entries = enumerate(log.entries(start, stop), start)
            placed += self.fold.add(read_entry(origin, index, entry) for index, entry in entries)
            self._read[origin] = stop
        self._note_heads()
        return placed

    def _note_heads(self) -> None:
        for origin, log in self.peers.items():
            if log.size and self.fold.placed(origin) == log.size:
                self._heads[origin] = Head(origin, log.size, Digest(log.root.hex()))


def open_peer_log(folder: Folder, peer: Peer, disk: Disk) -> PeerLog:
    """The mirror of that peer's log, as far as it got."""
    return PeerLog.open(folder.peer_log(peer.origin), note.parse_key(peer.log_vkey), disk)


class Stale(BadInput):
    """The object has changed since the draft was made."""


def check_fresh(state: State, record: Record) -> None:
    """Raises Stale when another act came between draft and signature: the officer must see it first."""
    if record.prev != state.chain(record.object).tip:
        raise Stale(
            f"{record.object} has changed while you were reading",
            next_step="look at it again, then sign again",
        )
