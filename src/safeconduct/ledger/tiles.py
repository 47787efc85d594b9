"""Tiles: how a tree is cut into files. Source: c2sp.org/tlog-tiles, sections Merkle Tree and Log entries.

A tile at level l holds up to 256 hashes, each of a complete subtree of 256**l leaves. Tiles are fetched
through a `Fetcher`: `fetch(path)` gives the bytes of `tile/...`, or raises TileMissing.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput, Unavailable, Untrusted

from . import merkle
from .entry import decode_bundle, leaf_hash

WIDTH: Final = 256
HEIGHT: Final = 8
ENTRIES: Final = -1
"""The level of an entry bundle."""
INDEX_MAX: Final = 2**63 // WIDTH

Fetcher: TypeAlias = Callable[[str], bytes]

_PATH: Final = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileMissing(Unavailable):
    """A tile or bundle that the checkpoint promises cannot be had."""

    next_step = "fetch the checkpoint again; if the tile stays missing, ask whoever serves the log"


class BadTile(Untrusted):
    """A tile or bundle is not what the signed checkpoint says it is."""

    next_step = "fetch it again; if it stays so, take the log from another mirror and tell its owner"


class Tile(msgspec.Struct, frozen=True):
    """Which tile. level: ENTRIES for a bundle. width: 1 to 256 hashes (or entries); below 256 is partial."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """For example `tile/0/x001/x234/067` or `tile/entries/000.p/7`."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{level}/{number}{'' if self.width == WIDTH else f'.p/{self.width}'}"

    @property
    def full(self) -> "Tile":
        """The same place, all 256."""
        return Tile(self.level, self.index)


def read_path(path: str) -> Tile:
    """The tile of a path; only the one spelling that `Tile.path` gives. Raises BadInput."""
    match = _PATH.fullmatch(path)
    if match is not None:
        level, number, width = match.groups()
        tile = Tile(
            ENTRIES if level == "entries" else int(level),
            int(number.replace("x", "").replace("/", "")),
            int(width or WIDTH),
        )
        if tile.level <= 63 and tile.index < INDEX_MAX and tile.path == path:
            return tile
    raise BadInput(f"{path!r} is not the path of a tile", next_step="see c2sp.org/tlog-tiles")


def tile_width(level: int, index: int, size: int) -> int:
    """How many hashes (or entries) this tile has in a tree of `size`; 0 if it does not exist."""
    return max(0, min(WIDTH, (size >> (HEIGHT * max(level, 0))) - index * WIDTH))


