"""Of a record that says several things, the one that a verdict rests on: what an explanation should tell."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from safeconduct.records.units import RecordId
from safeconduct.state.fact import Fact, Logged

from . import formula as f
from .judge import Worth
from .rule import Rule
from .verdict import Verdict

_SAID_TWICE: Final = "witness/"


def to_the_point(verdict: Verdict, rule: Rule, facts: Iterable[Logged]) -> tuple[Verdict, list[Logged]]:
    """The verdict and the facts of its records, so that `explain` tells of each record what counted.

    A record that both made the duty and decides it gets a second name for its second part.
    """
    duty, known = rule.duties[verdict.duty], list(facts)
    env: dict[str, Worth] = {bound.name: bound.value for bound in verdict.key}
    deciding = [event for part in (duty.must, *((duty.until,) if duty.until else ())) for event in f.events(part)]
    if not verdict.witness:
        return verdict, sorted(known, key=lambda each: _weight(each.fact, [duty.trigger], env, verdict.at_ms))
    told = [
        best
        for record in verdict.anchor
        if (best := _best(record, known, [duty.trigger], env, verdict.at_ms)) is not None
    ]
    witness = []
    for record in verdict.witness:
        best = _best(record, known, deciding, env, None)
        if best is not None:
            best = msgspec.structs.replace(best, id=RecordId(f"{_SAID_TWICE}{record}"))
            told.append(best)
        witness.append(best.id if best is not None else record)
    return msgspec.structs.replace(verdict, witness=tuple(witness)), told


def _best(
    record: RecordId, facts: list[Logged], events: list[f.Event], env: Mapping[str, Worth], t_ms: int | None
) -> Logged | None:
    own = [each for each in facts if each.id == record]
    return max(own, key=lambda each: _weight(each.fact, events, env, t_ms), default=None)


def _weight(fact: Fact, events: list[f.Event], env: Mapping[str, Worth], t_ms: int | None) -> tuple[int, bool]:
    """How well the fact fits one of the events with these values, and whether it is of that time."""
    return max((_fit(fact, event, env) for event in events), default=-1), fact.t_ms == t_ms


def _fit(fact: Fact, event: f.Event, env: Mapping[str, Worth]) -> int:
    terms = event.args[:-1] if f.ends_in_id(event) else event.args
    if fact.name != event.name or len(terms) != len(fact.args):
        return -1
    fits = 0
    for term, arg in zip(terms, fact.args, strict=True):
        wanted = term.value if isinstance(term, f.Const) else env.get(getattr(term, "name", ""))
        if wanted is not None and wanted != arg:
            return -1
        fits += wanted is not None
    return fits
