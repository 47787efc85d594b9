"""Of a record that says several things, the one that a verdict rests on: what an explanation should tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from safeconduct.records.units import RecordId
from safeconduct.state.fact import Fact, Logged

from . import formula as f
from .judge import Worth
from .rule import Rule
from .verdict import Verdict


def of_anchor(verdict: Verdict, rule: Rule, facts: Sequence[Logged]) -> Logged | None:
    """What made the duty, in the first record of the anchor that is known."""
    trigger = [rule.duties[verdict.duty].trigger]
    told = _told(verdict.anchor, trigger, verdict, facts, verdict.at_ms)
    return next(told, None)


def of_witness(verdict: Verdict, rule: Rule, facts: Sequence[Logged]) -> list[Logged]:
    """What decides it, in each record of the witness that is known."""
    duty = rule.duties[verdict.duty]
    parts = (duty.must, duty.until) if duty.until else (duty.must,)
    deciding = [event for part in parts for event in f.events(part)]
    return list(_told(verdict.witness or (), deciding, verdict, facts, None))


def _told(
    ids: Iterable[RecordId], events: list[f.Event], verdict: Verdict, facts: Sequence[Logged], t_ms: int | None
) -> Iterator[Logged]:
    env: dict[str, Worth] = {bound.name: bound.value for bound in verdict.key}
    for record in ids:
        own = [each for each in facts if each.id == record]
        if own:
            yield max(own, key=lambda each: _weight(each.fact, events, env, t_ms))


def _weight(fact: Fact, events: list[f.Event], env: Mapping[str, Worth], t_ms: int | None) -> tuple[int, bool]:
    """How well the fact fits one of the events with these values, and whether it is of that time."""
    return max((_fit(fact, event, env) for event in events), default=-1), fact.t_ms == t_ms


def _fit(fact: Fact, event: f.Event, env: Mapping[str, Worth]) -> int:
    terms = f.arguments(event)
    if fact.name != event.name or len(terms) != len(fact.args):
        return -1
    fits = 0
    for term, arg in zip(terms, fact.args, strict=True):
        wanted = term.value if isinstance(term, f.Const) else env.get(getattr(term, "name", ""))
        if wanted is not None and wanted != arg:
            return -1
        fits += wanted is not None
    return fits
