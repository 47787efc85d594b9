"""Many positions as columns: what `Position` says, without a value for each."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from .observation import Position
from .units import AssetId, LatE7, LonE7, Metres, Ms

I64 = npt.NDArray[np.int64]
_ACC: Final = 26
_SPEED: Final = 9
EXACT_BELOW: Final = 1 << _ACC
"""Smaller details bear no accuracy."""


class Positions(NamedTuple):
    """Equal lengths: whose, time, degrees x 10^7, and the rest in one number (see `packed`)."""

    assets: Sequence[AssetId]
    t_ms: I64
    lat_e7: I64
    lon_e7: I64
    detail: I64

    def values(self) -> list[Position]:
        """The same as values."""
        columns = (column.tolist() for column in self[1:])
        return [position_of(*row) for row in zip(self.assets, *columns, strict=True)]

    def take(self, rows: I64) -> "Positions":
        """Some of the rows."""
        assets = [self.assets[row] for row in rows.tolist()]
        return Positions(assets, self.t_ms[rows], self.lat_e7[rows], self.lon_e7[rows], self.detail[rows])


def positions_of(seen: Sequence[Position]) -> Positions:
    """Values as columns."""
    rows = [(each.t_ms, each.lat_e7, each.lon_e7, detail_of(each)) for each in seen]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Positions([each.asset for each in seen], *(np.ascontiguousarray(column) for column in columns))


def packed(acc_m: I64, speed_kmh: I64, heading_deg: I64) -> I64:
    """Accuracy, speed and heading (-1: not told) in one number, ordered as they are."""
    return acc_m << _ACC | (speed_kmh + 1) << _SPEED | (heading_deg + 1)


def acc_of(detail: I64) -> I64:
    """The accuracy in metres."""
    return detail >> _ACC


def detail_of(seen: Position) -> int:
    """`packed` for one value."""
    speed = -1 if seen.speed_kmh is None else seen.speed_kmh
    heading = -1 if seen.heading_deg is None else seen.heading_deg
    return seen.acc_m << _ACC | (speed + 1) << _SPEED | (heading + 1)


def position_of(asset: str, t_ms: int, lat_e7: int, lon_e7: int, detail: int) -> Position:
    """A row as a value."""
    speed = (detail >> _SPEED & (1 << _ACC - _SPEED) - 1) - 1
    heading = (detail & (1 << _SPEED) - 1) - 1
    return Position(
        AssetId(asset),
        Ms(t_ms),
        LatE7(lat_e7),
        LonE7(lon_e7),
        Metres(detail >> _ACC),
        None if speed < 0 else speed,
        None if heading < 0 else heading,
    )
