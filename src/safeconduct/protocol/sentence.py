"""Controlled English to rules, by the grammar of grammar.py."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Final, Literal

import msgspec
from lark import Token, Tree, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput

from safeconduct.records.units import INT_MAX, Ms, PartyId, ZoneId

from .formal import formal_rule
from .grammar import SLOT, UNITS_MS, Grammar, grammar_of
from .lexicon import Lexicon
from .likeness import likest
from .misread import Misread
from .pattern import Meaningless
from .refusals import refuse
from .rule import Rule, Severity, compile_rule, pattern_of
from .slots import (
    Count,
    Distance,
    Duration,
    Happening,
    PartiesSlot,
    PlaceSlot,
    Slot,
    SlotValue,
    Stretch,
    Thing,
)
from .words import EVENTS, NOUNS, Kind

TEXT_MAX: Final = 1_000
_SUFFIX_STARTS: Final = re.compile(
    r"\b(?:From [0-9]|Severity:|A violation|Clocks may|Logs may|While a log|Unless a waiver)"
)


def parse(text: str, lexicon: Lexicon) -> Rule:
    """The rule that an English clause means, or a formula that starts with ALWAYS; suffixes may follow either.

    Raises Misread; BadFormula and NotMonitorable for a formula.
    """
    if text.lstrip().startswith("ALWAYS"):
        formula = text[: _end_of_formula(text)]
        rule = formal_rule(formula)
        return rule if len(formula) == len(text) else _with_suffixes(rule, text, len(formula), lexicon)
    if len(text) > TEXT_MAX:
        raise Misread(text[:80], 1, f"longer than {TEXT_MAX} characters", "write one duty a clause", ())
    grammar = grammar_of(lexicon)
    tree = _tree(text, lexicon, grammar, "start")
    return _Reader(text, lexicon, grammar).rule(tree)


def _end_of_formula(text: str) -> int:
    """Where the first suffix begins; the end of the text where there is none. No event's name has a capital."""
    found = _SUFFIX_STARTS.search(text)
    return found.start() if found else len(text)


def _with_suffixes(rule: Rule, text: str, end: int, lexicon: Lexicon) -> Rule:
    """A formal rule with what stands behind its formula, from `end` on."""
    grammar = grammar_of(lexicon)
    reader = _Reader(text, lexicon, grammar)
    found = reader.suffixes(_tree(text, lexicon, grammar, "suffixes", end))
    if waiver := found.get("suffix_waiver"):
        raise reader.error(waiver, "a formula says itself what discharges it", "write OR and the waiver's event")
    return reader.with_suffixes(rule, found)


def _tree(text: str, lexicon: Lexicon, grammar: Grammar, start: str, begin: int = 0) -> Tree[Token]:
    """The text from `begin` on, as the grammar reads it; columns count from the text's own first letter."""
    try:
        return grammar.lark.parse(" " * begin + text[begin:], start=start)
    except UnexpectedInput as error:
        raise refuse(text, lexicon, begin) or _misread(text, error, grammar) from error


def nearest(text: str, n: int = 2) -> tuple[str, ...]:
    """Sentences of the patterns that look most like this one."""
    return tuple(pattern.example for pattern in likest(text, n))


