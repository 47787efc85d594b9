"""Which sentence pattern somebody had in mind: by the words that it shares with what they wrote.

A word that few patterns have says more than one that many have. What is said in other words is looked up in a
short list of what people write instead.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import log, sqrt
from typing import Final

from .pattern import Pattern
from .patterns import PATTERNS

_SAME: Final[Mapping[str, str]] = {
    "moving": "way", "moves": "way", "moved": "way", "drives": "way", "driving": "way", "travelling": "way",
    "convoy": "movement", "convoys": "movement", "journey": "movement", "trip": "movement", "bus": "vehicle",
    "car": "vehicle", "cars": "vehicle", "truck": "vehicle", "lorry": "vehicle", "m": "metre", "km": "metre",
    "near": "within", "close": "within", "beside": "within", "guard": "escort", "escorted": "escort",
    "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "h": "hour", "stand": "stay",
    "park": "stay", "parked": "stay", "waits": "stay", "wait": "stay", "unchecked": "check", "inspected": "check",
    "reports": "check-in", "alert": "alarm", "acknowledged": "acknowledgement", "answered": "acknowledgement",
    "leave": "depart", "leaves": "depart", "departure": "depart", "punctually": "agreed", "speak": "check-in",
    "over": "more", "longer": "more",
    "permission": "approve", "approval": "approve", "approved": "approve", "consent": "approve",
}  # fmt: skip
_EMPTY: Final = frozenset(
    {"a", "an", "the", "of", "is", "are", "it", "to", "be", "must", "shall", "should", "will", "and"}
)


def likest(text: str, n: int = 2) -> tuple[Pattern, ...]:
    """The patterns that are most like this text, the likest first."""
    wanted = _words(text)
    rarity = _rarity()

    def likeness(pattern: Pattern) -> float:
        own = _of(pattern)
        shared = sum(rarity[word] for word in wanted & own)
        return shared / sqrt(1 + sum(rarity[word] for word in own))

    return tuple(sorted(PATTERNS, key=lambda pattern: (-likeness(pattern), pattern.number))[:n])


@cache
def _of(pattern: Pattern) -> frozenset[str]:
    return _words(pattern.example)


@cache
def _rarity() -> Mapping[str, float]:
    counts = Counter(word for pattern in PATTERNS for word in _of(pattern))
    return {word: 1 + log(len(PATTERNS) / count) for word, count in counts.items()}


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    return frozenset(_stem(_SAME.get(word) or _SAME.get(_stem(word), word)) for word in found if word not in _EMPTY)


def _stem(word: str) -> str:
    for end in ("ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 3:
            return word[: -len(end)]
    return word
