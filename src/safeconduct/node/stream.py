"""What open pages are told: that something changed. They then ask for what they show."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Literal, TypeAlias

Topic: TypeAlias = Literal["watch", "accord"]
_BEAT_S: Final = 5.0
"""How often a page that hears nothing gets a clock event: a dead connection shows within that time."""


class Stream:
    """Tells every listener which topics changed. A slow listener loses nothing: topics are a set, not a queue."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, set[Topic]] = {}

    def publish(self, *topics: Topic) -> None:
        """Never blocks, whatever the listeners do."""
        for event, waiting in self._listeners.items():
            waiting.update(topics)
            event.set()

    async def listen(self) -> AsyncIterator[frozenset[Topic]]:
        """The topics that changed since the last turn; an empty set as a sign of life."""
        event = asyncio.Event()
        waiting = self._listeners.setdefault(event, set())
        try:
            while True:
                try:
                    await asyncio.wait_for(event.wait(), _BEAT_S)
                except TimeoutError:
                    yield frozenset()
                    continue
                event.clear()
                changed = frozenset(waiting)
                waiting.clear()
                yield changed
        finally:
            del self._listeners[event]
