"""Formulas that hold never, or always, whatever is recorded: decided by their AND, OR and NOT alone.

What looks at other instants, counts, or names an event is taken as true or false at will; equalities are worked out
for every way in which the variables may coincide with each other and with the constants.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from safeconduct.state.fact import Arg

from . import formula as f
from .binding import equal

ATOMS_MAX: Final = 10
VARIABLES_MAX: Final = 4


def is_never(formula: f.Formula) -> bool:
    """Proven to hold nowhere. False where it is not proven, also because there are too many parts."""
    atoms = list(dict.fromkeys(_atoms(formula)))
    names = list(dict.fromkeys(name for part in _equalities(formula) for name in _names(part)))
    has_wild = any(isinstance(term, f.Wild) for part in _equalities(formula) for term in (part.left, part.right))
    if has_wild or len(atoms) > ATOMS_MAX or len(names) > VARIABLES_MAX:
        return False
    values = (*f.constants(formula), *(f"\ue000{name}" for name in names))  # a private character: no rule has it
    return not any(
        _holds(formula, dict(zip(atoms, truths, strict=True)), dict(zip(names, chosen, strict=True)))
        for truths in product((False, True), repeat=len(atoms))
        for chosen in product(values, repeat=len(names))
    )


def _atoms(formula: f.Formula) -> Iterator[f.Formula]:
    if isinstance(formula, f.And | f.Or | f.Not):
        for child in f.children(formula):
            yield from _atoms(child)
    elif not isinstance(formula, f.Same):
        yield formula


def _equalities(formula: f.Formula) -> Iterator[f.Same]:
    if isinstance(formula, f.Same):
        yield formula
    elif isinstance(formula, f.And | f.Or | f.Not):
        for child in f.children(formula):
            yield from _equalities(child)


def _names(same: f.Same) -> Iterator[str]:
    for term in (same.left, same.right):
        if isinstance(term, f.Var):
            yield term.name


def _holds(formula: f.Formula, truths: Mapping[f.Formula, bool], values: Mapping[str, Arg]) -> bool:
    match formula:
        case f.And():
            return all(_holds(part, truths, values) for part in formula.parts)
        case f.Or():
            return any(_holds(part, truths, values) for part in formula.parts)
        case f.Not():
            return not _holds(formula.body, truths, values)
        case f.Same():
            return equal(_value(formula.left, values), _value(formula.right, values))
        case _:
            return truths[formula]


def _value(term: f.Term, values: Mapping[str, Arg]) -> Arg:
    match term:
        case f.Const():
            return term.value
        case f.Var():
            return values[term.name]
        case f.Wild():
            raise ValueError("any value: not to be compared")
