"""A stretch of an article that may name a place, not yet looked up."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Hint: TypeAlias = Literal["", "town", "district", "region", "country"]


@dataclass(frozen=True)
class Named:
    """A stretch of the view that may name a place. rows: what the gazetteer has under it, or (). cue: how
    surely it is a place, 0 to 3. hint: what kind the text says it is. is_guess: only if it sounds like a place."""

    start: int
    end: int
    text: str
    rows: tuple[int, ...]
    cue: int
    hint: Hint = ""
    is_guess: bool = False
