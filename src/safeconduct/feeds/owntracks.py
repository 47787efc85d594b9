"""OwnTracks, MQTT and HTTP (https://owntracks.org/booklet/tech/json). Seconds, degrees, metres, km/h."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

import msgspec
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from safeconduct.records.observation import Alert, AlertKind, Observation, SensorState
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
    data: str | None = None
    tag: str | None = None
    poi: str | None = None


_CALLS: Final[Mapping[str, AlertKind]] = {"sos": "distress", "ok": "distress_over"}
_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """`location` and `transition` give a position, `lwt` a device that is off line. Other types give nothing.

    The topic that the broker vouches for wins over the one that the payload names. A transition is believed for
    its place, not for its region: our own zones judge. `lwt` bears the time when the device connected, so the
    time of receipt counts. `encrypted` is opened with the device's secret. Raises FeedError.

    The app has no alarm button, but lets a person publish a location with a tag or as a place of interest
    (https://owntracks.org/booklet/features/location). There `sos` calls for help and `ok` calls that off; a call
    without a place counts too.
    """
    del names
    said = from_json(_DECODER, message.payload)
    if said.type_ == "encrypted":
        said = from_json(_DECODER, _opened(said.data or "", message.secret))
    if said.type_ not in ("location", "transition", "lwt"):
        return ()
    asset = asset_id(message.asset, device_of(message.topic), device_of(said.topic), said.tid)
    if said.type_ == "lwt":
        return (SensorState(SensorId(asset), message.received_ms, False),)
    alarm = _CALLS.get((said.tag or said.poi or "").strip().lower())
    if alarm is None:
        return (_position(said, asset),)
    called = Alert(asset, message.received_ms if said.tst is None else ms(said.tst), alarm)
    has_place = said.lat is not None and said.lon is not None and said.tst is not None
    return (called, _position(said, asset)) if has_place else (called,)


def is_encrypted(payload: bytes) -> bool:
    """Whether the device sent this encrypted. Raises FeedError."""
    return from_json(_DECODER, payload).type_ == "encrypted"


def _position(said: _Payload, asset: AssetId) -> Observation:
    if said.lat is None or said.lon is None:
        raise FeedError("no-fix", f"a {said.type_} without lat and lon")
    if said.tst is None:
        raise FeedError("no-time", f"a {said.type_} without tst")
    return position(
        asset, ms(said.tst), said.lat, said.lon, acc_m=said.acc, speed_kmh=said.vel, heading_deg=said.cog
    )


def _opened(data: str, secret: bytes | None) -> bytes:
    """XSalsa20-Poly1305 (libsodium secretbox): nonce and ciphertext in base64; the key is the secret, padded."""
    if secret is None:
        raise FeedError("no-key", "the payload is encrypted, and no secret is known for this device")
    if len(secret) > SecretBox.KEY_SIZE:
        raise FeedError(
            "no-key", f"the secret has {len(secret)} bytes; OwnTracks takes {SecretBox.KEY_SIZE} at most"
        )
    try:
        return SecretBox(secret.ljust(SecretBox.KEY_SIZE, b"\0")).decrypt(base64.b64decode(data, validate=True))
    except (CryptoError, ValueError, binascii.Error) as error:
        raise FeedError("wrong-key", "the payload does not open with this device's secret") from error


def device_of(topic: str | None) -> str | None:
    """`user-device` from `owntracks/user/device[/event]`."""
    parts = (topic or "").strip("/").split("/")
    return "-".join(parts[1:3]) if len(parts) >= 3 else None
