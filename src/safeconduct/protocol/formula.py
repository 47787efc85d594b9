"""Formulas of metric first-order temporal logic: what a rule means.

Point-based semantics over the instants that have a record. Times are integers; intervals are milliseconds.
`hold SINCE within start` at i: some j <= i with `start` at j and `hold` at every k in (j, i].
A variable named `id_...` in the last place of an event stands for that record's id.
"""

from collections.abc import Iterator
from typing import Annotated, Final, TypeAlias

import msgspec

from safeconduct.records.units import LAST_MS
from safeconduct.state.fact import Arg


class Var(msgspec.Struct, frozen=True, tag="var", forbid_unknown_fields=True):
    """A variable: the same name is the same value throughout one formula."""

    name: str


class Const(msgspec.Struct, frozen=True, tag="const", forbid_unknown_fields=True):
    """One certain value."""

    value: Arg


class Wild(msgspec.Struct, frozen=True, tag="any", forbid_unknown_fields=True):
    """Any value."""


Term: TypeAlias = Var | Const | Wild


Span = Annotated[int, msgspec.Meta(ge=-LAST_MS, le=LAST_MS)]
"""Milliseconds of an interval: added to a time, the sum stays exact."""


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interval of time. `hi_ms` None = without end."""

    lo_ms: Span
    hi_ms: Span | None
    lo_open: bool = False
    hi_open: bool = False

    def ticks(self, tick_ms: int) -> tuple[int, int | None]:
        """First and last whole tick that lie inside; empty when last < first."""
        lo = -(-self.lo_ms // tick_ms)
        if self.lo_open and lo * tick_ms == self.lo_ms:
            lo += 1
        if self.hi_ms is None:
            return lo, None
        hi = self.hi_ms // tick_ms
        if self.hi_open and hi * tick_ms == self.hi_ms:
            hi -= 1
        return lo, hi


class Event(msgspec.Struct, frozen=True, tag="event", forbid_unknown_fields=True):
    """A fact of this name and with these arguments stands at this instant."""

    name: str
    args: tuple[Term, ...]


class Same(msgspec.Struct, frozen=True, tag="same", forbid_unknown_fields=True):
    """The two terms are equal. Text and number are never equal."""

    left: Term
    right: Term


class Not(msgspec.Struct, frozen=True, tag="not", forbid_unknown_fields=True):
    """Holds where the part does not."""

    body: "Formula"


class And(msgspec.Struct, frozen=True, tag="and", forbid_unknown_fields=True):
    """All parts hold."""

    parts: tuple["Formula", ...]


class Or(msgspec.Struct, frozen=True, tag="or", forbid_unknown_fields=True):
    """At least one part holds."""

    parts: tuple["Formula", ...]


class AtLeast(msgspec.Struct, frozen=True, tag="at_least", forbid_unknown_fields=True):
    """At least n different values of the variable make the body true."""

    n: int
    var: str
    body: "Formula"


class Exists(msgspec.Struct, frozen=True, tag="exists", forbid_unknown_fields=True):
    """There is a value of the variable for which the part holds."""

    var: str
    body: "Formula"


class Eventually(msgspec.Struct, frozen=True, tag="eventually", forbid_unknown_fields=True):
    """Holds at some instant of the interval ahead."""

    within: Within
    body: "Formula"


class Once(msgspec.Struct, frozen=True, tag="once", forbid_unknown_fields=True):
    """Held at some instant of the interval behind."""

    within: Within
    body: "Formula"


class Since(msgspec.Struct, frozen=True, tag="since", forbid_unknown_fields=True):
    """Held since the other did, within the interval."""

    hold: "Formula"
    within: Within
    start: "Formula"


class Around(msgspec.Struct, frozen=True, tag="around", forbid_unknown_fields=True):
    """The body holds at some instant from `before_ms` before to `after_ms` after the time that `var` names."""

    var: str
    before_ms: Span
    after_ms: Span
    body: "Formula"


Formula: TypeAlias = Event | Same | Not | And | Or | AtLeast | Exists | Eventually | Once | Since | Around
TEMPORAL: Final = (Eventually, Once, Since, Around)


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whenever the trigger stands (and the guard holds), `must` holds at that instant.

    The key of a verdict is the trigger's variables, in the order of their first appearance.
    `until`: a later instant at which this holds, if it comes before the duty is met, replaces the duty.
    """

    trigger: Event
    guard: Formula | None
    must: Formula
    until: Formula | None = None


def children(formula: Formula) -> tuple[Formula, ...]:
    """The formulas directly inside, in order."""
    match formula:
        case And() | Or():
            return formula.parts
        case Since():
            return (formula.hold, formula.start)
        case Event() | Same():
            return ()
        case _:
            return (formula.body,)


def events(formula: Formula) -> Iterator[Event]:
    """Every event atom, in order of reading."""
    if isinstance(formula, Event):
        yield formula
    for child in children(formula):
        yield from events(child)


def wanted(formula: Formula, *, is_wanted: bool = True) -> Iterator[Event]:
    """Events whose presence helps to make the formula true."""
    if isinstance(formula, Event):
        if is_wanted:
            yield formula
    elif isinstance(formula, Not):
        yield from wanted(formula.body, is_wanted=not is_wanted)
    else:
        for child in children(formula):
            yield from wanted(child, is_wanted=is_wanted)


def constants(formula: Formula) -> tuple[Arg, ...]:
    """Every constant in the formula, each once, in order of appearance."""
    own: tuple[Term, ...] = ()
    if isinstance(formula, Event):
        own = formula.args
    elif isinstance(formula, Same):
        own = (formula.left, formula.right)
    here = [term.value for term in own if isinstance(term, Const)]
    return tuple(dict.fromkeys([*here, *(each for child in children(formula) for each in constants(child))]))


def looks_ahead(formula: Formula) -> bool:
    """Whether its value at an instant depends on later ones."""
    return isinstance(formula, Eventually | Around) or any(looks_ahead(child) for child in children(formula))


def is_id(name: str) -> bool:
    """Whether a variable of this name stands for a record's id."""
    return name.startswith("id_")


def ends_in_id(event: Event) -> bool:
    """Whether the event's last term stands for the record's id, not for an argument."""
    last = event.args[-1] if event.args else None
    return isinstance(last, Var) and is_id(last.name)


def arguments(event: Event) -> tuple[Term, ...]:
    """The terms that stand for arguments of a fact, without one for the record's id."""
    return event.args[:-1] if ends_in_id(event) else event.args


def key_names(trigger: Event) -> tuple[str, ...]:
    """The trigger's variables, each once."""
    return tuple(dict.fromkeys(term.name for term in trigger.args if isinstance(term, Var)))


def whole(duty: Duty) -> tuple[Formula, ...]:
    """Everything in a duty, trigger first."""
    rest = (duty.guard, duty.must, duty.until)
    return (duty.trigger, *(part for part in rest if part is not None))


def is_prompt(formula: Formula) -> bool:
    """Whether, turning true, it has its last record at the instant that made it so. What looks back from a later
    instant, or waits for something not to come, turns true by records from before."""
    match formula:
        case Eventually() | Around():
            return not _is_temporal(formula.body)
        case Or():
            return all(is_prompt(part) for part in formula.parts)
        case Exists() | AtLeast():
            return is_prompt(formula.body)
        case _:
            return not _is_temporal(formula)


def _is_temporal(formula: Formula) -> bool:
    return isinstance(formula, TEMPORAL) or any(_is_temporal(child) for child in children(formula))
