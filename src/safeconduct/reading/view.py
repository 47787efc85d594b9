"""The article as one text without clutter, its sentences, and where each character came from."""

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from safeconduct.gazetteer.han import SIMPLIFIED

from .draft import Span
from .numerals import plain_digits
from .page import Block

_SHORT: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Insp|Supt|Rev|Hon|Sen|Gov|St|No|vs|Jr|Sr|Jan|Feb|Mar|"
    r"Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|approx|km|Rs|Brig|Adm|Cpl|Pvt|Eng|Mt|Ft|Ave|dist|U\.S|U\.N|U\.K|"
    r"e\.g|i\.e)"
    r"|\b[A-Z]|(?:^|\n)\(?\d{1,2})\.$"
)
_STOP: Final = re.compile(r"[.!?][”\"’'»)\]]*(?=\s)|[。！？；][”’」』）]*|[۔؟][”\"’'»)]*|\n+")


@dataclass(frozen=True)
class Sentence:
    """start, end: in the view. paragraph: its number."""

    start: int
    end: int
    paragraph: int
    text: str


@dataclass(frozen=True)
class View:
    """text: paragraphs, apart by a line feed; digits as 0-9, Chinese in simplified characters. at: offsets in the
    page, one for each character."""

    text: str
    at: "array[int]"

    def span(self, start: int, end: int) -> Span:
        """Where that stretch stands on the page."""
        return Span(self.at[start], self.at[end - 1] + 1)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """In order. A full stop after an abbreviation or an initial ends none."""
        found: list[Sentence] = []
        start = 0
        ends = [
            match.end() for match in _STOP.finditer(self.text) if not _SHORT.search(self.text[: match.end()][-12:])
        ]
        for end in [*ends, len(self.text)]:
            text = self.text[start:end]
            bare = text.strip()
            if bare:
                lead = len(text) - len(text.lstrip())
                found.append(Sentence(start + lead, start + lead + len(bare), self._paragraph(start + lead), bare))
                start = end
        return tuple(found)

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def _paragraph(self, at: int) -> int:
        return bisect_right(self._breaks, at)


def view_of(blocks: tuple[Block, ...]) -> View:
    """The blocks as one text."""
    text, at = "", array("q")
    for block in blocks:
        if text:
            text += "\n"
            at.append(at[-1] + 1)
        text += block.text
        at.extend(block.at)
    return View(plain_digits(text).translate(SIMPLIFIED), at)
