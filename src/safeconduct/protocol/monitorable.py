"""What can be monitored: refused otherwise, with the reason. Checked before a rule is signed or run.

A rule must be decidable at a known time from what the logs hold: bounded future, no empty interval, every
variable bound by the trigger or a quantifier, and every quantified variable given its values by an event.
"""

from collections.abc import Iterator

from safeconduct.errors import BadInput

from . import formula as f
from .notation import write


class NotMonitorable(BadInput):
    """No monitor can decide this rule from the logs."""


def check_duty(duty: f.Duty, tick_ms: int = 1) -> None:
    """Raises NotMonitorable."""
    key = f.key_names(duty.trigger)
    for term in duty.trigger.args[:-1]:
        _check_term(term, duty.trigger, key, "the trigger", is_last=False)
    for part in f.whole(duty)[1:]:
        check_formula(part, key, tick_ms)


def check_formula(formula: f.Formula, key: tuple[str, ...], tick_ms: int = 1, source: str = "the trigger") -> None:
    """`key`: variables that come from outside the formula, from `source`. Raises NotMonitorable."""
    for within, part in _intervals(formula):
        lo, hi = within.ticks(tick_ms)
        if hi is None and isinstance(part, f.Eventually):
            raise NotMonitorable(
                f"{write(part)}: a duty without an end can never be violated",
                next_step="give EVENTUALLY an upper bound, for example [0,3600]",
            )
        if hi is not None and hi < lo:
            raise NotMonitorable(
                f"{write(part)}: its interval holds no instant",
                next_step="make the upper bound larger than the lower",
            )
    _check_names(formula, key, source)


def _check_names(formula: f.Formula, known: tuple[str, ...], source: str) -> None:
    match formula:
        case f.Event():
            for i, term in enumerate(formula.args):
                _check_term(term, formula, known, source, is_last=i == len(formula.args) - 1)
        case f.Same():
            for term in (formula.left, formula.right):
                if isinstance(term, f.Wild):
                    raise NotMonitorable(f"{write(formula)}: _ stands for no value", next_step="name a variable")
                _check_term(term, formula, known, source, is_last=True)
        case f.Exists() | f.AtLeast():
            if formula.var in known:
                raise NotMonitorable(
                    f"{write(formula)}: {formula.var} already stands for something outside",
                    next_step="give the inner variable another name",
                )
            if not _gives_values(formula.body, formula.var):
                raise NotMonitorable(
                    f"{write(formula)}: no event says which values {formula.var} can have",
                    next_step=f"AND it with an event that has {formula.var} as an argument",
                )
            _check_names(formula.body, (*known, formula.var), source)
        case _:
            if isinstance(formula, f.Around) and formula.var not in known:
                raise NotMonitorable(f"{formula.var} names no time", next_step="take it from the trigger")
            for child in f.children(formula):
                _check_names(child, known, source)


def _check_term(term: f.Term, inside: f.Formula, known: tuple[str, ...], source: str, *, is_last: bool) -> None:
    if not isinstance(term, f.Var):
        return
    if term.name not in known:
        raise NotMonitorable(
            f"{write(inside)}: {term.name} does not stand in {source}",
            next_step=f"write _ for any value, or EXISTS {term.name}. (...)",
        )
    if f.is_id(term.name) and not is_last:
        raise NotMonitorable(
            f"{write(inside)}: {term.name} stands for a record, so it comes last",
            next_step="move it to the last place",
        )


def _gives_values(formula: f.Formula, var: str) -> bool:
    """Whether only finitely many values of the variable can make it true."""
    match formula:
        case f.Event():
            return f.Var(var) in formula.args
        case f.Same():
            other = formula.right if formula.left == f.Var(var) else formula.left
            return f.Var(var) in (formula.left, formula.right) and other != f.Var(var)
        case f.And():
            return any(_gives_values(part, var) for part in formula.parts)
        case f.Or():
            return all(_gives_values(part, var) for part in formula.parts)
        case f.Since():
            return _gives_values(formula.start, var)
        case f.Not():
            return isinstance(formula.body, f.Not) and _gives_values(formula.body.body, var)
        case _:
            return all(_gives_values(child, var) for child in f.children(formula))


def _intervals(formula: f.Formula) -> Iterator[tuple[f.Within, f.Formula]]:
    if isinstance(formula, f.Eventually | f.Once | f.Since):
        yield formula.within, formula
    for child in f.children(formula):
        yield from _intervals(child)
