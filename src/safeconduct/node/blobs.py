"""Content by its hash: what is too large or too private for the log, which holds a commitment to it."""

import hashlib
from pathlib import Path
from typing import Final

from safeconduct.errors import Untrusted
from safeconduct.records.units import Digest

from .disk import Disk

SALT_BYTES: Final = 16


class Blobs:
    """A folder of files, each named by the SHA-256 of its bytes. The first bytes are a salt, so that a
    commitment to few possible contents cannot be guessed from its digest."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.folder = folder
        self._disk = disk
        self._new: dict[Digest, bytes] = {}
        self._known: set[Path] = set()
        """Folders whose names are durable."""

    def put(self, salt: bytes, content: bytes) -> Digest:
        """Take it into memory, and return the commitment. Call `settle` before anything is logged that names it."""
        digest = commitment(salt, content)
        self._new[digest] = salt + content
        return digest

    def settle(self) -> None:
        """Make all that was `put` durable, as one group: its files and folders are waited for together.

        Raises DiskFull, DiskFailed: then none of it may be named, and it is forgotten. Written under its final
        name: what a crash tears does not match that name, and no record names it.
        """
        new = {self._path(digest): blob for digest, blob in self._new.items()}
        self._new = {}
        folders = sorted({path.parent for path in new})
        unknown = [folder for folder in folders if folder not in self._known]
        for folder in unknown:
            self._disk.make_folder(folder)
        for path, blob in new.items():
            if self._disk.size(path) != len(blob) or self._disk.read(path) != blob:
                self._disk.write(path, blob)
        # With the folder above new ones: otherwise power loss could take a new folder with its blobs.
        self._disk.sync_all(list(new), [*folders, self.folder] if unknown else folders)
        self._known.update(unknown)

    def get(self, digest: Digest) -> bytes | None:
        """The blob, salt first; None where it was withheld or erased. Raises Untrusted if the disk changed it."""
        if digest in self._new:
            return self._new[digest]
        path = self._path(digest)
        if self._disk.size(path) is None:
            return None
        blob = self._disk.read(path)
        if hashlib.sha256(blob).hexdigest() != digest:
            raise Untrusted(f"{path}: the content does not match its name", "restore this file from a backup")
        return blob

    def erase(self, digest: Digest) -> None:
        """Gone for good; missing is no error."""
        self._new.pop(digest, None)
        self._disk.remove(self._path(digest))

    def _path(self, digest: Digest) -> Path:
        return self.folder / digest[:2] / digest


def commitment(salt: bytes, content: bytes) -> Digest:
    """SHA-256 over salt and content."""
    return Digest(hashlib.sha256(salt + content).hexdigest())
