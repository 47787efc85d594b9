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
        self._target, self._step = shown, _Step.ENTRIES
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
