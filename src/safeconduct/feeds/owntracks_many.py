"""Many OwnTracks reports at once, as columns: the same as `owntracks.py`, which gets what is not plain."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from safeconduct.geo import HAS_NUMBA
from safeconduct.records.positions import Positions, packed
from safeconduct.records.units import INT_MAX, AssetId

from .message import PAYLOAD_BYTES_MAX
from .reading import ACC_M_MAX, HEADING_MAX, SECONDS_MAX, SPEED_KMH_MAX
from .told import NOBODY, Told

_UNTOLD: Final = -1.0
_NOWHERE: Final = 1e9
_FEW: Final = 16
_NEWLINE, _OPEN = b"\n{"


class _Fix(msgspec.Struct, frozen=True, gc=False):
    type_: str = msgspec.field(name="_type")
    tst: float = _UNTOLD
    lat: float = _NOWHERE
    lon: float = _NOWHERE
    acc: float = 0.0
    vel: float = _UNTOLD
    cog: float = _UNTOLD
    tid: str | None = None
    topic: str | None = None
    data: str | None = None
    tag: str | None = None
    poi: str | None = None


_DECODER: Final = msgspec.json.Decoder(list[_Fix])
_PLAIN: Final = frozenset({"location", "transition"})
_DEFAULTS: Final = np.array([[_UNTOLD], [_NOWHERE], [_NOWHERE], [0.0], [_UNTOLD], [_UNTOLD]])
"""Of tst, lat, lon, acc, vel, cog: a row each."""


class Many(NamedTuple):
    """Positions, the place in the batch of the payload of each, and the places of those that are left: they are to
    be decoded one by one, which also says what is wrong with them."""

    positions: Positions
    rows: npt.NDArray[np.int64]
    rest: list[int]


class _Said(NamedTuple):
    """What the payloads say. numbers: see `_DEFAULTS`. is_position: a place can be read. names: of whom it is, by
    the payload alone."""

    numbers: npt.NDArray[np.float64]
    is_position: npt.NDArray[np.bool_]
    names: npt.NDArray[np.int64]


def decode_many(
    payloads: Sequence[bytes],
    topics: Sequence[str],
    asset: AssetId | None,
    told: Told,
    *,
    is_swift: bool = HAS_NUMBA,
) -> Many:
    """Decode what is plain. topics: of each payload, or none. asset: of all of them, where it is known. is_swift:
    by the compiled loop where it understands the payload, or all by msgspec. Never raises."""
    told.make_room(len(payloads))
    said = _said(payloads, told, is_swift=is_swift)
    names = said.names
    if asset is not None:
        names = np.full(len(payloads), told.number(asset))
    elif topics:
        names, is_own = told.by_topics(topics)
        names[is_own] = said.names[is_own]
    tst, lat, lon, acc, speed, heading = said.numbers
    times = np.rint(np.where(tst > SECONDS_MAX, tst, tst * 1000))
    is_fit = said.is_position & (names != NOBODY) & (tst >= 0) & (times <= INT_MAX)
    is_fit &= (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    is_fit &= (acc >= 0) & (acc <= ACC_M_MAX) & (speed <= SPEED_KMH_MAX) & (heading <= HEADING_MAX)
    rows = np.flatnonzero(is_fit)
    if len(rows) < len(payloads):
        times, lat, lon, acc, speed, heading = (each[rows] for each in (times, lat, lon, acc, speed, heading))
        names = names[rows]
    detail = packed(np.ceil(acc).astype(np.int64), _whole(speed), _whole(heading))
    lat_e7, lon_e7 = (np.rint(degrees * 1e7).astype(np.int64) for degrees in (lat, lon))
    positions = Positions(told.names, names, times.astype(np.int64), lat_e7, lon_e7, detail)
    return Many(positions, rows, np.flatnonzero(~is_fit).tolist())


def _said(payloads: Sequence[bytes], told: Told, *, is_swift: bool) -> _Said:
    count = len(payloads)
    said = _Said(np.repeat(_DEFAULTS, count, axis=1), np.zeros(count, np.bool_), np.full(count, NOBODY))
    left = _scanned(payloads, told, said) if is_swift and count else np.arange(count)
    if not len(left):
        return said
    places, fixes = _read([payloads[row] for row in left.tolist()], 0, len(left))
    rows = left[np.array(places, dtype=np.int64)]
    said.numbers[:, rows] = np.array(
        [(fix.tst, fix.lat, fix.lon, fix.acc, fix.vel, fix.cog) for fix in fixes], dtype=np.float64
    ).reshape(-1, 6).T  # fmt: skip
    said.is_position[rows] = np.fromiter(
        (fix.type_ in _PLAIN and not (fix.tag or fix.poi) for fix in fixes), np.bool_, len(fixes)
    )
    said.names[rows] = np.fromiter(
        (told.by_names(fix.topic or "", fix.tid or "") for fix in fixes), np.int64, len(fixes)
    )
    return said


def _scanned(payloads: Sequence[bytes], told: Told, said: _Said) -> npt.NDArray[np.int64]:
    """What the compiled loop understands goes into `said`; the places of what it does not."""
    from . import flat_json as flat

    starts = np.zeros(len(payloads) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, payloads), np.int64, len(payloads)), out=starts[1:])
    text = np.frombuffer(b"".join(payloads), dtype=np.uint8)
    spans = np.zeros((len(payloads), 4), dtype=np.int64)
    kinds = flat.scan(text, starts, PAYLOAD_BYTES_MAX, said.numbers, spans)
    said.is_position[:] = kinds == flat.POSITION
    said.names[:] = told.by_spans(text, spans)
    left = np.flatnonzero(kinds == flat.NOT_UNDERSTOOD)
    said.numbers[:, left] = _DEFAULTS
    return left


def _whole(value: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Rounded; -1 where it was not told."""
    return np.where(value < 0, -1, np.rint(value)).astype(np.int64)


def _read(payloads: Sequence[bytes], first: int, end: int) -> tuple[Sequence[int], list[_Fix]]:
    """Decode all at once; what is in the way of that is narrowed down by halves, and left."""
    part = payloads[first:end]
    joined = b"[" + b",\n".join(part) + b"]"
    if part and _is_flat(joined, len(part)) and max(map(len, part)) <= PAYLOAD_BYTES_MAX:
        try:
            fixes = _DECODER.decode(joined)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            fixes = []
        if len(fixes) == len(part):
            return range(first, end), fixes
    if end - first <= _FEW:
        return (), []
    middle = (first + end) // 2
    (rows, fixes), (more_rows, more) = _read(payloads, first, middle), _read(payloads, middle, end)
    return [*rows, *more_rows], fixes + more


def _is_flat(joined: bytes, count: int) -> bool:
    """Whether each payload begins with its only brace. Then, if the whole is a list of so many objects, each
    payload is one of them: none can end, or speak for, its neighbour."""
    text = np.frombuffer(joined, dtype=np.uint8)
    lines = np.flatnonzero(text == _NEWLINE)
    opens = np.flatnonzero(text == _OPEN)
    return bool(
        len(lines) == count - 1 and len(opens) == count and opens[0] == 1 and (opens[1:] == lines + 1).all()
    )
