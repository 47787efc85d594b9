"""The shape of a sentence pattern, and the building blocks of meanings.

A pattern's English text is its grammar, its help and its rendering at once: `{limit:duration}` is a slot
named `limit` of the kind `duration` (slot kinds: wording.py). The other languages name the same slots.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import formula as f
from .slots import Happening, Slots
from .words import EVENTS, StateWord


@dataclass(frozen=True)
class Pattern:
    """One sentence pattern. `means` gives the duties that the filled slots stand for.

    `boundary`: what happens exactly at the limit, in English, printed in the annex that parties sign.
    `example`: a sentence with the names of lexicon.PLAIN.
    """

    id: str
    number: int
    en: str
    zh: str
    ur: str
    means: Callable[[Slots], tuple[f.Duty, ...]]
    boundary: str
    example: str


class Meaningless(ValueError):
    """Slots that parse one by one but mean nothing together."""

    def __init__(self, why: str, remedy: str = "write what is recorded about the same thing") -> None:
        super().__init__(why)
        self.remedy = remedy


def within(lo_ms: int, hi_ms: int | None, *, after: bool = False, before: bool = False) -> f.Within:
    """[lo, hi]; `after` leaves out lo itself, `before` leaves out hi."""
    return f.Within(lo_ms, hi_ms, after, before)


def atom(happening: Happening, key: tuple[str, ...] = (), record: str = "") -> f.Event:
    """The event as a formula: an argument whose kind is in `key` is a variable of that name, others any.

    `record` names a variable that stands for the record itself; it starts with id_.
    """
    terms: list[f.Term] = []
    for kind in happening.word.kinds:
        if kind == "zone" and happening.zone:
            terms.append(f.Const(happening.zone))
        elif kind == "party" and happening.party:
            terms.append(f.Const(happening.party))
        elif kind in key:
            terms.append(f.Var(kind))
        else:
            terms.append(f.Wild())
    return f.Event(happening.event, (*terms, *((f.Var(record),) if record else ())))


def open_kinds(happening: Happening) -> tuple[str, ...]:
    """The kinds of argument that the sentence leaves open: what a duty on this event is about."""
    fixed = {"zone": happening.zone, "party": happening.party}
    return tuple(kind for kind in happening.word.kinds if not fixed.get(kind))


def shared(*happenings: Happening) -> tuple[str, ...]:
    """The kinds that all events are about. Raises Meaningless when they have nothing in common."""
    first, *rest = (open_kinds(happening) for happening in happenings)
    both = tuple(kind for kind in first if all(kind in kinds for kinds in rest) and kind != "party")
    if not both:
        nouns = " and ".join(f'"{h.word.en.noun}"' for h in happenings)
        raise Meaningless(f"{nouns} are not about the same thing, so one cannot answer the other")
    return both


def require(kind: str, happening: Happening) -> None:
    """Raises Meaningless when the event says nothing about this kind of thing."""
    if kind not in open_kinds(happening):
        raise Meaningless(f'"{happening.word.en.noun}" says nothing about a {kind}')


def started(state: StateWord) -> f.Event:
    """The event that starts the state, as a formula."""
    return f.Event(state.starts, _about(state, state.starts))


def stopped(state: StateWord) -> f.Formula:
    """Any of the events that end the state."""
    ends = tuple(f.Event(name, _about(state, name)) for name in state.stops)
    return ends[0] if len(ends) == 1 else f.Or(ends)


def lasting(state: StateWord) -> f.Formula:
    """The state holds: it started, this instant included, and has not stopped since."""
    return f.Since(f.Not(stopped(state)), within(0, None), started(state))


def approval_standing(by: f.Term, *, fresh: f.Within, officer: bool = False) -> f.Formula:
    """An approval of the movement by this party (or officer) that has not been taken back since."""
    args = (f.Var("movement"), by)
    if officer:
        return f.Since(f.Not(f.Event("revoked_by", args)), fresh, f.Event("approved_by", args))
    ended = f.Or((f.Event("refused", args), f.Event("revoked", args)))
    return f.Since(f.Not(ended), fresh, f.Event("approved", args))


def approved_act(thing: str, act: Happening) -> f.Event:
    """The act that needs approval, as a trigger. Raises Meaningless for anything but a movement's."""
    if thing != "movement" or "movement" not in open_kinds(act):
        raise Meaningless(f"approvals are recorded for movements, not for: {thing}, {act.word.en.noun}")
    return atom(act, ("movement",))


def both(*parts: f.Formula) -> f.Formula:
    """All of these hold."""
    return parts[0] if len(parts) == 1 else f.And(parts)


def either(*parts: f.Formula) -> f.Formula:
    """At least one of these holds."""
    return parts[0] if len(parts) == 1 else f.Or(parts)


def _about(state: StateWord, event: str) -> tuple[f.Term, ...]:
    return tuple(f.Var(k) if k == state.kind else f.Wild() for k in EVENTS[event].kinds)
