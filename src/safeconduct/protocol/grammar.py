"""The grammar of controlled English, assembled from the patterns' own texts and the names of one accord."""

import re
from functools import lru_cache
from typing import Final

from lark import Lark

from .lexicon import Lexicon
from .pattern import Pattern
from .patterns import PATTERNS
from .rule import Severity
from .words import EVENTS, NOUNS, STATES

SLOT: Final = re.compile(r"\{(\w+):(\w+)\}")
UNITS_MS: Final = {"second": 1_000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000}
_SUFFIXES: Final = r"""
suffix_dates: {from} date {to} date {dot}
suffix_severity: {severity} level {dot}
suffix_waiver: {unless} each_party {within_that_time} {dot}
suffix_answers: {answers} each_party {dot}
suffix_skew: {clocks} duration {dot}
suffix_lag: {logs} duration {dot}
suffix_violated: {silent} {counts} {dot}
suffix_others: {silent} {judged} {dot}
"""
_SUFFIX_WORDS: Final = {
    "from": "from",
    "to": "to",
    "dot": ".",
    "severity": "severity:",
    "unless": "unless a waiver is recorded by",
    "within_that_time": "within that time",
    "answers": "a violation is answered by",
    "clocks": "clocks may differ by",
    "logs": "logs may lag by",
    "silent": "while a log is silent,",
    "counts": "the duty counts as violated",
    "judged": "the duty is judged by the other logs",
}


class Grammar:
    """A lark grammar for one lexicon, with what each of its terminals stands for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.terminals: dict[str, str] = {}
        """What a person reads for each."""
        self.values: dict[str, str] = {}
        """The id of the word or thing that each stands for."""
        self._names: dict[tuple[str, str, str], str] = {}
        rules = [self._pattern(pattern) for pattern in PATTERNS]
        rules += self._words(lexicon)
        fixed = {key: " ".join(self._each_word(text)) for key, text in _SUFFIX_WORDS.items()}
        rules.append(_SUFFIXES.format(**fixed))
        names = " | ".join(f"p_{pattern.id}" for pattern in PATTERNS)
        kinds = " | ".join(re.findall(r"^(suffix_\w+):", _SUFFIXES, re.MULTILINE))
        lines = [
            f"start: ({names}) suffixes",
            f"suffixes: ({kinds})*",
            *rules,
            "INT: /[0-9]+(?![\\w-])/",
            "%ignore /\\s+/",
        ]
        lines += ["DATE: /[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\\w-])/", "TIME: /[0-9]{2}:[0-9]{2}(?![\\w-])/"]
        lines += [f"{name}: /{regex}/i" for name, regex in self._regexes.items()]
        self.terminals |= {"INT": "a number", "DATE": "a date like 2026-05-01", "TIME": "a time like 06:00"}
        self.lark = Lark("\n".join(lines), parser="earley", ambiguity="explicit", start=["start", "suffixes"])

    @property
    def _regexes(self) -> dict[str, str]:
        return {name: _regex(text) for (_, _, text), name in self._names.items()}

    def _terminal(self, text: str, kind: str = "T", value: str = "") -> str:
        key = (kind, value, " ".join(text.split()))
        name = self._names.setdefault(key, f"{kind}_{len(self._names)}")
        self.terminals[name], self.values[name] = f'"{key[2]}"', value
        return name

    def _pattern(self, pattern: Pattern) -> str:
        parts, end = [], 0
        for slot in SLOT.finditer(pattern.en):
            parts += self._each_word(pattern.en[end : slot.start()])
            parts.append(slot[2])
            end = slot.end()
        parts += self._each_word(pattern.en[end:])
        return f"p_{pattern.id}: {' '.join(parts)}"

    def _each_word(self, text: str) -> list[str]:
        """A terminal a word, so that a misreading names the very word."""
        return [self._terminal(word) for word in re.findall(r"[^\s,.]+|[,.]", text)]

    def _words(self, lexicon: Lexicon) -> list[str]:
        def one_of(kind: str, words: list[tuple[str, str]]) -> str:
            return " | ".join(self._terminal(text, kind, value) for text, value in words) or "NOTHING"

        events, acts = [], [(word.en.does, word.name) for word in EVENTS.values()]
        for word in EVENTS.values():
            events.append(self._terminal(word.en.noun, "EVENT", word.name))
            if "zone" in word.kinds:
                before = word.en.at.removesuffix("{place}")
                events.append(f"{self._terminal(before, 'EVENT', word.name)} place")
        return [
            "place: " + one_of("PLACE", [(p.names.en, p.zone) for p in lexicon.places]),
            "party: " + one_of("PARTY", [(p.names.en, p.party) for p in lexicon.parties]),
            f"each_party: {self._terminal('each party', 'EACH')} | party ({self._terminal('and')} party)*",
            f"event: ({' | '.join(events)}) [{self._terminal('by')} party]",
            f"an_event: ({self._terminal('a')} | {self._terminal('an')}) event",
            "act: " + one_of("ACT", acts),
            "state: " + one_of("STATE", [(state.en, state.name) for state in STATES.values()]),
            "thing: " + one_of("THING", [(noun.en, kind) for kind, noun in NOUNS.items()]),
            "level: " + one_of("LEVEL", [(level.value, level.value) for level in Severity]),
            "duration: INT (" + one_of("UNIT", [(u + s, u) for u in UNITS_MS for s in ("s", "")]) + ")",
            "distance: INT (" + one_of("METRES", _DISTANCES) + ")",
            "count: INT",
            f"escorts: INT ({' '.join(self._each_word('escort is'))} | {' '.join(self._each_word('escorts are'))})",
            "date: DATE [TIME]",
            "NOTHING: /\ue000/",  # a private character: words that the lexicon does not have
        ]


_DISTANCES: Final = [
    ("metres", "1"), ("metre", "1"), ("m", "1"), ("kilometres", "1000"), ("kilometre", "1000"), ("km", "1000")
]  # fmt: skip


@lru_cache(maxsize=8)
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The grammar for these names."""
    return Grammar(lexicon)


def _regex(text: str) -> str:
    body = r"\s+".join(re.escape(word).replace("/", r"\/") for word in text.split())
    before = r"(?<![\w-])" if text[0].isalnum() else ""
    after = r"(?![\w-])" if text[-1].isalnum() else ""
    return before + body + after
