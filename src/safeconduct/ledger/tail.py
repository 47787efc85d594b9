"""The right edge of a log as its writer holds it: grows by entries, and gives the tiles to write. Pure."""

from collections.abc import Sequence
from typing import Final

from . import merkle, tiles
from .entry import decode_bundle, encode_bundle, leaf_hash
from .tiles import ENTRIES, HEIGHT, WIDTH, Tile

Files = tuple[tuple[Tile, bytes], ...]


class Tail:
    """Tree size, the partial tiles at its right edge, and the partial bundle. Immutable.

    rows[l]: hashes of the partial tile at level l, at most 255. bundle: bytes of the partial entry bundle.
    """

    __slots__ = ("_root", "bundle", "rows", "size")

    def __init__(self, size: int = 0, rows: tuple[tuple[bytes, ...], ...] = (), bundle: bytes = b"") -> None:
        self.size: Final = size
        self.rows: Final = rows
        self.bundle: Final = bundle
        self._root: bytes | None = None

    @classmethod
    def read(cls, size: int, fetch: tiles.Fetcher) -> "Tail":
        """The edge of a stored log. Believes the tiles; compare `root` with a signed one."""
        rows: list[tuple[bytes, ...]] = []
        level = 0
        while size >> (HEIGHT * level):
            count = size >> (HEIGHT * level)
            tile = Tile(level, count // WIDTH, count % WIDTH)
            rows.append(tiles.split_hashes(tiles.fetch_cut(fetch, tile)) if tile.width else ())
            level += 1
        width = size % WIDTH
        entries = tiles.fetch_bundle(fetch, Tile(ENTRIES, size // WIDTH, width)) if width else ()
        return cls(size, tuple(rows), encode_bundle(entries))

    @property
    def root(self) -> bytes:
        """The root of the tree, from the hashes at its edge."""
        if self._root is None:
            self._root = merkle.root(self.size, self._hash)
        return self._root

    @property
    def frontier(self) -> merkle.Frontier:
        """The same edge as complete subtrees."""
        return merkle.Frontier.read(self.size, self._hash)

    @property
    def entries(self) -> tuple[bytes, ...]:
        """The entries of the partial bundle."""
        return decode_bundle(self.bundle, self.size % WIDTH)

    @property
    def is_sound(self) -> bool:
        """Whether the partial bundle holds the entries whose hashes the lowest tile has."""
        row = self.rows[0] if self.rows else ()
        return tuple(map(leaf_hash, self.entries)) == row

    def extend(self, entries: Sequence[bytes], leaves: Sequence[bytes]) -> tuple["Tail", Files]:
        """The edge after more entries, with every tile and bundle that this changes. leaves: their hashes."""
        files: list[tuple[Tile, bytes]] = []
        size = self.size + len(entries)
        bundle = self._extend_bundle(entries, files)
        rows: list[tuple[bytes, ...]] = []
        new: Sequence[bytes] = leaves
        level = 0
        while level < len(self.rows) or new:
            old = self.rows[level] if level < len(self.rows) else ()
            row = (*old, *new)
            index = (self.size >> (HEIGHT * level)) // WIDTH
            full = len(row) // WIDTH
            above: list[bytes] = []
            for k in range(full):
                part = row[k * WIDTH : (k + 1) * WIDTH]
                files.append((Tile(level, index + k), b"".join(part)))
                above.append(merkle.root_of(part))
            rest = row[full * WIDTH :]
            if rest and new:
                files.append((Tile(level, index + full, len(rest)), b"".join(rest)))
            rows.append(rest)
            new = above
            level += 1
        return Tail(size, tuple(rows), bundle), tuple(files)

    def edge(self) -> Files:
        """The partial tiles and the partial bundle at this size."""
        files = [
            (Tile(level, (self.size >> (HEIGHT * level)) // WIDTH, len(row)), b"".join(row))
            for level, row in enumerate(self.rows)
            if row
        ]
        if self.size % WIDTH:
            files.append((Tile(ENTRIES, self.size // WIDTH, self.size % WIDTH), self.bundle))
        return tuple(files)

    def _extend_bundle(self, entries: Sequence[bytes], files: list[tuple[Tile, bytes]]) -> bytes:
        bundle = self.bundle
        index, width = divmod(self.size, WIDTH)
        at = 0
        while at < len(entries):
            part = entries[at : at + WIDTH - width]
            bundle += encode_bundle(part)
            at += len(part)
            width += len(part)
            files.append((Tile(ENTRIES, index, width), bundle))
            if width == WIDTH:
                index, width, bundle = index + 1, 0, b""
        return bundle

    def _hash(self, level: int, index: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        at = (index << inner) % WIDTH
        return merkle.root_of(self.rows[tile_level][at : at + (1 << inner)])
