"""Positions and facts as columns, for the watch's work on many at once."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct.records.units import Ms
from safeconduct.state.fact import Arg, Fact

from .ground import Ground

I64 = npt.NDArray[np.int64]
NAMES: Final = ("dwelling", "entered", "left", "reporting", "silent")
"""Names of facts by their code, in the order in which facts of one time are told."""
DWELLING, ENTERED, LEFT, REPORTING, SILENT = range(5)


class Columns(NamedTuple):
    """Positions: asset number, time, place, and the rest in one number (see `positions.packed`). Equal lengths."""

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
    return columns.take(_in_order(columns))


def _in_order(facts: FactColumns) -> I64:
    """Their order; by one number for each where all of it goes into 63 bits, as it nearly always does."""
    if not len(facts.t_ms):
        return np.zeros(0, dtype=np.int64)
    parts = (facts.t_ms - facts.t_ms.min(), facts.code, facts.asset, facts.zone + 1)
    bits = [int(part.max()).bit_length() for part in parts]
    if sum(bits) > 63:
        return np.lexsort((facts.zone, facts.asset, facts.code, facts.t_ms))
    key = parts[0]
    for part, width in zip(parts[1:], bits[1:], strict=True):
        key = key << width | part
    return np.argsort(key)  # equal ones are equal facts


def joined(parts: Sequence[Columns]) -> Columns:
    """One after the other."""
    return parts[0] if len(parts) == 1 else Columns(*(np.concatenate(c) for c in zip(NO_ROWS, *parts, strict=True)))
