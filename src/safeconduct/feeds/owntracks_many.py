"""Many OwnTracks reports at once, as columns: the same as `owntracks.py`, which gets what is not plain."""

from collections.abc import Sequence
from typing import Final, NamedTuple, cast

import msgspec
import numpy as np
import numpy.typing as npt

from safeconduct.records.positions import Positions, packed
from safeconduct.records.units import INT_MAX, AssetId

from .message import PAYLOAD_BYTES_MAX, FeedError
from .owntracks import device_of
from .reading import ACC_M_MAX, HEADING_MAX, SECONDS_MAX, SPEED_KMH_MAX, asset_id

_UNTOLD: Final = -1.0
_FEW: Final = 16
_NAMES_MAX: Final = 100_000
_NEWLINE, _OPEN = b"\n{"


class _Fix(msgspec.Struct, frozen=True, gc=False):
    type_: str = msgspec.field(name="_type")
    tst: float = _UNTOLD
    lat: float = 1e9
    lon: float = 1e9
    acc: float = 0.0
    vel: float = _UNTOLD
    cog: float = _UNTOLD
    tid: str | None = None
    topic: str | None = None


_DECODER: Final = msgspec.json.Decoder(list[_Fix])
_PLAIN: Final = frozenset({"location", "transition"})


class Many(NamedTuple):
    """Positions, the place in the batch of the payload of each, and the places of those that are left: they are to
    be decoded one by one, which also says what is wrong with them."""

    positions: Positions
    rows: npt.NDArray[np.int64]
    rest: list[int]


class Told:
    """Which asset each topic, or each name inside a payload, means: a cache."""

    def __init__(self) -> None:
        self._known: dict[object, AssetId | None] = {}

    def assets(self, fixes: Sequence[_Fix], topics: Sequence[str]) -> list[AssetId | None]:
        """By the broker's topic, else the payload's own, else its tracker's id. None: it names nothing."""
        keys: Sequence[object] = topics
        if not topics:
            own = [fix.topic for fix in fixes]
            ids = [fix.tid for fix in fixes]
            keys = ids if own.count(None) == len(own) else list(zip(own, ids, strict=True))
        elif not all(self._known.get(topic) for topic in set(topics)):
            keys = list(zip(topics, (fix.topic for fix in fixes), (fix.tid for fix in fixes), strict=True))
        names = list(map(self._known.get, keys))
        if None in names:
            if len(self._known) >= _NAMES_MAX:
                self._known.clear()
            names = [
                self._known.get(key) or self._learn(key, topic, fix)
                for key, topic, fix in zip(keys, topics or [""] * len(fixes), fixes, strict=True)
            ]
        return names

    def _learn(self, key: object, topic: str, fix: _Fix) -> AssetId | None:
        try:
            name = asset_id(None, device_of(topic), device_of(fix.topic), fix.tid)
        except FeedError:
            return None
        self._known[key] = name
        if device_of(topic) is not None:
            self._known[topic] = name  # it wins over whatever the payload says
        return name


def decode_many(payloads: Sequence[bytes], topics: Sequence[str], asset: AssetId | None, told: Told) -> Many:
    """Decode what is plain. topics: of each payload, or none. asset: of all of them, where it is known. Never
    raises."""
    rows, fixes = _read(payloads, 0, len(payloads))
    tst, lat, lon = (np.array(column, dtype=np.float64) for column in (
        [fix.tst for fix in fixes], [fix.lat for fix in fixes], [fix.lon for fix in fixes],
    ))  # fmt: skip
    acc, speed, heading = (np.array(column, dtype=np.float64) for column in (
        [fix.acc for fix in fixes], [fix.vel for fix in fixes], [fix.cog for fix in fixes],
    ))  # fmt: skip
    times = np.rint(np.where(tst > SECONDS_MAX, tst, tst * 1000))
    is_fit = (tst >= 0) & (times <= INT_MAX) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    is_fit &= (acc >= 0) & (acc <= ACC_M_MAX) & (speed <= SPEED_KMH_MAX) & (heading <= HEADING_MAX)
    if [fix.type_ for fix in fixes].count("location") < len(fixes):
        is_fit &= np.fromiter((fix.type_ in _PLAIN for fix in fixes), np.bool_, len(fixes))
    if asset is not None:
        assets: list[AssetId | None] = [asset] * len(fixes)
    else:
        assets = told.assets(fixes, [topics[row] for row in rows] if topics else ())
    if None in assets:
        is_fit &= np.fromiter((name is not None for name in assets), np.bool_, len(fixes))
    fit = np.flatnonzero(is_fit)
    if len(fit) < len(fixes):
        assets = [assets[row] for row in fit.tolist()]
    detail = packed(np.ceil(acc[fit]).astype(np.int64), _whole(speed[fit]), _whole(heading[fit]))
    lat_e7, lon_e7 = (np.rint(degrees[fit] * 1e7).astype(np.int64) for degrees in (lat, lon))
    place = np.array(rows, dtype=np.int64)[fit]
    is_rest = np.ones(len(payloads), dtype=np.bool_)
    is_rest[place] = False
    positions = Positions(cast(list[AssetId], assets), times[fit].astype(np.int64), lat_e7, lon_e7, detail)
    return Many(positions, place, np.flatnonzero(is_rest).tolist())


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
