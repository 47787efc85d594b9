"""How far each officer of this party has read the accord: a head of each log, and when. No record: nobody else's
business."""

from pathlib import Path

import msgspec

from safeconduct.records.units import KeyId, Ms, Origin

from .disk import Disk, write_durably


class Look(msgspec.Struct, frozen=True):
    """What an officer had seen, and when that was."""

    at_ms: Ms = Ms(0)
    sizes: dict[Origin, int] = {}

    def has_seen(self, log: Origin, index: int) -> bool:
        """Whether that entry was there already."""
        return index < self.sizes.get(log, 0)


class Looks:
    """One small file for all officers."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path, self._disk = path, disk
        self._looks: dict[str, Look] = {}
        if disk.size(path) is not None:
            self._looks = msgspec.json.decode(disk.read(path), type=dict[str, Look])

    def of(self, key: KeyId) -> Look:
        """The officer's last look; nothing seen, where there was none."""
        return self._looks.get(key, Look())

    def note(self, key: KeyId, look: Look) -> None:
        """The officer has seen all that."""
        self._looks = {**self._looks, key: look}
        write_durably(self._disk, self._path, msgspec.json.encode(self._looks))
