"""Which duties the columnar path can judge. Apart from it, so that asking loads no NumPy."""

from . import formula as f
from .slicing import slice_names


def covers(duty: f.Duty) -> bool:
    """Whether this path can judge the duty."""
    names = slice_names(duty)
    is_plain_trigger = not f.ends_in_id(duty.trigger) and len(set(duty.trigger.args)) == len(duty.trigger.args)
    if duty.guard is not None and f.looks_ahead(duty.guard):
        return False
    parts = [duty.must] if duty.guard is None else [duty.guard, duty.must]
    return bool(names) and is_plain_trigger and duty.until is None and all(_covered(p, names) for p in parts)


def is_plain(duty: f.Duty) -> bool:
    """Whether plain_docket.py can judge it: what `covers` says, but no count without an end, for which every
    older record would have to be kept."""
    return covers(duty) and not any(_counts_endlessly(part) for part in f.whole(duty))


def _counts_endlessly(formula: f.Formula) -> bool:
    if isinstance(formula, f.AtLeast):
        return isinstance(formula.body, f.Once) and formula.body.within.hi_ms is None
    return any(_counts_endlessly(child) for child in f.children(formula))


def _covered(formula: f.Formula, names: tuple[str, ...]) -> bool:
    match formula:
        case f.Not():
            return _covered(formula.body, names)
        case f.And():
            return all(_covered(part, names) for part in formula.parts)
        case f.Or():
            if not f.looks_ahead(formula):
                return all(_covered(part, names) for part in formula.parts)
            return all(isinstance(p, f.Eventually) and _covered(p, names) for p in formula.parts)
        case f.Eventually() | f.Once():
            return _is_plain(formula.body, names)
        case f.Since():
            is_barred = isinstance(formula.hold, f.Not) and _is_plain(formula.hold.body, names)
            return is_barred and _is_plain(formula.start, names)
        case f.AtLeast():
            body = formula.body
            if not isinstance(body, f.Eventually | f.Once) or not isinstance(body.body, f.Event):
                return False
            event = body.body
            by_record = f.is_id(formula.var) and bool(event.args) and event.args[-1] == f.Var(formula.var)
            return by_record and _is_plain(f.Event(event.name, event.args[:-1]), names)
        case _:
            return False


def _is_plain(formula: f.Formula, names: tuple[str, ...]) -> bool:
    """An event about the slice and nothing else, or any of several."""
    if isinstance(formula, f.Or):
        return all(_is_plain(part, names) for part in formula.parts)
    if not isinstance(formula, f.Event) or f.ends_in_id(formula):
        return False
    free = [term.name for term in formula.args if isinstance(term, f.Var)]
    return sorted(free) == sorted(names)
