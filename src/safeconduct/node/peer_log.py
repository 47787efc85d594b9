"""A peer's log, copied: the same tlog-tiles files, fed by `ledger.Mirror`, durable before growth is reported.

Folder: `checkpoint`, `tile/...`, `lock`; while a longer copy is under way `pending`, the signed note that it leads
to; after a fork `fork`, the proof. Killed at any point, it goes on where it was: bundles that are there already
are verified like any that come from the peer, and fetched again if they do not hold.
"""

import asyncio
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.ledger import Checkpoint, checkpoint, entry, fork, tail, tiles
from safeconduct.ledger.mirror import Again, Fetch, Forked, Grown, Mirror, Why
from safeconduct.ledger.package import Package
from safeconduct.ledger.parcel import Section
from safeconduct.ledger.tiles import WIDTH
from safeconduct.wire import note

from .disk import Disk, FileMissing, write_durably
from .log_files import LogDamaged
from .stored_log import StoredLog

_FETCH_AGAIN: Final = "remove the folder; the log is fetched again from the peer"


class Extended(msgspec.Struct, frozen=True):
    """The entries [start, stop) are now held durably, under the signed note `checkpoint`."""

    start: int
    stop: int
    checkpoint: bytes


Outcome: TypeAlias = Extended | Forked | Again


