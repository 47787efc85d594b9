"""Frigate over MQTT (https://docs.frigate.video/integrations/mqtt). Seconds as a float.

Taken from `events` and availability only, never from `reviews`: a review ends when Frigate loses interest in a
parked car. For the same reason an event's end says nothing here.
"""

from typing import Final, TypeAlias

import msgspec

from safeconduct.records.observation import Observation, SensorState, Sighting
from safeconduct.records.units import AssetId, SensorId

from .message import NO_NAMES, FeedError, Message, Names, bounded
from .reading import from_json, ms, name

BRANDS: Final = frozenset(
    {
        *("amazon", "an_post", "canada_post", "dhl", "dpd", "fedex", "gls"),
        *("nzpost", "postnl", "postnord", "purolator", "royal_mail", "ups", "usps"),
    }
)
"""Sub-labels that Frigate gives to any vehicle with that logo: they name no single vehicle."""

Same: TypeAlias = tuple[AssetId, AssetId]
_Scored = str | tuple[str | None, float | None] | None
"""Frigate publishes a name alone or with its score, depending on its version."""


class _Seen(msgspec.Struct, frozen=True):
    id: str
    camera: str
    frame_time: float
    label: str = ""
    sub_label: _Scored = None
    recognized_license_plate: _Scored = None
    current_zones: tuple[str, ...] = ()
    false_positive: bool = False


class _Event(msgspec.Struct, frozen=True):
    type: str
    after: _Seen
    before: _Seen | None = None


class _Recognised(msgspec.Struct, frozen=True):
    type: str
    id: str
    plate: str | None = None


_EVENT = msgspec.json.Decoder(_Event)
_RECOGNISED = msgspec.json.Decoder(_Recognised)
_STATES: Final = {b"online": True, b"offline": False, b"disabled": False}


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """Sightings from `<prefix>/events`, sensor states from availability. Other topics give nothing.

    The asset is the recognised plate, else a sub-label that names one vehicle, else the tracker's own id. When a
    plate is first recognised, what was seen just before is told again under the plate, so that its stay begins
    there; join both as `read` says, or the tracker's own stay runs on too. Raises FeedError.
    """
    return read(message, names)[0]


def read(message: Message, names: Names = NO_NAMES) -> tuple[tuple[Observation, ...], Same | None]:
    """What `decode` gives, and (tracker's id, recognised vehicle) if this message says that they are one: the
    payload is parsed once. Raises FeedError."""
    parts = message.topic.split("/")
    match parts[-1]:
        case "events":
            event = from_json(_EVENT, message.payload)
            track, asset = AssetId(name(event.after.id)), _asset(event.after)
            return _sightings(event, names), None if track == asset else (track, asset)
        case "tracked_object_update":
            said = from_json(_RECOGNISED, message.payload)
            is_plate = said.type == "lpr" and said.plate
            return (), (AssetId(name(said.id)), AssetId(name(said.plate or ""))) if is_plate else None
        case "available":
            return _states(message, sorted(set(names.cameras.values()))), None
        case "detect" if len(parts) >= 3 and parts[-2] == "status":
            return _states(message, [_camera(parts[-3], names)]), None
        case _:
            return (), None


def _sightings(event: _Event, names: Names) -> tuple[Observation, ...]:
    if event.type == "end" or event.after.false_positive:
        return ()
    now = _sighting(event.after, _asset(event.after), names)
    if event.before is None or event.before.false_positive or _asset(event.before) == now.asset:
        return (now,)
    return (_sighting(event.before, now.asset, names), now)


def _sighting(seen: _Seen, asset: AssetId, names: Names) -> Sighting:
    zones = {names.zones[zone] for zone in seen.current_zones if zone in names.zones}
    return Sighting(asset, ms(seen.frame_time), _camera(seen.camera, names), tuple(sorted(zones)))


def _asset(seen: _Seen) -> AssetId:
    plate = _text(seen.recognized_license_plate)
    known = _text(seen.sub_label) if seen.label != "person" else None  # a person's sub-label is a face: not ours
    if known is not None and known.lower() in BRANDS:
        known = None
    return AssetId(name(plate or known or seen.id))


def _text(scored: _Scored) -> str | None:
    text = scored[0] if isinstance(scored, tuple) else scored
    return text if text and text.strip() else None


def _camera(camera: str, names: Names) -> SensorId:
    return names.cameras.get(camera) or SensorId(name(camera))


def _states(message: Message, cameras: list[SensorId]) -> tuple[Observation, ...]:
    state = _STATES.get(bounded(message.payload).strip().strip(b'"'))
    if state is None:
        raise FeedError("wrong-shape", f"{message.payload[:20]!r} is neither online nor offline")
    return tuple(SensorState(camera, message.received_ms, state) for camera in cameras)
