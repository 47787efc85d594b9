"""The last head that we signed, or may have signed, in its own durable file.

It is moved on *before* a signature is made, so after any crash the file names every root that can be out
there, and a second root for one size is never signed. One line a head: size, root, checksum.
"""

import base64
import hashlib
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.errors import Untrusted

from .disk import Disk, write_durably

_FILE_BYTES_MAX: Final = 64 * 1024


class HeadMoved(Untrusted):
    """The last signed head is not the one that this process wrote."""

    next_step = "stop every process that uses this folder: a copy of the log may run, or it was restored in use"


class Head(msgspec.Struct, frozen=True):
    """A tree head: size and root."""

    size: int
    root: bytes


class SignedHeads:
    """The file of heads. Only its last whole line counts."""

    def __init__(self, disk: Disk, path: Path) -> None:
        self._disk = disk
        self._path = path

    def create(self, head: Head) -> None:
        """Start with one head, durably, in place of whatever was there."""
        write_durably(self._disk, self._path, _line(head))

    def last(self) -> Head | None:
        """The last whole line; None if there is none. Raises FileMissing."""
        return _last(self._disk.read(self._path))

    def repair(self) -> Head | None:
        """The last head; a torn line after it is removed, so that the next one begins on a line of its own."""
        raw = self._disk.read(self._path)
        head = _last(raw)
        if head is not None and not raw.endswith(_line(head)):
            self.create(head)
        return head

    def swap(self, expected: Head, new: Head) -> None:
        """Durably move on from `expected`, or raise HeadMoved and change nothing."""
        raw = self._disk.read(self._path)
        found = _last(raw)
        if found != expected or not raw.endswith(_line(expected)):
            at = "no head" if found is None else f"size {found.size}"
            raise HeadMoved(f"{self._path}: found {at}, expected size {expected.size}")
        if len(raw) > _FILE_BYTES_MAX:
            self.create(new)
        else:
            self._disk.append(self._path, _line(new))
            self._disk.sync(self._path)


def _line(head: Head) -> bytes:
    text = f"{head.size} {base64.b64encode(head.root).decode()}"
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:16]}\n".encode()


def _last(raw: bytes) -> Head | None:
    for line in reversed(raw.splitlines()):
        parts = line.split(b" ")
        if len(parts) != 3 or not parts[0].isdigit():
            continue
        try:
            head = Head(int(parts[0]), base64.b64decode(parts[1], validate=True))
        except ValueError:
            continue
        if _line(head) == line + b"\n":
            return head
    return None
