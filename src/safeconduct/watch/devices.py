"""Which devices each party has enrolled, and for what."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.device import DeviceEnrolled, DeviceRetired
from safeconduct.records.units import DeviceId, KeyId, Ms, PartyId
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Device(msgspec.Struct, frozen=True):
    """An enrolled device, and who enrolled it."""

    enrolled: DeviceEnrolled
    by: KeyId
    at_ms: Ms

    def holds(self, now_ms: Ms) -> bool:
        """Whether the enrolment has not ended by itself."""
        return now_ms < self.enrolled.keep_until_ms


class Devices(msgspec.Struct, frozen=True):
    """All parties' devices. A party's node asks for its own only."""

    devices: immutables.Map[tuple[PartyId, str, DeviceId], Device] = immutables.Map()
    """By party, kind of feed and the name that the device gives itself."""

    def of(self, party: PartyId) -> list[Device]:
        """That party's devices, by kind and name."""
        return [self.devices[key] for key in sorted(self.devices) if key[0] == party]

    def find(self, party: PartyId, kind: str, device: DeviceId) -> Device | None:
        """The device of that name, if that party has enrolled it."""
        return self.devices.get((party, kind, device))


def _reduce(state: Devices, placed: Placed, parties: Parties) -> Devices | Refusal:
    record = placed.entry.record
    match record.body:
        case DeviceEnrolled() as body:
            if (body.proof == "none") != (body.secret_sha256 is None):
                return Refusal("a device proves itself with a secret whose digest is given, or without any")
            key = (record.party, body.kind, body.device)
            return Devices(state.devices.set(key, Device(body, record.by, record.at_ms)))
        case DeviceRetired() as body:
            key = (record.party, body.kind, body.device)
            if key not in state.devices:
                return Refusal(f"{record.party} has enrolled no {body.kind} device {body.device}")
            return Devices(state.devices.delete(key))
        case _:
            return Refusal("not about devices")


DEVICES: Final = Reducer("devices", Devices(), frozenset({DeviceEnrolled.TYPE, DeviceRetired.TYPE}), _reduce)
