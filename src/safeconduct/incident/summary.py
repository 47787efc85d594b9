"""Many accounts of one incident as one line, which hides no difference between them."""

from collections.abc import Sequence
from typing import Final, get_args

import msgspec

from safeconduct.records.incident import Account, CountOf, EventType, Place, ReportKind, Tlp
from safeconduct.records.units import IncidentId, Ms, PartyId

STRICTEST: Final[dict[Tlp, int]] = {"CLEAR": 0, "GREEN": 1, "AMBER": 2, "AMBER+STRICT": 3, "RED": 4}
TYPES: Final[tuple[EventType, ...]] = get_args(EventType)
KINDS: Final[tuple[ReportKind, ...]] = get_args(ReportKind)


class Told(msgspec.Struct, frozen=True):
    """One report as it may be shown: whose it is, its label, its limits. `at_ms`: when it was signed."""

    report: IncidentId
    party: PartyId
    at_ms: Ms
    tlp: Tlp
    share_with: tuple[PartyId, ...]
    account: Account


class Range(msgspec.Struct, frozen=True):
    """Over all sources. Null: nobody says. `is_contested`: two sources exclude each other."""

    low: int | None
    high: int | None
    is_contested: bool


class Summary(msgspec.Struct, frozen=True):
    """The newest account that says something gives its words; numbers are ranges over all."""

    incident: IncidentId
    kind: ReportKind
    title: str
    event_type: EventType
    from_ms: Ms | None
    to_ms: Ms | None
    place: Place | None
    fatalities: Range
    injured: Range
    tlp: Tlp
    reports: int


def summary(incident: IncidentId, told: Sequence[Told]) -> Summary:
    """Of at least one report, the oldest first."""
    accounts = [each.account for each in told]
    lead = accounts[0]
    placed = [each.place for each in accounts if each.place is not None]
    exact = [place for place in placed if place.at is not None]
    times = [each.from_ms for each in accounts if each.from_ms is not None]
    ends = [each.to_ms for each in accounts if each.to_ms is not None]
    return Summary(
        incident,
        lead.kind,
        lead.title,
        next((each.event_type for each in accounts if each.event_type != "other"), lead.event_type),
        min(times, default=None),
        max(ends, default=None),
        min(exact, key=lambda place: place.within_m, default=placed[0] if placed else None),
        ranged(accounts, "fatalities"),
        ranged(accounts, "injured"),
        max((each.tlp for each in told), key=lambda tlp: STRICTEST[tlp]),
        len(told),
    )


def ranged(accounts: Sequence[Account], what: CountOf) -> Range:
    """The lowest low and the highest high of all that is said."""
    said = [count for each in accounts for count in each.counts if count.what == what]
    lows = [count.low for count in said if count.low is not None]
    highs = [count.high for count in said if count.high is not None]
    is_contested = bool(lows and highs) and max(lows) > min(highs)
    return Range(min(lows, default=None), max([*highs, *lows], default=None) if highs else None, is_contested)
