"""The slices of a docket by time: a heap in which most entries stand too early rather than being moved.

An entry counts if its slice still says so (`due_at`); who takes one out finds the true time and puts it back.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from .judge import FAR
from .slice import Slice

Heap: TypeAlias = list[tuple[int, Slice]]


def due_before(heap: Heap, t: int) -> Iterable[Slice]:
    """Slices with a pending duty whose due lies before t, and perhaps others; each once. Walks only entries before
    t and their neighbours."""
    found: dict[Slice, None] = {}
    places = [0]
    while places:
        i = places.pop()
        if i < len(heap) and heap[i][0] < t:
            due, part = heap[i]
            if due == part.due_at:
                found[part] = None
            places += (2 * i + 2, 2 * i + 1)
    return found


def first_due(heap: Heap, due_of: Callable[[Slice], int]) -> int:
    """The least due that any slice gives; FAR without one. Asks only slices that stand before it."""
    first = FAR
    places = [0]
    while places:
        i = places.pop()
        if i < len(heap) and heap[i][0] < first:
            due, part = heap[i]
            if due == part.due_at:
                first = min(first, due_of(part))
            places += (2 * i + 2, 2 * i + 1)
    return first
