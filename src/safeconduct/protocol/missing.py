"""Which records would have met a duty: what event, how many, by whom, and in which span of time."""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from safeconduct.records.units import PartyId

from . import formula as f
from .judge import Worth
from .slots import Happening
from .words import EVENTS

SpanName: TypeAlias = Literal["by", "later", "between", "before", "up_to", "now", "since", "holds", "held", "fresh"]


class Span(NamedTuple):
    """When the record was wanted: `name` says in which words, the times are absolute, where the words need them."""

    name: SpanName
    from_ms: int
    to_ms: int


class Demand(NamedTuple):
    """One kind of record that was wanted.

    `happening` None: the event has no word, `event` stands for itself. `parties`: who may make it; none: any.
    `n` of them, which differ by `by`: a kind of argument, or "record".
    """

    event: f.Event
    happening: Happening | None
    parties: tuple[PartyId, ...]
    n: int
    by: str
    span: Span


class _Where(NamedTuple):
    """What is known on the way down to an event. Times in ms from the trigger; `lo` None: from the beginning."""

    lo: int | None = 0
    hi: int = 0
    holds: bool = False
    turned: bool = False
    """Inside a negation: the record would have ended what stands against the duty."""
    n: int = 1
    counted: str = ""
    barred: tuple[tuple[str, Worth], ...] = ()
    """Values that a variable must not have."""


def demands(formula: f.Formula, env: Mapping[str, Worth], at_ms: int, parties: Collection[PartyId]) -> list[Demand]:
    """The records whose presence helps to make the formula true at `at_ms`, each once, in order of reading."""
    found = (_demand(event, where, env, at_ms, parties) for event, where in _walk(formula, _Where(), env, at_ms))
    return list(dict.fromkeys(found))


def _walk(
    formula: f.Formula, where: _Where, env: Mapping[str, Worth], at_ms: int, *, is_wanted: bool = True
) -> Iterator[tuple[f.Event, _Where]]:
    match formula:
        case f.Event():
            if is_wanted:
                yield formula, where
            return
        case f.Not():
            where, is_wanted = where._replace(turned=True), not is_wanted
        case f.And():
            where = where._replace(barred=(*where.barred, *_barred(formula, env)))
        case f.AtLeast():
            where = where._replace(n=formula.n, counted=formula.var)
        case f.Eventually():
            lo, hi = formula.within.ticks(1)
            where = where._replace(lo=_add(where.lo, lo), hi=where.hi + (lo if hi is None else hi))
        case f.Once():
            where = _back(where, formula.within)
        case f.Since():
            yield from _walk(formula.hold, where, env, at_ms, is_wanted=is_wanted)
            start = where if where.hi > 0 else _back(where, formula.within)._replace(holds=True)
            yield from _walk(formula.start, start, env, at_ms, is_wanted=is_wanted)
            return
        case f.Around():
            value = env.get(formula.var)
            mid = value - at_ms if isinstance(value, int) else 0
            where = where._replace(lo=mid - formula.before_ms, hi=mid + formula.after_ms)
        case _:
            pass
    for child in _telling(formula):
        yield from _walk(child, where, env, at_ms, is_wanted=is_wanted)


def _telling(formula: f.Formula) -> tuple[f.Formula, ...]:
    """The formulas directly inside, without an event of which a neighbour demands several."""
    parts = f.children(formula)
    if not isinstance(formula, f.And):
        return parts
    counted = {event.name for part in parts if isinstance(part, f.AtLeast) for event in f.wanted(part)}
    return tuple(part for part in parts if not (isinstance(part, f.Event) and part.name in counted))


def _add(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _back(where: _Where, within: f.Within) -> _Where:
    lo, hi = within.ticks(1)
    return where._replace(lo=_add(where.lo, None if hi is None else -hi), hi=where.hi - lo)


def _barred(formula: f.And, env: Mapping[str, Worth]) -> Iterator[tuple[str, Worth]]:
    """Variables that must differ from a value of the key."""
    for part in formula.parts:
        if isinstance(part, f.Not) and isinstance(part.body, f.Same):
            for one, other in ((part.body.left, part.body.right), (part.body.right, part.body.left)):
                if isinstance(one, f.Var) and isinstance(other, f.Var) and other.name in env:
                    yield one.name, env[other.name]


def _demand(
    event: f.Event, where: _Where, env: Mapping[str, Worth], at_ms: int, parties: Collection[PartyId]
) -> Demand:
    terms = f.arguments(event)
    word = EVENTS.get(event.name)
    is_known = word is not None and len(word.kinds) == len(terms)
    kinds = word.kinds if word is not None and is_known else ()
    by, zone, allowed = "", "", tuple[PartyId, ...]()
    for kind, term in zip(kinds, terms, strict=False):
        name = getattr(term, "name", "")
        value = term.value if isinstance(term, f.Const) else env.get(name, "")
        if name and name == where.counted:
            by = kind
        if kind == "zone":
            zone = str(value)
        if kind == "party":
            barred = {str(worth) for var, worth in where.barred if var == name}
            others = tuple(party for party in parties if party not in barred) if barred else ()
            allowed = (PartyId(str(value)),) if value else others
    happening = Happening(event.name, zone) if is_known else None
    return Demand(event, happening, allowed, where.n, by if where.n > 1 else "", _span(where, at_ms))


def _span(where: _Where, at_ms: int) -> Span:
    to_ms = at_ms + where.hi
    from_ms = at_ms + where.lo if where.lo is not None else -1
    if where.turned:
        return Span("since", 0, 0)
    if where.holds:
        return Span("fresh", from_ms, 0) if from_ms >= 0 else Span("held" if where.hi < 0 else "holds", 0, 0)
    if where.hi > 0 and where.lo in (0, 1):
        return Span("later" if where.lo else "by", 0, to_ms)
    if from_ms < 0:
        return Span("by", 0, to_ms) if where.hi > 0 else Span("before" if where.hi < 0 else "up_to", 0, 0)
    return Span("now", 0, 0) if from_ms == to_ms == at_ms else Span("between", from_ms, to_ms)
