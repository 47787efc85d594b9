"""A folder with a log that somebody made: tlog-tiles files, read with limits, believed by nobody."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from safeconduct.errors import BadInput, Unavailable
from safeconduct.ledger import ENTRY_BYTES_MAX, merkle, tiles
from safeconduct.ledger.entry import BUNDLE_ENTRIES_MAX
from safeconduct.ledger.tiles import ENTRIES, WIDTH, Tile
from safeconduct.wire import note

BUNDLE_BYTES_MAX: Final = BUNDLE_ENTRIES_MAX * (2 + ENTRY_BYTES_MAX)
TILE_BYTES_MAX: Final = WIDTH * merkle.HASH_BYTES
VKEY_BYTES_MAX: Final = 4096


class LogFolder:
    """Other files in the folder are not looked at. `fetch` is a `tiles.Fetcher`."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadInput("no such folder", where=str(folder), next_step="check the path")
        self._folder = folder

    def fetch(self, path: str) -> bytes:
        """The bytes of `checkpoint` or of a tile. Raises TileMissing, Unavailable, BadInput."""
        if path == "checkpoint":
            limit = note.NOTE_BYTES_MAX
        else:
            limit = BUNDLE_BYTES_MAX if tiles.read_path(path).level == ENTRIES else TILE_BYTES_MAX
        return self._read(path, limit)

    def parts(self, tile: Tile) -> Iterator[int]:
        """The widths of the partial tiles that lie where this tile is, in ascending order."""
        try:
            names = [each.name for each in (self._folder / f"{tile.full.path}.p").iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            names = []
        widths = {int(name): name for name in names if name.isascii() and name.isdigit()}
        return (width for width, name in sorted(widths.items()) if name == str(width))

    def _read(self, path: str, limit: int) -> bytes:
        file = self._folder / path
        try:
            if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
                raise tiles.TileMissing(f"{path} is not a file")
            with file.open("rb") as opened:
                raw = opened.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise tiles.TileMissing(f"{path} is missing") from error
        except OSError as error:
            raise Unavailable(f"{path} cannot be read: {error.strerror}", "check the permissions") from error
        if len(raw) > limit:
            raise tiles.BadTile(f"{path} is longer than {limit} bytes, the most that it can have")
        return raw


def read_file(path: Path, limit: int) -> bytes:
    """A file that a person named, of at most `limit` bytes. Raises BadInput."""
    try:
        with path.open("rb") as opened:
            raw = opened.read(limit + 1)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(path), next_step="check the path") from error
    if len(raw) > limit:
        raise BadInput(f"longer than {limit} bytes", where=str(path), next_step="check the path")
    return raw


def read_key(path: Path) -> note.Key:
    """The verifier key in a file of one line. Raises BadInput."""
    try:
        return note.parse_key(read_file(path, VKEY_BYTES_MAX).decode().strip())
    except UnicodeError as error:
        raise BadInput("not a text", where=str(path), next_step="give a file with one verifier key") from error
    except note.BadNote as error:
        raise BadInput(str(error), where=str(path), next_step="give a file with one verifier key") from error
