"""Where an adversary can wait, for large games: a sequence like a tuple of tuples of covers, in little room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from .game import Cover


@dataclass(frozen=True, eq=False)
class Sites(Sequence[tuple[Cover, ...]]):
    """Site i has the covers first[i] to first[i + 1]."""

    first: NDArray[np.int64]
    edge: NDArray[np.int32]
    slot: NDArray[np.int32]
    success_ppm: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.first) - 1

    @overload
    def __getitem__(self, site: int) -> tuple[Cover, ...]: ...
    @overload
    def __getitem__(self, site: slice) -> tuple[tuple[Cover, ...], ...]: ...
    def __getitem__(self, site: int | slice) -> tuple[Cover, ...] | tuple[tuple[Cover, ...], ...]:
        if isinstance(site, slice):
            return tuple(self[i] for i in range(*site.indices(len(self))))
        if not 0 <= site < len(self):
            raise IndexError(site)
        its = slice(int(self.first[site]), int(self.first[site + 1]))
        rows = zip(self.edge[its].tolist(), self.slot[its].tolist(), self.success_ppm[its].tolist(), strict=True)
        return tuple(Cover(*row) for row in rows)

    def columns(self) -> tuple[NDArray[np.int64], ...]:
        """(site, edge, slot, success_ppm), one row a cover."""
        site = np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.first))
        return site, self.edge.astype(np.int64), self.slot.astype(np.int64), self.success_ppm.astype(np.int64)
