"""The logs and what they say: our own log, the mirrors of the others, and the joint state over them all.

Nothing is acknowledged before it is durable. One act at a time: `lock` is held from the decision to the fold.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import immutables

from safeconduct import joint
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.ledger import Checkpoint, checkpoint, cosignature, fork, open_checkpoint, tiles
from safeconduct.records import record as records
from safeconduct.records.log import Head, LogCosigned, LogForked
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.record import AnyBody, Record
from safeconduct.records.units import Digest, KeyId, Ms, ObjectId, Origin, PartyId, RecordId
from safeconduct.state.bracket import Bracket
from safeconduct.state.entry import Blank, party_of, read_entry, record_id
from safeconduct.state.logs import LOGS
from safeconduct.state.model import State, state_digest
from safeconduct.state.parties import Fork
from safeconduct.state.placed import Placed
from safeconduct.wire import dsse, note

from .config import Config
from .copies import Copies
from .disk import Disk
from .folder import Folder, NodeKeys
from .lease import Lease
from .log import Log
from .peer_log import PeerLog
from .shut import LogBehind, LogClosed, LogDoubted, LogShut
from .store import Store

PAGE: Final = 4_096
"""Entries read from disk at once while starting."""


class Truth:
    """A node's logs. Opening it replays them; the state is never read from anywhere else."""

    def __init__(self, folder: Folder, config: Config, keys: NodeKeys, disk: Disk) -> None:
        self.lock = asyncio.Lock()
        self.party: Final[PartyId] = config.party
        self.origin: Final[Origin] = config.origin
        self.log = Log.open(folder.own_log(config.epoch), note.Signer(config.origin, keys.log), disk)
        self.copies: Final = Copies(folder, disk)
        self.peers: dict[Origin, PeerLog] = self.copies.open(config.peers)
        self.behind: Checkpoint | None = None
        """A head of ours that somebody holds and we do not: this folder was restored. Then nothing is written."""
        self.doubt = ""
        """Why this folder may be an old copy of itself. Until another party has shown what it holds of our log,
        nothing is written."""
        self._lease: Final = Lease(folder.root / "lease", folder.own_log(config.epoch) / "lock", disk)
        self.fold = joint.new_fold()
        self.store = Store(folder.state)
        self._signer: Final = keys.node
        self._read: dict[Origin, int] = {}
        self._heads: dict[Origin, Head] = {}
        self._restarts = 0
        self._told: set[Origin] = set()
        """Forks that we have logged since the start: one that the fold refuses is not logged again and again."""
        self.start()
        if (lost := self._forgotten()) is not None:
            self.close()
            raise PeerForgotten(self.origin, lost)

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

    def _forgotten(self) -> Origin | None:
        """A log that our own records name, and that nothing here follows any more."""
        for entry in self.log.entries(start := self.fold.placed(self.origin), start + 1):
            found = read_entry(self.origin, start, entry)
            named = [] if isinstance(found, Blank) else [head.origin for head in found.record.seen]
            return next((each for each in named if each != self.origin and each not in self.peers), None)
        return None

    def seen(self) -> tuple[Head, ...]:
        """The newest heads of the others whose every record has its place here."""
        return tuple(sorted(self._heads.values()))

    def accord(self, at_ms: Ms | None = None) -> Digest | None:
        """The digest of what is in force then."""
        return self.state.of(ACCORD).digest(self.parties, at_ms)

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
            accord=self.accord(at_ms),
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
        """Durably append and fold. The caller holds `lock`. Raises DiskFull, LogBehind and the like: then nothing
        happened."""
        if (shut := self.shut) is not None:
            raise shut
        self._lease.renew()
        await asyncio.to_thread(self.log.append, entries)
        return self._take(self.origin)

    async def write(self, bodies: Sequence[AnyBody], at_ms: Ms) -> list[Placed]:
        """Sign as the node, append, fold. The caller holds `lock`. Into a log that is shut nothing is written."""
        return await self.append(self.sign(bodies, at_ms)) if bodies and self.shut is None else []

    @property
    def shut(self) -> LogShut | None:
        """Why nothing may be written to our log; None as long as it is open."""
        if self.behind is not None:
            return LogBehind(self.origin, self.log.size, self.behind.size)
        if self.doubt:
            return LogDoubted(self.origin, self.doubt)
        closed = self.state.parties.closed.get(self.origin)
        return LogClosed(f"{self.origin} was closed by others: {closed.why}") if closed is not None else None

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

    @property
    def forks(self) -> tuple[Fork, ...]:
        """Logs that are proven to have been signed in two histories, for the pages."""
        return tuple(fork for _, fork in sorted(self.state.parties.forks.items()))

    def is_followed(self, origin: Origin) -> bool:
        """Whether more of that log is wanted: it goes on, or ended later than what is held."""
        closed = self.state.parties.closed.get(origin)
        if closed is not None:
            return self.peers[origin].size < closed.size
        return party_of(origin) not in self.state.parties.removed

    def follow(self, origin: Origin, log_vkey: str) -> None:
        """Begin a copy of one more log, and keep that over a restart."""
        if origin not in self.peers and origin != self.origin:
            self.peers[origin] = self.copies.begin(origin, log_vkey)

    def readers(self, origin: Origin) -> list[note.Key]:
        """The keys of those who may read that log here: whom its owner has admitted, and the owner. A key that its
        party has replaced opens nothing any more."""
        parties, owner = self.state.parties, party_of(origin)
        admitted = parties.admitted.get(owner, immutables.Map[PartyId, PartyAdmitted]())
        vkeys = {party: body.witness_vkey for party, body in admitted.items()}
        for party in (*admitted, *([owner] if owner != self.party else [])):
            if party in parties.parties:
                vkeys[party] = parties.parties[party].witness_vkey
        return [note.parse_key(vkey) for party, vkey in sorted(vkeys.items()) if party not in parties.removed]

    def serve(self, origin: Origin, path: str) -> bytes | None:
        """A file of any log that is held here; None where there is none. Who may ask is the caller's to check."""
        if origin == self.origin:
            return self.file(path)
        log = self.peers.get(origin)
        if log is None:
            return None
        try:
            return (log.checkpoint or None) if path == "checkpoint" else log.fetch(path)
        except (tiles.TileMissing, BadInput):
            return None

    def suspect(self, now_ms: Ms) -> None:
        """On start: may this folder be an old copy? Not if nobody has ever vouched for a head of our log."""
        logs = self.state.of(LOGS)
        if any(origin == self.origin for origin, _ in logs.cosignatures):
            beat = logs.heartbeats.get(self.origin)
            self.doubt = self._lease.doubt(beat.at_ms if beat is not None else Ms(0), now_ms)

    def hear(self, raw: bytes | None) -> None:
        """Another party shows the newest head of ours that it holds. Raises what a note that is not ours raises."""
        if raw is None:
            return
        shown = open_checkpoint(raw, self.log.key)
        is_held = shown.size <= self.log.size and self.log.root_at(shown.size) == shown.root
        if is_held:
            self.doubt = ""
        elif self.behind is None or shown.size > self.behind.size:
            self.behind = shown

    def forked(self) -> list[LogForked]:
        """What to log of forks that are proven here and not yet said by us."""
        said = self.state.parties.forks
        bodies = [
            LogForked(origin, self._kept(origin), fork.encode(log.fork).decode())
            for origin, log in sorted(self.peers.items())
            if log.fork is not None
            and party_of(origin) in self.state.parties.parties
            and (origin not in said or self.party not in said[origin].kept)
            and self._is_open(origin)
            and origin not in self._told
        ]
        self._told.update(body.origin for body in bodies)
        return bodies

    def _is_open(self, origin: Origin) -> bool:
        closed = self.state.parties.closed.get(origin)
        return closed is None or closed.why == "forked"

    def _kept(self, origin: Origin) -> int:
        """The largest head of that log that every other party has named and that is on the history held here."""
        log = self.peers[origin]
        common: dict[PartyId, int] = {}
        for placed in self.fold.order:
            record = placed.entry.record
            if record.party in (self.party, party_of(origin)):
                continue
            body = record.body
            for head in (*record.seen, *((body.head,) if isinstance(body, LogCosigned) else ())):
                if head.origin == origin:
                    is_ours = head.size <= log.size and log.root_at(head.size).hex() == head.root
                    best = common.get(record.party, 0)
                    common[record.party] = max(best, head.size) if is_ours else best
        return min([log.size, *common.values()])

    def cosignatures(self, witness: note.Signer, now_ms: Ms) -> list[LogCosigned]:
        """What this node now vouches for: each mirror that has grown since it last said so."""
        cosigned: list[LogCosigned] = []
        for head in self.seen():
            known = self.state.of(LOGS).cosignatures.get((head.origin, self.party))
            if known is not None and known.head.size >= head.size:
                continue
            newest = self.peers[head.origin].checkpoint
            if checkpoint.parse(note.read(newest).text).size != head.size:  # it grows in another thread: next time
                continue
            line = cosignature.cosign(newest, witness, now_ms // 1000)
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
        if self._restarts != self.fold.restarts:
            self._restarts = self.fold.restarts
            self.reindex()
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
            if not self.is_followed(origin):
                self._heads.pop(origin, None)
            elif log.size and self.fold.placed(origin) == log.size:
                self._heads[origin] = Head(origin, log.size, Digest(log.root.hex()))


class PeerForgotten(BadInput):
    """node.toml follows a log no more that our own records have seen: without it they have no place."""

    def __init__(self, own: Origin, lost: Origin) -> None:
        party = party_of(lost)
        super().__init__(
            f"records of {own} name {lost}, and node.toml has no [[peers]] entry for it",
            next_step=f"put that entry back, from the invitation of {party}; to end its membership, then use: "
            "safeconduct party remove",
        )


class Stale(BadInput):
    """The object has changed since the draft was made."""


def check_fresh(state: State, record: Record) -> None:
    """Raises Stale when another act came between draft and signature: the officer must see it first."""
    if record.prev != state.chain(record.object).tip:
        raise Stale(
            f"{record.object} has changed while you were reading",
            next_step="look at it again, then sign again",
        )
