"""Made-up facts for timelines: one sample thing of each kind, and others beside it where a rule counts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from safeconduct.records.units import Ms
from safeconduct.state.fact import Arg, Fact

from . import formula as f
from .judge import Worth
from .lexicon import Lexicon
from .words import EVENTS, sample_name

TICK_MS: Final = 1_000
START: Final = 172_800
"""Tick of the first trigger: two days, so that there is room for a past."""
AGREED: Final = 3_600
"""Ticks from there to the first agreed time, and from each to the next."""


def kinds_of(event: f.Event) -> tuple[str, ...]:
    """The kind of thing that each argument of the event stands for; x where the vocabulary does not say."""
    known = EVENTS[event.name].kinds if event.name in EVENTS else ()
    n = len(f.arguments(event))
    return (*known, *("x",) * (n - len(known)))[:n]


def sample(kind: str, i: int, lexicon: Lexicon) -> Arg:
    """The i-th example value of a kind."""
    parties = lexicon.party_ids()
    if kind == "party" and parties:
        return parties[i % len(parties)]
    if kind == "time_ms":
        return START + AGREED * (i + 1)
    return sample_name(kind, i)


def sample_fact(event: f.Event, t: int, i: int, known: Mapping[str, Worth], lexicon: Lexicon) -> Fact:
    """The event at tick t, about what `known` says of its variables, and about the i-th example otherwise."""
    args: list[Arg] = []
    for term, kind in zip(f.arguments(event), kinds_of(event), strict=True):
        worth = term.value if isinstance(term, f.Const) else known.get(getattr(term, "name", ""))
        args.append(worth if isinstance(worth, str | int) else sample(kind, i, lexicon))
    return Fact(Ms(t), event.name, tuple(args))


def counts_of(formulas: Iterable[f.Formula]) -> list[int]:
    """How many records of one event the formulas ask for: 1, and every number in them."""
    return sorted({1, *(n for formula in formulas for n in _counts(formula))})


def _counts(formula: f.Formula) -> Iterator[int]:
    if isinstance(formula, f.AtLeast):
        yield formula.n
    for child in f.children(formula):
        yield from _counts(child)
