"""OwnTracks, MQTT and HTTP (https://owntracks.org/booklet/tech/json). Seconds, degrees, metres, km/h."""

import msgspec

from safeconduct.records.observation import Observation, SensorState
from safeconduct.records.units import AssetId, SensorId

from .message import NO_NAMES, FeedError, Message, Names
from .reading import asset_id, from_json, ms, position


class _Payload(msgspec.Struct, frozen=True):
    type_: str = msgspec.field(name="_type")
    tst: int | float | None = None
    lat: float | None = None
    lon: float | None = None
    acc: float | None = None
    vel: float | None = None
    cog: float | None = None
    tid: str | None = None
    topic: str | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """`location` and `transition` give a position, `lwt` a device that is off line. Other types give nothing.

    A transition is believed for its place, not for its region: our own zones judge. `lwt` bears the time when the
    device connected, so the time of receipt counts. Raises FeedError.
    """
    del names
    said = from_json(_DECODER, message.payload)
    if said.type_ not in ("location", "transition", "lwt"):
        return ()
    asset = asset_id(message.asset, _device(said.topic), _device(message.topic), said.tid)
    if said.type_ == "lwt":
        return (SensorState(SensorId(asset), message.received_ms, False),)
    return (_position(said, asset),)


def _position(said: _Payload, asset: AssetId) -> Observation:
    if said.lat is None or said.lon is None:
        raise FeedError("no-fix", f"a {said.type_} without lat and lon")
    if said.tst is None:
        raise FeedError("no-time", f"a {said.type_} without tst")
    return position(
        asset, ms(said.tst), said.lat, said.lon, acc_m=said.acc, speed_kmh=said.vel, heading_deg=said.cog
    )


def _device(topic: str | None) -> str | None:
    """`user-device` from `owntracks/user/device[/event]`."""
    parts = (topic or "").strip("/").split("/")
    return "-".join(parts[1:3]) if len(parts) >= 3 else None
