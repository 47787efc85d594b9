"""Following one log of somebody else. No socket and no file: ask what is wanted, hand over bytes.

A round: `poll()`, then `want()` and `got()` until `want()` is None. First the checkpoint; then the few tiles that
show, in O(log n), that it extends what is held; then the new entries, bundle by bundle, each verified against
the signed root as it comes. A log that signs two histories is found at the first checkpoint that shows it.
"""

import enum
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.wire import note

from . import checkpoint, fork, merkle, tiles
from .checkpoint import Checkpoint
from .package import BadPackage, MissesEntries, Package, nodes_inside, place
from .tiles import WIDTH


class Fetch(msgspec.Struct, frozen=True):
    """A file that the mirror wants: `checkpoint`, or the path of a tile or bundle below the log's URL."""

    path: str


class Why(enum.Enum):
    """Why `got` has nothing to report yet."""

    MORE = "another file is needed"
    SAME = "the log has not grown"
    BEHIND = "an older head of the same log: a stale copy, or a log restored from a backup"


class Again(msgspec.Struct, frozen=True):
    """Nothing new. `shown` is the head that was offered, once its signature has been verified."""

    why: Why
    shown: Checkpoint | None = None


class Grown(msgspec.Struct, frozen=True):
    """Verified entries from index `start` on. checkpoint: the signed note, if they are the last below it."""

    start: int
    entries: tuple[bytes, ...]
    checkpoint: bytes | None

    @property
    def stop(self) -> int:
        """The index after the last entry."""
        return self.start + len(self.entries)


class Forked(msgspec.Struct, frozen=True):
    """The log signed two histories. The mirror stays at what it held and wants nothing more."""

    proof: fork.ForkProof
    held: bytes
    shown: bytes


Outcome: TypeAlias = Grown | Forked | Again


class _Step(enum.Enum):
    IDLE = enum.auto()
    CHECKPOINT = enum.auto()
    COMPARE = enum.auto()
    ENTRIES = enum.auto()
    FORKED = enum.auto()


