"""The files of a log folder that others may read: `checkpoint` and `tile/...`, by c2sp.org/tlog-tiles."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from safeconduct.errors import Untrusted
from safeconduct.ledger import entry, merkle, tiles
from safeconduct.ledger.tiles import ENTRIES, WIDTH, Tile

from .disk import Disk, FileMissing


class LogDamaged(Untrusted):
    """The files are not what was signed: a bad disk, or someone changed them."""

    next_step = "do not write to this log; restore it from a peer's mirror, under a new epoch"


class LogFiles:
    """Writes and reads one folder. Tiles become durable by `sync_some` and `settle`, not by `write`."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        self.folder: Final = folder
        self._disk = disk
        self._known: set[Path] = set()
        self._unsynced: list[Path] = []
        self._outgrown: list[Path] = []

    def write(self, tile: Tile, content: bytes) -> None:
        """Write one tile or bundle. Not durable yet. A full one that is there already is left as it is."""
        path = self.folder / tile.path
        if path.parent not in self._known:
            self._disk.make_folder(path.parent)
            self._known.add(path.parent)
        if tile.width == WIDTH:
            self._unsynced.append(path)
            if self._disk.size(path) == len(content) and self.holds(tile, content):
                return  # a copy that was stopped begins again; rewriting a file costs many times reading it
        self._disk.write(path, content)

    def holds(self, tile: Tile, content: bytes) -> bool:
        """Whether the file reads back as exactly these bytes."""
        return self._disk.read(self.folder / tile.path) == content

    def fetch(self, path: str) -> bytes:
        """The bytes of a tile or bundle: a `tiles.Fetcher`. Raises TileMissing, BadInput, DiskFailed."""
        tiles.read_path(path)
        try:
            return self._disk.read(self.folder / path)
        except FileMissing as error:
            raise tiles.TileMissing(f"{self.folder / path}: no such tile") from error

    def publish(self, raw: bytes) -> None:
        """Show a new checkpoint. Not durable: it can be made again from the last signed head."""
        new = self.folder / "checkpoint.new"
        self._disk.write(new, raw)
        self._disk.replace(new, self.folder / "checkpoint")

    def entries(self, start: int, stop: int, size: int) -> Iterator[bytes]:
        """The entries [start, stop) of a log of `size`, each compared with its leaf hash. Raises LogDamaged."""
        reader = tiles.TileReader(self.fetch, size)
        for index in range(start // WIDTH, -(-stop // WIDTH)):
            width = tiles.tile_width(ENTRIES, index, size)
            try:
                bundle = tiles.fetch_bundle(self.fetch, Tile(ENTRIES, index, width))
                leaves = reader.row(0, index)
            except (entry.BadEntry, tiles.TileMissing, tiles.BadTile) as error:
                raise LogDamaged(f"{self.folder}: {error}") from error
            first = index * WIDTH
            for at in range(max(start - first, 0), min(stop - first, width)):
                if entry.leaf_hash(bundle[at]) != leaves[at]:
                    raise LogDamaged(f"{self.folder}: entry {first + at} is not what was logged")
                yield bundle[at]

    def sync_some(self, limit: int) -> None:
        """Make up to `limit` full tiles durable: a little after each batch, so that no batch waits long."""
        for _ in range(min(limit, len(self._unsynced))):
            self._disk.sync(self._unsynced[0])
            del self._unsynced[0]

    def settle(self, base: int, size: int, root: bytes) -> None:
        """Make all that was written since `base` durable, read it back whole, and check it against the root.

        Raises LogDamaged if a tile or an entry is not what the root says.
        """
        self.sync_some(len(self._unsynced))
        new = tiles.changed(base, size)
        for tile in new:
            if tile.width < WIDTH:
                self._disk.sync(self.folder / tile.path)
        for folder in _folders(new):
            self._disk.sync_folder(self.folder / folder)
        self.verify(base, size, root)

    def prune(self, base: int, size: int) -> None:
        """Remove partial tiles whose full tile was settled since `base` (c2sp.org/tlog-tiles, Partial Tiles).

        Only once nothing needs the tree of `base` any more: until then they are its right edge.
        """
        self.outgrow(base, size)
        self.prune_some(len(self._outgrown))

    def outgrow(self, base: int, size: int) -> None:
        """Like `prune`, but what is to be removed is only noted, for `prune_some`: it may be thousands of files.

        What a crash keeps from being removed stays: older partial tiles do no harm.
        """
        self.prune_some(len(self._outgrown))
        self._outgrown += [
            self.folder / f"{tile.path}.p" for tile in tiles.changed(base, size) if tile.width == WIDTH
        ]

    def prune_some(self, limit: int) -> None:
        """Remove up to `limit` folders of partial tiles that were outgrown."""
        for _ in range(min(limit, len(self._outgrown))):
            self._disk.remove(self._outgrown.pop())

    def verify(self, base: int, size: int, root: bytes) -> None:
        """Read every tile and entry from `base` on and trace it to the root. Raises LogDamaged."""
        reader = tiles.VerifiedTiles(self.fetch, size, root)
        try:
            for tile in tiles.changed(base, size):
                if tile.level == ENTRIES:
                    reader.bundle(tile.index)
                else:
                    reader.row(tile.level, tile.index)
        except (entry.BadEntry, tiles.TileMissing, tiles.BadTile) as error:
            raise LogDamaged(f"{self.folder}: {error}") from error

    def mend_partials(self, size: int) -> None:
        """After a crash: smaller partial tiles at the edge may be torn, larger ones may never have been signed.

        Smaller ones are cut anew from the present edge, which `verify` has checked; larger ones are removed.
        """
        for tile in (*tiles.edge(size), *_bundle_edge(size)):
            names = self._disk.list((self.folder / tile.path).parent)
            for width in (int(name) for name in names if name.isdigit()):
                part = Tile(tile.level, tile.index, width)
                if width > tile.width:
                    self._disk.remove(self.folder / part.path)
                elif width < tile.width and not self.holds(part, content := self._cut(tile, width)):
                    self._disk.write(self.folder / part.path, content)

    def _cut(self, tile: Tile, width: int) -> bytes:
        if tile.level == ENTRIES:
            return entry.encode_bundle(tiles.fetch_bundle(self.fetch, tile)[:width])
        return self.fetch(tile.path)[: width * merkle.HASH_BYTES]


def _bundle_edge(size: int) -> tuple[Tile, ...]:
    width = size % WIDTH
    return (Tile(ENTRIES, size // WIDTH, width),) if width else ()


def _folders(written: tuple[Tile, ...]) -> tuple[PurePosixPath, ...]:
    """Every folder above these tiles, each once, the log's own last."""
    found: dict[PurePosixPath, None] = {}
    for tile in written:
        found.update(dict.fromkeys(PurePosixPath(tile.path).parents))
    return tuple(sorted(found, key=lambda folder: -len(folder.parts)))
