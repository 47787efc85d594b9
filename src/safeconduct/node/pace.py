"""How many requests of one kind are answered in a time, whoever sends them: no address is looked at or kept."""

from collections import deque

from safeconduct.records.units import Ms


class Pace:
    """At most so many in any window of that length."""

    def __init__(self, most: int, window_ms: int) -> None:
        self._most, self._window_ms = most, window_ms
        self._times: deque[Ms] = deque()

    def allows(self, now_ms: Ms) -> bool:
        """Whether one more may come now; it counts then."""
        while self._times and self._times[0] <= now_ms - self._window_ms:
            self._times.popleft()
        if len(self._times) >= self._most:
            return False
        self._times.append(now_ms)
        return True
