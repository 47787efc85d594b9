"""Templates of lines: taken apart, filled in, and recognised again."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple, TypeAlias

_PIECE: Final = re.compile(r"\[([^|\]]+)\|([^|\]]+)\]|\{([a-z_]+)\}|([^\[{]+)")
_TIME: Final = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
_FIELDS: Final = {"leg": r"\d{1,2}", "people": r"\d{1,5}", "check_in_min": r"\d{1,4}"}
_WORDS: Final = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+(?:[-.'’][^\W_㐀-鿿]+)*")


class Slot(NamedTuple):
    """A mark: one of two wordings that mean the same."""

    one: str
    other: str


class Field(NamedTuple):
    """A fact goes here."""

    name: str


Piece: TypeAlias = Slot | Field | str


@lru_cache(maxsize=256)
def pieces_of(template: str) -> tuple[Piece, ...]:
    """The template taken apart, in the order of writing."""
    found: list[Piece] = []
    for one, other, name, literal in _PIECE.findall(template):
        found.append(Slot(one, other) if one else Field(name) if name else literal)
    return tuple(found)


def slots_in(template: str) -> int:
    """How many marks it has."""
    return sum(isinstance(piece, Slot) for piece in pieces_of(template))


def fill(template: str, values: dict[str, object], bits: Sequence[int]) -> str:
    """The line in that wording. bits: one for each mark."""
    left = iter(bits)
    return "".join(_said(piece, values, left) for piece in pieces_of(template))


def _said(piece: Piece, values: dict[str, object], left: Iterator[int]) -> str:
    if isinstance(piece, Slot):
        return piece[next(left)]
    if isinstance(piece, Field):
        return say(piece.name, values[piece.name])
    return piece


def wordings(template: str, values: dict[str, object]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Every wording of the line, with its bits."""
    for bits in product((0, 1), repeat=slots_in(template)):
        yield bits, fill(template, values, bits)


@lru_cache(maxsize=256)
def pattern_of(template: str) -> re.Pattern[str]:
    """Recognises the line in any wording; each field is a group."""
    parts = []
    for piece in pieces_of(template):
        if isinstance(piece, Slot):
            parts.append(f"(?:{re.escape(piece.one)}|{re.escape(piece.other)})")
        elif isinstance(piece, Field):
            parts.append(
                f"(?P<{piece.name}>{_TIME if piece.name.endswith('_ms') else _FIELDS.get(piece.name, '.+')})"
            )
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts))


def say(name: str, value: object) -> str:
    """A fact as every copy in every language has it."""
    if name.endswith("_ms") and isinstance(value, int):
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)


def unsay(name: str, said: str) -> object:
    """The fact that was said."""
    if name.endswith("_ms"):
        moment = datetime.strptime(said, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
        return int(moment.timestamp()) * 1000
    return int(said) if name in _FIELDS else said


def words_of(text: str) -> list[str]:
    """The words of a text, small and without punctuation; each Chinese character is a word."""
    return _WORDS.findall(text.casefold())
