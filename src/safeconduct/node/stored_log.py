"""Reading a log that lies in a folder as tlog-tiles files, our own or a peer's copy."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from safeconduct.ledger import merkle, tail, tiles
from safeconduct.ledger.parcel import Source

from .disk import Disk
from .log_files import LogFiles


class StoredLog:
    """What `Log` and `PeerLog` share. Reading is safe from any thread while one thread writes."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._disk = disk
        self._files = LogFiles(disk, folder)
        self._held = contextlib.ExitStack()
        self._tail = tail.Tail()
        self._checkpoint = b""
        self._reader: tiles.VerifiedTiles | None = None

    @property
    def origin(self) -> str:
        """The name of the log, the first line of its checkpoints."""
        raise NotImplementedError

    @property
    def size(self) -> int:
        """Entries in the log: acknowledged if it is ours, verified if it is a peer's."""
        return self._tail.size

    @property
    def root(self) -> bytes:
        """The root at `size`, 32 bytes."""
        return self._tail.root

    @property
    def checkpoint(self) -> bytes:
        """The signed note at `size`; b"" for a peer's log of which nothing is held."""
        return self._checkpoint

    def entry(self, index: int) -> bytes:
        """One entry, checked against the tree. Raises IndexError, LogDamaged."""
        if not 0 <= index < self.size:
            raise IndexError(f"{self.origin} has {self.size} entries, no index {index}")
        return next(self.entries(index, index + 1))

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries [start, stop), each checked against the tree. stop beyond `size` means up to `size`."""
        size = self.size
        return self._files.entries(start, min(stop, size), size)

    def inclusion(self, index: int, size: int | None = None) -> merkle.Proof:
        """The proof that entry `index` is in the tree of `size` entries; `size` None means the present."""
        reader = self._verified()
        size = reader.size if size is None else size
        if not 0 <= index < size <= reader.size:
            raise IndexError(f"no entry {index} in a tree of {size}; {self.origin} has {reader.size}")
        return merkle.inclusion(index, size, reader)

    def consistency(self, first: int, second: int) -> merkle.Proof:
        """The proof that the tree of `second` entries extends that of `first`."""
        reader = self._verified()
        if not 0 <= first <= second <= reader.size:
            raise IndexError(f"no growth from {first} to {second}; {self.origin} has {reader.size}")
        return merkle.consistency(first, second, reader)

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        reader = self._verified()
        if not 0 <= size <= reader.size:
            raise IndexError(f"no tree of {size}; {self.origin} has {reader.size} entries")
        return merkle.root(size, reader)

    def read_hash(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree of 2**level leaves: a `merkle.HashReader`."""
        return self._verified()(level, index)

    def parcel(self, start: int) -> Source:
        """What a parcel carries of this log, from entry `start` on."""
        return Source(self.checkpoint, start, self.entries, self.read_hash)

    def fetch(self, path: str) -> bytes:
        """The bytes of `checkpoint` or of a tile or bundle, as served to others. Raises TileMissing, BadInput."""
        return self.checkpoint if path == "checkpoint" else self._files.fetch(path)

    def close(self) -> None:
        """Let the folder go. Writes nothing: everything acknowledged is durable already."""
        self._held.close()

    def _hold(self, read: Callable[[], None]) -> None:
        """Keep others out of the folder, and read it; let it go again if that fails."""
        self._held.enter_context(self._disk.lock(self._files.folder / "lock"))
        try:
            read()
        except BaseException:
            self.close()
            raise

    def _verified(self) -> tiles.VerifiedTiles:
        now = self._tail
        reader = self._reader
        if reader is None or reader.size != now.size:
            reader = self._reader = tiles.VerifiedTiles(self._files.fetch, now.size, now.root)
        return reader