class PeerLog(StoredLog):
    """An open copy. One thread polls; any thread reads. `want`, `got` and `poll` are those of `Mirror`."""

    def __init__(self, folder: Path, key: note.Key, disk: Disk) -> None:
        super().__init__(folder, disk)
        self.key = key
        self.turn = asyncio.Lock()
        """One source at a time feeds it."""
        self._mirror: Mirror
        self._growing = tail.Tail()
        self._tried: set[str] = set()
        self._fork: fork.ForkProof | None = None
        self._is_unsure = False

    @classmethod
    def open(cls, folder: Path, key: note.Key, disk: Disk) -> "PeerLog":
        """The copy of the log of `key` in `folder`, which is made if it is not there.

        Raises InUse, LogDamaged (remove the folder, it is fetched again), DiskFull, DiskFailed.
        """
        disk.make_folder(folder)
        disk.sync_folder(folder.parent)
        log = cls(folder, key, disk)
        log._hold(log._load)
        return log

    @property
    def origin(self) -> str:
        """The name of the log, which is the name of its key."""
        return self.key.name

    @property
    def fork(self) -> fork.ForkProof | None:
        """Proof that this log signed two histories, if it did. Then it is frozen at `size`."""
        return self._fork

    @property
    def held(self) -> Checkpoint:
        """The head of which every entry is held durably."""
        return self._mirror.held

    @property
    def pending(self) -> bytes:
        """A later signed note that is accepted, and whose entries are being taken; b"" if none."""
        return self._mirror.pending

    @property
    def pending_size(self) -> int:
        """Its size; that of `held` if there is none."""
        return self._mirror.pending_size

    @property
    def next(self) -> int:
        """The index of the first entry that is not here yet."""
        return self._mirror.next

    def poll(self) -> None:
        """Begin a round."""
        if self._is_unsure:
            self._load()
        self._tried.clear()
        self._mirror.poll()

    def want(self) -> Fetch | None:
        """What to fetch from the peer next; None: the round is over."""
        return None if self._fork is not None or self._is_unsure else self._mirror.want()

    def got(self, fetch: Fetch, body: bytes | None) -> Outcome:
        """Take the peer's answer, None for "not there".

        Raises what `Mirror.got` raises, DiskFull and DiskFailed. Nothing is lost: `poll` begins again.
        """
        outcome = self._take(self._mirror.got(fetch, body))
        while (kept := self._kept()) is not None:
            try:
                outcome = self._take(self._mirror.got(*kept))
            except (entry.BadEntry, tiles.BadTile):
                break  # torn when we were killed: the peer is asked for it
        return outcome

    def offer(self, section: Section) -> Forked | Again:
        """Accept the head that a parcel or an add-checkpoint call brings, before its packages.

        Raises what `Mirror.offer` raises, DiskFull and DiskFailed.
        """
        if self._is_unsure:
            self._load()
        outcome = self._mirror.offer(section.note, section.start, section.nodes)
        if isinstance(outcome, Forked):
            self._freeze(outcome)
        elif self._mirror.pending and self._mirror.is_proven:
            write_durably(self._disk, self._files.folder / "pending", self._mirror.pending)
        return outcome

    def take(self, package: Package) -> Outcome:
        """Take entries that a parcel brings. Raises what `Mirror.take` raises, DiskFull and DiskFailed."""
        if self._fork is not None or self._is_unsure:
            return Again(Why.SAME)
        return self._take(self._mirror.take(package))

    def _load(self) -> None:
        folder = self._files.folder
        self._checkpoint = self._read("checkpoint")
        proof, pending = self._read("fork"), self._read("pending")
        try:
            held = checkpoint.open_checkpoint(self._checkpoint, self.key) if self._checkpoint else None
            self._tail = tail.Tail.read(held.size, self._files.fetch) if held else tail.Tail()
            self._fork = fork.read(proof) if proof else None
            self._mirror = Mirror(self.key, self._checkpoint, self.read_hash, pending)
        except (BadInput, Untrusted, tiles.TileMissing) as error:
            raise LogDamaged(f"{folder}: {error}", _FETCH_AGAIN) from error
        if held and (self._tail.root != held.root or not self._tail.is_sound):
            raise LogDamaged(f"{folder}: the tiles do not hold what was signed", _FETCH_AGAIN)
        self._growing = self._tail
        self._is_unsure = False

    def _read(self, name: str) -> bytes:
        try:
            return self._disk.read(self._files.folder / name)
        except FileMissing:
            return b""

    def _kept(self) -> tuple[Fetch, bytes] | None:
        """A bundle that is wanted and that was stored before we were stopped; each is tried once a round."""
        fetch = self.want()
        if fetch is None or "/entries/" not in fetch.path or fetch.path in self._tried:
            return None
        self._tried.add(fetch.path)
        try:
            return fetch, self._files.fetch(fetch.path)
        except tiles.TileMissing:
            return None

    def _take(self, outcome: Grown | Forked | Again) -> Outcome:
        if isinstance(outcome, Again):
            return outcome
        try:
            if isinstance(outcome, Grown):
                return self._store(outcome)
            self._freeze(outcome)
        except BaseException:
            self._is_unsure = True  # the mirror has gone on, the files have not: `poll` goes back to the files
            raise
        return outcome

    def _freeze(self, forked: Forked) -> None:
        write_durably(self._disk, self._files.folder / "fork", fork.encode(forked.proof))
        self._fork = forked.proof

    def _store(self, grown: Grown) -> Outcome:
        folder = self._files.folder
        if grown.checkpoint is None and grown.start == self.size:
            write_durably(self._disk, folder / "pending", self._mirror.pending)
        leaves = [entry.leaf_hash(e) for e in grown.entries]
        self._growing, written = self._growing.extend(grown.entries, leaves)
        for tile, content in written:
            if tile.width == WIDTH:
                self._files.write(tile, content)
        if grown.checkpoint is None:
            return Again(Why.MORE)
        start, held = self.size, self._mirror.held
        if (self._growing.size, self._growing.root) != (held.size, held.root):
            raise LogDamaged(f"{self.origin}: memory changed bits while {held.size} entries were copied")
        new = tiles.changed(start, held.size)
        for tile, content in self._growing.edge():
            if tile in new:  # what has not changed is the edge of what is held, and is not touched
                self._files.write(tile, content)
        self._files.settle(start, held.size, held.root)
        write_durably(self._disk, folder / "checkpoint", grown.checkpoint)
        self._files.prune(start, held.size)
        self._disk.remove(folder / "pending")
        self._tail, self._checkpoint = self._growing, grown.checkpoint
        if (late := self._mirror.late_fork()) is not None:
            self._freeze(late)
            return late
        return Extended(start, self.size, grown.checkpoint)
