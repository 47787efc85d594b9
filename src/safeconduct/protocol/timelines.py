"""Small example timelines of a rule kept and violated, to look at before anyone signs.

They are found, not written: facts at the rule's own boundaries are tried until the judge says kept, then
the same facts are left out or moved one second, so that what is shown is what will run.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product, zip_longest

import msgspec

from safeconduct.records.units import Ms, Origin, RecordId
from safeconduct.state.fact import Fact

from . import formula as f
from .compiled import compile_formula
from .judge import FAR, Proof, Row, Truth, Value, View, Worth
from .lexicon import Lexicon
from .rule import Rule
from .samples import START, TICK_MS, counts_of, sample, sample_fact
from .words import EVENTS

_TRIES_MAX = 6_000


class Step(msgspec.Struct, frozen=True):
    """One moment of a timeline: a fact, or nothing but time passing; and what the duty is worth then."""

    t_ms: Ms
    fact: Fact | None
    outcome: str


class Timeline(msgspec.Struct, frozen=True):
    """`shows`: kept, violated by silence, violated by a record. Times count from the trigger's first step."""

    shows: str
    steps: tuple[Step, ...]


def timelines(rule: Rule, lexicon: Lexicon) -> tuple[Timeline, ...]:
    """For each duty of the rule: one timeline in which it is kept and up to two in which it is violated."""
    return tuple(t for duty in rule.duties for t in _Search(duty, lexicon).timelines())


class _Search:
    """Looks for facts that keep or break one duty."""

    def __init__(self, duty: f.Duty, lexicon: Lexicon) -> None:
        self._duty, self._lexicon = duty, lexicon
        names = f.key_names(duty.trigger)
        self._env: dict[str, Worth] = {n: "r0" if f.is_id(n) else sample(n, 0, lexicon) for n in names}
        self._guard = compile_formula(duty.guard, TICK_MS) if duty.guard else None
        self._must = compile_formula(duty.must, TICK_MS)
        self._trigger = self._fact(duty.trigger, START, 0)
        self._pool = list(self._candidates())

    def timelines(self) -> Iterator[Timeline]:
        kept, broken = self._find(Truth.TRUE), self._find(Truth.FALSE)
        if kept is not None:
            yield self._told("kept", kept)
        if broken is not None:
            value = self._value(broken)
            by_record = value is not None and value.proofs
            yield self._told("violated by a record" if by_record else "violated by silence", broken)
            close = self._just_outside(broken) if by_record else None
            if close is not None:
                yield self._told("kept, just outside", close)
        late = self._shifted(kept) if kept else None
        if late is not None:
            yield self._told("violated, by one second", late)

    def worth(self, facts: Sequence[Fact]) -> Truth | None:
        """What the duty is worth when exactly these facts happen; None when its guard is false."""
        value = self._value(facts)
        return None if value is None else value.truth

    def _value(self, facts: Sequence[Fact]) -> Value | None:
        view = View(FAR - 1)
        for seq, fact in enumerate((self._trigger, *facts)):
            view.add(Row(fact.name, fact.args, Proof(fact.t_ms, Origin("log"), seq, RecordId(f"r{seq}"))))
        if self._guard and self._guard.value(view, START, self._env).truth is not Truth.TRUE:
            return None
        return self._must.value(view, START, self._env)

    def _find(self, wanted: Truth) -> tuple[Fact, ...] | None:
        """The fewest facts that give this; of several, those that happen last."""
        best: tuple[Fact, ...] | None = None
        n_tries = 0
        for size in range(4):
            for chosen in combinations(self._pool, size):
                n_tries += 1
                facts = tuple(fact for bundle in chosen for fact in bundle)
                if self.worth(facts) is wanted and (best is None or _last(facts) > _last(best)):
                    best = facts
                if n_tries > _TRIES_MAX:
                    return best
            if best is not None:
                return best
        return best

    def _shifted(self, kept: tuple[Fact, ...]) -> tuple[Fact, ...] | None:
        for i, step in product(range(len(kept)), (1, -1)):
            moved = msgspec.structs.replace(kept[i], t_ms=Ms(kept[i].t_ms + step))
            facts = (*kept[:i], moved, *kept[i + 1 :])
            if self.worth(facts) is Truth.FALSE:
                return facts
        return None

    def _just_outside(self, broken: tuple[Fact, ...]) -> tuple[Fact, ...] | None:
        """The same facts, one of them moved as little as it takes to keep the duty."""
        moves = sorted(_offsets(self._duty, self._env), key=lambda move: (move > 0, abs(move)))
        for move, i in product(moves, range(len(broken))):
            moved = msgspec.structs.replace(broken[i], t_ms=Ms(START + move))
            facts = (*broken[:i], moved, *broken[i + 1 :])
            if self.worth(facts) is Truth.TRUE:
                return facts
        return None

    def _candidates(self) -> Iterator[tuple[Fact, ...]]:
        times = [START + o for o in _offsets(self._duty, self._env) if START + o >= 0]
        atoms = dict.fromkeys(e for part in f.whole(self._duty) for e in f.events(part))
        for event, t, n in product(atoms, sorted(times), counts_of(f.whole(self._duty))):
            bundle = tuple(self._fact(event, t, i + 1) for i in range(n))
            if self._trigger not in bundle or n > 1:
                yield tuple(dict.fromkeys(bundle))

    def _fact(self, event: f.Event, t: int, i: int) -> Fact:
        return sample_fact(event, t, i, self._env, self._lexicon)

    def _told(self, shows: str, facts: tuple[Fact, ...]) -> Timeline:
        """With the due as a last step where nothing happens at it. Times in ms from two days before."""
        everything = sorted((*facts, self._trigger))
        due = self._must.due(START, self._env)
        steps = [Step(Ms(fact.t_ms * TICK_MS), _in_ms(fact), "") for fact in everything]
        end = max(due, everything[-1].t_ms)
        steps.append(Step(Ms(end * TICK_MS), None, shows))
        return Timeline(shows, tuple(steps))


def _in_ms(fact: Fact) -> Fact:
    kinds = EVENTS[fact.name].kinds if fact.name in EVENTS else ()
    args = tuple(
        arg * TICK_MS if isinstance(arg, int) and kind == "time_ms" else arg
        for arg, kind in zip_longest(fact.args, kinds[: len(fact.args)])
    )
    return Fact(Ms(fact.t_ms * TICK_MS), fact.name, args)


def _last(facts: tuple[Fact, ...]) -> int:
    return max((fact.t_ms for fact in facts), default=-1)


def _offsets(duty: f.Duty, env: dict[str, Worth]) -> list[int]:
    """Times worth trying, in seconds from the trigger: the interval ends, and just beside them."""
    ends = {0, 1, -1}
    for part in f.whole(duty):
        ends |= _ends(part, env)
    return sorted({end + step for end in ends for step in (-1, 0, 1)})


def _ends(formula: f.Formula, env: dict[str, Worth]) -> set[int]:
    inner = {0}.union(*(_ends(child, env) for child in f.children(formula)))
    match formula:
        case f.Eventually():
            lo, hi = formula.within.ticks(TICK_MS)
            return {end + o for end in (lo, hi or lo) for o in inner}
        case f.Once() | f.Since():
            lo, hi = formula.within.ticks(TICK_MS)
            return {o - end for end in (lo, lo + 2 if hi is None else hi) for o in inner}
        case f.Around():
            at = env.get(formula.var)
            base = at - START if isinstance(at, int) else 0
            return {base + end for end in (-(formula.before_ms // TICK_MS), formula.after_ms // TICK_MS)}
        case _:
            return inner
