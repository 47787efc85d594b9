"""Counts what each feed sent, and why some of it was not taken. Nothing is dropped without a trace."""

from collections import Counter

import msgspec

from safeconduct.records.units import FeedId, Ms


class Tally(msgspec.Struct):
    """One feed's counts since the node started."""

    accepted: int = 0
    newest_ms: Ms = Ms(0)
    refused: Counter[str] = msgspec.field(default_factory=Counter)


class Intake:
    """All feeds' counts. `unknown` counts devices that are not enrolled, at most a thousand by name."""

    def __init__(self) -> None:
        self.feeds: dict[FeedId, Tally] = {}
        self.unknown: Counter[str] = Counter()

    def accept(self, feed: FeedId, count: int, now_ms: Ms) -> None:
        """Observations that were taken."""
        tally = self.feeds.setdefault(feed, Tally())
        tally.accepted += count
        tally.newest_ms = now_ms

    def refuse(self, feed: FeedId, reason: str) -> None:
        """A message or an observation that was not taken. `reason` is one of a few fixed words."""
        self.feeds.setdefault(feed, Tally()).refused[reason] += 1

    def unknown_device(self, name: str) -> None:
        """Somebody who is not enrolled tried to report."""
        if name in self.unknown or len(self.unknown) < 1_000:
            self.unknown[name] += 1
