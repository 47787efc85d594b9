"""The only clock. A rehearsal may run it faster; nothing but this file can tell the difference."""

import time
from typing import Protocol

from safeconduct.records.units import Ms


class Clock(Protocol):
    """What the node asks for the time."""

    speed: float
    """Seconds of this clock in one second of the wall clock."""

    def now_ms(self) -> Ms:
        """UTC, milliseconds."""
        ...


class WallClock:
    """The machine's clock."""

    speed = 1.0

    def now_ms(self) -> Ms:
        return Ms(time.time_ns() // 1_000_000)


class FastClock:
    """A rehearsal's clock: `speed` times as fast, and showing `start_ms` when the machine's shows `wall_start_ms`.

    Depends on the machine's clock only, so that nodes started at other times, or again, agree.
    """

    def __init__(self, speed: float, start_ms: Ms, wall_start_ms: Ms) -> None:
        self.speed = speed
        self._start_ms = start_ms
        self._wall_start_ms = wall_start_ms
        self._wall = WallClock()

    def now_ms(self) -> Ms:
        return Ms(self._start_ms + int((self._wall.now_ms() - self._wall_start_ms) * self.speed))
