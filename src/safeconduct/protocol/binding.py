"""Binding: how a fact gives a trigger's variables their values."""

from safeconduct.state.fact import Arg

from . import formula as f
from .judge import Row, Worth


class Trigger:
    """A trigger made ready to be compared with many facts."""

    def __init__(self, event: f.Event) -> None:
        self.name, self.n_terms, self.ends_in_id = event.name, len(event.args), f.ends_in_id(event)
        self.fixed = tuple((i, term.value) for i, term in enumerate(event.args) if isinstance(term, f.Const))
        self.bound = tuple((i, term.name) for i, term in enumerate(event.args) if isinstance(term, f.Var))


def bind(trigger: Trigger, row: Row) -> dict[str, Worth] | None:
    """The trigger's variables as this fact binds them; None when it is not the trigger."""
    args: tuple[Arg, ...] = (*row.args, row.proof.id) if trigger.ends_in_id else row.args
    if row.name != trigger.name or len(args) != trigger.n_terms:
        return None
    for i, value in trigger.fixed:
        if not equal(value, args[i]):
            return None
    env: dict[str, Worth] = {}
    for i, name in trigger.bound:
        if not equal(env.setdefault(name, args[i]), args[i]):
            return None
    return env


def equal(a: Worth, b: Worth) -> bool:
    """Equality of values: a text is never a number."""
    return type(a) is type(b) and a == b
