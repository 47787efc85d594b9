"""Positions and facts as columns, for the watch's work on many at once."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId, LatE7, LonE7, Metres, Ms
from safeconduct.state.fact import Arg, Fact

from .ground import Ground

I64 = npt.NDArray[np.int64]
NAMES: Final = ("dwelling", "entered", "left", "reporting", "silent")
"""Names of facts by their code, in the order in which facts of one time are told."""
DWELLING, ENTERED, LEFT, REPORTING, SILENT = range(5)
_ACC: Final = 26
_SPEED: Final = 9
EXACT_BELOW: Final = 1 << _ACC
"""Smaller details bear no accuracy."""


class Columns(NamedTuple):
    """Positions: asset number, time, place, and the rest in one number (see `packed`). Equal lengths."""

    asset: I64
    t_ms: I64
    lat_e7: I64
    lon_e7: I64
    detail: I64

    def take(self, rows: I64 | npt.NDArray[np.bool_]) -> "Columns":
        """Some of the rows."""
        return Columns(*(column[rows] for column in self))

    def in_order(self) -> "Columns":
        """By asset, time, content (the order in which evidence counts), each different row once."""
        order = np.lexsort((self.detail, self.lon_e7, self.lat_e7, self.t_ms, self.asset))
        rows = self.take(order)
        is_new = np.ones(len(order), dtype=np.bool_)
        if len(order):
            is_new[1:] = np.any([np.diff(column) != 0 for column in rows], axis=0)
        return rows.take(is_new)


NO_ROWS: Final = Columns(*(np.zeros(0, dtype=np.int64) for _ in range(5)))


class FactColumns(NamedTuple):
    """Facts in order of time: code, asset number, zone number (-1: none), since when (dwelling; else -1)."""

    t_ms: I64
    code: I64
    asset: I64
    zone: I64
    since_ms: I64

    def take(self, rows: I64 | npt.NDArray[np.bool_]) -> "FactColumns":
        """Some of the facts."""
        return FactColumns(*(column[rows] for column in self))

    def named(self, ground: Ground, assets: Sequence[str]) -> list[Fact]:
        """The same as values. assets: the name of each asset number."""
        told = []
        for t_ms, code, asset, zone, since_ms in zip(*(column.tolist() for column in self), strict=True):
            args: tuple[Arg, ...] = (assets[asset],) if zone < 0 else (assets[asset], ground.zone_ids[zone])
            told.append(Fact(Ms(t_ms), NAMES[code], (*args, since_ms) if code == DWELLING else args))
        return told


NO_FACTS: Final = FactColumns(*(np.zeros(0, dtype=np.int64) for _ in range(5)))


def told(parts: Sequence[FactColumns]) -> FactColumns:
    """All facts, in order of time, then name, asset, zone."""
    columns = FactColumns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.lexsort((columns.zone, columns.asset, columns.code, columns.t_ms))
    return columns.take(order)


def joined(parts: Sequence[Columns]) -> Columns:
    """One after the other."""
    return parts[0] if len(parts) == 1 else Columns(*(np.concatenate(c) for c in zip(NO_ROWS, *parts, strict=True)))


def packed(acc_m: I64, speed_kmh: I64, heading_deg: I64) -> I64:
    """Accuracy, speed and heading (-1: not told) in one number, ordered as they are."""
    return acc_m << _ACC | (speed_kmh + 1) << _SPEED | (heading_deg + 1)


def acc_of(detail: I64) -> I64:
    """The accuracy in metres."""
    return detail >> _ACC


def position_of(name: str, t_ms: int, lat_e7: int, lon_e7: int, detail: int) -> Position:
    """A row as a value."""
    speed = (detail >> _SPEED & (1 << _ACC - _SPEED) - 1) - 1
    heading = (detail & (1 << _SPEED) - 1) - 1
    return Position(
        AssetId(name), Ms(t_ms), LatE7(lat_e7), LonE7(lon_e7), Metres(detail >> _ACC),
        None if speed < 0 else speed, None if heading < 0 else heading,
    )  # fmt: skip


def detail_of(seen: Position) -> int:
    """`packed` for one value."""
    speed = -1 if seen.speed_kmh is None else seen.speed_kmh
    heading = -1 if seen.heading_deg is None else seen.heading_deg
    return seen.acc_m << _ACC | (speed + 1) << _SPEED | (heading + 1)