class _Needed(Exception):
    """A file must be fetched before the step can be done. Never leaves this file."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class _Head(msgspec.Struct, frozen=True):
    raw: bytes
    at: Checkpoint


class Mirror:
    """Follows the log of `key`.

    held: the last signed note of which every entry is held, b"" at first. pending: a later note that was
    accepted before a restart, b"" if none. read: the hashes of the held tree, whatever its size is by then.
    """

    def __init__(self, key: note.Key, held: bytes, read: merkle.HashReader, pending: bytes = b"") -> None:
        self.key: Final = key
        self._read = read
        empty = Checkpoint(key.name, 0, merkle.EMPTY_ROOT)
        self._held = _Head(held, checkpoint.open_checkpoint(held, key) if held else empty)
        self._target = self._held
        if pending and (later := checkpoint.open_checkpoint(pending, key)).size > self._held.at.size:
            self._target = _Head(pending, later)
        self._next = self._held.at.size
        self._shown = self._target
        self._owed: _Head | None = None
        self._proven = self._next
        """Entries of what is held that are known to be the same in the pending tree."""
        self._bodies: dict[str, bytes | None] = {}
        self._tiles = self._open(self._target)
        self._step = _Step.CHECKPOINT
        self._wanted: str | None = "checkpoint"

    @property
    def held(self) -> Checkpoint:
        """The head of which every entry was reported."""
        return self._held.at

    @property
    def pending(self) -> bytes:
        """The signed note that is accepted as growth, and whose entries are being fetched; b"" if none."""
        return self._target.raw if self._target.at.size > self._held.at.size else b""

    @property
    def is_proven(self) -> bool:
        """Whether the pending head is known to extend all that is held; else `take` compares first."""
        return self._proven >= self._held.at.size

    @property
    def pending_size(self) -> int:
        """Its size; that of `held` if there is none."""
        return self._target.at.size

    @property
    def next(self) -> int:
        """The index of the first entry not yet reported."""
        return self._next

    def poll(self) -> None:
        """Begin a round, giving up one that is under way. Entries already reported are not fetched again."""
        if self._step is not _Step.FORKED:
            self._bodies.clear()
            self._step, self._wanted = _Step.CHECKPOINT, "checkpoint"

    def want(self) -> Fetch | None:
        """What to fetch next; the same until `got`. None: the round is over."""
        return None if self._wanted is None else Fetch(self._wanted)

    def got(self, fetch: Fetch, body: bytes | None) -> Outcome:
        """Take the answer to a fetch; None: the server has no such file. An answer not asked for is ignored.

        Raises BadNote, BadSignature, BadCheckpoint, WrongLog, BadTile, BadEntry or TileMissing. Nothing has
        changed then, and the same file is wanted again: try another server, or `poll` later.
        """
        if fetch.path != self._wanted:
            return Again(Why.MORE)
        if self._step is _Step.CHECKPOINT:
            return self._take_checkpoint(body)
        self._bodies[fetch.path] = body
        return self._go_on()

    def offer(self, raw: bytes, start: int, nodes: merkle.Proof) -> Forked | Again:
        """Accept a signed note that came with its proof, so that `take` may follow. Nothing is fetched.

        nodes: `merkle.subtree_nodes(0, start, size)` of the new tree, none if start is 0. start: at most the
        size held, or that of the pending note. Raises BadNote, BadSignature, BadPackage, MissesEntries, ...
        """
        if self._step is _Step.FORKED:
            return Again(Why.SAME)
        shown, target = _Head(raw, checkpoint.open_checkpoint(raw, self.key)), self._target
        if shown.at.size < target.at.size:
            return Again(Why.BEHIND, shown.at)
        if shown.at.size == target.at.size:
            if shown.at.root != target.at.root:
                self._shown = shown
                return self._fork(None)
            return Again(Why.MORE if self.pending else Why.SAME, shown.at)
        if start > self._held.at.size and start != target.at.size:
            raise MissesEntries(self.key.name, self._held.at.size, start)
        if start:
            is_all = start == target.at.size
            base = target if is_all else self._held
            own = (target.at.root,) if is_all else self._own_nodes(0, start)
            if (fork := self._compare_range(base, shown, 0, start, own, nodes)) is not None:
                return fork
        if self.pending and start != target.at.size:
            self._owed = target
        self._proven = min(start, self._held.at.size)
        self._target = self._shown = shown
        self._tiles, self._step, self._wanted = self._open(shown), _Step.IDLE, None
        return Again(Why.MORE, shown.at)

    def take(self, package: Package) -> Outcome:
        """Take entries of the pending note. Those held already are compared, and not reported again.

        Raises BadPackage, MissesEntries; nothing has changed then.
        """
        target, held = self._target.at, self._held.at.size
        if not self.pending or (package.end <= self._next and package.first >= held):
            return Again(Why.MORE if self.pending else Why.SAME)
        due = self._proven if self._proven < held else self._next
        if package.first > due or (package.start > held and package.start != package.first):
            raise MissesEntries(self.key.name, due, package.start)
        before = tuple(self._read(0, index) for index in range(package.first, package.start))
        placed = place(package, target.size, target.root, before)
        end = min(package.end, held)
        if package.first < end:
            theirs = nodes_inside(package, placed, end)
            own = self._own_nodes(package.first, end)
            if (fork := self._compare_range(self._held, self._target, package.first, end, own, theirs)) is not None:
                return fork
            self._proven = max(self._proven, end)
        if package.end <= self._next:
            return Again(Why.MORE)
        start, entries = self._next, package.entries[self._next - package.start :]
        self._next = package.end
        if self._next < target.size:
            return Grown(start, entries, None)
        self._held = self._target
        self._finish(Why.SAME)
        return Grown(start, entries, self._held.raw)

    def late_fork(self) -> Forked | None:
        """After growth was stored: whether a head that was accepted before, and passed over, is part of it."""
        owed = self._owed
        if owed is None or owed.at.size > self._held.at.size:
            return None
        self._owed = None
        own = self._own_nodes(0, owed.at.size)
        return self._compare_range(owed, self._held, 0, owed.at.size, (owed.at.root,), own)

    def _own_nodes(self, start: int, end: int) -> merkle.Proof:
        return merkle.subtree_nodes(start, end, self._held.at.size, self._read)

    def _compare_range(
        self, one: _Head, other: _Head, start: int, end: int, own: merkle.Proof, theirs: merkle.Proof
    ) -> Forked | None:
        """None if both trees hold the same entries [start, end). Raises BadPackage if `theirs` proves nothing."""
        roots = merkle.rebuild(start, end, other.at.size, theirs, None)
        if roots is None or roots[1] != other.at.root:
            raise BadPackage(f"{self.key.name}: the proof does not lead to the root signed for {other.at.size}")
        mine = merkle.rebuild(start, end, one.at.size, own, None)
        if mine is not None and mine[0] == roots[0]:
            return None
        notes = checkpoint.strip(one.raw, self.key), checkpoint.strip(other.raw, self.key)
        proof = fork.ForkProof(*notes, start, end, own, theirs)
        fork.verify(proof, self.key)
        self._step, self._wanted = _Step.FORKED, None
        return Forked(proof, one.raw, other.raw)

    def _take_checkpoint(self, body: bytes | None) -> Outcome:
        if body is None:
            raise tiles.TileMissing(f"{self.key.name}: there is no checkpoint")
        self._shown = _Head(body, checkpoint.open_checkpoint(body, self.key))
        self._step = _Step.COMPARE
        larger = self._shown if self._shown.at.size > self._target.at.size else self._target
        self._tiles = self._open(larger)
        return self._go_on()

    def _go_on(self) -> Outcome:
        """Try the step again with one more file; it stops at the next file that is not there yet."""
        try:
            outcome = self._compare() if self._step is _Step.COMPARE else None
            return outcome or self._take_bundle()
        except _Needed as needed:
            self._wanted = needed.path
            return Again(Why.MORE, self._shown.at)
        except SafeconductError:
            self._wanted = self._first_path()
            raise

    def _compare(self) -> Outcome | None:
        """Against the largest head accepted so far; None: it is that head or extends it, entries are due."""
        shown, target = self._shown, self._target
        small, large = sorted((target.at, shown.at), key=lambda head: head.size)
        if small.size == large.size:
            if small.root != large.root:
                return self._fork(None)
        else:
            read = self._read if large.size == self._held.at.size else self._tiles
            if not self._extends(small, large, read):
                return self._fork(read)
        if shown.at.size < target.at.size:
            return self._finish(Why.BEHIND)
        if shown.at.size == self._next:
            return self._finish(Why.SAME)
        self._target, self._step, self._proven = shown, _Step.ENTRIES, self._held.at.size
        return None

    @staticmethod
    def _extends(small: Checkpoint, large: Checkpoint, read: merkle.HashReader) -> bool:
        if small.size == 0:
            return True
        nodes = merkle.subtree_nodes(0, small.size, large.size, read)
        roots = merkle.rebuild(0, small.size, large.size, nodes, None)
        if roots is None or roots[1] != large.root:
            raise tiles.BadTile(f"the tiles of {large.origin} do not hash to the root at {large.size}")
        return roots[0] == small.root

    def _fork(self, read: merkle.HashReader | None) -> Forked:
        proof = fork.make(self._target.raw, self._shown.raw, self.key, read)
        self._step, self._wanted = _Step.FORKED, None
        return Forked(proof, self._target.raw, self._shown.raw)

    def _finish(self, why: Why) -> Again:
        self._step, self._wanted = _Step.IDLE, None
        self._bodies.clear()
        return Again(why, self._shown.at)

    def _take_bundle(self) -> Grown:
        index, start = self._next // WIDTH, self._next
        entries = self._tiles.bundle(index)[start - index * WIDTH :]
        self._next += len(entries)
        if self._next < self._target.at.size:
            self._wanted = self._first_path()
            return Grown(start, entries, None)
        self._held = self._target
        self._finish(Why.SAME)
        return Grown(start, entries, self._held.raw)

    def _first_path(self) -> str | None:
        """The first file of the present step, all anew: unverified bodies are dropped, verified rows kept."""
        self._bodies.clear()
        try:
            if self._step is _Step.COMPARE:
                self._compare()
            else:
                self._tiles.bundle(self._next // WIDTH)
        except _Needed as needed:
            return needed.path
        except SafeconductError:
            self._step = _Step.IDLE
        return None

    def _open(self, head: _Head) -> tiles.VerifiedTiles:
        return tiles.VerifiedTiles(self._fetch, head.at.size, head.at.root)

    def _fetch(self, path: str) -> bytes:
        if path not in self._bodies:
            raise _Needed(path)
        body = self._bodies[path]
        if body is None:
            raise tiles.TileMissing(f"{self.key.name}: {path} is not there")
        return body
