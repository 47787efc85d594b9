"""register.db: the register for lists, maps and searches. Derived: it can be deleted at any time.

A row's number is its day and a counter, so that the newest come first without sorting; what filters and maps need
stands in columns in memory.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import apsw
import msgspec
import numpy as np
import numpy.typing as npt

from safeconduct.incident.row import Row
from safeconduct.incident.summary import KINDS, STRICTEST, TYPES
from safeconduct.incident.words import asked, searchable
from safeconduct.records.incident import Tlp
from safeconduct.records.units import IncidentId

_VERSION: Final = 1
_DAY_MS: Final = 86_400_000
_SHIFT: Final = 32
NO_PLACE: Final = -(2**31)
HITS_MAX: Final = 50_000
"""Of a search the newest; a map of more says that it is of these."""
COLUMNS: Final = np.dtype([
    ("n", "<i8"), ("lat_e7", "<i4"), ("lon_e7", "<i4"), ("low", "<i4"), ("type", "u1"), ("kind", "u1"),
    ("tlp", "u1"),
])  # fmt: skip
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS line (n INTEGER PRIMARY KEY, id TEXT NOT NULL, row BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS line_by_id ON line (id);
CREATE TABLE IF NOT EXISTS part (content TEXT PRIMARY KEY, columns BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS live (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, row BLOB NOT NULL,
  columns BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL) STRICT;
INSERT INTO counter SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM counter);
CREATE TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
  text, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0");
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
INSERT INTO words (words, rank) VALUES ('automerge', 0);
"""
"""Parts come in one after another: what is held before it is written is large, and merging is left to `merge`."""
_DECODER: Final = msgspec.msgpack.Decoder(Row)
_TYPE: Final = {name: at for at, name in enumerate(TYPES)}
_KIND: Final = {name: at for at, name in enumerate(KINDS)}
_TEXT_MAX: Final = 1_000
Packed: TypeAlias = npt.NDArray[np.void]
Numbers: TypeAlias = npt.NDArray[np.int64]


