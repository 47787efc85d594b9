"""What a transport hands to a decoder, and the one error that a decoder raises."""

from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import AssetId, Ms, SensorId, ZoneId

PAYLOAD_BYTES_MAX: Final = 65_536
FILE_BYTES_MAX: Final = 64_000_000
"""For files that a person imports; everything that a device sends is a payload."""


class FeedError(BadInput):
    """A payload that gives no observation although it should. Count it by `reason`, show it, go on.

    `reason` is one of: too-big, not-text, not-json, not-xml, wrong-shape, no-asset, no-fix, no-time, out-of-range,
    checksum, no-key, wrong-key.
    """

    next_step = "look at the device's settings; the Feeds page shows its last refused payload"

    def __init__(self, reason: str, what: str, *, where: str | None = None) -> None:
        super().__init__(what, where=where)
        self.reason = reason


class Message(msgspec.Struct, frozen=True):
    """One payload as it came. `decode(message, names)` of each feed turns it into observations."""

    payload: bytes
    received_ms: Ms
    """For payloads that bear no time of their own."""
    topic: str = ""
    """MQTT topic; empty where the transport has none."""
    asset: AssetId | None = None
    """The asset of the enrolled device, where the transport knows the device. It wins over any name inside."""
    secret: bytes | None = None
    """The device's own key, for payloads that it encrypts."""


class Names(msgspec.Struct, frozen=True):
    """How the names on the other side map to ours."""

    zones: Mapping[str, ZoneId] = {}
    """Zone names of cameras; a zone that is not listed is ignored."""
    cameras: Mapping[str, SensorId] = {}
    """Camera names. A camera that is not listed goes by its own name, but availability reaches only listed ones."""


NO_NAMES: Final = Names()


def bounded(payload: bytes) -> bytes:
    """The payload, if it is not too big to read. Raises FeedError."""
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise FeedError("too-big", f"a payload of {len(payload)} bytes; {PAYLOAD_BYTES_MAX} are read at most")
    return payload


def file_bounded(content: bytes) -> bytes:
    """The file, if it is not too big to read. Raises FeedError."""
    if len(content) > FILE_BYTES_MAX:
        raise FeedError("too-big", f"a file of {len(content)} bytes; {FILE_BYTES_MAX} are read at most")
    return content
