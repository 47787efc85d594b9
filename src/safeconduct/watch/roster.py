"""Names of assets as numbers."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class Roster:
    """Names, numbered in order of first need; a number never changes. A cache, like `geo.ZoneSets`: states of one
    watch share it, and one that has not heard of a name does not look at its number."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._number: dict[str, int] = {}

    def numbers(self, names: Sequence[str]) -> npt.NDArray[np.int64]:
        """The number of each."""
        try:
            return np.fromiter(map(self._number.__getitem__, names), np.int64, len(names))
        except KeyError:
            for name in names:
                if name not in self._number:
                    self._number[name] = len(self.names)
                    self.names.append(name)
        return np.fromiter(map(self._number.__getitem__, names), np.int64, len(names))

    def find(self, name: str) -> int:
        """The number; -1: it has none."""
        return self._number.get(name, -1)
