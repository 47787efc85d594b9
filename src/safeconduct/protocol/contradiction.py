"""Proof that duties cannot all be kept, for whatever the logs may hold besides.

A duty is taken to arise. If one that has arisen is broken by what is known already, however the logs may grow, that
is a contradiction. Otherwise each record that could meet a duty is tried, at each moment that makes a difference:
when every one ends in a contradiction, the duty does.

Which moments make a difference: whether a duty is broken depends only on how the differences of times compare with
the ends of intervals. Integer times that compare alike contain a point whose distances are sums of at most as many
ends (or ends by one less or more) as there are times: the least solution of difference constraints is a shortest
path. So trying these is trying all. What is not proven within the limits is not known to be possible.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from safeconduct.records.units import Ms, Origin, RecordId
from safeconduct.state.fact import Arg, Fact

from . import formula as f
from .binding import Trigger, bind
from .compiled import compile_formula
from .judge import Proof, Row, Truth, View, Worth
from .rule import Rule
from .skew import interval_ends
from .words import EVENTS

START_MS: Final = 172_800_000
"""When the first duty arises: two days in, so that there is room for a past."""
DEPTH_MAX: Final = 2
"""How many records in a row are tried."""
TRIES_MAX: Final = 20_000

Way: TypeAlias = tuple[f.Event, int, int]
"""A record that could meet a duty, from when to when (ms, both included)."""


class Contradiction:
    """Several rules that are to be kept together."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._duties = [(r, d, duty) for r, rule in enumerate(rules) for d, duty in enumerate(rule.duties)]
        self._ready = [
            (
                Trigger(duty.trigger),
                compile_formula(duty.guard, 1) if duty.guard else None,
                compile_formula(duty.must, 1),
            )
            for _, _, duty in self._duties
        ]
        formulas = [part for _, _, duty in self._duties for part in f.whole(duty)]
        ends = {abs(end) + step for part in formulas for end in interval_ends(part, 1) for step in (-1, 0, 1)}
        self._steps = sorted({sign * end for end in ends for sign in (-1, 1)})
        self._constants = tuple(dict.fromkeys(value for part in formulas for value in f.constants(part)))
        self._left = 0

    def breaks(self, rule: int, duty: int) -> tuple[Fact, ...] | None:
        """A trigger after which no log keeps all the rules; None when that is not proven.

        The duty is taken to have arisen: a guard that it has is taken to hold.
        """
        number = self._number(rule, duty)
        if any(_looks_at_records(each) for _, _, each in self._duties):
            return None
        self._left = TRIES_MAX
        facts = (_trigger(self._duties[number][2]),)
        return facts if self._is_broken(facts, number, DEPTH_MAX) else None

    def always_keeps(self, rule: int, duty: int) -> bool:
        """Proven: the duty's own trigger meets it."""
        trigger, _, must = self._ready[self._number(rule, duty)]
        known = self._duties[self._number(rule, duty)][2]
        if _looks_at_records(known) or _compares(known.must):
            return False
        fact = _trigger(known)
        env = bind(trigger, Row(fact.name, fact.args, _proof(fact, 0)))
        return env is not None and must.value(_view((fact,)), fact.t_ms, env).truth is Truth.TRUE

    def _number(self, rule: int, duty: int) -> int:
        return next(i for i, (r, d, _) in enumerate(self._duties) if (r, d) == (rule, duty))

    def _is_broken(self, facts: tuple[Fact, ...], assumed: int, depth: int) -> bool:
        """Whether every log with these facts breaks a duty."""
        self._left -= 1
        view = _view(facts)
        open_musts: list[tuple[f.Formula, int, Mapping[str, Worth]]] = []
        for number, fact in product(range(len(self._duties)), facts):
            if self._duties[number][2].until is not None:
                continue  # a later record may replace it: it need not be met
            trigger, guard, must = self._ready[number]
            env = bind(trigger, Row(fact.name, fact.args, _proof(fact, 0)))
            if env is None:
                continue
            is_assumed = number == assumed and fact == facts[0]
            if guard and not is_assumed and guard.value(view, fact.t_ms, env).truth is not Truth.TRUE:
                continue
            truth = must.value(view, fact.t_ms, env).truth
            if truth is Truth.FALSE:
                return True
            if truth is Truth.OPEN:
                open_musts.append((self._duties[number][2].must, fact.t_ms, env))
        if not depth:
            return False
        return any(self._has_no_way(must, t, env, facts, assumed, depth) for must, t, env in open_musts)

    def _has_no_way(
        self, must: f.Formula, t: int, env: Mapping[str, Worth], facts: tuple[Fact, ...], assumed: int, depth: int
    ) -> bool:
        ways = _ways(must, t, t, env)
        if ways is None or any(_names_a_time(event, env) for event, _, _ in ways):
            return False
        for way in ways:
            for fact in self._facts(way, env, facts):
                if self._left <= 0 or not self._is_broken((*facts, fact), assumed, depth - 1):
                    return False
        return True

    def _facts(self, way: Way, env: Mapping[str, Worth], facts: tuple[Fact, ...]) -> Iterator[Fact]:
        """Every record that the way stands for, as far as they differ: in time, and in the values left open."""
        event, lo, hi = way
        times = {fact.t_ms + a + b for fact in facts for a in self._steps for b in self._steps}
        moments = sorted({lo, hi, *(t for t in times if lo <= t <= hi)})
        others = tuple(f"\ue000{i}" for i in range(len(event.args)))  # a private character: no rule has it
        known = (*others, *self._constants, *(arg for fact in facts for arg in fact.args))
        choices: list[tuple[Arg, ...]] = []
        for term in event.args:
            value = term.value if isinstance(term, f.Const) else env.get(getattr(term, "name", ""))
            choices.append((value,) if isinstance(value, str | int) else tuple(dict.fromkeys(known)))
        for t, args in product(moments, product(*choices)):
            yield Fact(Ms(t), event.name, args)


