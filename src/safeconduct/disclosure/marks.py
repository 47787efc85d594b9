"""Reads the marks of a text found outside: pasted whole, in part, out of order, or typed off with mistakes.

First every line that is exactly one wording of a line of the order is taken. What is left is looked for by the
words of each line, facts counting most; there a mark is read only if one of its two wordings is found and the other
is not. What cannot be read stays None: it says nothing, for or against anybody.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final, NamedTuple

from safeconduct.records.units import Lang

from .copy import BULLETS, Line, Scheme, scheme
from .order import Part
from .template import Field, Slot, pieces_of, say, wordings, words_of

TEXT_MAX: Final = 60_000
"""Characters of a leak that are looked at."""
_FACT_WEIGHT: Final = 4
_TAKEN: Final = ""
"""In place of a word of a line that has been found."""
_FOUND_PCT: Final = 60
"""How much of a line's weight must be in a place of the text for the line to be there."""
_ALIKE_PCT: Final = 75
"""How alike two words, or two sentences, must be where somebody typed."""


class Marks(NamedTuple):
    """What was read. bits: one for each mark, None where nothing can be said; how many of the part's lines are in
    the text."""

    bits: tuple[int | None, ...]
    lines_found: int
    lines_all: int

    @property
    def read(self) -> int:
        """How many marks could be read."""
        return sum(bit is not None for bit in self.bits)


def read_marks(text: str, part: Part, lang: Lang) -> Marks:
    """The marks of that part in that text."""
    plan = scheme(part, lang)
    bits: list[int | None] = [None] * plan.size
    raws = [raw for raw in text[:TEXT_MAX].splitlines() if raw.strip()]
    said = [words_of(raw) for raw in raws]
    places = _exact(plan, said, bits)
    _decoys(plan, said, bits)
    _layout(plan, text, raws, said, places, bits)
    starts = list(accumulate((len(each) for each in said), initial=0))
    found = {line: starts[at] for line, at in places.items()}
    taken = set(places.values())
    words = [_TAKEN if at in taken else word for at, each in enumerate(said) for word in each]
    common = _common(plan)
    for line, each in enumerate(plan.lines):
        if line not in found and (place := _place(each, words, common)) is not None:
            found[line] = place[0]
            _slots(each, words[place[0] : place[1]], bits)
    for number, (one, other) in enumerate(plan.swaps):
        if one in found and other in found and found[one] != found[other]:
            bits[plan.first_swap + number] = int(found[one] > found[other])
    return Marks(tuple(bits), len(found), len(plan.lines))


def _exact(plan: Scheme, said: Sequence[Sequence[str]], bits: list[int | None]) -> dict[int, int]:
    """Lines that are there word for word: which line of the text each is."""
    by_words = {tuple(words): at for at, words in reversed(list(enumerate(said)))}
    places = {}
    for number, line in enumerate(plan.lines):
        for chosen, wording in wordings(line.template, line.values):
            at = by_words.get(tuple(words_of(wording)))
            if at is not None:
                places[number] = at
                bits[line.first : line.first + len(chosen)] = chosen
                break
    return places


def _decoys(plan: Scheme, said: Sequence[Sequence[str]], bits: list[int | None]) -> None:
    """Each pair of standing instructions: the one that is there, if the other is not."""
    words = [word for each in said for word in each]
    for number, pair in enumerate(plan.decoys):
        likeness = [_likeness(words_of(sentence), words) for sentence in pair]
        bit = int(likeness[1] > likeness[0])
        if likeness[bit] >= _ALIKE_PCT and likeness[1 - bit] < _FOUND_PCT:
            bits[plan.first_decoy + number] = bit


def _layout(
    plan: Scheme,
    text: str,
    raws: Sequence[str],
    said: Sequence[Sequence[str]],
    places: dict[int, int],
    bits: list[int | None],
) -> None:
    """Bullets, and the empty line before the instructions: only of a text that was pasted as it was."""
    bullets = {raws[at].lstrip()[:2] for line, at in places.items() if raws[at].lstrip()[:2] in BULLETS}
    if len(bullets) == 1:
        bits[plan.size - 2] = BULLETS.index(bullets.pop())
    whole = text.splitlines()
    sentences = {tuple(words_of(sentence)) for pair in plan.decoys for sentence in pair}
    firsts = [at for at, raw in enumerate(whole) if tuple(words_of(raw)) in sentences]
    is_pasted = bits[plan.size - 2] is not None and bool(firsts) and bool(places) and firsts[0] > 0
    if is_pasted and (len(places) == len(plan.lines) or max(places.values()) == len(plan.lines) - 1):
        bits[plan.size - 1] = int(not whole[firsts[0] - 1].strip())


def _common(plan: Scheme) -> frozenset[str]:
    """Words that stand in the facts of several lines: they say little of which line it is."""
    counts = Counter(
        word
        for line in plan.lines
        for word in {word for name, value in line.values.items() for word in words_of(say(name, value))}
    )
    return frozenset(word for word, count in counts.items() if count > 1)


def _place(line: Line, words: Sequence[str], common: frozenset[str]) -> tuple[int, int] | None:
    """Where in the text the line is said in other words or with mistakes: first and past-last word."""
    weights: dict[str, int] = {}
    needed = 0
    for piece in pieces_of(line.template):
        if isinstance(piece, Field):
            for word in words_of(say(piece.name, line.values[piece.name])):
                weights[word] = 1 if word in common else _FACT_WEIGHT
                needed += weights[word]
        else:
            both = (piece.one, piece.other) if isinstance(piece, Slot) else (piece,)
            weights.update({word: weights.get(word, 1) for wording in both for word in words_of(wording)})
            needed += max(len(words_of(wording)) for wording in both)
    long = max(len(words_of(wording)) for _, wording in wordings(line.template, line.values))
    best, place = 0, None
    for start in range(max(1, len(words) - long + 1)):
        weight = sum(weights.get(word, 0) for word in set(words[start : start + long]))
        if weight > best:
            best, place = weight, (start, min(len(words), start + long))
    return place if place is not None and best * 100 >= needed * _FOUND_PCT else None


def _slots(line: Line, window: Sequence[str], bits: list[int | None]) -> None:
    """The marks of a line that is somewhere in that window."""
    at = line.first
    for piece in pieces_of(line.template):
        if isinstance(piece, Slot):
            likeness = [_likeness(words_of(wording), window) for wording in piece]
            bit = int(likeness[1] > likeness[0])
            if likeness[bit] >= _ALIKE_PCT and likeness[1 - bit] < _FOUND_PCT:
                bits[at] = bit
            at += 1


def _likeness(wanted: Sequence[str], words: Sequence[str]) -> int:
    """How much of those words stands somewhere together, in order: 0 to 100."""
    count = len(wanted)
    best = 0
    for start in range(max(1, len(words) - count + 1)):
        window = words[start : start + count]
        hits = sum(100 if a == b else _alike(a, b) for a, b in zip(wanted, window, strict=False))
        best = max(best, hits // count)
        if best == 100:
            break
    return best


def _alike(one: str, other: str) -> int:
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2 or one[0] != other[0]:
        return 0
    ratio = int(SequenceMatcher(None, one, other).ratio() * 100)
    return ratio if ratio >= _ALIKE_PCT else 0
