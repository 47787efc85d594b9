"""Trying rules on small made-up timelines: the tool behind every analysis before signing.

Facts are drawn from the rules' own events, at the ends of the rules' own intervals and just beside them, about
one sample thing of each kind. What is found is a timeline that the judge has judged; what is not found within
the limit is not proven impossible, and is reported as such.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, product
from typing import Final

from safeconduct.records.units import Origin, RecordId
from safeconduct.state.fact import Fact

from . import formula as f
from .binding import Trigger, bind
from .compiled import compile_formula
from .judge import FAR, Proof, Row, Truth, View, Worth
from .lexicon import Lexicon
from .nodes import Node
from .rule import Rule
from .samples import AGREED, START, TICK_MS, counts_of, kinds_of, sample, sample_fact
from .skew import interval_ends

TRIES_MAX: Final = 12_000
SIZE_MAX: Final = 4

Outcome = tuple[int, int, int, tuple[Worth, ...]]
"""Which rule, which of its duties, the trigger's tick, the key."""


class Trial:
    """Several rules, judged together on made-up facts."""

    def __init__(self, rules: Sequence[Rule], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.duties = [(r, d, duty) for r, rule in enumerate(rules) for d, duty in enumerate(rule.duties)]
        self._keys: dict[str, Worth] = {
            term.name: sample(kind, 0, lexicon)
            for _, _, duty in self.duties
            for term, kind in zip(f.arguments(duty.trigger), kinds_of(duty.trigger), strict=True)
            if isinstance(term, f.Var)
        }
        self._spans = [(_tick(rule.from_ms, -FAR), _tick(rule.to_ms, FAR)) for rule in rules]
        self._triggers = [Trigger(duty.trigger) for _, _, duty in self.duties]
        self._compiled = [
            (
                compile_formula(duty.guard, TICK_MS) if duty.guard else None,
                compile_formula(duty.must, TICK_MS),
                compile_formula(duty.until, TICK_MS) if duty.until else None,
            )
            for _, _, duty in self.duties
        ]

    def outcomes(self, facts: Sequence[Fact]) -> dict[Outcome, Truth]:
        """What each duty that arises is worth when exactly these facts happen."""
        rows = [
            Row(fact.name, fact.args, Proof(fact.t_ms, Origin("log"), seq, RecordId(f"r{seq}")))
            for seq, fact in enumerate(sorted(facts))
        ]
        view = View(FAR - 1)
        for row in rows:
            view.add(row)
        found: dict[Outcome, Truth] = {}
        ready = zip(self.duties, self._triggers, self._compiled, strict=True)
        for (r, d, duty), trigger, (guard, must, until) in ready:
            for row in rows:
                env = bind(trigger, row)
                t = row.proof.t
                if env is None or (guard and guard.value(view, t, env).truth is not Truth.TRUE):
                    continue
                truth = must.value(view, t, env).truth
                if until and truth is not Truth.TRUE and self._is_replaced(until, must.due(t, env), t, view, env):
                    continue
                found[(r, d, t, tuple(env[n] for n in f.key_names(duty.trigger)))] = truth
        return found

    def _is_replaced(self, until: Node, due: int, t: int, view: View, env: dict[str, Worth]) -> bool:
        return any(until.value(view, later, env).truth is Truth.TRUE for later in view.times if t < later <= due)

    def arises_in_span(self, rule: int) -> bool:
        """Whether the rule's span holds any moment at all."""
        return self._spans[rule][0] < self._spans[rule][1]

    def trigger(self, number: int) -> Fact:
        """A sample trigger of the duty with this number, at START."""
        return self._fact(self.duties[number][2].trigger, START, 1)

    def find(
        self, given: Sequence[Fact], wanted: Callable[[dict[Outcome, Truth]], bool]
    ) -> tuple[Fact, ...] | None:
        """The fewest further facts with which what is wanted holds; None when no try within the limit did."""
        pool, n_tries = list(self._pool(given)), 0
        for size in range(SIZE_MAX):
            for chosen in combinations(pool, size):
                n_tries += 1
                facts = (*given, *(fact for bundle in chosen for fact in bundle))
                if wanted(self.outcomes(facts)):
                    return tuple(sorted(facts))
                if n_tries >= TRIES_MAX:
                    return None
        return None

    def _pool(self, given: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
        atoms = dict.fromkeys(e for _, _, duty in self.duties for part in f.whole(duty) for e in f.events(part))
        counts = counts_of(part for _, _, duty in self.duties for part in f.whole(duty))
        seen: set[tuple[Fact, ...]] = set()
        for t, event, n in product(self._times(), atoms, counts):
            bundle = tuple(dict.fromkeys(self._fact(event, t, i + 1) for i in range(n)))
            if bundle not in seen and not set(bundle) <= set(given):
                seen.add(bundle)
                yield bundle

    def _fact(self, event: f.Event, t: int, i: int) -> Fact:
        return sample_fact(event, t, i, self._keys, self._lexicon)

    def _times(self) -> list[int]:
        """Interval ends first, then the ticks beside them."""
        ends = {0, 1, -1}
        for _, _, duty in self.duties:
            for part in f.whole(duty):
                ends |= set(interval_ends(part, TICK_MS))
                if any(isinstance(term, f.Var) and term.name == "time_ms" for term in duty.trigger.args):
                    ends |= {end + AGREED for end in interval_ends(part, TICK_MS)}
        beside = {end + step for end in ends for step in (-1, 1)} - ends
        order = [*sorted(ends, key=lambda e: (abs(e), e)), *sorted(beside, key=lambda e: (abs(e), e))]
        return [START + end for end in order if START + end >= 0]


def _tick(ms: int | None, otherwise: int) -> int:
    return otherwise if ms is None else ms // TICK_MS