def _ways(formula: f.Formula, lo: int, hi: int, env: Mapping[str, Worth]) -> list[Way] | None:
    """Records of which one at least must be there for the formula to hold at some moment from lo to hi; None when
    it may hold without any."""
    match formula:
        case f.Event():
            return [(formula, max(lo, 0), hi)]
        case f.Not(f.Not(body)) | f.Exists(_, body) | f.AtLeast(_, _, body):
            return _ways(body, lo, hi, env)
        case f.And():
            found = [ways for part in formula.parts if (ways := _ways(part, lo, hi, env)) is not None]
            return min(found, key=len, default=None)
        case f.Or():
            each = [_ways(part, lo, hi, env) for part in formula.parts]
            return None if None in each else [way for ways in each if ways for way in ways]
        case f.Eventually():
            first, last = formula.within.ticks(1)
            return None if last is None else _ways(formula.body, lo + first, hi + last, env)
        case f.Once():
            first, last = formula.within.ticks(1)
            return _ways(formula.body, 0 if last is None else lo - last, hi - first, env)
        case f.Since():
            first, last = formula.within.ticks(1)
            return _ways(formula.start, 0 if last is None else lo - last, hi - first, env)
        case f.Around():
            agreed = env.get(formula.var)
            if not isinstance(agreed, int):
                return None
            return _ways(formula.body, agreed - formula.before_ms, agreed + formula.after_ms, env)
        case _:
            return None


def _view(facts: Sequence[Fact]) -> View:
    """These facts, and whatever else there may be."""
    view = View(-1)
    for seq, fact in enumerate(facts):
        view.add(Row(fact.name, fact.args, _proof(fact, seq)))
    return view


def _proof(fact: Fact, seq: int) -> Proof:
    return Proof(fact.t_ms, Origin("log"), seq, RecordId(f"r{seq}"))


def _names_a_time(event: f.Event, env: Mapping[str, Worth]) -> bool:
    """Whether the record would also choose an agreed time: there are too many to try."""
    kinds = EVENTS[event.name].kinds if event.name in EVENTS else ()
    terms = zip(event.args, kinds, strict=False)
    return any(kind == "time_ms" and getattr(term, "name", "_") not in env for term, kind in terms)


def _looks_at_records(duty: f.Duty) -> bool:
    return any(f.ends_in_id(event) for part in f.whole(duty) for event in f.events(part))


def _compares(formula: f.Formula) -> bool:
    """Whether its truth depends on which value a variable has."""
    is_own = isinstance(formula, f.Same) or bool(f.constants(formula))
    return is_own or any(_compares(child) for child in f.children(formula))


def _trigger(duty: f.Duty) -> Fact:
    event = duty.trigger
    return Fact(Ms(START_MS), event.name, tuple(_sample(event, i) for i in range(len(event.args))))


def _sample(event: f.Event, i: int) -> Arg:
    """A value for the trigger's argument: its own, or one that no rule names."""
    term = event.args[i]
    if isinstance(term, f.Const):
        return term.value
    kinds = EVENTS[event.name].kinds if event.name in EVENTS else ()
    kind = kinds[i] if i < len(kinds) else getattr(term, "name", "x")
    if kind == "time_ms":
        return START_MS + 3_600_000
    return f"{kind}-1"
