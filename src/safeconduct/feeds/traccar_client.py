"""Traccar Client's JSON (version 9 and later). Degrees, metres, m/s, ISO 8601."""

import msgspec

from safeconduct.records.observation import Observation
from safeconduct.records.units import AssetId

from .message import NO_NAMES, Message, Names
from .reading import KMH_PER_MPS, asset_id, from_json, ms_of_text, position


class _Coords(msgspec.Struct, frozen=True):
    latitude: float
    longitude: float
    accuracy: float | None = None
    speed: float | None = None
    heading: float | None = None


class _Location(msgspec.Struct, frozen=True):
    timestamp: str
    coords: _Coords


class _Payload(msgspec.Struct, frozen=True):
    location: _Location | tuple[_Location, ...]
    device_id: str | int | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A position for each location in the payload; -1 means "not known" for speed and heading. Raises FeedError."""
    del names
    said = from_json(_DECODER, message.payload)
    asset = asset_id(message.asset, said.device_id)
    locations = said.location if isinstance(said.location, tuple) else (said.location,)
    return tuple(_position(location, asset) for location in locations)


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
