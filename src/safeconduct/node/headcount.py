"""One headcount over both parties: numbers to all, pseudonyms only to their own side."""

import msgspec

from safeconduct.movement.movement import Movement
from safeconduct.records.units import PartyId, Pseudonym


class Count(msgspec.Struct, frozen=True):
    """A party's travellers in numbers."""

    party: PartyId
    expected: int
    safe: int
    """Who pressed "I am safe" last."""
    help: int
    """Who pressed "help" last."""


def owners(movement: Movement) -> dict[PartyId, tuple[Pseudonym, ...]]:
    """Whose travellers they are: by the rosters; who is on none belongs to the party that asked."""
    known = {traveller for roster in movement.rosters.values() for traveller in roster.travellers}
    asked = tuple(each for each in movement.request.travellers if each not in known)
    found = {party: roster.travellers for party, roster in sorted(movement.rosters.items())}
    if asked:
        found[movement.requested_by] = (*found.get(movement.requested_by, ()), *asked)
    return found


def headcount(movement: Movement) -> list[Count]:
    """By party."""
    return [
        Count(
            party,
            len(those),
            sum(_last(movement, each) == "safe" for each in those),
            sum(_last(movement, each) == "help" for each in those),
        )
        for party, those in sorted(owners(movement).items())
    ]


def _last(movement: Movement, traveller: Pseudonym) -> str | None:
    said = movement.spoken.get(traveller)
    return said.word if said else None
