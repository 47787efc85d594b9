"""A disk in memory that fails as disks do. Everything comes from one seed, so a failure replays exactly.

After `crash`: unsynced content is lost, kept, cut short or has holes of zeros; unsynced names (new files,
renames, removals) happened up to some point in each folder. Faults, by number of the operation:
KILL (half of the operation may have happened), FULL, EIO (on sync: what was unsynced may be dropped).
"""

import contextlib
import enum
import random
from pathlib import Path

from safeconduct.node.disk import DiskFailed, DiskFull, FileMark, FileMissing, InUse, RealDisk, SyncFailed

SECTOR = 512


class Killed(BaseException):
    """The process is gone. Nothing may run after it but a new process."""


class UnsyncedDisk(RealDisk):
    """The real one without waiting for it: for worlds in which processes are killed, and power is never lost."""

    def _sync(self, path, flags):
        if not path.exists():
            raise FileMissing(f"{path}: no such file")


class Fault(enum.Enum):
    KILL = enum.auto()
    FULL = enum.auto()
    EIO = enum.auto()


class _File:
    made = 0

    def __init__(self):
        _File.made += 1
        self.serial = _File.made
        self.content = b""
        self.durable = b""


class SimDisk:
    """Implements `safeconduct.node.disk.Disk`. Paths are keys; the folder `/node` exists and is durable."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.names = {Path("/node"): None}
        self.durable_names = dict(self.names)
        self.unsynced_names = {}
        self.locks = set()
        self.steps = 0
        self.faults = {}
        self.flip_reads_at = set()
        self.trace = []
        self.boots = 0

    # what tests do to it

    def fail_at(self, steps_from_now, fault):
        self.faults = {self.steps + steps_from_now: fault}

    def crash(self):
        """Power loss. Afterwards the disk is as a new process finds it."""
        self.faults, self.locks = {}, set()
        self.boots += 1
        self.flip_reads_at = set()
        for _folder, changes in sorted(self.unsynced_names.items()):
            for path, file in changes[: self.rng.randrange(len(changes) + 1)]:
                self._set_name(self.durable_names, path, file)
        self.unsynced_names = {}
        self.names = {p: f for p, f in self.durable_names.items() if self._is_reachable(p)}
        self.durable_names = dict(self.names)
        for file in {id(f): f for f in self.names.values() if f is not None}.values():
            file.content = file.durable = self._after_crash(file)

    def flip(self, path):
        """One bit of a file at rest changes."""
        file = self.names[path]
        if file.content:
            file.content = file.durable = self._flipped(file.content)

    def files(self, folder):
        return sorted(p for p, f in self.names.items() if f is not None and folder in p.parents)

    # the Disk protocol

    def read(self, path):
        self._step("read", path)
        content = self._file(path).content
        return self._flipped(content) if content and self.steps in self.flip_reads_at else content

    def read_at(self, path, offset, length):
        return self.read(path)[offset : offset + length]

    def size(self, path):
        file = self.names.get(path)
        return None if file is None else len(file.content)

    def write(self, path, content):
        fault = self._step("write", path, FULL_OR_KILL)
        if self._is_no_folder(path.parent):
            raise FileMissing(f"{path}: no folder")
        file = self.names.get(path)
        if file is None:
            file = _File()
            self._name(path, file)
        file.content = b""
        self._add(file, content, fault, path)

    def append(self, path, content):
        fault = self._step("append", path, FULL_OR_KILL)
        self._add(self._file(path), content, fault, path)

    def truncate(self, path, length):
        if self._step("truncate", path, {Fault.KILL}) is Fault.KILL and self.rng.random() < 0.5:
            raise Killed
        file = self._file(path)
        file.content = file.content[:length].ljust(length, b"\x00")

    def sync(self, path):
        fault = self._step("sync", path, {Fault.KILL, Fault.EIO})
        file = self._file(path)
        if fault is Fault.EIO:
            file.durable = self._after_crash(file)
            if self.rng.random() < 0.5:
                file.content = file.durable
            raise SyncFailed(f"{path}: simulated EIO")
        if fault is None or self.rng.random() < 0.5:
            file.durable = file.content
        if fault is Fault.KILL:
            raise Killed

    def sync_folder(self, folder):
        fault = self._step("sync_folder", folder, {Fault.KILL, Fault.EIO})
        if fault is Fault.EIO:
            raise SyncFailed(f"{folder}: simulated EIO")
        if fault is None or self.rng.random() < 0.5:
            for path, file in self.unsynced_names.pop(folder, []):
                self._set_name(self.durable_names, path, file)
        if fault is Fault.KILL:
            raise Killed

    def sync_all(self, files, folders):
        acts = [(self.sync, path) for path in files] + [(self.sync_folder, path) for path in folders]
        self.rng.shuffle(acts)
        failed = None
        for act, path in acts:
            try:
                act(path)
            except SyncFailed as error:
                failed = error
        if failed is not None:
            raise failed

    def replace(self, source, target):
        fault = self._step("replace", target, FULL_OR_KILL)
        if fault is Fault.FULL:
            raise DiskFull(f"{target}: simulated ENOSPC")
        if fault is None or self.rng.random() < 0.5:
            file = self._file(source)
            # one step: after a crash both names have changed or neither has
            self.unsynced_names.setdefault(target.parent, []).append((target, (source, file)))
            self._set_name(self.names, target, (source, file))
        if fault is Fault.KILL:
            raise Killed

    def remove(self, path):
        fault = self._step("remove", path, {Fault.KILL})
        doomed = [p for p in self.names if p == path or path in p.parents]
        for p in sorted(doomed, reverse=True):
            if fault is Fault.KILL and self.rng.random() < 0.5:
                raise Killed
            self._name(p, "gone")

    def list(self, folder):
        return tuple(sorted(p.name for p in self.names if p.parent == folder))

    def make_folder(self, folder):
        fault = self._step("make_folder", folder, FULL_OR_KILL)
        for missing in reversed([folder, *folder.parents][:-1]):
            if missing not in self.names:
                if fault is not None and self.rng.random() < 0.5:
                    raise DiskFull(f"{folder}: simulated ENOSPC") if fault is Fault.FULL else Killed
                self._name(missing, None)

    def mark(self, path):
        return FileMark(str(self._file(path).serial), str(self.boots))

    @contextlib.contextmanager
    def lock(self, path):
        if path in self.locks:
            raise InUse(f"{path.parent} is in use")
        if path not in self.names:
            self._name(path, _File())
        self.locks.add(path)
        yield
        self.locks.discard(path)

    # inside

    def _step(self, what, path, can=frozenset()):
        self.steps += 1
        fault = self.faults.get(self.steps)
        if fault is None:
            return None
        if fault not in can:  # let it strike at the next operation that it can strike
            self.faults = {self.steps + 1: fault}
            return None
        self.faults = {}
        self.trace.append((self.steps, fault.name, what, str(path)))
        return fault

    def _add(self, file, content, fault, path):
        keep = len(content) if fault is None else self.rng.randrange(len(content) + 1)
        file.content += content[:keep]
        if fault is Fault.KILL:
            raise Killed
        if fault is Fault.FULL:
            raise DiskFull(f"{path}: simulated ENOSPC")

    def _after_crash(self, file):
        if file.content == file.durable:
            return file.durable
        choice = self.rng.randrange(4)
        if choice == 0:
            return file.durable
        if choice == 1:
            return file.content
        same = 0  # writing is in order from where the two differ: a prefix may have reached the disk
        limit = min(len(file.content), len(file.durable))
        while same < limit and file.content[same] == file.durable[same]:
            same += 1
        torn = file.content[: self.rng.randint(same, len(file.content))]
        if choice == 3:  # and a sector of it may be a hole
            at = max(same, (self.rng.randint(same, len(torn)) // SECTOR) * SECTOR)
            torn = torn[:at] + bytes(len(torn[at : at + SECTOR])) + torn[at + SECTOR :]
        return torn

    def _flipped(self, content):
        bit = self.rng.randrange(len(content) * 8)
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        return bytes(changed)

    def _file(self, path):
        file = self.names.get(path)
        if file is None:
            raise DiskFailed(f"{path} is a folder") if path in self.names else FileMissing(f"{path}: none")
        return file

    def _name(self, path, file):
        self.unsynced_names.setdefault(path.parent, []).append((path, file))
        self._set_name(self.names, path, file)

    @staticmethod
    def _set_name(names, path, file):
        if file == "gone":
            names.pop(path, None)
        elif isinstance(file, tuple):
            names.pop(file[0], None)
            names[path] = file[1]
        else:
            names[path] = file

    def _is_no_folder(self, folder):
        return folder != Path("/") and self.names.get(folder, "none") is not None

    def _is_reachable(self, path):
        return all(self.durable_names.get(p, "none") is None for p in list(path.parents)[:-1])


FULL_OR_KILL = {Fault.KILL, Fault.FULL}
