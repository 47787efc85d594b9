"""What a text found outside says of the copies: how well each reader's copy fits it, and how often that is chance.

It never says who did it. A copy may have been stolen, photographed or overheard, and whoever made the copies could
have made any of them: the report names them all.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from safeconduct.records.units import DocumentId, GroupId, KeyId, Lang

from .code import biases, word
from .copy import scheme
from .marks import Marks, read_marks
from .order import Part
from .score import ODDS_MIN, Fit, Seen, chance, fit, kinds, one_in


class Marked(NamedTuple):
    """A part of a document whose code has been revealed, and who had a copy of it."""

    document: DocumentId
    part_id: GroupId
    part: Part
    lang: Lang
    secret: bytes
    readers: tuple[KeyId, ...]


class PartRead(msgspec.Struct, frozen=True):
    """How much of one part is in the text, and how many of its marks could be read."""

    document: DocumentId
    part: GroupId
    lines_found: int
    lines_all: int
    marks_read: int
    marks_all: int


class Odds(msgspec.Struct, frozen=True):
    """How one reader's copies fit. `one_in`: of so many readers who had no part in it, one fits as well by chance.
    `is_lead`: that is rare enough to look there first. It says nothing of how the text got out."""

    reader: KeyId
    score: int
    matches: int
    marks_read: int
    one_in: int
    is_lead: bool


class Trace(msgspec.Struct, frozen=True):
    """All readers, the best fit first. `bound_one_in`: of so many inquiries like this one, in one somebody who had
    no part in it is called a lead. `is_stitched`: no single copy explains the marks."""

    parts: tuple[PartRead, ...]
    odds: tuple[Odds, ...]
    bound_one_in: int
    is_readable: bool
    is_stitched: bool

    @property
    def leads(self) -> tuple[KeyId, ...]:
        """Readers whose copies fit too well for chance."""
        return tuple(each.reader for each in self.odds if each.is_lead)


def trace(text: str, marked: Sequence[Marked]) -> Trace:
    """The text against those parts. Scores add up over parts and documents."""
    parts, seen_of, words_of = [], [], []
    for each in marked:
        found = read_marks(text, each.part, each.lang)
        size = scheme(each.part, each.lang).size
        chances = biases(each.secret, each.part_id, size)
        seen_of.append(_seen(found, chances))
        words_of.append({reader: word(each.secret, each.part_id, reader, chances) for reader in each.readers})
        parts.append(PartRead(each.document, each.part_id, found.lines_found, found.lines_all, found.read, size))
    readers = sorted({reader for each in marked for reader in each.readers})
    odds = sorted(
        (_odds(reader, seen_of, words_of) for reader in readers),
        key=lambda each: (-each.one_in, -each.score, each.reader),
    )
    bound = ODDS_MIN // max(1, len(readers))
    read = sum(each.marks_read for each in parts)
    return Trace(tuple(parts), tuple(odds), bound, read > 0, _is_stitched(odds))


def _seen(found: Marks, chances: Sequence[int]) -> list[Seen]:
    return [Seen(each, bit) for each, bit in zip(chances, found.bits, strict=True)]


def _odds(
    reader: KeyId, seen_of: Sequence[list[Seen]], words_of: Sequence[Mapping[KeyId, tuple[int, ...]]]
) -> Odds:
    """A part that the reader had no copy of says nothing of that reader."""
    fits: list[Fit] = []
    rare = common = 0
    for seen, words in zip(seen_of, words_of, strict=True):
        if reader in words:
            fits.append(fit(seen, words[reader]))
            more = kinds(seen)
            rare, common = rare + more[0], common + more[1]
    score = sum(each.score for each in fits)
    found = one_in(chance(rare, common, score))
    return Odds(
        reader, score, sum(each.matches for each in fits), sum(each.read for each in fits), found, found >= ODDS_MIN
    )


def _is_stitched(odds: Sequence[Odds]) -> bool:
    """Several copies fit too well for chance, or one does that lacks a twentieth of the marks or more."""
    leads = [each for each in odds if each.is_lead]
    return bool(leads) and (len(leads) > 1 or leads[0].matches * 20 <= leads[0].marks_read * 19)