class _Reader:
    """A parse tree to a rule."""

    def __init__(self, text: str, lexicon: Lexicon, grammar: Grammar) -> None:
        self._text, self._lexicon, self._grammar = text, lexicon, grammar

    def rule(self, tree: Tree[Token]) -> Rule:
        self._refuse_two_readings(tree)
        sentence, suffixes = (child for child in tree.children if isinstance(child, Tree))
        pattern = pattern_of(str(sentence.data).removeprefix("p_"))
        names = [slot[1] for slot in SLOT.finditer(pattern.en)]
        values = [self._slot(child) for child in sentence.children if isinstance(child, Tree)]
        slots = tuple(Slot(name, value) for name, value in zip(names, values, strict=True))
        found = self.suffixes(suffixes)
        waiver = self._parties(found["suffix_waiver"]) if "suffix_waiver" in found else ()
        try:
            rule = compile_rule(pattern, slots, waiver)
        except Meaningless as error:
            raise self.error(sentence, str(error), error.remedy) from error
        return self.with_suffixes(rule, found)

    def suffixes(self, tree: Tree[Token]) -> dict[str, Tree[Token]]:
        """What stands behind the sentence, each kind once."""
        self._refuse_two_readings(tree)
        found: dict[str, Tree[Token]] = {}
        for suffix in (child for child in tree.children if isinstance(child, Tree)):
            kind = "suffix_violated" if suffix.data == "suffix_others" else str(suffix.data)
            if kind in found:
                raise self.error(suffix, "this is said twice", "say it once")
            found[kind] = suffix
        return found

    def with_suffixes(self, rule: Rule, found: dict[str, Tree[Token]]) -> Rule:
        """The rule with what is said behind its sentence, the waiver apart."""
        if suffix := found.get("suffix_dates"):
            start, end = (self._date(date) for date in suffix.find_data("date"))
            if start >= end:
                raise self.error(suffix, "the end is not after the start", "give the earlier date first")
            rule = msgspec.structs.replace(rule, from_ms=start, to_ms=end)
        if suffix := found.get("suffix_severity"):
            level = next(token for token in _tokens(suffix) if token.type.startswith("LEVEL"))
            rule = msgspec.structs.replace(rule, severity=Severity(self._value(level)))
        if suffix := found.get("suffix_answers"):
            rule = msgspec.structs.replace(rule, answers=self._parties(suffix))
        if suffix := found.get("suffix_skew"):
            rule = msgspec.structs.replace(rule, skew_ms=self._ms(next(suffix.find_data("duration"))))
        if suffix := found.get("suffix_lag"):
            rule = msgspec.structs.replace(rule, lag_ms=self._ms(next(suffix.find_data("duration"))))
        if suffix := found.get("suffix_violated"):
            silence: Literal["violated", "others"] = "others" if suffix.data == "suffix_others" else "violated"
            rule = msgspec.structs.replace(rule, silence=silence)
        return rule

    def _slot(self, tree: Tree[Token]) -> SlotValue:
        readers: dict[str, Callable[[Tree[Token]], SlotValue]] = {
            "place": lambda t: PlaceSlot(ZoneId(self._first(t))),
            "duration": lambda t: Duration(self._ms(t)),
            "distance": lambda t: Distance(self._int(t) * int(self._value(_tokens(t)[1]))),
            "count": lambda t: Count(self._int(t)),
            "escorts": lambda t: Count(self._int(t)),
            "event": self._event,
            "an_event": lambda t: self._event(next(t.find_data("event"))),
            "act": lambda t: Happening(self._first(t)),
            "state": lambda t: Stretch(self._first(t)),
            "thing": lambda t: Thing(_kind(self._first(t))),
            "each_party": lambda t: PartiesSlot(self._parties(t)),
        }
        return readers[str(tree.data)](tree)

    def _event(self, tree: Tree[Token]) -> Happening:
        name = self._first(tree)
        zone = next((self._first(place) for place in tree.find_data("place")), "")
        party = next((self._first(by) for by in tree.find_data("party")), "")
        if party and "party" not in EVENTS[name].kinds:
            why = f'the records of "{EVENTS[name].en.noun}" do not say which party made them'
            raise self.error(tree, why, 'leave out "by ..."')
        return Happening(name, zone, party)

    def _parties(self, tree: Tree[Token]) -> tuple[PartyId, ...]:
        if any(token.type.startswith("EACH") for token in _tokens(tree)):
            parties = self._lexicon.party_ids()
        else:
            parties = tuple(sorted({PartyId(self._first(party)) for party in tree.find_data("party")}))
        if not parties:
            raise self.error(tree, "the accord names no parties", "name the parties in the accord first")
        return parties

    def _ms(self, tree: Tree[Token]) -> int:
        ms = self._int(tree) * UNITS_MS[self._value(_tokens(tree)[1])]
        if ms > INT_MAX // 8:
            raise self.error(tree, "longer than any duty can run", "give a shorter time")
        return ms

    def _int(self, tree: Tree[Token]) -> int:
        token = _tokens(tree)[0]
        if len(token) > 12 or int(token) == 0 or str(int(token)) != token:
            raise self.error(
                tree, f"{token[:20]} is not a usable number", "write a number from 1, without zeros in front"
            )
        return int(token)

    def _date(self, tree: Tree[Token]) -> Ms:
        day, time = _tokens(tree)[0], ([str(t) for t in _tokens(tree)[1:]] or ["00:00"])[0]
        try:
            at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
        except ValueError as error:
            raise self.error(tree, f"no such date: {error}", "write it as 2026-05-01 06:00, in UTC") from error
        return Ms(int(at.timestamp()) * 1_000)

    def _first(self, tree: Tree[Token]) -> str:
        return self._value(_tokens(tree)[0])

    def _value(self, token: Token) -> str:
        return self._grammar.values[token.type]

    def _refuse_two_readings(self, tree: Tree[Token]) -> None:
        for choice in tree.find_data("_ambig"):
            raise self.error(choice, "this can be read in two ways", "name things so that only one reading is left")

    def error(self, tree: Tree[Token], why: str, remedy: str) -> Misread:
        column = next((t.column for t in _tokens(tree) if t.column is not None), 1)
        return Misread(self._text, column, why, remedy, nearest(self._text))


def _misread(text: str, error: UnexpectedInput, grammar: Grammar) -> Misread:
    names: set[str] = set()
    position = len(text.rstrip())
    if isinstance(error, UnexpectedCharacters):
        names, position = set(error.allowed or ()), error.pos_in_stream or 0
    elif isinstance(error, UnexpectedEOF):
        names = {str(name) for name in error.expected}
    while position < len(text) and text[position].isspace():
        position += 1
    here = text[position : position + 20].split(" ")[0] if position < len(text) else ""
    expected = sorted({grammar.terminals[name] for name in names if name in grammar.terminals})
    meant = get_close_matches(f'"{here.lower().strip(",.")}"', expected, n=2, cutoff=0.8)
    expected = meant or expected
    shown = ", ".join(expected[:8]) + (", ..." if len(expected) > 8 else "")
    why = f'"{here}" cannot stand here' if here else "the sentence is not complete"
    remedy = f"write here one of: {shown}" if expected else "start with one of the sentence patterns"
    return Misread(text, position + 1, why, remedy, nearest(text))


def _tokens(tree: Tree[Token]) -> list[Token]:
    return list(tree.scan_values(lambda value: isinstance(value, Token)))


def _kind(name: str) -> Kind:
    return next(kind for kind in NOUNS if kind == name)