def edge(size: int) -> tuple[Tile, ...]:
    """The partial hash tiles at the right edge of a tree of `size`, lowest level first."""
    found: list[Tile] = []
    level = 0
    while size >> (HEIGHT * level):
        count = size >> (HEIGHT * level)
        if count % WIDTH:
            found.append(Tile(level, count // WIDTH, count % WIDTH))
        level += 1
    return tuple(found)


def changed(first: int, second: int) -> tuple[Tile, ...]:
    """The hash tiles and bundles that differ between a tree of `first` and one of `second` entries."""
    found: list[Tile] = []
    for level in range(ENTRIES, 64):
        shift = HEIGHT * max(level, 0)
        start, end = first >> shift, second >> shift
        if start == end:
            break
        for index in range(start // WIDTH, (end - 1) // WIDTH + 1):
            found.append(Tile(level, index, min(WIDTH, end - index * WIDTH)))
    return tuple(found)


def split_hashes(body: bytes) -> tuple[bytes, ...]:
    """The hashes of a tile."""
    return tuple(body[i : i + merkle.HASH_BYTES] for i in range(0, len(body), merkle.HASH_BYTES))


def fetch_cut(fetch: Fetcher, tile: Tile) -> bytes:
    """A hash tile's bytes; a partial one is cut from the full one where the log has pruned it."""
    try:
        body = fetch(tile.path)
    except TileMissing:
        if tile.width == WIDTH:
            raise
        body = fetch(tile.full.path)
        if len(body) != WIDTH * merkle.HASH_BYTES:
            raise BadTile(f"{tile.full.path} has {len(body)} bytes, not {WIDTH * merkle.HASH_BYTES}") from None
        body = body[: tile.width * merkle.HASH_BYTES]
    if len(body) != tile.width * merkle.HASH_BYTES:
        raise BadTile(f"{tile.path} has {len(body)} bytes, not {tile.width * merkle.HASH_BYTES}")
    return body


def fetch_bundle(fetch: Fetcher, tile: Tile) -> tuple[bytes, ...]:
    """A bundle's entries; a partial one is cut from the full one where the log has pruned it."""
    try:
        return decode_bundle(fetch(tile.path), tile.width)
    except TileMissing:
        if tile.width == WIDTH:
            raise
        return decode_bundle(fetch(tile.full.path), WIDTH)[: tile.width]


class TileReader:
    """Reads the hashes of a tree of `size` from tiles, which it believes. It is a `merkle.HashReader`."""

    def __init__(self, fetch: Fetcher, size: int) -> None:
        self.size: Final = size
        self._fetch = fetch
        self._rows: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree of 2**level leaves. Raises TileMissing, BadTile."""
        tile_level, inner = divmod(level, HEIGHT)
        first = index << inner
        row = self.row(tile_level, first // WIDTH)
        at = first % WIDTH
        return merkle.root_of(row[at : at + (1 << inner)])

    def row(self, level: int, index: int) -> tuple[bytes, ...]:
        """The hashes of one tile."""
        row = self._rows.get((level, index))
        if row is None:
            row = self._read(Tile(level, index, tile_width(level, index, self.size)))
            self._rows[(level, index)] = row
        return row

    def _read(self, tile: Tile) -> tuple[bytes, ...]:
        if tile.width == 0:
            raise ValueError(f"no tile {tile.index} of level {tile.level} in a tree of {self.size}")
        return split_hashes(fetch_cut(self._fetch, tile))


class VerifiedTiles(TileReader):
    """Reads a tree from tiles that it does not believe: each is traced up to the root before it is used."""

    def __init__(self, fetch: Fetcher, size: int, root: bytes) -> None:
        super().__init__(fetch, size)
        self._root = root
        self._edge: frozenset[tuple[int, int]] = frozenset()

    def _read(self, tile: Tile) -> tuple[bytes, ...]:
        self._verify_edge()
        if tile.width < WIDTH:
            return self._rows[(tile.level, tile.index)]
        row = super()._read(tile)
        above = self.row(tile.level + 1, tile.index // WIDTH)
        if merkle.root_of(row) != above[tile.index % WIDTH]:
            raise BadTile(f"{tile.path} does not hash to its place in the tile above")
        return row

    def bundle(self, index: int) -> tuple[bytes, ...]:
        """The entries of one bundle. Raises TileMissing, BadTile, BadEntry."""
        tile = Tile(ENTRIES, index, tile_width(ENTRIES, index, self.size))
        is_full = tile.width == WIDTH
        above = self.row(1, index // WIDTH) if is_full else self.row(0, index)
        entries = fetch_bundle(self._fetch, tile)
        leaves = tuple(map(leaf_hash, entries))
        if (merkle.root_of(leaves) != above[index % WIDTH]) if is_full else leaves != above:
            raise BadTile(f"{tile.path} does not hold the entries that the log signed")
        return entries

    def _verify_edge(self) -> None:
        """All partial tiles together give the root, and nothing less than all of them does."""
        if self._edge or self.size == 0:
            return
        rows = {(tile.level, tile.index): split_hashes(fetch_cut(self._fetch, tile)) for tile in edge(self.size)}
        subtrees: list[bytes] = []
        for level, index in merkle.complete_subtrees(0, self.size):
            tile_level, inner = divmod(level, HEIGHT)
            first = index << inner
            at = first % WIDTH
            subtrees.append(merkle.root_of(rows[(tile_level, first // WIDTH)][at : at + (1 << inner)]))
        if merkle.fold(subtrees) != self._root:
            raise BadTile(f"the tiles of a tree of {self.size} do not hash to the signed root")
        self._rows.update(rows)
        self._edge = frozenset(rows)
