"""What we tell devices: questions for their position, zones to watch, receipts. Kept until the device takes
them."""

import asyncio
from collections import deque
from typing import Final

from safeconduct.records.units import DeviceId

WAITING_MAX: Final = 20
"""For each device; the oldest gives way. A phone that has been away needs no hundred questions."""


class Commands:
    """A short queue for each enrolled device, by kind of feed and name. Payloads are in the device's format."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, DeviceId], deque[bytes]] = {}
        self._told: dict[str, set[asyncio.Event]] = {}

    def tell(self, kind: str, device: DeviceId, payload: bytes) -> None:
        """Put a command into the queue of an enrolled device."""
        self._waiting.setdefault((kind, device), deque(maxlen=WAITING_MAX)).append(payload)
        for event in self._told.get(kind, ()):
            event.set()

    def take(self, kind: str, device: DeviceId) -> list[bytes]:
        """What waits for that device. It is taken: hand it over."""
        return list(self._waiting.pop((kind, device), ()))

    def waiting(self, kind: str) -> dict[DeviceId, int]:
        """How much waits for each device of that kind."""
        return {device: len(queue) for (each, device), queue in self._waiting.items() if each == kind}

    def listen(self, kind: str) -> asyncio.Event:
        """An event that is set whenever something new waits: for transports that can push."""
        event = asyncio.Event()
        self._told.setdefault(kind, set()).add(event)
        return event

    def leave(self, kind: str, event: asyncio.Event) -> None:
        """That transport is gone."""
        self._told.get(kind, set()).discard(event)
