"""What the parties owe each other by the clauses in force, judged by this node over all logs that it holds."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final, Literal

import msgspec

from safeconduct.accord.accord import Clause
from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS, Alarm, Room
from safeconduct.joint import Judgement, Running, alarm_id, verdict_digest
from safeconduct.joint.judgement import key_of
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.protocol.rule import Rule, Severity
from safeconduct.protocol.slots import PlaceSlot
from safeconduct.protocol.verdict import Status, Verdict
from safeconduct.records import alarm as records
from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.clause import RuleLoaded
from safeconduct.records.fact import Arg, Fact
from safeconduct.records.record import AnyBody
from safeconduct.records.units import AlarmId, ClauseId, Ms, ZoneId
from safeconduct.records.verdict import VerdictReached
from safeconduct.state.fact import Logged
from safeconduct.state.placed import Placed

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


class Foreseen(msgspec.Struct, frozen=True):
    """An alarm that our own room sees early: it rests on facts that late observations may still change."""

    alarm: AlarmId
    verdict: Verdict
    running: Running
    because: tuple[Logged, ...]


class Duties:
    """Feeds the monitor and says what must be logged of its verdicts. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, provisional: Callable[[], Sequence[Fact]]) -> None:
        """provisional: what our own watch knows and no log holds yet."""
        self._truth = truth
        self._provisional = provisional
        self._judgement = Judgement(truth.fold)
        self._unsaid: set[AlarmId] = set()
        """Duties of whose verdicts something may have to be logged still; until it is, the disk may be full."""

    def take(self, placed: Sequence[Placed]) -> None:
        """Judge what these records say."""
        self._judgement.take(placed)

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """What this node must log now: rules it runs, alarms, and verdicts that can no longer change."""
        bodies: list[AnyBody] = [
            RuleLoaded(running.clause, running.meaning)
            for running in self._judgement.in_force()
            if self._truth.state.of(ACCORD).loaded.get((running.clause, self._truth.party)) != running.meaning
        ]
        self._unsaid.update(alarm_id(verdict) for verdict in self._judgement.changed())
        known = [(duty, self._judgement.verdict(duty)) for duty in sorted(self._unsaid)]
        changed = [verdict for _, verdict in known if verdict is not None]
        broken = [verdict for verdict in changed if verdict.status is Status.VIOLATED]
        alarming = {alarm_id(each): each for each in (*self._lasting(now_ms), *broken)}
        bodies += [alarm for each in alarming.values() if (alarm := self._alarm(each)) is not None]
        bodies += [reached for each in changed if (reached := self._reached(each)) is not None]
        self._unsaid = {duty for duty, verdict in known if verdict is not None and self._is_unsaid(verdict)}
        return bodies

    def pending(self, now_ms: Ms, n_most: int) -> list[Duty]:
        """The next duties to be met, the earliest due first, so many at most."""
        return [
            Duty(self._judgement.running[verdict.rule].clause, key_of(verdict), Ms(verdict.due_ms))
            for verdict in islice(self._judgement.upcoming(now_ms), n_most)
        ]

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next duty turns overdue: one millisecond after its due, which still counts as met."""
        return next((Ms(verdict.due_ms + 1) for verdict in self._judgement.upcoming(now_ms)), None)

    def missed(self, now_ms: Ms) -> list[Verdict]:
        """Duties whose due time has passed and that no record held here meets; one may be on its way."""
        return self._judgement.missed(now_ms)

    def foreseen(self, facts: Sequence[Fact], now_ms: Ms) -> tuple[Foreseen, ...]:
        """What would ring by now if these facts of our own watch, which may still change, were sure; in no log."""
        found = self._judgement.foreseen(facts, now_ms)
        return tuple(
            Foreseen(alarm_id(verdict), verdict, self._judgement.running[verdict.rule], tuple(because))
            for verdict, because in found
            if self._judgement.running[verdict.rule].rule.severity is not Severity.NOTE
        )

    def verdict_of(self, alarm: Alarm) -> Verdict | None:
        """What the monitor says now of the duty behind that alarm."""
        return self._judgement.verdict(alarm.alarm)

    def is_provisional(self, alarm: Alarm) -> bool:
        """Whether a record that is still on its way could cure it."""
        verdict = self.verdict_of(alarm)
        return verdict is not None and verdict.status is Status.PENDING

    def rule_of(self, alarm: Alarm) -> Rule | None:
        """The rule behind that alarm."""
        running = self._judgement.running.get(alarm.rule)
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
        return self._judgement.verdicts()

    def _lasting(self, now_ms: Ms) -> list[Verdict]:
        """Missed duties for which nothing has rung here yet, without those of which our own watch knows already
        that they were met: what shows it will be logged as soon as it is sure."""
        new = [each for each in self._judgement.missed(now_ms) if self._alarm(each) is not None]
        facts = self._provisional() if new else ()
        return self._judgement.lasting(new, facts, now_ms) if facts else new

    def _is_unsaid(self, verdict: Verdict) -> bool:
        is_broken = verdict.status is Status.VIOLATED
        return (is_broken and self._alarm(verdict) is not None) or self._reached(verdict) is not None

    def _alarm(self, verdict: Verdict) -> AlarmRaised | None:
        running = self._judgement.running[verdict.rule]
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
            key=key_of(verdict),
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
            clause=self._judgement.running[verdict.rule].clause,
            rule=verdict.rule,
            duty=verdict.duty,
            key=key_of(verdict),
            anchor=verdict.anchor[:_ANCHORS_MAX],
            at_ms=Ms(verdict.at_ms),
            due_ms=Ms(verdict.due_ms),
            status=status,
            witness=verdict.witness[:_ANCHORS_MAX],
        )
