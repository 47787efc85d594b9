"""What the parties owe each other by the clauses in force, judged by this node over all logs that it holds."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from safeconduct import joint
from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS, Alarm, Room
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.protocol.rule import Rule, Severity, load_rule, rule_digest
from safeconduct.protocol.slots import PlaceSlot
from safeconduct.protocol.verdict import Status, Verdict
from safeconduct.records import alarm as records
from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.clause import ProtocolContent, RuleLoaded
from safeconduct.records.fact import Arg
from safeconduct.records.record import AnyBody
from safeconduct.records.units import AlarmId, ClauseId, Digest, Ms, Origin, RecordId, ZoneId
from safeconduct.records.verdict import VerdictReached
from safeconduct.state.placed import Placed
from safeconduct.wire import canonical

from .truth import Truth

_ANCHORS_MAX: Final = 100
_SEVERITY: Final[Mapping[Severity, records.Severity]] = {
    Severity.NOTE: "note",
    Severity.ALARM: "alarm",
    Severity.STOP: "stop",
}
_FINAL: Final[Mapping[Status, Literal["satisfied", "violated", "superseded"]]] = {
    Status.SATISFIED: "satisfied",
    Status.VIOLATED: "violated",
    Status.SUPERSEDED: "superseded",
}


class Duty(msgspec.Struct, frozen=True):
    """Something that somebody must still do."""

    clause: ClauseId
    key: Mapping[str, Arg]
    due_ms: Ms


class Running(msgspec.Struct, frozen=True):
    """A clause that is judged now."""

    clause: ClauseId
    meaning: Digest
    rule: Rule


class Duties:
    """Feeds the monitor and says what must be logged of its verdicts. `Node` calls it under the lock."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._fed: dict[RecordId, bool] = {}
        self._running: dict[Digest, Running] = {}
        self._verdicts: dict[AlarmId, Verdict] = {}
        self._logged: set[Digest] = set()
        self._unlogged: dict[AlarmId, Verdict] = {}
        self._logs: tuple[Origin, ...] = ()
        self._monitor = Monitor((), ())
        self.take(truth.fold.order)

    def take(self, placed: Sequence[Placed]) -> None:
        """Judge what these records say."""
        if not placed:
            return
        if self._must_start_over(placed):
            self._restart()
        else:
            self._feed(placed)
        self._load()
        for verdict in self._monitor.changes():
            self._verdicts[alarm_id(verdict)] = self._unlogged[alarm_id(verdict)] = verdict

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """What this node must log now: rules it runs, alarms, and verdicts that can no longer change."""
        bodies: list[AnyBody] = [
            RuleLoaded(running.clause, running.meaning)
            for running in self._running.values()
            if self._truth.state.of(ACCORD).loaded.get((running.clause, self._truth.party)) != running.meaning
        ]
        changed, self._unlogged = list(self._unlogged.values()), {}
        broken = [verdict for verdict in changed if verdict.status is Status.VIOLATED]
        alarming = {alarm_id(each): each for each in (*self._monitor.late(now_ms), *broken)}
        bodies += [alarm for each in alarming.values() if (alarm := self._alarm(each)) is not None]
        bodies += [reached for each in changed if (reached := self._reached(each)) is not None]
        return bodies

    def pending(self, now_ms: Ms) -> list[Duty]:
        """Duties still to be met, the earliest due first."""
        ahead = [
            Duty(self._running[verdict.rule].clause, _key(verdict), Ms(verdict.due_ms))
            for verdict in self._monitor.pending()
            if verdict.due_ms >= now_ms
        ]
        return sorted(ahead, key=lambda duty: duty.due_ms)

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next duty turns overdue: one millisecond after its due, which still counts as met."""
        dues = [verdict.due_ms for verdict in self._monitor.pending() if verdict.due_ms >= now_ms]
        return Ms(min(dues) + 1) if dues else None

    def verdict_of(self, alarm: Alarm) -> Verdict | None:
        """What the monitor says now of the duty behind that alarm."""
        return self._verdicts.get(alarm.alarm)

    def is_provisional(self, alarm: Alarm) -> bool:
        """Whether a record that is still on its way could cure it."""
        verdict = self.verdict_of(alarm)
        return verdict is not None and verdict.status is Status.PENDING

    def rule_of(self, alarm: Alarm) -> Rule | None:
        """The rule behind that alarm, while it runs."""
        running = self._running.get(alarm.rule)
        return running.rule if running else None

    def clause_of(self, alarm: Alarm) -> Clause | None:
        """The clause behind that alarm, as it stands now."""
        return self._truth.state.of(ACCORD).clauses.get(alarm.clause)

    def zone_of(self, alarm: Alarm) -> ZoneId | None:
        """The one place that the rule behind that alarm names."""
        rule = self.rule_of(alarm)
        places = [slot.value.zone for slot in rule.slots if isinstance(slot.value, PlaceSlot)] if rule else []
        return places[0] if len(places) == 1 else None

    def verdicts(self) -> list[tuple[Running, Verdict]]:
        """Everything that the monitor has judged, by time."""
        known = sorted(self._verdicts.values(), key=lambda verdict: (verdict.at_ms, alarm_id(verdict)))
        return [(self._running[verdict.rule], verdict) for verdict in known]

    def _must_start_over(self, placed: Sequence[Placed]) -> bool:
        """A new log, or a record slower than others that changes whether an old one counts."""
        if tuple(sorted(self._truth.state.sizes)) != self._logs:
            return True
        refused = self._truth.state.refused
        again = self._truth.fold.order[self._truth.fold.stepped_from :]
        return any(
            self._fed.get(each.entry.id, counts) != counts
            for each in again
            for counts in [each.entry.id not in refused]
        )

    def _restart(self) -> None:
        self._logs = tuple(sorted(self._truth.state.sizes))
        self._monitor = Monitor((), self._logs)
        self._fed.clear()
        self._running.clear()
        self._feed(self._truth.fold.order)

    def _feed(self, placed: Sequence[Placed]) -> None:
        state = self._truth.state
        for each in placed:
            self._fed[each.entry.id] = each.entry.id not in state.refused
        self._monitor.feed([item for each in placed for item in joint.judged(each, state)])
        for log in self._logs:
            self._monitor.held(log, self._truth.fold.placed(log) - 1)

    def _load(self) -> None:
        """Bring the monitor in line with the clauses in force."""
        in_force: dict[Digest, Running] = {}
        for clause in self._truth.state.of(ACCORD).in_force(self._truth.parties):
            since_ms = clause.in_force_since(self._truth.parties)
            if isinstance(clause.content, ProtocolContent) and since_ms is not None:
                rule = load_rule(clause.content.rule.encode())
                digest = rule_digest(rule)
                in_force[digest] = Running(clause.clause, clause.meaning, rule)
                if digest not in self._running:
                    self._running[digest] = in_force[digest]
                    self._monitor.add_rule(rule, since_ms)

    def _alarm(self, verdict: Verdict) -> AlarmRaised | None:
        running = self._running[verdict.rule]
        alarm = alarm_id(verdict)
        known = self._truth.state.of(ALARMS).alarms.get(alarm)
        room = known.rooms.get(self._truth.party, Room()) if known else Room()
        if room.raised is not None or running.rule.severity is Severity.NOTE:
            return None
        return AlarmRaised(
            alarm=alarm,
            severity=_SEVERITY[running.rule.severity],
            clause=running.clause,
            rule=verdict.rule,
            key=_key(verdict),
            anchor=verdict.anchor[:_ANCHORS_MAX],
            due_ms=Ms(verdict.due_ms),
        )

    def _reached(self, verdict: Verdict) -> VerdictReached | None:
        status = _FINAL.get(verdict.status)
        if verdict.witness is None or status is None:
            return None
        digest = verdict_digest(verdict)
        judged = self._truth.state.of(VERDICTS).verdicts.get(digest)
        if judged is not None and self._truth.party in judged.by:
            return None
        return VerdictReached(
            verdict=digest,
            clause=self._running[verdict.rule].clause,
            rule=verdict.rule,
            duty=verdict.duty,
            key=_key(verdict),
            anchor=verdict.anchor[:_ANCHORS_MAX],
            at_ms=Ms(verdict.at_ms),
            due_ms=Ms(verdict.due_ms),
            status=status,
            witness=verdict.witness[:_ANCHORS_MAX],
        )


def alarm_id(verdict: Verdict) -> AlarmId:
    """The same on every node: a digest of which duty it is, whatever has become of it."""
    duty = {"rule": verdict.rule, "duty": verdict.duty, "at_ms": verdict.at_ms, "key": _key(verdict)}
    return AlarmId(canonical.digest(duty))


def verdict_digest(verdict: Verdict) -> Digest:
    """Names a verdict: its canonical bytes are the same on every node."""
    return Digest(canonical.digest(verdict))


def _key(verdict: Verdict) -> dict[str, Arg]:
    return {bound.name: bound.value for bound in verdict.key}
