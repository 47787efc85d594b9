"""The disk, as far as the write order needs it. Tests put a simulated one in its place.

Nothing is durable before `sync` (a file's content) and `sync_folder` (that the name exists) have returned.
After SyncFailed the content on disk is unknown: stop, and begin again from what the disk then holds.
"""

import contextlib
import errno
import fcntl
import os
import typing
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path

import msgspec

from safeconduct.errors import Unavailable

_SYNCS_AT_ONCE: typing.Final = 8
_BOOT_ID: typing.Final = Path("/proc/sys/kernel/random/boot_id")


class DiskFailed(Unavailable):
    """The disk refused an operation. What was acknowledged before is unharmed."""

    next_step = "check the disk and the folder's permissions, then start again"


class DiskFull(DiskFailed):
    """No space is left. Nothing was changed."""

    next_step = "free some space, then do the same again"


class SyncFailed(DiskFailed):
    """The disk could not keep what it was given. What the file holds now is unknown, even if it reads well."""

    next_step = "replace or repair the disk, then start again: the log is checked when it is opened"


class FileMissing(DiskFailed):
    """A file is not there."""

    next_step = "check the folder; if a file was lost, restore it from a peer's mirror"


class InUse(Unavailable):
    """Another process holds the folder."""

    next_step = "stop the other process first; two must never write one log"


class FileMark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """file: differs for every file that was ever made, copies too. boot: differs for each start of the machine."""

    file: str
    boot: str


class Disk(typing.Protocol):
    """Plain file operations. Each raises DiskFailed, DiskFull or FileMissing, and names the path.

    DiskFull comes from writing only, never from `sync`.
    """

    def read(self, path: Path) -> bytes: ...
    def read_at(self, path: Path, offset: int, length: int) -> bytes: ...
    def size(self, path: Path) -> int | None:
        """Bytes in the file, None if there is none."""

    def write(self, path: Path, content: bytes) -> None:
        """Create or overwrite. A reader may see half of it: see `write_durably`, `replace`."""

    def append(self, path: Path, content: bytes) -> None: ...
    def truncate(self, path: Path, length: int) -> None: ...
    def sync(self, path: Path) -> None:
        """Raises SyncFailed."""

    def sync_folder(self, folder: Path) -> None:
        """Raises SyncFailed."""

    def sync_all(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        """All of them, in any order and at the same time: a disk can do many for hardly more than one.

        Raises SyncFailed if one failed; which of the others are durable is unknown then.
        """

    def replace(self, source: Path, target: Path) -> None:
        """Rename over the target, atomically."""

    def remove(self, path: Path) -> None:
        """Remove a file, or a folder with all its files. Missing is no error."""

    def list(self, folder: Path) -> tuple[str, ...]:
        """Names in the folder, sorted; none if there is no folder."""

    def make_folder(self, folder: Path) -> None: ...
    def mark(self, path: Path) -> FileMark:
        """Which file this is, whatever it is called and holds."""

    def lock(self, path: Path) -> AbstractContextManager[None]:
        """Held until closed, gone when the process dies. Raises InUse."""


def write_durably(disk: Disk, path: Path, content: bytes) -> None:
    """All of the new content or all of the old, whatever happens, and durable when this returns."""
    new = path.with_name(path.name + ".new")
    disk.write(new, content)
    disk.sync(new)
    disk.replace(new, path)
    disk.sync_folder(path.parent)


class RealDisk:
    """The file system of this machine."""

    @cached_property
    def _syncers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_SYNCS_AT_ONCE, "fsync")

    def read(self, path: Path) -> bytes:
        with _errors(path):
            return path.read_bytes()

    def read_at(self, path: Path, offset: int, length: int) -> bytes:
        with _errors(path), path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    def size(self, path: Path) -> int | None:
        with _errors(path):
            try:
                return path.stat().st_size
            except FileNotFoundError:
                return None

    def write(self, path: Path, content: bytes) -> None:
        with _errors(path):
            path.write_bytes(content)

    def append(self, path: Path, content: bytes) -> None:
        with _errors(path), path.open("ab", buffering=0) as file:
            rest = memoryview(content)
            while rest:  # a raw write may be short
                rest = rest[file.write(rest) :]

    def truncate(self, path: Path, length: int) -> None:
        with _errors(path):
            os.truncate(path, length)

    def sync(self, path: Path) -> None:
        self._sync(path, os.O_RDWR)

    def sync_folder(self, folder: Path) -> None:
        self._sync(folder, os.O_RDONLY | os.O_DIRECTORY)

    def sync_all(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        asked = [self._syncers.submit(self.sync, path) for path in files]
        asked += [self._syncers.submit(self.sync_folder, path) for path in folders]
        failed = [error for each in asked if (error := each.exception()) is not None]
        if failed:
            raise failed[0]

    def replace(self, source: Path, target: Path) -> None:
        with _errors(target):
            source.replace(target)

    def remove(self, path: Path) -> None:
        with _errors(path):
            if path.is_dir():
                for child in path.iterdir():
                    self.remove(child)
                path.rmdir()
            else:
                path.unlink(missing_ok=True)

    def list(self, folder: Path) -> tuple[str, ...]:
        with _errors(folder):
            try:
                return tuple(sorted(child.name for child in folder.iterdir()))
            except FileNotFoundError:
                return ()

    def make_folder(self, folder: Path) -> None:
        with _errors(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def mark(self, path: Path) -> FileMark:
        with _errors(path):
            found = path.stat()  # nobody can set the time of change, so a restored file has its own
            boot = _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else f"none-{os.getpid()}"
        return FileMark(f"{found.st_ino}-{found.st_ctime_ns}", boot)

    @contextlib.contextmanager
    def lock(self, path: Path) -> Iterator[None]:
        with _errors(path):
            file = path.open("ab")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise InUse(f"{path.parent} is in use by another process") from error
            yield

    def _sync(self, path: Path, flags: int) -> None:
        with _errors(path):
            descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        except OSError as error:
            raise SyncFailed(f"{path}: {error.strerror or error}") from error
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise FileMissing(f"{path}: no such file") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"{path}: no space left") from error
        raise DiskFailed(f"{path}: {error.strerror or error}") from error
