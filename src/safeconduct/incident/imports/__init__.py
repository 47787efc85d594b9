"""Files with many reports, one format a file: bytes to rows. A row that cannot be used is named by its line.

taking       fields to a row, the same for all formats
tabular      CSV, and CSV with the columns of ACLED
geojson cap misp mail
"""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from safeconduct.errors import BadInput
from safeconduct.records.units import Ms

from .cap import read_cap
from .finding import Fault, Found, Noted, RowsRefused, usable
from .geojson import read_geojson
from .mail import read_mail
from .misp import read_misp
from .tabular import read_csv

__all__ = ["FORMATS", "Fault", "Found", "Noted", "RowsRefused", "format_of", "read", "read_csv", "usable"]


def _csv(content: bytes, now_ms: Ms) -> Iterator[Found]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"is no UTF-8: {error.reason}", where=f"line {line}", next_step="save it as UTF-8"
        ) from error
    return read_csv(io.StringIO(text, newline=""), now_ms)


FORMATS: Final[Mapping[str, Callable[[bytes, Ms], Iterator[Found]]]] = {
    "cap": read_cap,
    "csv": _csv,
    "geojson": read_geojson,
    "mail": read_mail,
    "misp": read_misp,
}
_ENDINGS: Final = {
    ".csv": "csv", ".geojson": "geojson", ".cap": "cap", ".xml": "cap", ".eml": "mail", ".mbox": "mail",
    ".misp": "misp",
}  # fmt: skip


def format_of(name: str, start: bytes) -> str:
    """The format that the name and the first bytes say. Raises BadInput."""
    for ending, found in _ENDINGS.items():
        if name.lower().endswith(ending):
            return found
    head = start.lstrip()[:4_000]
    if head.startswith(b"{"):
        return "misp" if b'"Event"' in head or b'"response"' in head else "geojson"
    raise BadInput(
        f"{name}: neither its name nor its beginning tells the format",
        next_step=f"say which: --format {' | '.join(sorted(FORMATS))}",
    )


def read(content: bytes, name: str, now_ms: Ms, kind: str = "") -> Iterator[Found]:
    """What is in the file. Raises BadInput where nothing of it can be read."""
    return FORMATS[kind or format_of(name, content[:4_096])](content, now_ms)
