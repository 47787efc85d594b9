"""What to know about a clause before signing it: clashes, duties that nothing can show, idle rules, differences."""

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

import msgspec

from safeconduct.records.units import Ms
from safeconduct.state.fact import Fact

from . import formula as f
from .contradiction import Contradiction
from .judge import Truth
from .lexicon import Lexicon
from .propositional import is_never
from .rule import Rule, Severity
from .samples import TICK_MS
from .timelines import Step, Timeline
from .trial import Outcome, Trial
from .words import EVENTS

Kind: TypeAlias = Literal["clash", "unseen", "idle", "unbreakable", "unkeepable", "loops", "differs"]


class Remark(msgspec.Struct, frozen=True):
    """One thing to look at. `timeline` shows it; None where it is about records that nobody can make.

    `is_proven`: it is so for every log there can be. Otherwise: for all timelines that were tried.
    """

    kind: Kind
    duty: int
    text: str
    timeline: Timeline | None = None
    is_proven: bool = False


def clash(new: Rule, in_force: Rule, lexicon: Lexicon) -> Remark | None:
    """A duty that can be kept alone and not together with the other rule: by proof, or in no timeline tried.

    The timeline keeps the rule that the duty is of, and shows how that breaks the other.
    """
    if not _overlap(new, in_force) or not _names(new) & _names(in_force):
        return None
    together, proofs = Trial([new, in_force], lexicon), Contradiction([new, in_force])
    for number, (rule, duty, _) in enumerate(together.duties):
        given = [together.trigger(number)]
        arisen = _arisen(rule, duty)

        def keeps_own(o: dict[Outcome, Truth], arisen: _Arisen = arisen, rule: int = rule) -> bool:
            return arisen.is_in(o) and _all_kept(o, rule)

        alone = together.find(given, keeps_own)
        if alone is None:
            continue
        whose, others = ("the new clause", "the other") if rule == 0 else ("the other clause", "the new one")
        timeline = _timeline("kept, broken", alone)
        if proofs.breaks(rule, duty):
            text = f"no log keeps both once this duty of {whose} arises; here it is kept and {others} broken"
            return Remark("clash", duty, text, timeline, is_proven=True)
        both = together.find(given, lambda o, a=arisen: a.is_in(o) and _all_kept(o, None))  # type: ignore[misc]
        if both is None:
            text = f"no timeline tried keeps both once this duty of {whose} arises; here {others} is broken"
            return Remark("clash", duty, text, timeline)
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
    """Duties that never arise, that nothing breaks, or that nothing keeps: by proof, or as far as was tried."""
    trial, proofs = Trial([rule], lexicon), Contradiction([rule])
    remarks = []
    for number, (_, duty, formulas) in enumerate(trial.duties):
        given, arisen = [trial.trigger(number)], _arisen(0, duty)
        guard = formulas.guard
        is_never_due = not trial.arises_in_span(0) or (guard is not None and is_never(guard))
        if is_never_due or trial.find(given, arisen.is_in) is None:
            text = "this duty can never arise" if is_never_due else "in no timeline tried does this duty arise"
            remarks.append(Remark("idle", duty, text, _timeline("no duty", given), is_proven=is_never_due))
            continue
        kept = trial.find(given, lambda o, a=arisen: a.has(o, Truth.TRUE))  # type: ignore[misc]
        broken = trial.find(given, lambda o, a=arisen: a.has(o, Truth.FALSE))  # type: ignore[misc]
        if broken is None and kept is not None:
            is_always = is_never(f.Not(formulas.must)) or proofs.always_keeps(0, duty)
            text = "nothing can break this duty" if is_always else "in no timeline tried is this duty broken"
            remarks.append(Remark("unbreakable", duty, text, _timeline("kept", kept), is_proven=is_always))
        if kept is None and broken is not None:
            is_proven = proofs.breaks(0, duty) is not None
            text = "nothing can keep this duty once it arises: it forbids its own trigger"
            text = text if is_proven else "in no timeline tried is this duty kept once it arises"
            remarks.append(Remark("unkeepable", duty, text, _timeline("violated", broken), is_proven=is_proven))
    return tuple(remarks)


def loops(rule: Rule) -> Remark | None:
    """A duty about alarms whose violation raises an alarm, which makes the duty arise again."""
    for number, duty in enumerate(rule.duties):
        if duty.trigger.name == "alarm_raised" and rule.severity is not Severity.NOTE:
            text = 'each violation raises another alarm, and this duty arises again: add "Severity: note."'
            return Remark("loops", number, text, is_proven=True)
    return None


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


def _overlap(a: Rule, b: Rule) -> bool:
    """Whether there is a time at which both are effective."""
    starts = [ms for ms in (a.from_ms, b.from_ms) if ms is not None]
    ends = [ms for ms in (a.to_ms, b.to_ms) if ms is not None]
    return not starts or not ends or max(starts) < min(ends)


def _names(rule: Rule) -> set[str]:
    return {event.name for duty in rule.duties for part in f.whole(duty) for event in f.events(part)}


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
