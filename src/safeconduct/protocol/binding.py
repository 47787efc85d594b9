"""Binding: how a fact gives a trigger's variables their values."""

from safeconduct.state.fact import Arg

from . import formula as f
from .judge import Row, Worth


def bind(trigger: f.Event, row: Row) -> dict[str, Worth] | None:
    """The trigger's variables as this fact binds them; None when it is not the trigger."""
    terms = trigger.args
    args: tuple[Arg, ...] = (*row.args, row.proof.id) if f.ends_in_id(trigger) else row.args
    if row.name != trigger.name or len(args) != len(terms):
        return None
    env: dict[str, Worth] = {}
    for term, arg in zip(terms, args, strict=True):
        if isinstance(term, f.Const) and not equal(term.value, arg):
            return None
        if isinstance(term, f.Var) and not equal(env.setdefault(term.name, arg), arg):
            return None
    return env


def equal(a: Worth, b: Worth) -> bool:
    """Equality of values: a text is never a number."""
    return type(a) is type(b) and a == b
