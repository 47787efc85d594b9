"""Travellers and devices that ask for help and have not said since that they are safe: both rooms ring, and only
their own side's room shows which traveller it is. And crews under duress: both rooms see it, and nothing rings."""

import msgspec

from safeconduct.movement.movement import CheckIn, Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.units import AssetId, MovementId, Ms, PartyId, Pseudonym, RecordId
from safeconduct.state.model import State
from safeconduct.watch.reduce import GROUND

from .headcount import owners


class DeviceCall(msgspec.Struct, frozen=True):
    """A device that calls for help: by its alarm button, a TAK emergency."""

    asset: AssetId
    party: PartyId
    at_ms: Ms
    record: RecordId


def device_calls(state: State) -> list[DeviceCall]:
    """The oldest first. A call ends when it is called off, or when an officer has checked the asset and found it
    clear."""
    calling = state.of(GROUND).calling
    found = [DeviceCall(asset, call.party, call.t_ms, call.record) for asset, call in calling.items()]
    return sorted(found, key=lambda call: (call.at_ms, call.asset))


class Call(msgspec.Struct, frozen=True):
    """One who asks for help."""

    movement: MovementId
    party: PartyId
    traveller: Pseudonym | None
    """None where it is the other side's."""
    at_ms: Ms


def calls(state: State, us: PartyId) -> list[Call]:
    """The oldest first."""
    found = [
        Call(movement.movement, party, each if party == us else None, movement.spoken[each].at_ms)
        for movement in state.of(MOVEMENTS).movements.values()
        for party, those in owners(movement).items()
        for each in those
        if _asks(movement, each)
    ]
    return sorted(found, key=lambda call: (call.at_ms, call.movement))


def duresses(state: State) -> list[tuple[MovementId, CheckIn]]:
    """Crews that gave the code for it and whom no officer has cleared since; the oldest first."""
    every = state.of(MOVEMENTS).movements.values()
    found = [(movement.movement, said) for movement in every for said in movement.duress.values()]
    return sorted(found, key=lambda each: (each[1].at_ms, each[0], each[1].crew))


def _asks(movement: Movement, traveller: Pseudonym) -> bool:
    said = movement.spoken.get(traveller)
    return said is not None and said.word == "help"
