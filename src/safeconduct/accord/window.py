"""From when to when a clause holds, by what has been said so far: an interval for each of its conditions, and the
interval that all of them share. Every time in it is a proven one, or one that all have signed."""

from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.records.clause import LevelsContent
from safeconduct.records.terms import Silence, Terms
from safeconduct.records.units import LAST_MS, Digest, Ms, PartyId, RecordId, Text

from .clause import Position


class Window(msgspec.Struct, frozen=True):
    """From included, to excluded; None: until something is said."""

    from_ms: Ms
    to_ms: Ms | None = None

    def covers(self, at_ms: Ms) -> bool:
        """Whether it holds then."""
        return self.from_ms <= at_ms and (self.to_ms is None or at_ms < self.to_ms)


ALWAYS: Final = Window(Ms(0))


class Stated(msgspec.Struct, frozen=True):
    """A party's word on the threat level."""

    level: int
    proven_ms: Ms
    reason: Text
    record: RecordId


class Level(msgspec.Struct, frozen=True):
    """The level that holds, of how many, and from when to when: since the last word that could have changed it, as
    long as the clause is in force that says how it follows."""

    level: int
    of: int
    holds: Window


class Quiet(msgspec.Struct, frozen=True):
    """Somebody's silence: since when, and when that was noted."""

    since_ms: Ms = Ms(0)
    noted_ms: Ms = Ms(0)


def meet(one: Window | None, other: Window | None) -> Window | None:
    """What both share; None where that is nothing."""
    if one is None or other is None:
        return None
    ends = [to_ms for to_ms in (one.to_ms, other.to_ms) if to_ms is not None]
    from_ms, to_ms = max(one.from_ms, other.from_ms), min(ends, default=None)
    return Window(from_ms, to_ms) if to_ms is None or from_ms < to_ms else None


def of_notice(position: Position | None, meaning: Digest, terms: Terms | None) -> Window | None:
    """While that party's signature holds."""
    if position is None or position.meaning != meaning:
        return None
    if position.stand == "agreed":
        return Window(position.proven_ms)
    if position.signed_ms is None or terms is None:
        return None
    if position.stand == "reserved" and terms.suspends == "at_once":
        return None
    end_ms = _later(position.proven_ms, terms.notice_ms)
    if terms.renew_ms is not None and terms.ends_ms is not None:
        end_ms = _end_of_term(terms.ends_ms, terms.renew_ms, end_ms)
    return Window(position.signed_ms, end_ms)


def of_term(terms: Terms) -> Window | None:
    """Between the dates of the clause itself; one that renews itself has no end of its own."""
    end_ms = terms.ends_ms if terms.renew_ms is None else None
    return meet(ALWAYS, Window(terms.begins_ms or Ms(0), end_ms))


def of_silence(silence: Silence | None, quiet: Quiet | None, heard_ms: Ms) -> Window | None:
    """While a party is silent, or while none is. It takes effect when noted, at the earliest: who notes a silence
    late changes nothing that is past."""
    turns_ms = None
    if silence is not None and quiet is not None:
        turns_ms = max(_later(quiet.since_ms, silence.after_ms), quiet.noted_ms)
    if silence is None:
        return ALWAYS
    if silence.runs == "only":
        return None if turns_ms is None else Window(turns_ms)
    return meet(ALWAYS, Window(heard_ms, turns_ms))


def level_of(
    rule: LevelsContent, window: Window, stated: Mapping[PartyId, Stated], signers: frozenset[PartyId]
) -> Level:
    """The highest level that enough parties state. A party that has said nothing says 1."""
    said = sorted((min(stated[party].level, rule.of) if party in stated else 1 for party in signers), reverse=True)
    level = said[min(rule.stated_by, len(said)) - 1]
    changed = [stated[party].proven_ms for party in signers if party in stated]
    return Level(level, rule.of, Window(max([window.from_ms, *changed]), window.to_ms))


def _end_of_term(ends_ms: Ms, renew_ms: int, at_ms: Ms) -> Ms:
    """The first end of a term that is not before then."""
    more = max(0, -(-(at_ms - ends_ms) // renew_ms))
    return Ms(min(ends_ms + more * renew_ms, LAST_MS))


def _later(at_ms: Ms, by_ms: int) -> Ms:
    return Ms(min(at_ms + by_ms, LAST_MS))
