"""A page as bytes, from a file or a pipe, into text: never more than is read."""

import re
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, Final

from safeconduct.errors import BadInput

BYTES_MAX: Final = 8_000_000
_CHARSET: Final = re.compile(rb"""<meta[^>]+charset=["']?([\w-]{2,30})""", re.IGNORECASE)
_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LESSER: Final = ("gb18030", "cp1252")


def read_at_most(source: Path | BinaryIO | BufferedIOBase) -> bytes:
    """The bytes of a page. Raises BadInput if it cannot be read or is larger than what is read."""
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                raw = file.read(BYTES_MAX + 1)
        else:
            raw = source.read(BYTES_MAX + 1)
    except OSError as error:
        raise BadInput(
            f"cannot be read: {error.strerror}", where=str(source), next_step="check the path"
        ) from error
    if len(raw) > BYTES_MAX:
        where = str(source) if isinstance(source, Path) else "standard input"
        raise BadInput(
            f"the page has more than {BYTES_MAX // 1_000_000} MB", where=where, next_step="paste the report alone"
        )
    return raw


def page_text(raw: bytes) -> str:
    """The text: by its mark, as UTF-8, by its markup, else as what it can be. Line ends stay."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        said = _CHARSET.search(raw[:4096])
        names = ([said.group(1).decode("ascii")] if said else []) + list(_LESSER)
    for name in names:
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")
