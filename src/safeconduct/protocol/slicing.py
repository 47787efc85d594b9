"""How a duty is cut into slices that can be judged alone, and what it needs to remember.

A duty is sliced by those of its trigger's variables that stand in every one of its events: facts that
differ there can never meet. Without such a variable all its facts are one slice.
"""

import msgspec

from . import formula as f


class Route(msgspec.Struct, frozen=True):
    """Facts of this name and number of arguments go to the slice named by the arguments at `positions`."""

    name: str
    arity: int
    positions: tuple[int, ...]


def slice_names(duty: f.Duty) -> tuple[str, ...]:
    """The trigger's variables that stand in every event of the duty."""
    names = [name for name in f.key_names(duty.trigger) if not f.is_id(name)]
    atoms = [event for part in f.whole(duty) for event in f.events(part)]
    return tuple(n for n in names if all(f.Var(n) in event.args for event in atoms))


def routes(duty: f.Duty) -> tuple[Route, ...]:
    """Where facts go, each route once."""
    names = slice_names(duty)
    found = []
    for part in f.whole(duty):
        for event in f.events(part):
            args = event.args
            positions = tuple(args.index(f.Var(name)) for name in names)
            found.append(Route(event.name, len(f.arguments(event)), positions))
    return tuple(dict.fromkeys(found))


def is_sparse(formula: f.Formula) -> bool:
    """Whether instants without any of its events make no difference to it."""
    match formula:
        case f.Eventually() | f.Once() | f.Around():
            own = _false_in_silence(formula.body)
        case f.Since():
            own = _false_in_silence(formula.start) and _true_in_silence(formula.hold)
        case _:
            own = True
    return own and all(is_sparse(child) for child in f.children(formula))


def _false_in_silence(formula: f.Formula) -> bool:
    match formula:
        case f.Event():
            return True
        case f.And():
            return any(_false_in_silence(part) for part in formula.parts)
        case f.Or():
            return all(_false_in_silence(part) for part in formula.parts)
        case f.Exists() | f.AtLeast():
            return _false_in_silence(formula.body)
        case f.Not():
            return _true_in_silence(formula.body)
        case _:
            return False


def _true_in_silence(formula: f.Formula) -> bool:
    match formula:
        case f.Not():
            return _false_in_silence(formula.body)
        case f.And():
            return all(_true_in_silence(part) for part in formula.parts)
        case f.Or():
            return any(_true_in_silence(part) for part in formula.parts)
        case _:
            return False