class Table(NamedTuple):
    """Rows as columns of one length. lat_e7, lon_e7: degrees x 10^7; low: fatalities at least, -1: unknown; type,
    kind, tlp: places in `TYPES`, `KINDS`, the order of strictness."""

    n: Numbers
    lat_e7: npt.NDArray[np.int32]
    lon_e7: npt.NDArray[np.int32]
    low: npt.NDArray[np.int32]
    type: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]
    tlp: npt.NDArray[np.uint8]

    def take(self, rows: slice | npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Table":
        """Some of the rows."""
        n, lat_e7, lon_e7, low, kind_of, kind, tlp = self
        return Table(n[rows], lat_e7[rows], lon_e7[rows], low[rows], kind_of[rows], kind[rows], tlp[rows])


class Register:
    """The index. Loses nothing that matters if it is lost, so it does not wait for the disk."""

    def __init__(self, path: Path) -> None:
        self._db = apsw.Connection(str(path))
        self._db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA busy_timeout=5000")
        self._db.execute("PRAGMA cache_size=-65536; PRAGMA mmap_size=2147483648")
        if self._db.execute("PRAGMA user_version").get not in (0, _VERSION):
            self.clear()
        self._db.execute(f"{_SCHEMA} PRAGMA user_version={_VERSION}")
        self._table: Table | None = None
        self._batches: Packed | None = None

    def merge(self) -> None:
        """After many parts: the words of all of them in few places."""
        self._db.execute("INSERT INTO words (words, rank) VALUES ('merge', -500)")

    def clear(self) -> None:
        """Start over."""
        for name in ("words", "line", "part", "live", "gone", "counter"):
            self._db.execute(f"DROP TABLE IF EXISTS {name}")
        self._db.execute(_SCHEMA)
        self._table = self._batches = None

    def parts(self) -> set[str]:
        """The files of batches that are in it."""
        return {str(each[0]) for each in self._db.execute("SELECT content FROM part")}

    def versions(self) -> dict[IncidentId, str]:
        """What stands in it apart from batches, and which version."""
        return {IncidentId(each): version for each, version in self._db.execute("SELECT id, version FROM live")}

    def add_part(self, content: str, names: Sequence[IncidentId], rows: Sequence[Row], tlp: Tlp) -> None:
        """All reports of a batch's file."""
        table = _columns(rows, self._take(len(rows)), [tlp] * len(rows))
        order = np.argsort(table["n"], kind="stable")
        numbers, encode = table["n"].tolist(), msgspec.msgpack.Encoder().encode
        with self._db:
            self._db.executemany("INSERT INTO line VALUES (?,?,?)", (
                (numbers[at], names[at], encode(rows[at])) for at in order.tolist()
            ))  # fmt: skip
            # In ascending order: FTS5 writes out what it holds at each step back.
            self._db.executemany("INSERT INTO words (rowid, text) VALUES (?,?)", (
                (numbers[at], _text(rows[at])) for at in order.tolist()
            ))  # fmt: skip
            self._db.execute("INSERT INTO part VALUES (?,?)", (content, table[order].tobytes()))
        self._table = self._batches = None

    def drop_part(self, content: str) -> None:
        """Its content is erased: nothing of it is shown any more."""
        found = self._db.execute("SELECT columns FROM part WHERE content=?", (content,)).get
        numbers = [(n,) for n in np.frombuffer(found, COLUMNS)["n"].tolist()] if found else []
        with self._db:
            self._db.executemany("DELETE FROM line WHERE n=?", numbers)
            self._db.executemany("DELETE FROM words WHERE rowid=?", numbers)
            self._db.execute("DELETE FROM part WHERE content=?", (content,))
        self._table = self._batches = None

    def put(self, name: IncidentId, version: str, row: Row, tlp: Tlp, text: str) -> None:
        """An incident as its reports tell it now; `text`: what else of it can be searched."""
        self.remove(name)
        table = _columns([row], self._take(1), [tlp])
        n = int(table["n"][0])
        with self._db:
            packed = msgspec.msgpack.encode(row)
            self._db.execute("INSERT INTO live VALUES (?,?,?,?,?)", (n, name, version, packed, table.tobytes()))
            self._db.execute(
                "INSERT INTO words (rowid, text) VALUES (?,?)", (n, f"{_text(row)} {searchable(text)}")
            )
        self._table = None

    def remove(self, name: IncidentId) -> None:
        """It is none any more: joined to another, or past its date."""
        n = self._db.execute("SELECT n FROM live WHERE id=?", (name,)).get
        with self._db:
            self._db.execute("DELETE FROM words WHERE rowid=?", (n,))
            self._db.execute("DELETE FROM live WHERE n=?", (n,))
        self._table = None

    def hide(self, names: Iterable[IncidentId]) -> None:
        """Exactly these reports of batches have no line of their own."""
        with self._db:
            self._db.execute("DELETE FROM gone")
            self._db.executemany("INSERT INTO gone VALUES (?)", ((name,) for name in names))
        self._table = None

    @property
    def table(self) -> Table:
        """The columns of everything that is shown, the oldest first."""
        if self._batches is None:
            parts = _joined(self._db.execute("SELECT columns FROM part"))
            self._batches = parts[np.argsort(parts["n"], kind="stable")]
        if self._table is None:
            gone = [n for (n,) in self._db.execute("SELECT n FROM line JOIN gone USING (id)")]
            live, rest = np.sort(_joined(self._db.execute("SELECT columns FROM live")), order="n"), self._batches
            rest = rest[~np.isin(rest["n"], gone)] if gone else rest
            both = np.insert(rest, np.searchsorted(rest["n"], live["n"]), live) if len(live) else rest
            self._table = Table(*(np.ascontiguousarray(both[name]) for name in Table._fields))
        return self._table

    def found(self, text: str) -> Numbers | None:
        """The numbers of rows with all these words, ascending, the newest HITS_MAX; None where nothing is asked."""
        if not asked(text):
            return None
        for is_begun in (False, True):  # whole words first: they are found as fast as they can be told
            query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
            hits = self._db.execute(query, (asked(text, is_begun), HITS_MAX)).fetchall()
            if hits:
                break
        return np.array(hits, dtype=np.int64).reshape(-1)[::-1]

    def lines(self, numbers: Iterable[int]) -> list[tuple[IncidentId, Row]]:
        """Those rows, in that order."""
        query = "SELECT id, row FROM live WHERE n=?1 UNION ALL SELECT id, row FROM line WHERE n=?1"
        found = (self._db.execute(query, (n,)).fetchone() for n in numbers)
        return [(IncidentId(each[0]), _DECODER.decode(each[1])) for each in found if each is not None]

    def row(self, name: IncidentId) -> Row | None:
        """The report of a batch of that name; None where its content is not here."""
        found = self._db.execute("SELECT row FROM line WHERE id=?", (name,)).get
        return None if found is None else _DECODER.decode(found)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _take(self, count: int) -> int:
        """A counter that no row has had: numbers of one day differ by it."""
        query = "UPDATE counter SET value = value + ? RETURNING value"
        return int(self._db.execute(query, (count,)).get) - count


def _joined(blobs: Iterable[tuple[bytes]]) -> Packed:
    parts = [np.frombuffer(blob, COLUMNS) for (blob,) in blobs]
    return np.concatenate(parts) if parts else np.empty(0, COLUMNS)


def day_of(n: int) -> int | None:
    """The day since 1970 that a row's number says; None where nobody knows it."""
    return (n >> _SHIFT) - 1 if n >> _SHIFT else None


def first_of(day: int) -> int:
    """The least number that a row of that day can have."""
    return (day + 1) << _SHIFT


def _columns(rows: Sequence[Row], counter: int, tlps: Sequence[Tlp]) -> Packed:
    table = np.empty(len(rows), COLUMNS)
    days = np.array([0 if row.from_ms is None else row.from_ms // _DAY_MS + 1 for row in rows], dtype=np.int64)
    table["n"] = (days << _SHIFT) + np.arange(counter, counter + len(rows), dtype=np.int64)
    table["lat_e7"] = [NO_PLACE if row.lat_e7 is None else row.lat_e7 for row in rows]
    table["lon_e7"] = [NO_PLACE if row.lon_e7 is None else row.lon_e7 for row in rows]
    table["low"] = [
        max((count[1] or 0 for count in row.counts if count[0] == "fatalities"), default=-1) for row in rows
    ]
    table["type"] = [_TYPE[row.event_type] for row in rows]
    table["kind"] = [_KIND[row.kind] for row in rows]
    table["tlp"] = [STRICTEST[tlp] for tlp in tlps]
    return table


def _text(row: Row) -> str:
    """What is searched: not the whole text, which would make the index as large as the register."""
    return searchable(f"{row.title} {row.place} {row.source} {row.text[:_TEXT_MAX]}")
