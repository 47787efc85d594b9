"""What changed between two versions of a text, word by word."""

import difflib
import re
from typing import Final, Literal, NamedTuple

_PARTS: Final = re.compile(r"\s+|[0-9A-Za-z\u00c0-\u024f\u0600-\u06ff'’-]+|.", re.DOTALL)
_MANY: Final = 4_000
"""Beyond so many parts in either text, sentences are compared in place of words."""
_SENTENCES: Final = re.compile(r"[^.。۔!?？！\n]*[.。۔!?？！\n]?", re.DOTALL)


class Piece(NamedTuple):
    """Part of a redline: as it was, taken out, or put in."""

    how: Literal["in", "kept", "out"]
    text: str


def redline(before: str, after: str) -> tuple[Piece, ...]:
    """Pieces in order: kept and out give `before`, kept and in give `after`."""
    cut = _PARTS if max(len(before), len(after)) <= _MANY else _SENTENCES
    one, other = cut.findall(before), cut.findall(after)
    pieces: list[Piece] = []
    for tag, start, end, start2, end2 in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(one[start:end])))
            continue
        pieces += [Piece("out", "".join(one[start:end]))] if end > start else []
        pieces += [Piece("in", "".join(other[start2:end2]))] if end2 > start2 else []
    return tuple(pieces)
