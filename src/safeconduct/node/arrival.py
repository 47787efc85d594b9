"""What a feed reported, on its way into the log."""

from collections.abc import Sequence

import msgspec

from safeconduct.records.observation import Observation
from safeconduct.records.positions import Positions
from safeconduct.records.units import FeedId

from .vigil import Join


class Arrival(msgspec.Struct):
    """Those that arrive during one write go into the next one together."""

    feed: FeedId
    observations: Sequence[Observation]
    joins: Sequence[Join]
    positions: Positions | None = None
    """Many at once, as columns."""
    is_taken: bool = False
    error: Exception | None = None

    @property
    def count(self) -> int:
        """How many observations these are."""
        return len(self.observations) + (0 if self.positions is None else len(self.positions.asset))
