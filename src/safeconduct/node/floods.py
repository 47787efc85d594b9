"""How much each sender may report: a bucket a sender that fills evenly, for one report or for many at once."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from safeconduct.records.units import FeedId, Ms
from safeconduct.watch.roster import Roster

I64 = npt.NDArray[np.int64]
FLOOD_PER_S: Final = 20
FLOOD_BURST: Final = 2_000
"""A phone that was out of coverage sends hours at once; nothing honest goes on like that."""
_SENDERS_MAX: Final = 200_000


class _Buckets:
    """Those of one feed: how full each was, and when."""

    def __init__(self) -> None:
        self.roster = Roster()
        self.level = np.zeros(0)
        self.at_ms = np.zeros(0, dtype=np.int64)

    def fill(self) -> None:
        """A bucket, full, for each sender that is new, and for some that may come."""
        if len(self.roster.names) > len(self.level):
            new = 64 + 2 * len(self.roster.names) - len(self.level)
            self.level = np.concatenate([self.level, np.full(new, float(FLOOD_BURST))])
            self.at_ms = np.concatenate([self.at_ms, np.zeros(new, dtype=np.int64)])

    def levels(self, numbers: I64, now_ms: Ms) -> npt.NDArray[np.float64]:
        """How full these are now."""
        passed_ms = np.maximum(0, now_ms - self.at_ms[numbers])
        return np.minimum(FLOOD_BURST, self.level[numbers] + passed_ms * (FLOOD_PER_S / 1000))


class Floods:
    """All feeds' buckets. Bounded, whatever comes in."""

    def __init__(self) -> None:
        self._feeds: dict[FeedId, _Buckets] = {}

    def is_flood(self, feed: FeedId, sender: str, now_ms: Ms) -> bool:
        """Whether that sender has used up its share; if not, one report is taken from its bucket."""
        of = self._of(feed)
        if (number := of.roster.find(sender)) < 0:
            number = int(of.roster.numbers([sender])[0])
        of.fill()
        passed_ms = max(0, now_ms - int(of.at_ms[number]))
        level = min(FLOOD_BURST, float(of.level[number]) + passed_ms * FLOOD_PER_S / 1000)
        of.level[number], of.at_ms[number] = (level if level < 1 else level - 1), now_ms
        return level < 1

    def takes(self, feed: FeedId, senders: Sequence[str], number: I64, counts: I64, now_ms: Ms) -> I64:
        """How many of so many reports each of these senders (places in a list that only grows) may make now: so
        many are taken from its bucket."""
        of = self._of(feed)
        numbers = of.roster.of(senders, number)
        of.fill()
        level = of.levels(numbers, now_ms)
        taken = np.minimum(counts, level.astype(np.int64))
        of.level[numbers], of.at_ms[numbers] = level - taken, now_ms
        return taken

    def _of(self, feed: FeedId) -> _Buckets:
        if sum(len(each.roster.names) for each in self._feeds.values()) > _SENDERS_MAX:
            self._feeds.clear()  # everybody begins anew: memory stays bounded, and no honest sender is hurt
        return self._feeds.setdefault(feed, _Buckets())
