"""A report of a batch, as it stands in the batch's file: the account without names of fields, many to a file.

A file is the zlib stream of a MessagePack array of rows; a row is the array of `Row`'s fields in their order.
"""

import zlib
from collections.abc import Sequence
from typing import Annotated, Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.incident import (
    CLAIMS_MAX,
    COUNTS_MAX,
    Account,
    Claim,
    ClaimStatus,
    Count,
    CountOf,
    EventType,
    Number,
    Place,
    ReportKind,
    Source,
    Title,
    Written,
)
from safeconduct.records.units import LatE7, LonE7, Metres, Ms, Name, Text

ROWS_MAX: Final = 25_000
"""Rows of a file."""
BYTES_MAX: Final = 64 << 20
"""Of a file once it is unpacked: more is refused, however small it came."""
CountRow: TypeAlias = tuple[CountOf, Number | None, Number | None, Name, Written]
ClaimRow: TypeAlias = tuple[Name, ClaimStatus, Name]


class Row(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One report. `place` is empty where none is named; `source` where it is the batch's own."""

    kind: ReportKind
    event_type: EventType
    from_ms: Ms | None
    to_ms: Ms | None
    title: Title
    place: Annotated[str, msgspec.Meta(max_length=120)]
    lat_e7: LatE7 | None
    lon_e7: LonE7 | None
    within_m: Metres
    counts: Annotated[tuple[CountRow, ...], msgspec.Meta(max_length=COUNTS_MAX)]
    claims: Annotated[tuple[ClaimRow, ...], msgspec.Meta(max_length=CLAIMS_MAX)]
    source: Annotated[str, msgspec.Meta(max_length=120)]
    ref: Annotated[str, msgspec.Meta(max_length=500)]
    published_ms: Ms | None
    text: Text


_DECODER: Final = msgspec.msgpack.Decoder(tuple[Row, ...])


def pack_rows(rows: Sequence[Row]) -> bytes:
    """A file of rows, the same bytes for the same rows."""
    return zlib.compress(msgspec.msgpack.encode(rows), 1)


def unpack_rows(file: bytes) -> tuple[Row, ...]:
    """The rows of a file. Raises BadInput: too large, or no rows."""
    packed = zlib.decompressobj()
    try:
        content = packed.decompress(file, BYTES_MAX)
        if packed.unconsumed_tail or not packed.eof:
            raise BadInput(
                f"unpacks to more than {BYTES_MAX >> 20} MB", next_step="cut the batch into smaller files"
            )
        return _DECODER.decode(content)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no rows of a batch: {error}", next_step="import the file again") from error


def account_of(row: Row, source: Source) -> Account:
    """The account that the row stands for. `source`: the batch's."""
    place = None
    if row.place or row.lat_e7 is not None:
        at = Point(row.lat_e7, row.lon_e7) if row.lat_e7 is not None and row.lon_e7 is not None else None
        place = Place(Name(row.place or "–"), at, row.within_m)
    own = Source(source.kind, Name(row.source) if row.source else source.name, row.ref, row.published_ms)
    return Account(
        row.kind,
        row.title,
        row.event_type,
        row.from_ms,
        row.to_ms,
        place,
        tuple(Count(*count) for count in row.counts),
        tuple(Claim(*claim) for claim in row.claims),
        own,
        row.text,
    )


def row_of(account: Account) -> Row:
    """The same as a row, for an account that may not stand in the log."""
    place = account.place
    return Row(
        account.kind,
        account.event_type,
        account.from_ms,
        account.to_ms,
        account.title,
        place.name if place else "",
        place.at.lat_e7 if place and place.at else None,
        place.at.lon_e7 if place and place.at else None,
        place.within_m if place else Metres(0),
        tuple((each.what, each.low, each.high, each.said_by, each.as_written) for each in account.counts),
        tuple((each.name, each.status, each.by) for each in account.claims),
        account.source.name,
        account.source.ref,
        account.source.published_ms,
        account.text,
    )
