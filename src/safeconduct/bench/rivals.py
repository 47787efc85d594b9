"""What else one would append to: plain SQLite, and pymerkle's tree in SQLite. All commits are durable."""

import sqlite3
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol


class Store(Protocol):
    """Takes entries; they are durable when `append` returns."""

    def append(self, entries: list[bytes]) -> object:
        """Append all entries in one commit."""


class PlainSqlite:
    """Rows in write-ahead mode with an fsync a commit: no hash, no tree, no signature."""

    def __init__(self, file: Path) -> None:
        self._rows = sqlite3.connect(file)
        self._rows.execute("PRAGMA journal_mode=WAL")
        self._rows.execute("PRAGMA synchronous=FULL")
        self._rows.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    def append(self, entries: list[bytes]) -> None:
        """One transaction."""
        with self._rows:
            self._rows.executemany("INSERT INTO entry (body) VALUES (?)", ((entry,) for entry in entries))


class Pymerkle:
    """pymerkle's SqliteTree as it comes: it stores leaf hashes, and signs nothing.

    with_root: also ask for the root after each commit, which a log needs before it can sign and answer.
    """

    def __init__(self, file: Path, with_root: bool) -> None:
        self._tree: Any = import_module("pymerkle").SqliteTree(str(file))
        self._with_root = with_root

    def append(self, entries: list[bytes]) -> None:
        """One transaction."""
        if len(entries) == 1:
            self._tree.append_entry(entries[0])
        else:
            self._tree.append_entries(entries)
        if self._with_root:
            self._tree.get_root()


def rivals(folder: Path) -> dict[str, Store]:
    """Fresh stores by name. pymerkle is there if it is installed: it comes with the `dev` extra."""
    found: dict[str, Store] = {"SQLite": PlainSqlite(folder / "plain.db")}
    if find_spec("pymerkle") is not None:
        found["pymerkle"] = Pymerkle(folder / "pymerkle.db", with_root=False)
        found["pymerkle with a root a batch"] = Pymerkle(folder / "pymerkle-root.db", with_root=True)
    return found
