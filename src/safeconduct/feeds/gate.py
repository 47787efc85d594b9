"""A gate's own log: what passed, in which direction.

`{"gate": "north", "plate": "KX-4471", "passed": "in", "t_ms": 1728224415000}`; instead of `t_ms`, `time` may be
ISO 8601. Who checked it is a signed record of that officer, never an observation.
"""

from typing import Literal

import msgspec

from safeconduct.records.observation import Observation, Sighting
from safeconduct.records.units import AssetId, SensorId

from .message import NO_NAMES, Message, Names
from .plate import told_ms
from .reading import from_json, name


class _Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    gate: str
    plate: str
    passed: Literal["in", "out"]
    t_ms: int | None = None
    time: str | None = None


_DECODER = msgspec.json.Decoder(_Payload)


def decode(message: Message, names: Names = NO_NAMES) -> tuple[Observation, ...]:
    """One sighting by the gate: `in` puts the asset into the gate's zone (`names.zones`), `out` takes it out.

    Raises FeedError.
    """
    said = from_json(_DECODER, message.payload)
    zone = names.zones.get(said.gate)
    zones = (zone,) if said.passed == "in" and zone is not None else ()
    asset = message.asset or AssetId(name(said.plate))
    t_ms = told_ms(said.t_ms, said.time, message.received_ms)
    return (Sighting(asset, t_ms, SensorId(name(said.gate)), zones),)
