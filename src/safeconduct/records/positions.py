"""Many positions as columns: what `Position` says, without a value for each."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from .observation import Position
from .units import AssetId, LatE7, LonE7, Metres, Ms

I64 = npt.NDArray[np.int64]
ACC_BITS: Final = 26
SPEED_BITS: Final = 9
EXACT_BELOW: Final = 1 << ACC_BITS
"""Smaller details bear no accuracy."""


class Positions(NamedTuple):
    """Rows of equal number: whose (a place in `names`), time, degrees x 10^7, and the rest in one number (see
    `packed`). names: a list that may grow and never changes otherwise; batches of one source share it."""

    names: Sequence[AssetId]
    asset: I64
    t_ms: I64
    lat_e7: I64
    lon_e7: I64
    detail: I64

    def values(self) -> list[Position]:
        """The same as values."""
        names = self.names
        columns = (column.tolist() for column in self[1:])
        return [position_of(names[asset], *row) for asset, *row in zip(*columns, strict=True)]

    def take(self, rows: I64 | npt.NDArray[np.bool_]) -> "Positions":
        """Some of the rows."""
        return Positions(self.names, *(column[rows] for column in self[1:]))


def positions_of(seen: Sequence[Position]) -> Positions:
    """Values as columns."""
    rows = [row_of(each) for each in seen]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    names = [each.asset for each in seen]
    return Positions(names, np.arange(len(seen)), *(np.ascontiguousarray(column) for column in columns))


def without(told: Positions, seen: Sequence[Position]) -> Positions:
    """All rows but one equal to each of these values."""
    if not seen:
        return told
    gone = Counter[tuple[object, ...]]((each.asset, *row_of(each)) for each in seen)
    refused = {each.asset for each in seen}
    is_left = np.ones(len(told.asset), dtype=np.bool_)
    used = [asset for asset in np.unique(told.asset).tolist() if told.names[asset] in refused]
    for row in np.flatnonzero(np.isin(told.asset, used)).tolist():
        asset, *rest = (int(column[row]) for column in told[1:])
        key = (told.names[asset], *rest)
        if gone[key] > 0:
            gone[key] -= 1
            is_left[row] = False
    return told.take(is_left)


def packed(acc_m: I64, speed_kmh: I64, heading_deg: I64) -> I64:
    """Accuracy, speed and heading (-1: not told) in one number, ordered as they are."""
    return acc_m << ACC_BITS | (speed_kmh + 1) << SPEED_BITS | (heading_deg + 1)


def acc_of(detail: I64) -> I64:
    """The accuracy in metres."""
    return detail >> ACC_BITS


def detail_of(seen: Position) -> int:
    """`packed` for one value."""
    speed = -1 if seen.speed_kmh is None else seen.speed_kmh
    heading = -1 if seen.heading_deg is None else seen.heading_deg
    return seen.acc_m << ACC_BITS | (speed + 1) << SPEED_BITS | (heading + 1)


def row_of(seen: Position) -> tuple[int, int, int, int]:
    """Time, place and detail."""
    return seen.t_ms, seen.lat_e7, seen.lon_e7, detail_of(seen)


def position_of(asset: str, t_ms: int, lat_e7: int, lon_e7: int, detail: int) -> Position:
    """A row as a value."""
    speed = (detail >> SPEED_BITS & (1 << ACC_BITS - SPEED_BITS) - 1) - 1
    heading = (detail & (1 << SPEED_BITS) - 1) - 1
    return Position(
        AssetId(asset),
        Ms(t_ms),
        LatE7(lat_e7),
        LonE7(lon_e7),
        Metres(detail >> ACC_BITS),
        None if speed < 0 else speed,
        None if heading < 0 else heading,
    )
