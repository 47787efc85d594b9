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
        self._list: Sequence[str] = ()
        self._of_list = np.zeros(0, dtype=np.int64)

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

    def of(self, names: Sequence[str], places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The number of the name at each of these places of a list that may grow and never changes otherwise: the
        last one that was asked for is remembered."""
        if len(places) < len(names) // 16:  # few of many
            used, at = np.unique(places, return_inverse=True)
            return self.numbers([names[place] for place in used.tolist()])[at]
        if self._list is not names:
            self._list, self._of_list = names, np.zeros(0, dtype=np.int64)
        if len(self._of_list) < len(names):
            new = self.numbers(names[len(self._of_list) :])
            self._of_list = np.concatenate([self._of_list, new])
        return self._of_list[places]

    def find(self, name: str) -> int:
        """The number; -1: it has none."""
        return self._number.get(name, -1)
