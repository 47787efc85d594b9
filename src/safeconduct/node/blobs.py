"""Content by its hash: what is too large or too private for the log, which holds a commitment to it."""

import hashlib
from pathlib import Path

from safeconduct.errors import Untrusted
from safeconduct.records.units import Digest

from .disk import Disk, write_durably


class Blobs:
    """A folder of files, each named by the SHA-256 of its bytes. The first bytes are a salt, so that a
    commitment to few possible contents cannot be guessed from its digest."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    def put(self, salt: bytes, content: bytes) -> Digest:
        """Durably stored before this returns. Returns the commitment."""
        digest = commitment(salt, content)
        path = self._path(digest)
        if self._disk.size(path.parent) is None:
            self._disk.make_folder(path.parent)
            self._disk.sync_folder(self._folder)  # otherwise power loss could take the new folder with its blob
        write_durably(self._disk, path, salt + content)
        return digest

    def get(self, digest: Digest) -> bytes | None:
        """The blob, salt first; None where it was withheld or erased. Raises Untrusted if the disk changed it."""
        path = self._path(digest)
        if self._disk.size(path) is None:
            return None
        blob = self._disk.read(path)
        if hashlib.sha256(blob).hexdigest() != digest:
            raise Untrusted(f"{path}: the content does not match its name", "restore this file from a backup")
        return blob

    def erase(self, digest: Digest) -> None:
        """Gone for good; missing is no error."""
        self._disk.remove(self._path(digest))

    def _path(self, digest: Digest) -> Path:
        return self._folder / digest[:2] / digest


SALT_BYTES = 16


def commitment(salt: bytes, content: bytes) -> Digest:
    """SHA-256 over salt and content."""
    return Digest(hashlib.sha256(salt + content).hexdigest())
