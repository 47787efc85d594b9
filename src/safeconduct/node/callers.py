"""Who has just knocked at our door: a peer that asks is up again, and need not be waited for any longer."""

import asyncio
import contextlib
from collections import defaultdict

from safeconduct.records.units import Origin, PartyId
from safeconduct.state.entry import party_of


class Callers:
    """Wakes whoever waits to ask that party again."""

    def __init__(self) -> None:
        self._knocked: defaultdict[PartyId, asyncio.Event] = defaultdict(asyncio.Event)

    def knocked(self, name: str) -> None:
        """A request signed with the key of that name, `PARTY/ACCORD/EPOCH/witness`, has just been admitted."""
        self._knocked[party_of(Origin(name))].set()

    async def wait(self, origin: Origin, seconds: float) -> None:
        """Returns after so many seconds, or once the party of that log has knocked since the last wait for it."""
        event = self._knocked[party_of(origin)]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)
        event.clear()
