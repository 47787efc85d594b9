"""Whether this folder may be an old copy of itself, judged without a network.

A file `lease` in the node's folder names the very file on the very disk that the log is locked with, and the start
of the machine under which the log was last written. A copy and a restored backup are other files; a restored image
of a whole disk comes up under another start of the machine, and with an old newest record. Neither is proof, and an
image that is restored within `LEASE_MS` looks like a short power cut: what is left is found at first contact.
"""

from pathlib import Path
from typing import Final

import msgspec

from safeconduct.records.units import Ms

from .disk import Disk, FileMark, FileMissing, write_durably

LEASE_MS: Final = Ms(15 * 60_000)
"""A machine that starts anew within this time of the log's newest heartbeat goes on; later it asks first."""
_FORM: Final = msgspec.json.Decoder(FileMark)


class Lease:
    """The lease of one log. lock: the log's lock file, which is made once and never replaced."""

    def __init__(self, path: Path, lock: Path, disk: Disk) -> None:
        self._path = path
        self._lock = lock
        self._disk = disk
        self._is_renewed = False

    def doubt(self, newest_ms: Ms, now_ms: Ms) -> str:
        """Why this may be an old copy, or "". newest_ms: of the log's newest heartbeat. A folder that has never
        been written under a lease is not doubted."""
        try:
            held = _FORM.decode(self._disk.read(self._path))
        except FileMissing:
            return ""
        except msgspec.DecodeError:
            return "its lease cannot be read"
        here = self._disk.mark(self._lock)
        if held.file != here.file:
            return "it was copied or restored since it was last written"
        if held.boot == here.boot or 0 <= now_ms - newest_ms < LEASE_MS:
            return ""
        if newest_ms > now_ms:
            return "the machine has started anew, and its clock stands before the newest record"
        return (
            f"the machine has started anew, and the newest record is {(now_ms - newest_ms) // 60_000} minutes old"
        )

    def renew(self) -> None:
        """Once in each process, before the first write. Raises DiskFull, DiskFailed."""
        if not self._is_renewed:
            write_durably(self._disk, self._path, msgspec.json.encode(self._disk.mark(self._lock)))
            self._is_renewed = True
