"""To OwnTracks phones: commands (https://owntracks.org/booklet/tech/json, `_type` cmd), encrypted where they
are."""

import base64
from collections.abc import Sequence

import msgspec
from nacl.secret import SecretBox

from safeconduct.records.area import Point
from safeconduct.records.observation import AlertKind
from safeconduct.records.units import Metres, Ms, Name, RecordId


class Circle(msgspec.Struct, frozen=True):
    """A region that the phone watches by itself, so that it reports at once when it enters or leaves."""

    name: Name
    at: Point
    radius_m: Metres


def report_location() -> bytes:
    """Asks for the phone's position now."""
    return msgspec.json.encode({"_type": "cmd", "action": "reportLocation"})


def set_waypoints(circles: Sequence[Circle], now_ms: Ms) -> bytes:
    """Regions for the phone. Each is told from the others by its second, as phones keep one for each."""
    waypoints = [
        {
            "_type": "waypoint",
            "desc": circle.name,
            "lat": circle.at.lat_e7 / 10**7,
            "lon": circle.at.lon_e7 / 10**7,
            "rad": circle.radius_m,
            "tst": now_ms // 1000 + at,
        }
        for at, circle in enumerate(circles)
    ]
    inner = {"_type": "waypoints", "waypoints": waypoints}
    return msgspec.json.encode({"_type": "cmd", "action": "setWaypoints", "waypoints": inner})


def show(text: str) -> bytes:
    """A text for the person who holds the phone."""
    return msgspec.json.encode({"_type": "cmd", "action": "action", "content": text, "notification": text})


def receipt(alert: AlertKind, record: RecordId | None) -> bytes:
    """Tells the person that the call is known, and as which record; or that none is open any more."""
    if alert == "distress" and record is not None:
        return show(f"Call for help: received, {record[:16]}.")
    return show("Called off: no call for help is open.")


def encrypted(payload: bytes, secret: bytes, nonce: bytes) -> bytes:
    """The same payload, sealed with the phone's secret. `nonce` has 24 random bytes, never used before."""
    sealed = SecretBox(secret.ljust(SecretBox.KEY_SIZE, b"\0")).encrypt(payload, nonce)
    return msgspec.json.encode({"_type": "encrypted", "data": base64.b64encode(sealed).decode()})
