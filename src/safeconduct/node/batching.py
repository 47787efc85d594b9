"""A file of many reports into a batch: read in full, put away in parts, signed once."""

import secrets
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.incident.imports import Found, Noted, format_of, read, read_csv, usable
from safeconduct.incident.row import ROWS_MAX, pack_rows
from safeconduct.records.incident import IncidentImported, Part, Source, Tlp
from safeconduct.records.units import BatchId, Digest, Ms, PartyId

from .blobs import SALT_BYTES
from .desk import Desk, Signed

_FILE_MAX: Final = 64 << 20
"""Bytes of a file that is read at once: of every format but CSV."""


class Wanted(msgspec.Struct, frozen=True):
    """How a file is taken."""

    batch: BatchId
    source: Source
    tlp: Tlp
    share_with: tuple[PartyId, ...]
    keep_until_ms: Ms
    now_ms: Ms
    kind: str = ""


class Taken(msgspec.Struct, frozen=True):
    """What was taken, and what was set right on the way."""

    batch: BatchId
    reports: int
    record: Signed
    notes: tuple[Noted, ...]


def take(desk: Desk, file: Path, wanted: Wanted, told: Callable[[str, int, int | None], None]) -> Taken:
    """Read the whole file; only if every row can be used, hand it in. Raises BadInput with the lines."""
    notes: list[Noted] = []
    packed: list[tuple[bytes, int]] = []
    count = 0
    found = usable(_found(file, wanted.kind, wanted.now_ms), file.name, notes)
    while rows := tuple(islice(found, ROWS_MAX)):
        packed.append((pack_rows(rows), len(rows)))
        count += len(rows)
        told("read", count, None)
    if not packed:
        raise BadInput("holds no report", where=file.name, next_step="see docs/incidents.md for what is read")
    parts, handed = [], 0
    for content, size in packed:
        answer = desk.post_file("/api/incidents/contents", secrets.token_bytes(SALT_BYTES) + content)
        parts.append(Part(Digest(answer["content"]), size))
        handed += size
        told("handed in", handed, count)
    body = IncidentImported(
        wanted.batch, wanted.source, wanted.tlp, wanted.share_with, tuple(parts), wanted.keep_until_ms
    )
    signed = desk.sign(body.TYPE, body)
    done = 0
    while done < count:
        standing = desk.get("/api/incidents/standing")
        done = count - max(0, standing["wanted"] - standing["done"])
        told("indexed", done, count)
    return Taken(wanted.batch, count, signed, tuple(notes))


def _found(file: Path, kind: str, now_ms: Ms) -> Iterator[Found]:
    try:
        with file.open("rb") as opened:
            start = opened.read(4_096)
        kind = kind or format_of(file.name, start)
        if kind == "csv":
            with file.open(encoding="utf-8-sig", newline="") as lines:
                yield from read_csv(lines, now_ms)
            return
        if file.stat().st_size > _FILE_MAX:
            raise BadInput(f"is larger than {_FILE_MAX >> 20} MB", where=file.name, next_step="save it as CSV")
        yield from read(file.read_bytes(), file.name, now_ms, kind)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", where=str(file), next_step="check the path") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8: {error.reason}", where=file.name, next_step="save it as UTF-8") from error
