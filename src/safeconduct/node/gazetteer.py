"""The gazetteer from disk: the cut that is shipped, or another file."""

from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

import safeconduct.gazetteer
from safeconduct.errors import BadInput
from safeconduct.gazetteer import Gazetteer


@lru_cache(maxsize=2)
def gazetteer(path: Path | None = None) -> Gazetteer:
    """Ready to use at once; its blocks are read when asked for. path: None for the cut that is shipped.

    Raises BadInput, GazetteerUnreadable.
    """
    where = path or Path(safeconduct.gazetteer.__file__).with_name("places.bin")
    try:
        with where.open("rb") as file:
            return Gazetteer(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError) as error:
        raise BadInput("cannot be read", where=str(where), next_step="check the path of the gazetteer") from error
