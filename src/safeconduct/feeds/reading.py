"""Numbers, times and names of other people's formats, made ours or refused."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from math import ceil, isfinite
from typing import Final, TypeVar

import msgspec

from safeconduct.records.observation import AlertKind, Position
from safeconduct.records.units import INT_MAX, AssetId, LatE7, LonE7, Metres, Ms

from .message import FeedError, bounded

T = TypeVar("T")
KMH_PER_KNOT: Final = 1.852
KMH_PER_MPS: Final = 3.6
_ID_MAX: Final = 64
_ID_CHARS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_MAX: Final = 100_000_000_000
"""A larger number of seconds (year 5138) must be milliseconds."""
ACC_M_MAX: Final = 40_000_000
SPEED_KMH_MAX: Final = 100_000
HEADING_MAX: Final = 360


def from_json(decoder: msgspec.json.Decoder[T], payload: bytes, bound: Callable[[bytes], bytes] = bounded) -> T:
    """The typed value of a JSON payload. Raises FeedError: too-big, not-json, wrong-shape."""
    try:
        return decoder.decode(bound(payload))
    except msgspec.ValidationError as error:
        raise FeedError("wrong-shape", f"the payload does not have the expected fields: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FeedError("not-json", f"the payload is not JSON: {error}") from error


def position(
    asset: AssetId,
    t_ms: Ms,
    lat: float,
    lon: float,
    *,
    acc_m: float | None = None,
    speed_kmh: float | None = None,
    heading_deg: float | None = None,
) -> Position:
    """A position from degrees. Raises FeedError: out-of-range, no-fix.

    acc_m: None = not told, taken as exact; negative = the receiver says that it has no valid fix (iOS).
    speed_kmh, heading_deg: None or negative = not told.
    """
    if not (isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise FeedError("out-of-range", f"latitude {lat}, longitude {lon} is no place on earth")
    if acc_m is not None and acc_m < 0:
        raise FeedError("no-fix", f"accuracy {acc_m}: the receiver has no fix")
    return Position(
        asset=asset,
        t_ms=t_ms,
        lat_e7=LatE7(round(lat * 10**7)),
        lon_e7=LonE7(round(lon * 10**7)),
        acc_m=Metres(_whole("accuracy", acc_m or 0, ACC_M_MAX, up=True) or 0),
        speed_kmh=_whole("speed", speed_kmh, SPEED_KMH_MAX),
        heading_deg=_whole("heading", heading_deg, HEADING_MAX),
    )


def _whole(what: str, value: float | None, most: int, *, up: bool = False) -> int | None:
    if value is None or value < 0:
        return None
    if not (isfinite(value) and value <= most):
        raise FeedError("out-of-range", f"{what} {value}: at most {most} is possible")
    return ceil(value) if up else round(value)


def ms(seconds: float) -> Ms:
    """UTC milliseconds from seconds (or milliseconds, if that is what they must be). Raises FeedError."""
    if not isfinite(seconds) or seconds < 0:
        raise FeedError("no-time", f"time {seconds} is not after 1970")
    t_ms = round(seconds) if seconds > SECONDS_MAX else round(seconds * 1000)
    if t_ms > INT_MAX:
        raise FeedError("no-time", f"time {seconds} is not a time")
    return Ms(t_ms)


def ms_of_text(text: str) -> Ms:
    """UTC milliseconds from ISO 8601 (UTC where no offset is given) or a number of seconds. Raises FeedError."""
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return ms(number("time", text))
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        since = (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError) as error:
        raise FeedError("no-time", f"{text[:40]!r} is not a time: {error}") from error
    if since < 0:
        raise FeedError("no-time", f"{text[:40]!r} is before 1970")
    return Ms(since)


def number(what: str, text: str) -> float:
    """A finite decimal number. Raises FeedError: wrong-shape."""
    try:
        value = float(text)
    except ValueError as error:
        raise FeedError("wrong-shape", f"{what} {text[:40]!r} is not a number") from error
    if not isfinite(value):
        raise FeedError("out-of-range", f"{what} {text[:40]!r} is not finite")
    return value


def name(text: str) -> str:
    """An identifier of ours from a name of theirs: lower case, other characters become hyphens.

    A name with letters outside ASCII gets a short hash, so that two such names stay two.
    Raises FeedError: no-asset.
    """
    lower = text.strip().lower()
    made = "".join(c if c in _ID_CHARS else "-" for c in lower).lstrip("._-")
    if not lower.isascii() or len(made) > _ID_MAX:
        digest = hashlib.sha256(lower.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        made = f"{made[: _ID_MAX - 13]}-{digest}".lstrip("._-")
    if not made:
        raise FeedError("no-asset", f"{text[:40]!r} names nothing")
    return made


_ALERTS: Final[Mapping[str, AlertKind]] = {
    "sos": "distress", "tampering": "tampered", "removing": "tampered", "powercut": "tampered",
    "jamming": "tampered",
}  # fmt: skip


def alert_of(alarm: str | None) -> AlertKind | None:
    """What an alarm of Traccar's vocabulary means here; None for alarms that our own watch judges, or nobody."""
    return _ALERTS.get((alarm or "").strip().lower())


def asset_id(known: AssetId | None, *told: str | int | None) -> AssetId:
    """The enrolled device's asset, else the first name that the payload tells. Raises FeedError: no-asset."""
    if known is not None:
        return known
    for text in told:
        if text is not None and str(text).strip():
            return AssetId(name(str(text)))
    raise FeedError("no-asset", "the payload does not say which device it is from, and the sender is not enrolled")
