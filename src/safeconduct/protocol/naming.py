"""Which slice a fact is about, and how the values of a trigger's variables become the key of a verdict."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from safeconduct.state.fact import Arg

from . import formula as f
from .binding import equal
from .slice import Key
from .verdict import Bound


class Use(NamedTuple):
    """What a fact of one event is to a duty: it leaves a mark in the slice of that key, or, without one, triggers
    a duty there. `fixed`: values that its arguments must have, by position."""

    arity: int
    fixed: tuple[tuple[int, Arg], ...]
    key_of: Callable[[tuple[Arg, ...]], Any]
    mark: int | None

    def fits(self, args: tuple[Arg, ...]) -> bool:
        """Whether arguments have the values that they must have."""
        return all(equal(args[i], value) for i, value in self.fixed)


class Naming:
    """The variables of a plain duty's trigger: those that name its slice, and the others, which tell the duties
    of one instant from each other."""

    def __init__(self, trigger: f.Event, slice_names: tuple[str, ...]) -> None:
        names = f.key_names(trigger)
        others = [name for name in names if name not in slice_names]
        self.others = [trigger.args.index(f.Var(name)) for name in others]
        """Where the other variables stand among the trigger's arguments."""
        self._slice_names = slice_names
        self._layout = [(n, slice_names.index(n) if n in slice_names else ~others.index(n)) for n in names]
        self._only = names[0] if names == slice_names and len(names) == 1 else None

    def use(self, event: f.Event, mark: int | None) -> Use:
        """What facts of this event are to the duty."""
        fixed = tuple([(i, term.value) for i, term in enumerate(event.args) if isinstance(term, f.Const)])
        key_of = itemgetter(*[event.args.index(f.Var(name)) for name in self._slice_names])
        return Use(len(event.args), fixed, key_of, mark)

    def key(self, values: tuple[Arg, ...]) -> Key:
        """The slice's key from the values of its names."""
        return values if len(values) > 1 else values[0]

    def bounds(self, key: Key, others: tuple[Arg, ...]) -> tuple[Bound, ...]:
        """The key of a verdict."""
        if self._only is not None and not isinstance(key, tuple):
            return (Bound(self._only, key),)
        named = key if isinstance(key, tuple) else (key,)
        return tuple([Bound(name, named[i] if i >= 0 else others[~i]) for name, i in self._layout])
