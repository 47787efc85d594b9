"""The journal of our own log: entries become durable here first, in whole batches, before anything is signed.

File: a header (magic, size and root of the tree that the tiles hold durably, checksum), then batches:
first index (u64), count (u32), length (u32), SHA-256 of these and of the entries, the entries each after a
uint16 length. All integers big-endian. A batch that the checksum does not confirm was never acknowledged.
"""

import hashlib
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.errors import Untrusted
from safeconduct.ledger import entry

from .disk import Disk, write_durably

_MAGIC: Final = b"tlog-journal/1\n\x00"
_HEADER: Final = struct.Struct(">16sQ32s")
_BATCH: Final = struct.Struct(">QII")
_SUM: Final = 32
_HEADER_BYTES: Final = _HEADER.size + _SUM


class JournalDamaged(Untrusted):
    """The journal does not hold what was written to it."""

    next_step = "do not write to this log; restore it from a peer's mirror, under a new epoch"


class Batch(msgspec.Struct, frozen=True):
    """Entries that were appended together. start: index of the first."""

    start: int
    entries: tuple[bytes, ...]


class Content(msgspec.Struct, frozen=True):
    """What a journal holds. base, base_root: the tree in the tiles. is_torn: a last batch was cut off."""

    base: int
    base_root: bytes
    batches: tuple[Batch, ...]
    is_torn: bool


class Journal:
    """An open journal. `length` bytes of it are good and durable."""

    def __init__(self, disk: Disk, path: Path, length: int) -> None:
        self._disk = disk
        self._path = path
        self.length = length

    @classmethod
    def create(cls, disk: Disk, path: Path, base: int, base_root: bytes) -> "Journal":
        """An empty journal over tiles that hold `base` entries, in place of any older one, in one step."""
        header = _HEADER.pack(_MAGIC, base, base_root)
        write_durably(disk, path, header + _checksum(header))
        return cls(disk, path, _HEADER_BYTES)

    @classmethod
    def open(cls, disk: Disk, path: Path) -> tuple["Journal", Content]:
        """The journal and all whole batches in it. Raises JournalDamaged, FileMissing."""
        raw = disk.read(path)
        header = raw[: _HEADER.size]
        if len(raw) < _HEADER_BYTES or raw[_HEADER.size : _HEADER_BYTES] != _checksum(header):
            raise JournalDamaged(f"{path}: the header does not match its checksum")
        magic, base, base_root = _HEADER.unpack(header)
        if magic != _MAGIC:
            raise JournalDamaged(f"{path}: not a journal, or one of a newer version")
        batches: list[Batch] = []
        at = _HEADER_BYTES
        while (found := _read_batch(raw, at)) is not None:
            batches.append(found[0])
            at = found[1]
        return cls(disk, path, at), Content(base, base_root, tuple(batches), at != len(raw))

    def append(self, start: int, entries: Sequence[bytes]) -> tuple[bytes, ...]:
        """Make a batch durable, and return its entries as they read back from the disk.

        Raises DiskFull (then `cut` to the former length), DiskFailed, JournalDamaged (then open it again).
        """
        payload = entry.encode_bundle(entries)
        header = _BATCH.pack(start, len(entries), len(payload))
        batch = header + _checksum(header + payload) + payload
        self._disk.append(self._path, batch)
        self._disk.sync(self._path)
        found = _read_batch(self._disk.read_at(self._path, self.length, len(batch)), 0)
        if found is None or found[0].start != start:
            raise JournalDamaged(f"{self._path}: a batch at byte {self.length} reads back differently")
        self.length += len(batch)
        return found[0].entries

    def cut(self, length: int) -> None:
        """Forget, durably, what follows `length`."""
        self._disk.truncate(self._path, length)
        self._disk.sync(self._path)
        self.length = length


def _read_batch(raw: bytes, at: int) -> tuple[Batch, int] | None:
    body = at + _BATCH.size + _SUM
    if len(raw) < body:
        return None
    start, count, length = _BATCH.unpack_from(raw, at)
    header, payload = raw[at : at + _BATCH.size], raw[body : body + length]
    if len(payload) != length or raw[at + _BATCH.size : body] != _checksum(header + payload):
        return None
    return Batch(start, entry.decode_bundle(payload, count)), body + length


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
