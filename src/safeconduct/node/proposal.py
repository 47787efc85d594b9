"""A sentence on its way to a clause: read by this accord's names, said back, and looked at before anyone signs."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from safeconduct import joint
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.protocol import (
    PLAIN,
    Lexicon,
    Misread,
    Rule,
    Timeline,
    load_rule,
    parse,
    rule_bytes,
    say,
)
from safeconduct.protocol import formula as f
from safeconduct.protocol.analysis import Kind, clash, difference, idle, loops, unseen
from safeconduct.protocol.likeness import likest
from safeconduct.protocol.notation import BadFormula
from safeconduct.protocol.pattern import Pattern
from safeconduct.protocol.patterns import PATTERNS
from safeconduct.protocol.rule import FORMAL, compile_rule, pattern_of
from safeconduct.protocol.slots import Count, Distance, Duration, Happening, PartiesSlot, PlaceSlot, Slot
from safeconduct.records.clause import ProtocolContent
from safeconduct.records.units import ClauseId, PartyId, ZoneId
from safeconduct.state.model import State

from .recordable import SIGNED, WATCHED

EVERYTHING: Final = frozenset(SIGNED) | WATCHED
"""The events that this version can record with every officer and every feed there can be."""


class Misunderstood(msgspec.Struct, frozen=True):
    """Why the text is no clause. `column` counts from 1; `caret` is the text with the place marked below it.

    `nearest`: sentences with this accord's names that would be understood.
    """

    column: int
    caret: str
    why: str
    remedy: str
    nearest: tuple[str, ...]


class Understood(msgspec.Struct, frozen=True):
    """The rule that the text means. `boundary`: what happens exactly at its limits, in English."""

    rule: Rule
    boundary: str

    @property
    def content(self) -> ProtocolContent:
        """What would be signed."""
        return ProtocolContent(rule_bytes(self.rule).decode())


class Found(msgspec.Struct, frozen=True):
    """Something to look at before signing. `clause`: which one it is about; `events`: which nothing records;
    `change`: what the version before and the new one say of the timeline."""

    kind: Kind
    text: str
    clause: ClauseId | None = None
    events: tuple[str, ...] = ()
    change: tuple[str, str] | None = None
    timeline: Timeline | None = None
    is_proven: bool = False
    """For every log there can be; otherwise for all timelines that were tried."""


def understand(text: str, lexicon: Lexicon) -> Understood | Misunderstood:
    """What the sentence, or the formula, means by these names."""
    text = " ".join(text.split())
    try:
        rule = parse(text, lexicon)
    except Misread as error:
        nearest = error.nearest or tuple(pattern.example for pattern in likest(text))
        return _misunderstood(text, error.column, error.why, error.next_step, lexicon, nearest)
    except BadFormula as error:
        return _misunderstood(text, error.column, error.why, error.next_step, lexicon)
    except BadInput as error:
        return _misunderstood(text, 1, str(error), error.next_step, lexicon)
    boundary = "" if rule.pattern == FORMAL else pattern_of(rule.pattern).boundary
    return Understood(rule, boundary)


def sentence_here(pattern: Pattern, lexicon: Lexicon, said: str = "") -> str | None:
    """The pattern's example with names of this accord; None where the accord has no name of the kind it needs.

    `said`: what somebody wrote. A length, a time or a number of escorts of theirs stands in place of the example's.
    """
    rule = parse(pattern.example, PLAIN)
    slots = tuple(_renamed(slot, lexicon) for slot in _with_own(rule.slots, said))
    if any(slot is None for slot in slots):
        return None
    return say(compile_rule(pattern, tuple(slot for slot in slots if slot)), "en", lexicon)


def look_at(
    rule: Rule, clause: ClauseId | None, state: State, shown: frozenset[str] = EVERYTHING
) -> tuple[Found, ...]:
    """Everything worth a look. May take seconds: for a thread.

    `clause`: the one that this is to replace. `shown`: the events that somebody or something here can record.
    """
    others = tuple(
        (other.clause, other.content.rule)
        for other in state.of(ACCORD).in_force(state.parties.members)
        if isinstance(other.content, ProtocolContent) and other.clause != clause
    )
    before = state.of(ACCORD).clauses.get(clause) if clause else None
    old = before.content.rule if before and isinstance(before.content, ProtocolContent) else None
    return _look_at(rule_bytes(rule).decode(), old, others, joint.lexicon_of(state), shown)


@lru_cache(maxsize=64)
def _look_at(
    text: str,
    old: str | None,
    others: tuple[tuple[ClauseId, str], ...],
    lexicon: Lexicon,
    shown: frozenset[str],
) -> tuple[Found, ...]:
    rule = load_rule(text.encode())
    dark = unseen(rule, shown)
    missing = {event for remark in dark for event in _missing(rule.duties[remark.duty], shown)}
    found = [Found("unseen", dark[0].text, events=tuple(sorted(missing)))] if dark else []
    found += [
        Found(remark.kind, remark.text, timeline=remark.timeline, is_proven=remark.is_proven)
        for remark in idle(rule, lexicon)
    ]
    if (looping := loops(rule)) is not None:
        found.append(Found(looping.kind, looping.text, is_proven=True))
    for clause, other in _loadable(others):
        remark = clash(rule, other, lexicon)
        if remark is not None:
            found.append(
                Found(remark.kind, remark.text, clause=clause, timeline=remark.timeline, is_proven=remark.is_proven)
            )
    for _, before in _loadable(((ClauseId("before"), old),) if old else ()):
        remark = difference(before, rule, lexicon)
        if remark is not None:
            found.append(Found(remark.kind, remark.text, change=_change(remark.text), timeline=remark.timeline))
    return tuple(found)


def _loadable(rules: Iterable[tuple[ClauseId, str]]) -> Iterable[tuple[ClauseId, Rule]]:
    """A clause of a newer version may be one that this version cannot judge: there is nothing to compare with."""
    for clause, text in rules:
        try:
            yield clause, load_rule(text.encode())
        except BadInput:
            continue


def _missing(duty: f.Duty, shown: frozenset[str]) -> tuple[str, ...]:
    if duty.trigger.name not in shown:
        return (duty.trigger.name,)
    return tuple(sorted({event.name for event in f.wanted(duty.must)} - shown))


_WORTHS: Final[Mapping[str, str]] = {"no duty": "no-duty", "kept": "kept", "violated": "violated"}


def _change(text: str) -> tuple[str, str] | None:
    said = re.fullmatch(r"before: (.+); after: (.+)", text)
    return (_WORTHS[said[1]], _WORTHS[said[2]]) if said else None


def _misunderstood(
    text: str, column: int, why: str, remedy: str, lexicon: Lexicon, nearest: tuple[str, ...] = ()
) -> Misunderstood:
    """With the names of this accord in place of those of the patterns' own examples."""
    own = {pattern.example: pattern for pattern in PATTERNS}
    here = [sentence_here(own[each], lexicon, text) if each in own else each for each in nearest]
    caret = f"{text}\n{' ' * (column - 1)}^"
    return Misunderstood(column, caret, why, remedy, tuple(each for each in here if each))


