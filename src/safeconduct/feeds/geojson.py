"""Positions from GeoJSON (RFC 7946): Point features with `t_ms` or `time`, LineStrings with `coordTimes`.

Properties: `asset`, `acc_m`; degrees, metres, ISO 8601 or milliseconds.
"""

from typing import Final

import msgspec

from safeconduct.records.observation import Observation
from safeconduct.records.units import AssetId, Ms

from .message import NO_NAMES, FeedError, Message, Names, file_bounded
from .reading import asset_id, from_json, ms, ms_of_text, position

_Pair = tuple[float, ...]


class _Point(msgspec.Struct, frozen=True, tag_field="type", tag="Point"):
    coordinates: _Pair


class _Line(msgspec.Struct, frozen=True, tag_field="type", tag="LineString"):
    coordinates: tuple[_Pair, ...]


class _Properties(msgspec.Struct, frozen=True, rename={"coord_times": "coordTimes"}):
    asset: str | None = None
    t_ms: int | None = None
    time: str | None = None
    acc_m: float | None = None
    coord_times: tuple[str, ...] = ()


class _Feature(msgspec.Struct, frozen=True):
    geometry: _Point | _Line
    properties: _Properties | None = None


class _Collection(msgspec.Struct, frozen=True):
    features: tuple[_Feature, ...]


_DECODER: Final = msgspec.json.Decoder(_Collection)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A position for each point. Raises FeedError, with the feature."""
    del names
    said = from_json(_DECODER, message.payload, file_bounded)
    seen: list[Observation] = []
    for at, feature in enumerate(said.features):
        try:
            seen += _positions(feature, message)
        except FeedError as error:
            raise FeedError(error.reason, str(error), where=f"features[{at}]") from error
    return tuple(seen)


def _positions(feature: _Feature, message: Message) -> list[Observation]:
    told = feature.properties or _Properties()
    asset = asset_id(message.asset, told.asset)
    if isinstance(feature.geometry, _Line):
        places, times = feature.geometry.coordinates, told.coord_times
        if len(places) != len(times):
            raise FeedError("no-time", f"{len(places)} places and {len(times)} times")
        return [_position(asset, place, ms_of_text(t), told) for place, t in zip(places, times, strict=True)]
    if told.t_ms is None and told.time is None:
        raise FeedError("no-time", "a point without t_ms or time")
    t_ms = ms(told.t_ms / 1000) if told.t_ms is not None else ms_of_text(told.time or "")
    return [_position(asset, feature.geometry.coordinates, t_ms, told)]


def _position(asset: AssetId, place: _Pair, t_ms: Ms, told: _Properties) -> Observation:
    if len(place) < 2:
        raise FeedError("no-fix", "a place without longitude and latitude")
    return position(asset, t_ms, place[1], place[0], acc_m=told.acc_m)
