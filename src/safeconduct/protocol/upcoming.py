"""Pending duties by due, as many as are asked for: who takes the first few walks only a few."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import Any, TypeVar

from .judge import FAR
from .verdict import Verdict

_Entry = TypeVar("_Entry", bound=tuple[Any, ...])


def rising(heap: Sequence[_Entry]) -> Iterator[_Entry]:
    """A heap's entries in order; the heap stays as it is, and must while this runs."""
    places = [(heap[0], 0)] if heap else []
    while places:
        entry, i = heappop(places)
        yield entry
        for child in (2 * i + 1, 2 * i + 2):
            if child < len(heap):
                heappush(places, (heap[child], child))


def by_due(sources: Iterable[tuple[int, Iterator[Verdict]]]) -> Iterator[Verdict]:
    """The verdicts of all sources by due. Each source stands beside a time in ms before which none of its duties is
    due; these times rise, and so do the dues within a source."""
    begun: list[tuple[int, int, Verdict, Iterator[Verdict]]] = []
    for n, (not_before_ms, source) in enumerate(chain(sources, [(FAR, iter(()))])):
        while begun and begun[0][0] < not_before_ms:
            _, i, verdict, rest = heappop(begun)
            yield verdict
            for following in rest:
                heappush(begun, (following.due_ms, i, following, rest))
                break
        for first in source:
            heappush(begun, (first.due_ms, n, first, source))
            break
