"""A record with its place in the one order that all nodes share."""

from typing import TypeAlias

import msgspec

from safeconduct.records.units import Ms, Origin

from .entry import Entry

Position: TypeAlias = tuple[int, Origin, int]
"""(depth, log, index): sorts after everything in its own past, the same on every node."""


class Placed(msgspec.Struct, frozen=True):
    """`depth` counts the longest line of records that this one has seen. `not_before_ms` is proven."""

    entry: Entry
    depth: int
    not_before_ms: Ms

    @property
    def position(self) -> Position:
        """Its place in the canonical order."""
        return (self.depth, self.entry.log, self.entry.index)
