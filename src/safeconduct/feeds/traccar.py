"""What a Traccar server forwards as JSON: positions and events (https://www.traccar.org/forward).

Degrees, metres, knots, ISO 8601.
"""

from typing import Final

import msgspec

from safeconduct.records.observation import Alert, Observation, SensorState
from safeconduct.records.units import AssetId, SensorId

from .message import NO_NAMES, FeedError, Message, Names
from .reading import KMH_PER_KNOT, alert_of, asset_id, from_json, ms_of_text, position


class _Attributes(msgspec.Struct, frozen=True):
    alarm: str | None = None


class _Place(msgspec.Struct, frozen=True, rename="camel"):
    latitude: float
    longitude: float
    fix_time: str
    valid: bool = True
    accuracy: float | None = None
    speed: float | None = None
    course: float | None = None
    attributes: _Attributes = _Attributes()


class _Device(msgspec.Struct, frozen=True, rename="camel"):
    unique_id: str | None = None
    name: str | None = None


class _Event(msgspec.Struct, frozen=True, rename="camel"):
    type: str
    event_time: str | None = None
    server_time: str | None = None
    attributes: _Attributes = _Attributes()


class _Payload(msgspec.Struct, frozen=True):
    position: _Place | None = None
    device: _Device | None = None
    event: _Event | None = None


_DECODER = msgspec.json.Decoder(_Payload)
_STATES: Final = {"deviceOnline": True, "deviceOffline": False, "deviceUnknown": False}


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """A forwarded position, or an event: the device's coming and going, and the position it happened at.

    Traccar's own geofences are not believed: our zones judge. Raises FeedError.
    """
    del names
    said = from_json(_DECODER, message.payload)
    if said.position is None and said.event is None:
        raise FeedError("wrong-shape", "neither a position nor an event")
    device = said.device or _Device()
    asset = asset_id(message.asset, device.unique_id, device.name)
    if said.event is not None and said.event.type in _STATES:
        told = said.event.event_time or said.event.server_time
        t_ms = ms_of_text(told) if told else message.received_ms
        return (SensorState(SensorId(asset), t_ms, _STATES[said.event.type]),)
    return (*_alerts(said, asset, message), *(() if said.position is None else (_position(said.position, asset),)))


def _alerts(said: _Payload, asset: AssetId, message: Message) -> tuple[Observation, ...]:
    """A call for help or tampering, once, whether the event or its position bears it."""
    alarms = [each.attributes.alarm for each in (said.event, said.position) if each is not None]
    alarm = next((found for each in alarms if (found := alert_of(each)) is not None), None)
    if alarm is None:
        return ()
    told = said.event.event_time if said.event else said.position.fix_time if said.position else None
    return (Alert(asset, ms_of_text(told) if told else message.received_ms, alarm),)


def _position(at: _Place, asset: AssetId) -> Observation:
    if not at.valid:
        raise FeedError("no-fix", "the position is marked as not valid")
    return position(
        asset,
        ms_of_text(at.fix_time),
        at.latitude,
        at.longitude,
        acc_m=at.accuracy,
        speed_kmh=None if at.speed is None else at.speed * KMH_PER_KNOT,
        heading_deg=at.course,
    )
