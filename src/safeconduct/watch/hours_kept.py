"""Which hours of observations each party has put into files."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.history import HistoryStored
from safeconduct.records.units import Ms, PartyId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

HOUR_MS: Final = 3_600_000


class HoursKept(msgspec.Struct, frozen=True):
    """By party and the beginning of the hour."""

    hours: immutables.Map[tuple[PartyId, Ms], HistoryStored] = immutables.Map()


def _reduce(state: HoursKept, placed: Placed, parties: Parties) -> HoursKept | Refusal:
    record = placed.entry.record
    body = record.body
    if not isinstance(body, HistoryStored):
        return Refusal("not about history")
    if body.hour_ms % HOUR_MS:
        return Refusal("an hour begins at a whole hour, UTC")
    return HoursKept(state.hours.set((record.party, body.hour_ms), body))


HOURS_KEPT: Final = Reducer("hours", HoursKept(), frozenset({HistoryStored.TYPE}), _reduce)
