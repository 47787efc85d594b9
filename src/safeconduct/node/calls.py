"""Travellers who ask for help and have not said since that they are safe. Both rooms ring; only their own side's
room shows who it is."""

import msgspec

from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.units import MovementId, Ms, PartyId, Pseudonym
from safeconduct.state.model import State

from .headcount import owners


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


def _asks(movement: Movement, traveller: Pseudonym) -> bool:
    said = movement.spoken.get(traveller)
    return said is not None and said.word == "help"
