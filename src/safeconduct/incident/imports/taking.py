"""What files say, field by field, as a row: every format is first brought to these names.

kind event_type date from to title place lat lon within_m fatalities injured missing said_by claimed_by claim_status
source ref published text counts claims. A number is `12`, `3-5`, `10+`, or nothing: then nobody knows.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, get_args

import msgspec

from safeconduct.incident.row import ClaimRow, CountRow, Row
from safeconduct.records.incident import Claim, Count, CountOf, EventType, ReportKind
from safeconduct.records.units import LatE7, LonE7, Metres, Ms, Name, Text

DAY_MS: Final = 86_400_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: Final = frozenset(get_args(ReportKind))
_TYPES: Final = frozenset(get_args(EventType))
_NUMBER: Final = re.compile(r"^(\d{1,7})(?:\s*([-–]|to)\s*(\d{1,7})|(\+))?\Z")
_UNKNOWN: Final = frozenset({"", "unknown", "-", "–", "?", "n/a", "na", "none"})
_COUNTS: Final = msgspec.json.Decoder(tuple[Count, ...])
_CLAIMS: Final = msgspec.json.Decoder(tuple[Claim, ...])
_WHATS: Final[tuple[CountOf, ...]] = ("fatalities", "injured", "missing")
_BEFORE_FORMULAS: Final = re.compile(r"^'(?=[=+\-@\t\r])")


class Unusable(Exception):
    """Why a row cannot be used."""


def row_of_fields(fields: Mapping[str, str], now_ms: Ms) -> Row:
    """Raises Unusable."""
    get = fields.get
    title = _plain(get("title") or "").strip()
    text = _plain(get("text") or "")
    title = title or text.strip().partition("\n")[0][:300].strip()
    if not title:
        raise Unusable("it has no title and no text")
    from_ms, to_ms = _span(get, now_ms)
    lat_e7, lon_e7 = _degrees(get("lat") or "", get("lon") or "")
    said_by = (get("said_by") or get("source") or "")[:120]
    published = (get("published") or "").strip()
    event_type = (get("event_type") or "").strip().lower().replace(" ", "_") or "other"
    kind = (get("kind") or "incident").strip().lower().replace(" ", "_")
    if kind not in _KINDS:
        raise Unusable(f"{kind!r} is no kind of report: one of {', '.join(sorted(_KINDS))}")
    return Row(
        kind,  # type: ignore[arg-type]
        event_type if event_type in _TYPES else "other",  # type: ignore[arg-type]
        from_ms,
        to_ms,
        title[:300],
        _plain(get("place") or "").strip()[:120],
        lat_e7,
        lon_e7,
        _metres(get("within_m") or ""),
        _counts(fields, Name(_plain(said_by).strip() or "the source")),
        _claims(fields, Name(_plain(said_by).strip() or "the source")),
        _plain(get("source") or "").strip()[:120],
        _plain(get("ref") or "").strip()[:500],
        None if published.lower() in _UNKNOWN else moment(published, now_ms)[0],
        Text(text[:8_000]),
    )


@lru_cache(maxsize=50_000)
def moment(text: str, now_ms: Ms) -> tuple[Ms, Ms]:
    """From when to when: a day is all of it, UTC; a time without an offset is UTC. Raises Unusable."""
    is_day = len(text) <= 11 and ":" not in text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _worded(text)
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    start_ms = (at - _EPOCH) // timedelta(milliseconds=1)
    if start_ms < 0:
        raise Unusable(f"{text!r} is before 1970")
    if start_ms > now_ms + DAY_MS:
        raise Unusable(f"{text!r} is in the future")
    return Ms(start_ms), Ms(start_ms + DAY_MS - 1 if is_day else start_ms)


def _worded(text: str) -> datetime:
    for form in ("%d %B %Y", "%d %b %Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise Unusable(f"{text!r} is no date: write it as 2026-05-01, or with a time and its offset")


def _span(get: Callable[[str], str | None], now_ms: Ms) -> tuple[Ms | None, Ms | None]:
    said = (get("date") or get("from") or "").strip()
    if said.lower() in _UNKNOWN:
        return None, None
    from_ms, to_ms = moment(said, now_ms)
    until = (get("to") or "").strip()
    if until and until.lower() not in _UNKNOWN:
        to_ms = moment(until, now_ms)[1]
        if to_ms < from_ms:
            raise Unusable(f"it ends at {until}, before it begins at {said}")
    return from_ms, to_ms


def _degrees(lat: str, lon: str) -> tuple[LatE7 | None, LonE7 | None]:
    if not lat and not lon:
        return None, None
    try:
        lat_e7, lon_e7 = round(float(lat) * 1e7), round(float(lon) * 1e7)
    except (ValueError, OverflowError) as error:
        raise Unusable(f"{lat!r}, {lon!r} is no place: degrees, latitude and longitude") from error
    if not (-900_000_000 <= lat_e7 <= 900_000_000 and -1_800_000_000 <= lon_e7 <= 1_800_000_000):
        raise Unusable(f"{lat}, {lon} is not on the globe")
    return LatE7(lat_e7), LonE7(lon_e7)


def _metres(text: str) -> Metres:
    if not text:
        return Metres(0)
    try:
        metres = int(float(text))
    except (ValueError, OverflowError) as error:
        raise Unusable(f"{text!r} is no distance in metres") from error
    if not 0 <= metres <= 40_100_000:
        raise Unusable(f"{text} m is no distance on the globe")
    return Metres(metres)


def _counts(fields: Mapping[str, str], said_by: Name) -> tuple[CountRow, ...]:
    given = fields.get("counts")
    if given:
        try:
            return tuple((c.what, c.low, c.high, c.said_by, c.as_written) for c in _COUNTS.decode(_plain(given)))
        except msgspec.DecodeError as error:
            raise Unusable(f"counts: {error}") from error
    found: list[CountRow] = []
    for what in _WHATS:
        text = fields.get(what)
        if text and (text := text.strip()).lower() not in _UNKNOWN:
            low, high = number(text)
            found.append((what, low, high, said_by, text[:200]))
    return tuple(found)


def number(text: str) -> tuple[int, int | None]:
    """At least, and at most. Raises Unusable."""
    match = _NUMBER.match(text)
    if match is None:
        raise Unusable(f"{text!r} is no number: write 12, 3-5, 10+, or nothing where nobody knows")
    low = int(match[1])
    high = None if match[4] else int(match[3] or low)
    if high is not None and high < low:
        raise Unusable(f"{text!r}: the high is below the low")
    if max(low, high or 0) > 1_000_000:
        raise Unusable(f"{text!r} is too many to be believed")
    return low, high


def _claims(fields: Mapping[str, str], by: Name) -> tuple[ClaimRow, ...]:
    given = fields.get("claims")
    if given:
        try:
            return tuple((each.name, each.status, each.by) for each in _CLAIMS.decode(_plain(given)))
        except msgspec.DecodeError as error:
            raise Unusable(f"claims: {error}") from error
    name = _plain(fields.get("claimed_by") or "").strip()[:120]
    if not name:
        return ()
    status = (fields.get("claim_status") or "claimed").strip().lower()
    if status not in ("attributed", "claimed", "denied"):
        raise Unusable(f"{status!r} is no status of a claim: claimed, denied or attributed")
    return ((Name(name), status, by),)  # type: ignore[return-value]


def _plain(text: str) -> str:
    """Without the mark that an export put before what a spreadsheet would take for a formula."""
    return _BEFORE_FORMULAS.sub("", text) if text[:1] == "'" else text
