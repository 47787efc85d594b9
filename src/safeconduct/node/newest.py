"""The newest position of each asset that our own feeds report: for the map, never logged."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from safeconduct.records.observation import Position
from safeconduct.records.positions import Positions, position_of
from safeconduct.records.units import AssetId
from safeconduct.watch.roster import Roster

_COLUMNS: Final = 4


class Newest(Mapping[AssetId, Position]):
    """By asset. Kept as columns: a value is made when somebody looks at it."""

    def __init__(self) -> None:
        self._roster = Roster()
        self._rows = np.full((0, _COLUMNS), -1, dtype=np.int64)
        """Time (-1: not heard), place and detail of each asset number."""

    def hear(self, told: Positions) -> None:
        """Take these, unless newer ones are known. Of two at the same time the later row counts."""
        numbers = self._roster.of(told.names, told.asset)
        if (new := len(self._roster.names) - len(self._rows)) > 0:
            more = np.full((new + len(self._rows), _COLUMNS), -1, dtype=np.int64)
            self._rows = np.concatenate([self._rows, more])
        order = np.argsort(told.t_ms, kind="stable")
        order = order[told.t_ms[order] >= self._rows[numbers[order], 0]]
        self._rows[numbers[order]] = np.stack(told[2:], axis=1)[order]

    def __getitem__(self, asset: AssetId) -> Position:
        number = self._roster.find(asset)
        if number < 0 or self._rows[number, 0] < 0:
            raise KeyError(asset)
        return position_of(asset, *self._rows[number].tolist())

    def __iter__(self) -> Iterator[AssetId]:
        names = self._roster.names
        return (AssetId(names[number]) for number in np.flatnonzero(self._rows[:, 0] >= 0).tolist())

    def __len__(self) -> int:
        return int(np.count_nonzero(self._rows[:, 0] >= 0))
