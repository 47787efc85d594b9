"""Traccar Client's JSON (version 9 and later). Degrees, metres, m/s, ISO 8601."""

import msgspec

from safeconduct.records.observation import Alert, Observation
from safeconduct.records.units import AssetId

from .message import NO_NAMES, Message, Names
from .reading import KMH_PER_MPS, alert_of, asset_id, from_json, ms_of_text, position


class _Coords(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float
    accuracy: float | None = None
    speed: float | None = None
    heading: float | None = None


class _Extras(msgspec.Struct, frozen=True):
    alarm: str | None = None


class _Location(msgspec.Struct, frozen=True):
    timestamp: str
    coords: _Coords
    extras: _Extras | None = None


class _Payload(msgspec.Struct, frozen=True):
    location: _Location | tuple[_Location, ...]
    device_id: str | int | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A position for each location in the payload, after the alarm that it bears; -1 means "not known" for speed
    and heading. Raises FeedError."""
    del names
    said = from_json(_DECODER, message.payload)
    asset = asset_id(message.asset, said.device_id)
    locations = said.location if isinstance(said.location, tuple) else (said.location,)
    return tuple(seen for location in locations for seen in (*_alerts(location, asset), _position(location, asset)))


def _alerts(location: _Location, asset: AssetId) -> tuple[Observation, ...]:
    alarm = alert_of(location.extras.alarm) if location.extras else None
    return (Alert(asset, ms_of_text(location.timestamp), alarm),) if alarm else ()


def _position(location: _Location, asset: AssetId) -> Observation:
    at = location.coords
    return position(
        asset,
        ms_of_text(location.timestamp),
        at.latitude,
        at.longitude,
        acc_m=at.accuracy,
        speed_kmh=None if at.speed is None else at.speed * KMH_PER_MPS,
        heading_deg=at.heading,
    )
