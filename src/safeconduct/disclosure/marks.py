"""Reads the marks of a text found outside: pasted whole, in part, out of order, or typed off with mistakes.

First every line that is exactly one wording of a line of the order is taken. What is left is looked for by the
words of each line, facts counting most; there a mark is read only if one of its two wordings is found and the other
is not. Of a line that the order has twice, only marks on which all that is found of it agrees are read: a text in
another order does not say which is which. What cannot be read stays None: it says nothing, for or against anybody.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final, NamedTuple

from safeconduct.records.units import Lang

from .copy import BULLETS, Line, Scheme, scheme
from .order import Part
from .template import Field, Slot, fill, pieces_of, say, slots_in, wordings, words_of

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
    again = _again(plan)
    places = _exact(plan, said, again, bits)
    _decoys(plan, said, bits)
    _layout(plan, text, raws, said, places, bits)
    starts = list(accumulate((len(each) for each in said), initial=0))
    found = {line: starts[at] for line, at in places.items()}
    taken = set(places.values())
    words = [_TAKEN if at in taken else word for at, each in enumerate(said) for word in each]
    common = _common(plan)
    for line, each in enumerate(plan.lines):
        if line not in found and line not in again and (place := _place(each, words, common)) is not None:
            found[line] = place[0]
            _slots(each, words[place[0] : place[1]], bits)
    for number, (one, other) in enumerate(plan.swaps):
        if {one, other} <= found.keys() - again.keys() and found[one] != found[other]:
            bits[plan.first_swap + number] = int(found[one] > found[other])
    return Marks(tuple(bits), len(found), len(plan.lines))


def _again(plan: Scheme) -> dict[int, tuple[int, ...]]:
    """Lines that the order says more than once: with all that say the same."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, line in enumerate(plan.lines):
        bits = [0] * slots_in(line.template)
        alike.setdefault(tuple(words_of(fill(line.template, line.values, bits))), []).append(number)
    return {number: tuple(each) for each in alike.values() if len(each) > 1 for number in each}


def _exact(
    plan: Scheme, said: Sequence[Sequence[str]], again: Mapping[int, tuple[int, ...]], bits: list[int | None]
) -> dict[int, int]:
    """Lines that are there word for word: which line of the text each is."""
    by_words: dict[tuple[str, ...], list[int]] = {}
    for at, words in enumerate(said):
        by_words.setdefault(tuple(words), []).append(at)
    places = {}
    for number, line in enumerate(plan.lines):
        found = [
            (at, chosen)
            for chosen, wording in wordings(line.template, line.values)
            for at in by_words.get(tuple(words_of(wording)), ())
        ]
        same = again.get(number, (number,))
        nth = same.index(number)
        if nth < len(found):
            places[number] = found[0][0] if len(same) == 1 else sorted(found)[nth][0]
        if len(same) == 1 and found:
            bits[line.first : line.first + len(found[0][1])] = found[0][1]
        elif len(found) >= len(same):
            for mark, read in enumerate(zip(*(chosen for _, chosen in found), strict=True)):
                bits[line.first + mark] = read[0] if len(set(read)) == 1 else None
    return places


def _decoys(plan: Scheme, said: Sequence[Sequence[str]], bits: list[int | None]) -> None:
    """Each pair of standing instructions: the one that is there, if the other is not."""
    words = [word for each in said for word in each]
    where = _where(words)
    for number, pair in enumerate(plan.decoys):
        alike = [_likeness(words_of(sentence), len(words), where) for sentence in pair]
        bit = int(alike[1] > alike[0])
        if alike[bit] >= _ALIKE_PCT and alike[1 - bit] < _FOUND_PCT:
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
    best, place = heaviest(words, weights, long)
    return place if best * 100 >= needed * _FOUND_PCT else None


def heaviest(words: Sequence[str], weights: Mapping[str, int], long: int) -> tuple[int, tuple[int, int] | None]:
    """The first window of `long` words with the greatest weight, each word counted once: the weight, and the first
    and past-last word; None where none weighs anything."""
    best, weight, place = 0, 0, None
    inside: Counter[str] = Counter()
    for end, word in enumerate(words, 1):
        if word in weights:
            weight += 0 if inside[word] else weights[word]
            inside[word] += 1
        first = end - long - 1
        if first >= 0 and (gone := words[first]) in weights:
            inside[gone] -= 1
            weight -= 0 if inside[gone] else weights[gone]
        if weight > best and end >= min(long, len(words)):
            best, place = weight, (max(0, end - long), end)
    return best, place


def _slots(line: Line, window: Sequence[str], bits: list[int | None]) -> None:
    """The marks of a line that is somewhere in that window."""
    at = line.first
    for piece in pieces_of(line.template):
        if isinstance(piece, Slot):
            alike = [likeness(words_of(wording), window) for wording in piece]
            bit = int(alike[1] > alike[0])
            if alike[bit] >= _ALIKE_PCT and alike[1 - bit] < _FOUND_PCT:
                bits[at] = bit
            at += 1


def _where(words: Sequence[str]) -> dict[str, list[int]]:
    """Where each word stands: a long text has few different ones."""
    where: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        where.setdefault(word, []).append(at)
    return where


def likeness(wanted: Sequence[str], words: Sequence[str]) -> int:
    """How much of those words stands somewhere together, in order: 0 to 100."""
    return _likeness(wanted, len(words), _where(words))


def _likeness(wanted: Sequence[str], size: int, where: Mapping[str, Sequence[int]]) -> int:
    """The same, of so many words that stand there. A place counts each wanted word that stands where it would."""
    hits: Counter[int] = Counter()
    for nth, word in enumerate(wanted):
        for other, places in where.items():
            if like := 100 if word == other else _alike(word, other):
                for at in places:
                    if 0 <= at - nth <= max(0, size - len(wanted)):
                        hits[at - nth] += like
    return max(hits.values(), default=0) // len(wanted)


def _alike(one: str, other: str) -> int:
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2 or one[0] != other[0]:
        return 0
    ratio = int(SequenceMatcher(None, one, other).ratio() * 100)
    return ratio if ratio >= _ALIKE_PCT else 0
