"""Who must be looked at when: at most one live entry for each thing."""

import heapq

from immutables import Map


class Deadlines:
    """A heap of (when, whose) with out-of-date entries left in it, and the one live entry of each.

    `step` works on a copy; a copy that a `Watch` holds is not changed any more.
    """

    def __init__(self, heap: list[tuple[int, str]] | None = None, live: Map[str, int] | None = None) -> None:
        self._heap = heap if heap is not None else []
        self._live: Map[str, int] = live if live is not None else Map()

    @property
    def first_ms(self) -> int | None:
        """The earliest live entry."""
        return self._heap[0][0] if self._heap else None

    @property
    def first_name(self) -> str:
        """Whose entry is the earliest."""
        return self._heap[0][1]

    def copy(self) -> "Deadlines":
        return Deadlines(list(self._heap), self._live)

    def no_later_than(self, name: str, at_ms: int | None) -> None:
        """Look at `name` at `at_ms`, unless it is to be looked at earlier anyway."""
        if at_ms is not None and at_ms < self._live.get(name, at_ms + 1):
            self._live = self._live.set(name, at_ms)
            heapq.heappush(self._heap, (at_ms, name))
            self._prune()

    def pop(self) -> tuple[int, str]:
        """Take the first entry out."""
        at_ms, name = heapq.heappop(self._heap)
        self._live = self._live.delete(name)
        self._prune()
        return at_ms, name

    def _prune(self) -> None:
        while self._heap and self._live.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
