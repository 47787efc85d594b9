"""What a sentence pattern leaves open: durations, counts, places, events, states, parties.

A slot's value is typed and complete: with the pattern's name it determines the meaning of the rule.
"""

from collections.abc import Iterable
from typing import TypeAlias, TypeVar

import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.records.units import PartyId, ZoneId

from .words import EVENTS, STATES, EventWord, Kind, StateWord


class Duration(msgspec.Struct, frozen=True, tag="duration", forbid_unknown_fields=True):
    """A length of time."""

    ms: int


class Distance(msgspec.Struct, frozen=True, tag="distance", forbid_unknown_fields=True):
    """A length in metres."""

    m: int


class Count(msgspec.Struct, frozen=True, tag="count", forbid_unknown_fields=True):
    """A number of things."""

    n: int


class PlaceSlot(msgspec.Struct, frozen=True, tag="place", forbid_unknown_fields=True):
    """A zone."""

    zone: ZoneId


class Happening(msgspec.Struct, frozen=True, tag="event", forbid_unknown_fields=True):
    """An event, perhaps at one place, perhaps by one party. The empty text = any."""

    event: str
    zone: str = ""
    party: str = ""

    @property
    def word(self) -> EventWord:
        return EVENTS[self.event]


class Stretch(msgspec.Struct, frozen=True, tag="state", forbid_unknown_fields=True):
    """While some state lasts."""

    state: str

    @property
    def word(self) -> StateWord:
        return STATES[self.state]


class Thing(msgspec.Struct, frozen=True, tag="thing", forbid_unknown_fields=True):
    """A kind of thing: every movement."""

    kind: Kind


class PartiesSlot(msgspec.Struct, frozen=True, tag="parties", forbid_unknown_fields=True):
    """Parties, by id."""

    parties: tuple[PartyId, ...]


SlotValue: TypeAlias = Duration | Distance | Count | PlaceSlot | Happening | Stretch | Thing | PartiesSlot
_S = TypeVar("_S", bound=SlotValue)


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A filled slot: its name and its value."""

    name: str
    value: SlotValue


class SlotMissing(SafeconductError):
    """A pattern asked for a slot that its own sentence does not have."""


class Slots:
    """The filled slots of one sentence, by name and type."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._values = {slot.name: slot.value for slot in slots}

    def _get(self, name: str, kind: type[_S]) -> _S:
        value = self._values.get(name)
        if not isinstance(value, kind):
            raise SlotMissing(f"the sentence has no {kind.__name__} named {name!r}")
        return value

    def ms(self, name: str) -> int:
        return self._get(name, Duration).ms

    def metres(self, name: str) -> int:
        return self._get(name, Distance).m

    def n(self, name: str) -> int:
        return self._get(name, Count).n

    def zone(self, name: str) -> ZoneId:
        return self._get(name, PlaceSlot).zone

    def event(self, name: str) -> Happening:
        return self._get(name, Happening)

    def state(self, name: str) -> StateWord:
        return self._get(name, Stretch).word

    def thing(self, name: str) -> Kind:
        return self._get(name, Thing).kind

    def parties(self, name: str) -> tuple[PartyId, ...]:
        return self._get(name, PartiesSlot).parties
