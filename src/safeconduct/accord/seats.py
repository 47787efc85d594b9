"""Whose signature counts: every member's, but for those that sit at the table to review or to observe."""

from collections.abc import Mapping
from typing import TypeAlias

import immutables

from safeconduct.records.seat import Seat
from safeconduct.records.units import PartyId

Seats: TypeAlias = immutables.Map[PartyId, immutables.Map[PartyId, tuple[Seat, bool]]]
"""By the party that sits and the party that says so: where, and whether it said so before that one was a member."""


def signatories(seats: Seats, members: frozenset[PartyId]) -> frozenset[PartyId]:
    """The members that have a voice. A member loses it by its own word, or by a word from before it was a member,
    and only if all others that keep theirs say the same."""
    asked = frozenset(party for party in members if _is_asked(seats, party, members))
    rest = members - asked
    return frozenset(
        party for party in members if party not in asked or not all(_gave(seats, party, by) for by in rest)
    )


def _is_asked(seats: Seats, party: PartyId, members: frozenset[PartyId]) -> bool:
    given: Mapping[PartyId, tuple[Seat, bool]] = seats.get(party, {})
    own = given.get(party)
    if own is not None:
        return own[0] != "full"
    return any(seat != "full" and was_early for by, (seat, was_early) in given.items() if by in members)


def _gave(seats: Seats, party: PartyId, by: PartyId) -> bool:
    given = seats.get(party)
    seat = given.get(by) if given is not None else None
    return seat is not None and seat[0] != "full"
