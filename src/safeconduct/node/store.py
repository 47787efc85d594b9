"""state.db: an index of all records, for timelines and searches. Derived: it can be deleted at any time."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import apsw
import msgspec

from safeconduct.records.units import Ms, ObjectId, Origin, RecordId
from safeconduct.state.placed import Placed

_VERSION: Final = 1
_WAITING_MAX: Final = 500
"""So many records wait to be indexed, unless somebody asks: a commit of its own for each would cost more than all
else that becomes of one batch of positions."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS records (
  id TEXT NOT NULL, log TEXT NOT NULL, idx INTEGER NOT NULL, depth INTEGER NOT NULL, type TEXT NOT NULL,
  object TEXT NOT NULL, party TEXT NOT NULL, by_key TEXT NOT NULL, at_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL, PRIMARY KEY (log, idx)) WITHOUT ROWID, STRICT;
CREATE INDEX IF NOT EXISTS records_by_object ON records (object, depth);
CREATE INDEX IF NOT EXISTS records_by_time ON records (at_ms);
CREATE INDEX IF NOT EXISTS records_by_id ON records (id);
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
"""


class Row(msgspec.Struct, frozen=True):
    """Where a record is, and what the index knows of it."""

    id: RecordId
    log: Origin
    index: int
    type: str
    object: ObjectId
    at_ms: Ms


class Store:
    """The index. Loses nothing that matters if it is lost, so it does not wait for the disk."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        self._db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000")
        if self._db.execute("PRAGMA user_version").get not in (0, _VERSION):
            self._drop()
        self._db.execute(f"{_SCHEMA} PRAGMA user_version={_VERSION}")
        self._waiting: list[tuple[object, ...]] = []

    def _drop(self) -> None:
        """An index of another version is not migrated: it is made again."""
        self._db.execute("DROP TABLE IF EXISTS records; DROP TABLE IF EXISTS meta")

    def clear(self) -> None:
        """Start over."""
        self._waiting = []
        self._db.execute("DELETE FROM records; DELETE FROM meta")

    def add(self, placed: Iterable[Placed]) -> None:
        """Index these records, once each; soon."""
        self._waiting += [
            (
                each.entry.id,
                each.entry.log,
                each.entry.index,
                each.depth,
                each.entry.record.type,
                each.entry.record.object,
                each.entry.record.party,
                each.entry.record.by,
                each.entry.record.at_ms,
                each.not_before_ms,
            )
            for each in placed
        ]
        if len(self._waiting) >= _WAITING_MAX:
            self._index()

    def _index(self) -> None:
        if self._waiting:
            with self._db:
                insert = "INSERT OR IGNORE INTO records VALUES (?,?,?,?,?,?,?,?,?,?)"
                self._db.executemany(insert, self._waiting)
            self._waiting = []

    def newest(self, types: Iterable[str], limit: int) -> list[Row]:
        """The newest records of these types by claimed time, newest first."""
        query = """
            SELECT id, log, idx, type, object, at_ms FROM records
            WHERE type IN (SELECT value FROM json_each(?)) ORDER BY at_ms DESC, depth DESC LIMIT ?"""
        self._index()
        wanted = msgspec.json.encode(list(types)).decode()
        return [Row(*row) for row in self._db.execute(query, (wanted, limit))]

    def find(self, id_start: str) -> list[Row]:
        """Records whose id starts so; at most ten."""
        self._index()
        query = "SELECT id, log, idx, type, object, at_ms FROM records WHERE id GLOB ? LIMIT 10"
        return [Row(*row) for row in self._db.execute(query, (f"{id_start}*",))]

    def count(self) -> int:
        """How many records are indexed."""
        self._index()
        return int(self._db.execute("SELECT count(*) FROM records").get)

    def close(self) -> None:
        """Let go of the file."""
        self._index()
        self._db.close()
