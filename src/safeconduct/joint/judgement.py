"""The rules in force, judged over a fold: the same logs give the same verdicts, at a node and in a pack."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from safeconduct.protocol import formula
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.rule import Rule
from safeconduct.protocol.verdict import Verdict
from safeconduct.records.fact import Arg, Fact
from safeconduct.records.units import INT_MAX, AlarmId, Digest, Ms, Origin, RecordId
from safeconduct.state.fact import Complete, Logged
from safeconduct.state.fold import Fold
from safeconduct.state.placed import Placed
from safeconduct.wire import canonical

from .domains import judged
from .force import CHANGES_FORCE, Running, running_of

_NOWHERE: Final = Origin("nobody/foreseen/1")
"""Stands for the log that facts would be in."""


class Judgement:
    """Follows a fold that grows. Call `take` with all that was placed, after each `fold.add` or a few."""

    def __init__(self, fold: Fold) -> None:
        self._fold = fold
        self._counted: dict[RecordId, bool] = {}
        self._running: dict[Digest, Running] = {}
        self._verdicts: dict[AlarmId, Verdict] = {}
        self._changed: set[AlarmId] = set()
        self._logs: tuple[Origin, ...] = ()
        self._restarts = fold.restarts
        self._monitor = Monitor((), ())
        self.take(fold.order)

    @property
    def running(self) -> Mapping[Digest, Running]:
        """Every rule that is or was in force, by its digest."""
        return self._running

    @property
    def watermark_ms(self) -> int:
        """All logs are complete up to here; -1 before each has promised something. What is due later may change."""
        return self._monitor.watermark

    @property
    def excluded(self) -> tuple[RecordId, ...]:
        """Records dated back behind an earlier promise of their own log: they never count."""
        return self._monitor.logs.excluded

    def complete_to_ms(self, log: Origin) -> int:
        """How far that log has promised to be complete, by its heartbeats; -1 without one."""
        return self._monitor.logs.complete_to_ms(log)

    def take(self, placed: Sequence[Placed]) -> None:
        """Judge what these records say."""
        if not placed:
            return
        if self._must_start_over(placed):
            self._restart()
        else:
            self._feed(placed)
            if any(isinstance(each.entry.record.body, CHANGES_FORCE) for each in placed):
                self._load(running_of(self._fold.order, self._fold.state))
        self._note()

    def in_force(self) -> list[Running]:
        """The protocol clauses that are in force now."""
        return [running for running in self._running.values() if running.is_in_force]

    def verdict(self, duty: AlarmId) -> Verdict | None:
        """What is said of that duty now."""
        verdict = self._verdicts.get(duty)
        return verdict if verdict is not None and self._counts(verdict) else None

    def verdicts(self) -> list[tuple[Running, Verdict]]:
        """Everything that has been judged, by time."""
        known = sorted(self._verdicts.items(), key=lambda item: (item[1].at_ms, item[0]))
        return [(self._running[each.rule], each) for _, each in known if self._counts(each)]

    def changed(self) -> list[Verdict]:
        """Verdicts that are new or differ since the last call."""
        changed, self._changed = sorted(self._changed), set()
        return [verdict for duty in changed if (verdict := self.verdict(duty)) is not None]

    def upcoming(self, after_ms: Ms) -> Iterator[Verdict]:
        """Duties still open and due at `after_ms` or later, by due: who takes the first few walks only a few."""
        return (verdict for verdict in self._monitor.upcoming(after_ms) if self._counts(verdict))

    def missed(self, now_ms: Ms) -> list[Verdict]:
        """Duties whose due has passed by this clock and that no record held here meets: provisional, one may be
        on its way."""
        return [verdict for verdict in self._monitor.missed(now_ms) if self._counts(verdict)]

    def foreseen(self, facts: Sequence[Fact], now_ms: Ms) -> list[tuple[Verdict, list[Logged]]]:
        """Duties that would be missed by now if these facts, which no log holds yet and which may change, were
        logged as they are. Each with those of the facts that created it. Rules that none of them concerns are left
        out. Costs as much as to add those rules anew."""
        names = {fact.name for fact in facts}
        rules = [each for each in self._running.values() if each.is_in_force and names & _heeded(each.rule)]
        items = [Logged(RecordId(f"{n:064x}"), _NOWHERE, n, fact) for n, fact in enumerate(facts)]
        known = {item.id: item for item in items}
        return [
            (verdict, [known[record] for record in verdict.anchor if record in known])
            for verdict in (self._supposing(items, rules).missed(now_ms) if rules else ())
            if self._counts(verdict) and self.verdict(alarm_id(verdict)) is None
        ]

    def lasting(self, missed: Sequence[Verdict], facts: Sequence[Fact], now_ms: Ms) -> list[Verdict]:
        """Those of the missed duties that would be missed too if these facts were logged as they are."""
        digests = {verdict.rule for verdict in missed}
        items = [Logged(RecordId(f"{n:064x}"), _NOWHERE, n, fact) for n, fact in enumerate(facts)]
        supposed = self._supposing(items, [self._running[digest] for digest in sorted(digests)])
        left = {alarm_id(verdict) for verdict in supposed.missed(now_ms)}
        return [verdict for verdict in missed if alarm_id(verdict) in left]

    def _supposing(self, items: Sequence[Logged], rules: Sequence[Running]) -> Monitor:
        """A monitor for these rules that has also heard of these facts."""
        monitor = Monitor((), (_NOWHERE,))
        monitor.counted = list(self._monitor.counted)
        monitor.feed(items)
        for running in rules:
            monitor.add_rule(running.rule, running.spans[0].from_ms)
        return monitor

    def _counts(self, verdict: Verdict) -> bool:
        return self._running[verdict.rule].covers(verdict.at_ms)

    def _must_start_over(self, placed: Sequence[Placed]) -> bool:
        """A new log, one that ended, or a record slower than others that changes whether an old one counts."""
        if tuple(sorted(self._fold.state.sizes)) != self._logs or self._restarts != self._fold.restarts:
            return True
        refused = self._fold.state.refused
        first = min(each.position for each in placed)
        order = self._fold.order
        again = order[bisect_left(order, first, key=lambda each: each.position) :]
        return any(
            self._counted.get(each.entry.id, counts) != counts
            for each in again
            for counts in [each.entry.id not in refused]
        )

    def _restart(self) -> None:
        self._logs = tuple(sorted(self._fold.state.sizes))
        self._restarts = self._fold.restarts
        self._monitor = Monitor((), self._logs)
        self._counted.clear()
        self._running.clear()
        self._verdicts.clear()
        self._feed(self._fold.order)
        self._let_go()
        self._load(running_of(self._fold.order, self._fold.state))

    def _feed(self, placed: Iterable[Placed]) -> None:
        state = self._fold.state
        items: list[Logged | Complete] = []
        for each in placed:
            self._counted[each.entry.id] = each.entry.id not in state.refused
            items.extend(judged(each, state))
        self._monitor.feed(items)
        for log in self._logs:
            self._monitor.held(log, self._fold.placed(log) - 1)

    def _let_go(self) -> None:
        """Nothing waits for a closed log: as far as it counts it is complete for good."""
        for log, closed in self._fold.state.parties.closed.items():
            if log in self._logs and self._fold.placed(log) >= closed.size:
                self._monitor.feed([Complete(log, closed.size, Ms(INT_MAX))])
                self._monitor.held(log, closed.size)

    def _load(self, running: Mapping[Digest, Running]) -> None:
        """Bring the monitor in line with what is in force. It judges from a rule's first span on; what lies
        in no span is left out here, so that a rule can be suspended and agreed again."""
        for digest, now in running.items():
            before = self._running.get(digest)
            if before is not None and now.spans[0].from_ms < before.spans[0].from_ms:
                self._restart()
                return
        for digest, now in running.items():
            before = self._running.get(digest)
            if before is None:
                self._monitor.add_rule(now.rule, now.spans[0].from_ms)
            elif before.spans != now.spans:
                self._changed.update(duty for duty, each in self._verdicts.items() if each.rule == digest)
            self._running[digest] = now

    def _note(self) -> None:
        for verdict in self._monitor.changes():
            self._verdicts[alarm_id(verdict)] = verdict
            self._changed.add(alarm_id(verdict))
        for verdict in self._monitor.dropped():
            self._verdicts.pop(alarm_id(verdict), None)


def _heeded(rule: Rule) -> frozenset[str]:
    """Names of the facts that the rule speaks of."""
    parts = [part for duty in rule.duties for part in formula.whole(duty)]
    return frozenset(event.name for part in parts for event in formula.events(part))


def alarm_id(verdict: Verdict) -> AlarmId:
    """Names the duty, the same on every node, whatever has become of it."""
    duty = {"rule": verdict.rule, "duty": verdict.duty, "at_ms": verdict.at_ms, "key": key_of(verdict)}
    return AlarmId(canonical.digest(duty))


def verdict_digest(verdict: Verdict) -> Digest:
    """Names a verdict: its canonical bytes are the same on every node."""
    return Digest(canonical.digest(verdict))


def key_of(verdict: Verdict) -> dict[str, Arg]:
    """Which vehicle, which movement."""
    return {bound.name: bound.value for bound in verdict.key}
