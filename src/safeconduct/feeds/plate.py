"""A plate reader's sighting, in a plain JSON that any camera system can be made to send.

`{"plate": "KX-4471", "t_ms": 1728224415000, "sensor": "gate-n", "zones": ["outer_cordon"]}`; instead of `t_ms`,
`time` may be ISO 8601; `confidence` (0 to 1) may be given.
"""

from typing import Final

import msgspec

from safeconduct.records.observation import Observation, Sighting
from safeconduct.records.units import AssetId, Ms, SensorId

from .message import NO_NAMES, FeedError, Message, Names
from .reading import from_json, ms, ms_of_text, name

CONFIDENCE_MIN: Final = 0.6
"""Below this a reading would name the wrong vehicle too often: it is refused, and counted."""


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plate: str
    sensor: str
    zones: tuple[str, ...] = ()
    t_ms: int | None = None
    time: str | None = None
    confidence: float | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """One sighting. Without zones the sensor saw the vehicle outside all of its zones. Raises FeedError."""
    said = from_json(_DECODER, message.payload)
    if said.confidence is not None and not CONFIDENCE_MIN <= said.confidence <= 1:
        raise FeedError("out-of-range", f"confidence {said.confidence}: from {CONFIDENCE_MIN} to 1 is believed")
    asset = message.asset or AssetId(name(said.plate))
    sensor = names.cameras.get(said.sensor) or SensorId(name(said.sensor))
    zones = {names.zones[zone] for zone in said.zones if zone in names.zones}
    return (Sighting(asset, told_ms(said.t_ms, said.time, message.received_ms), sensor, tuple(sorted(zones))),)


def told_ms(t_ms: int | None, time: str | None, received_ms: Ms) -> Ms:
    """The time that the payload tells, else the time of receipt. Raises FeedError: no-time."""
    if t_ms is not None:
        return ms(t_ms / 1000)
    return ms_of_text(time) if time is not None else received_ms
