"""What a domain brings: its part of the state, and how a record changes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from safeconduct.records.fact import Fact

from .parties import Parties
from .placed import Placed
from .refusal import Refusal

S = TypeVar("S")


def no_facts(placed: Placed) -> tuple[Fact, ...]:
    """For domains whose records are not judged."""
    return ()


@dataclass(frozen=True)
class Reducer(Generic[S]):
    """One domain. `reduce` gets only records of the types in `handles`, each admitted by the fold: signed by
    an officer whose role allows it, in its own party's log, next on its object's chain."""

    name: str
    empty: S
    handles: frozenset[str]
    reduce: Callable[[S, Placed, Parties], S | Refusal]
    facts: Callable[[Placed], tuple[Fact, ...]] = no_facts
    """What the record says for the protocols to judge. Empty for records that say nothing of events."""
