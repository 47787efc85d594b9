"""The real disk, with a stopwatch on what waits for it."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from safeconduct.node.disk import RealDisk


class TimedDisk(RealDisk):
    """sync_s: seconds in fsync. file_s: seconds in other work on files. syncs: number of fsyncs."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.sync_s, self.file_s, self.syncs = 0.0, 0.0, 0

    def read(self, path: Path) -> bytes:
        with self._file():
            return super().read(path)

    def read_at(self, path: Path, offset: int, length: int) -> bytes:
        with self._file():
            return super().read_at(path, offset, length)

    def write(self, path: Path, content: bytes) -> None:
        with self._file():
            super().write(path, content)

    def append(self, path: Path, content: bytes) -> None:
        with self._file():
            super().append(path, content)

    def replace(self, source: Path, target: Path) -> None:
        with self._file():
            super().replace(source, target)

    def sync(self, path: Path) -> None:
        with self._sync_watch():
            super().sync(path)

    def sync_all(self, files: Sequence[Path], folders: Sequence[Path]) -> None:
        """Timed from outside: they overlap."""
        start, spent_s, syncs = time.perf_counter(), self.sync_s, self.syncs
        super().sync_all(files, folders)
        self.sync_s = spent_s + time.perf_counter() - start
        self.syncs = syncs + len(files) + len(folders)

    def sync_folder(self, folder: Path) -> None:
        with self._sync_watch():
            super().sync_folder(folder)

    @contextmanager
    def _file(self) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.file_s += time.perf_counter() - start

    @contextmanager
    def _sync_watch(self) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.sync_s += time.perf_counter() - start
        self.syncs += 1