_OWN_METRES: Final = re.compile(r"\b([1-9][0-9]{0,5}) ?(km|kilometres?|m|metres?)\b", re.IGNORECASE)
_OWN_TIME: Final = re.compile(r"\b([1-9][0-9]{0,4}) ?(s|sec|h|hr|min|second|minute|hour)s?\b", re.IGNORECASE)
_OWN_ESCORTS: Final = re.compile(r"\b(the|an?|one|two|three|[1-9][0-9]?) escorts?\b", re.IGNORECASE)
_NUMBERS: Final[Mapping[str, int]] = {"the": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_UNITS_MS: Final[Mapping[str, int]] = {"s": 1_000, "m": 60_000, "h": 3_600_000}


def _with_own(slots: tuple[Slot, ...], said: str) -> tuple[Slot, ...]:
    """The slots with what was said in their place, where both sides have exactly one of the kind."""
    own: dict[type, list[Distance | Duration | Count]] = {
        Distance: [Distance(int(n) * (1000 if unit[0] in "kK" else 1)) for n, unit in _OWN_METRES.findall(said)],
        Duration: [Duration(int(n) * _UNITS_MS[unit[0].lower()]) for n, unit in _OWN_TIME.findall(said)],
        Count: [Count(_NUMBERS.get(n.lower()) or int(n)) for n in _OWN_ESCORTS.findall(said)],
    }
    kinds = [type(slot.value) for slot in slots]
    return tuple(
        Slot(slot.name, own[kind][0]) if len(own.get(kind, ())) == kinds.count(kind) == 1 else slot
        for slot, kind in zip(slots, kinds, strict=True)
    )


def _renamed(slot: Slot, lexicon: Lexicon) -> Slot | None:
    """The slot with the first name of this accord in place of an example's."""
    places = [place.zone for place in lexicon.places]
    value = slot.value
    match value:
        case PlaceSlot():
            return Slot(slot.name, PlaceSlot(_like(value.zone, places))) if places else None
        case PartiesSlot():
            parties = lexicon.party_ids()
            n = len(value.parties)
            return Slot(slot.name, PartiesSlot(parties[:n])) if len(parties) >= n else None
        case Happening(event=event, zone=zone, party=party):
            if (zone and not places) or (party and not lexicon.party_ids()):
                return None
            zone = _like(ZoneId(zone), places) if zone else ""
            return Slot(slot.name, Happening(event, zone, _party(party, lexicon) if party else ""))
        case _:
            return slot


def _like(zone: ZoneId, places: list[ZoneId]) -> ZoneId:
    return zone if zone in places else places[0]


def _party(party: str, lexicon: Lexicon) -> PartyId:
    parties = lexicon.party_ids()
    return PartyId(party) if party in parties else parties[0]
