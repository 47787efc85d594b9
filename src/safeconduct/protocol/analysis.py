"""What to know about a clause before signing it: clashes, duties that nothing can show, idle rules, differences."""

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

import msgspec

from safeconduct.records.units import Ms
from safeconduct.state.fact import Fact

from . import formula as f
from .judge import Truth
from .lexicon import Lexicon
from .rule import Rule
from .timelines import Step, Timeline
from .trial import TICK_MS, Outcome, Trial
from .words import EVENTS

Kind: TypeAlias = Literal["clash", "unseen", "idle", "unbreakable", "unkeepable", "differs"]


class Remark(msgspec.Struct, frozen=True):
    """One thing to look at. `timeline` shows it; None where it is about something that never happens."""

    kind: Kind
    duty: int
    text: str
    timeline: Timeline | None = None


def clash(new: Rule, in_force: Rule, lexicon: Lexicon) -> Remark | None:
    """A duty of the new rule that can be kept alone, and that no timeline tried keeps together with the other.

    The timeline keeps the new rule and shows how that breaks the other.
    """
    together = Trial([new, in_force], lexicon)
    for number, (rule, duty, _) in enumerate(together.duties):
        given = [together.trigger(number)]
        arisen = _arisen(rule, duty)

        def keeps_own(o: dict[Outcome, Truth], arisen: _Arisen = arisen, rule: int = rule) -> bool:
            return arisen.is_in(o) and _all_kept(o, rule)

        alone = together.find(given, keeps_own)
        if alone is None:
            continue
        both = together.find(given, lambda o, a=arisen: a.is_in(o) and _all_kept(o, None))  # type: ignore[misc]
        if both is None:
            whose = "the new clause" if rule == 0 else "the clause in force"
            text = f"whenever this duty of {whose} arises, keeping it breaks the other clause"
            return Remark("clash", duty, text, _timeline("kept here, broken there", alone))
    return None


def unseen(rule: Rule, shown: Collection[str]) -> tuple[Remark, ...]:
    """Duties that no configured feed or officer can ever show. `shown`: the events that some source can record."""
    remarks = []
    for number, duty in enumerate(rule.duties):
        if duty.trigger.name not in shown:
            text = f"no sensor can see this: nothing here records {_noun(duty.trigger.name)}, so it never arises"
            remarks.append(Remark("unseen", number, text))
            continue
        wanted = {event.name for event in f.wanted(duty.must)}
        missing = sorted(wanted - set(shown))
        if missing and missing == sorted(wanted):
            names = " or ".join(_noun(name) for name in missing)
            text = f"no sensor can see this: nothing here records {names}, so it can never be met"
            remarks.append(Remark("unseen", number, text))
    return tuple(remarks)


def idle(rule: Rule, lexicon: Lexicon) -> tuple[Remark, ...]:
    """Duties that never arise, that nothing breaks, or that nothing keeps, as far as the timelines tried show."""
    trial = Trial([rule], lexicon)
    remarks = []
    for number, (_, duty, _) in enumerate(trial.duties):
        given, arisen = [trial.trigger(number)], _arisen(0, duty)
        if not trial.arises_in_span(0) or trial.find(given, arisen.is_in) is None:
            remarks.append(Remark("idle", duty, "this duty can never arise"))
            continue
        kept = trial.find(given, lambda o, a=arisen: a.has(o, Truth.TRUE))  # type: ignore[misc]
        broken = trial.find(given, lambda o, a=arisen: a.has(o, Truth.FALSE))  # type: ignore[misc]
        if broken is None and kept is not None:
            remarks.append(Remark("unbreakable", duty, "nothing can break this duty", _timeline("kept", kept)))
        if kept is None and broken is not None:
            text = "nothing can keep this duty once it arises: it forbids its own trigger"
            remarks.append(Remark("unkeepable", duty, text, _timeline("violated", broken)))
    return tuple(remarks)


def difference(old: Rule, new: Rule, lexicon: Lexicon) -> Remark | None:
    """A timeline that the two versions judge differently; None when none of those tried does."""
    trial = Trial([old, new], lexicon)
    for number, (_, duty, _) in enumerate(trial.duties):
        found = trial.find([trial.trigger(number)], lambda o: _by_rule(o, 0) != _by_rule(o, 1))
        if found is not None:
            o = trial.outcomes(found)
            text = f"before: {_worst(o, 0)}; after: {_worst(o, 1)}"
            return Remark("differs", duty, text, _timeline(text, found))
    return None


class _Arisen(msgspec.Struct, frozen=True):
    rule: int
    duty: int

    def is_in(self, outcomes: dict[Outcome, Truth]) -> bool:
        return any(o[:2] == (self.rule, self.duty) for o in outcomes)

    def has(self, outcomes: dict[Outcome, Truth], truth: Truth) -> bool:
        return any(o[:2] == (self.rule, self.duty) and t is truth for o, t in outcomes.items())


def _arisen(rule: int, duty: int) -> _Arisen:
    return _Arisen(rule, duty)


def _all_kept(outcomes: dict[Outcome, Truth], rule: int | None) -> bool:
    return all(t is Truth.TRUE for o, t in outcomes.items() if rule is None or o[0] == rule)


def _by_rule(outcomes: dict[Outcome, Truth], rule: int) -> list[tuple[int, str, Truth]]:
    return sorted({(o[2], str(o[3]), t) for o, t in outcomes.items() if o[0] == rule})


def _worst(outcomes: dict[Outcome, Truth], rule: int) -> str:
    own = [t for o, t in outcomes.items() if o[0] == rule]
    if not own:
        return "no duty"
    return "violated" if Truth.FALSE in own else "kept"


def _timeline(shows: str, facts: Sequence[Fact]) -> Timeline:
    steps = tuple(
        Step(Ms(fact.t_ms * TICK_MS), Fact(Ms(fact.t_ms * TICK_MS), fact.name, fact.args), "") for fact in facts
    )
    return Timeline(shows, steps)


def _noun(event: str) -> str:
    return EVENTS[event].en.noun if event in EVENTS else event
