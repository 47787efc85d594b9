"""What a party's officers say among themselves about a clause. No record: it never leaves this node's folder.

Each note is a file of its own, encrypted like the node's keys, so that a copy of the folder reads none of them, and
goes after a year.
"""

import secrets
from pathlib import Path
from typing import Annotated, Final

import msgspec
import pyrage

from safeconduct.errors import BadInput
from safeconduct.records.units import ClauseId, KeyId, Ms, Name, Text

from .disk import Disk, write_durably
from .folder import Folder, identity_of

KEPT_MS: Final = 365 * 86_400_000
NOTES_MAX: Final = 10_000


class Note(msgspec.Struct, frozen=True):
    """One note."""

    clause: ClauseId
    by: KeyId
    officer: Name
    at_ms: Ms
    text: Annotated[Text, msgspec.Meta(min_length=1)]


class Notes:
    """The notes of one node, in memory; each is durable before it is shown."""

    def __init__(self, folder: Folder, disk: Disk) -> None:
        self._folder, self._disk = folder, disk
        self._path: Path = folder.root / "notes"
        self._notes: dict[str, Note] = {}
        if disk.size(self._path) is not None:
            identity = identity_of(folder)
            for file in sorted(self._path.glob("*.age")):
                content = pyrage.decrypt(disk.read(file), [identity])
                self._notes[file.name] = msgspec.json.decode(content, type=Note)

    def of(self, clause: ClauseId, now_ms: Ms) -> list[Note]:
        """Those on that clause, the oldest first."""
        found = (note for note in self._notes.values() if note.clause == clause and _is_kept(note, now_ms))
        return sorted(found, key=lambda note: note.at_ms)

    def since(self, at_ms: Ms) -> list[Note]:
        """Those that are newer."""
        return [note for note in self._notes.values() if note.at_ms > at_ms]

    def add(self, note: Note) -> None:
        """Keep it. Raises BadInput where there are too many."""
        self.sweep(note.at_ms)
        if len(self._notes) >= NOTES_MAX:
            raise BadInput(f"this node keeps {NOTES_MAX} notes at most", next_step="wait until old ones have gone")
        if self._disk.size(self._path) is None:
            self._disk.make_folder(self._path)
        name = f"{note.at_ms}-{secrets.token_hex(4)}.age"
        sealed = pyrage.encrypt(msgspec.json.encode(note), [identity_of(self._folder).to_public()])
        write_durably(self._disk, self._path / name, sealed)
        self._notes[name] = note

    def sweep(self, now_ms: Ms) -> None:
        """Erase what has been kept long enough."""
        for name in [name for name, note in self._notes.items() if not _is_kept(note, now_ms)]:
            (self._path / name).unlink(missing_ok=True)
            del self._notes[name]


def _is_kept(note: Note, now_ms: Ms) -> bool:
    return now_ms < note.at_ms + KEPT_MS
