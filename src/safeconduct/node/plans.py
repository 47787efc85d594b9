"""Plan files that this node holds, each by its digest, checked before it is kept."""

from pathlib import Path
from typing import Final

from safeconduct.errors import BadInput
from safeconduct.planner.plan import Plan, plan_digest, read_plan
from safeconduct.records.units import Digest

from .disk import Disk, write_durably

PLAN_BYTES_MAX: Final = 16 * 1024 * 1024


class Plans:
    """A folder of plan files."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._read: dict[Digest, Plan] = {}

    def put(self, content: bytes) -> Digest:
        """Durably stored before this returns. Raises BadPlan, NotCertified: what proves nothing is not kept."""
        plan = read_plan(content)
        digest = plan_digest(content)
        if self._disk.size(self._folder) is None:
            self._disk.make_folder(self._folder)
        write_durably(self._disk, self._path(digest), content)
        self._read[digest] = plan
        return digest

    def content(self, digest: Digest) -> bytes | None:
        """The file; None where it is not here."""
        path = self._path(digest)
        return None if self._disk.size(path) is None else self._disk.read(path)

    def get(self, digest: Digest) -> Plan | None:
        """The plan; None where it is not here, or the disk has changed it."""
        if digest not in self._read:
            content = self.content(digest)
            if content is None:
                return None
            try:
                self._read[digest] = read_plan(content)
            except BadInput:
                return None
        return self._read[digest]

    def _path(self, digest: Digest) -> Path:
        return self._folder / f"{digest}.json"
