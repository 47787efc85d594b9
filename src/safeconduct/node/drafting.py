"""A pasted page as a draft beside its text: what an officer reads, mends and confirms."""

from datetime import UTC, datetime
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.incident.imports.taking import Unusable, moment
from safeconduct.reading import Draft, Mark, read
from safeconduct.reading.draft import Claim, DraftPlace, EventType, Range, Unknown
from safeconduct.records.area import Point
from safeconduct.records.incident import Account, Count, CountOf, Place, Source
from safeconduct.records.incident import Claim as ClaimTold
from safeconduct.records.units import LatE7, LonE7, Metres, Ms, Name, Text

from .gazetteer import gazetteer
from .page_file import page_text

PAGE_MAX: Final = 4 << 20
"""Bytes of a page that is pasted."""
_TOWN_M: Final = Metres(5_000)
"""A place of the gazetteer stands for its middle."""


class Drafted(msgspec.Struct, frozen=True):
    """`accounts`: the page's own, then each of several that it tells of. Offsets: code points of `text`."""

    text: str
    kind: str
    language: str
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    accounts: tuple[Account, ...]


def drafted(raw: bytes, now_ms: Ms) -> Drafted:
    """Nothing is kept. Raises BadInput where there is no article."""
    text = page_text(raw)
    draft = read(text, gazetteer(), datetime.fromtimestamp(now_ms / 1000, UTC).date())
    whole = _account(draft, draft.event_date, draft.places, draft.event_type, draft.claims, _tallied(draft), now_ms)
    each = [
        _account(
            draft, one.event_date, one.places, one.event_type, one.claims,
            (*_ranged("fatalities", one.fatalities), *_ranged("injured", one.injured)), now_ms,
        )
        for one in draft.incidents
    ]  # fmt: skip
    return Drafted(text, draft.kind, draft.language, draft.notes, draft.marks, (whole, *each))


def _account(
    draft: Draft,
    date: str,
    places: tuple[DraftPlace, ...],
    event_type: EventType,
    claims: tuple[Claim, ...],
    counts: tuple[Count, ...],
    now_ms: Ms,
) -> Account:
    try:
        from_ms, to_ms = (None, None) if date == "unknown" else moment(date, now_ms)
        published = None if draft.published == "unknown" else moment(draft.published, now_ms)[0]
    except Unusable as error:
        raise BadInput(
            f"the page says {error}", next_step="report it by hand, with the date that is right"
        ) from error
    return Account(
        "incident",
        draft.title[:300] or "–",
        "other" if event_type == "unknown" else event_type,
        from_ms,
        to_ms,
        next((_place(each) for each in places if each.role == "event"), None),
        counts[:12],
        tuple(ClaimTold(Name(each.name[:120]), each.status, Name(each.by[:120] or "–")) for each in claims)[:6],
        Source("news", Name("a page"), "", published),
        Text(""),
    )


def _place(place: DraftPlace) -> Place:
    at = None
    if place.lat is not None and place.lon is not None:
        at = Point(LatE7(round(place.lat * 1e7)), LonE7(round(place.lon * 1e7)))
    return Place(Name(place.name[:120]), at, _TOWN_M if at else Metres(0))


def _tallied(draft: Draft) -> tuple[Count, ...]:
    said = tuple(
        Count(each.harm, each.low, each.high, Name(each.by[:120] or "the page"), each.as_written[:200])
        for each in draft.tallies
    )
    whats = {each.what for each in said}
    rest = (("fatalities", draft.fatalities), ("injured", draft.injured))
    return (*said, *(count for what, found in rest if what not in whats for count in _ranged(what, found)))


def _ranged(what: str, found: Range | Unknown) -> tuple[Count, ...]:
    if not isinstance(found, Range):
        return ()
    of: CountOf = "fatalities" if what == "fatalities" else "injured"
    return (Count(of, found.low, found.high, Name("the page"), ""),)
