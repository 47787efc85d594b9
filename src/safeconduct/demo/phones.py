"""What phones and cameras send, in their own formats."""

import hashlib
import secrets
from typing import Final

import httpx
import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

CAMERA: Final = "outer_gate_north"
TRACK: Final = "1700000000.113204-pku7qx"
PLATE: Final = "KX-4471"
PICKUP: Final = "kx-4471"


class Broker:
    """A publisher, as Frigate and a phone in MQTT mode are."""

    def __init__(self, port: int) -> None:
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"demo-street-{secrets.token_hex(4)}")
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def publish(self, topic: str, payload: object) -> None:
        """At least once: returns when the broker has it."""
        content = payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
        self._client.publish(topic, content, qos=1).wait_for_publish(10)

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()


def camera_event(kind: str, at_ms: int, zones: list[str], plate: str | None) -> dict[str, object]:
    """A message of Frigate's `events` topic."""
    seen = {
        "id": TRACK,
        "camera": CAMERA,
        "frame_time": at_ms / 1000,
        "label": "car",
        "sub_label": None,
        "false_positive": False,
        "start_time": at_ms / 1000,
        "end_time": at_ms / 1000 if kind == "end" else None,
        "current_zones": zones,
        "entered_zones": zones,
        "stationary": False,
        "recognized_license_plate": plate,
    }
    return {"type": kind, "before": seen, "after": seen}


def location(at_ms: int, lat_e7: int, lon_e7: int) -> dict[str, object]:
    """An OwnTracks location."""
    return {
        "_type": "location",
        "lat": lat_e7 / 1e7,
        "lon": lon_e7 / 1e7,
        "tst": at_ms // 1000,
        "acc": 8,
        "tid": "b1",
    }


class Phone:
    """A phone with OwnTracks in HTTP mode."""

    def __init__(self, url: str, user: str, secret: str) -> None:
        self._client = httpx.Client(base_url=url, auth=(user, secret), timeout=10, trust_env=False)

    def send(self, payload: object) -> int:
        """The status: 200 once the position is durable at the node."""
        content = msgspec.json.encode(payload)
        return self._client.post("/feeds/owntracks", content=content).status_code


def new_secret() -> tuple[str, str]:
    """A device's secret, and the digest that the node keeps."""
    secret = secrets.token_urlsafe(24)
    return secret, hashlib.sha256(secret.encode()).hexdigest()
