"""Alarms and how both rooms answered them."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.alarm import (
    AlarmAcknowledged,
    AlarmEscalated,
    AlarmRaised,
    AlarmResolved,
    Severity,
)
from safeconduct.records.fact import Arg, Fact
from safeconduct.records.units import AlarmId, ClauseId, Digest, KeyId, Ms, Name, PartyId, RecordId, Text
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Answer(msgspec.Struct, frozen=True):
    """An officer's act on an alarm."""

    by: KeyId
    at_ms: Ms
    note: Text
    record: RecordId


class Room(msgspec.Struct, frozen=True):
    """What one party's control room did about an alarm."""

    raised_ms: Ms | None = None
    raised: RecordId | None = None
    acknowledged: Answer | None = None
    escalated: Answer | None = None
    escalated_to: Name | None = None
    resolved: Answer | None = None
    because: RecordId | None = None


class Alarm(msgspec.Struct, frozen=True):
    """One alarm, the same in both rooms."""

    alarm: AlarmId
    severity: Severity
    clause: ClauseId
    rule: Digest
    key: tuple[tuple[str, Arg], ...]
    anchor: tuple[RecordId, ...]
    due_ms: Ms
    rooms: immutables.Map[PartyId, Room] = immutables.Map()

    @property
    def is_resolved(self) -> bool:
        """Whether either room has resolved it."""
        return any(room.resolved for room in self.rooms.values())


class Alarms(msgspec.Struct, frozen=True):
    """Every alarm ever raised."""

    alarms: immutables.Map[AlarmId, Alarm] = immutables.Map()

    def open(self) -> list[Alarm]:
        """Those that still need an answer, the earliest due first."""
        waiting = [alarm for alarm in self.alarms.values() if not alarm.is_resolved]
        return sorted(waiting, key=lambda alarm: (alarm.due_ms, alarm.alarm))


def _reduce(alarms: Alarms, placed: Placed, parties: Parties) -> Alarms | Refusal:
    record, body = placed.entry.record, placed.entry.record.body
    if isinstance(body, AlarmRaised):
        return _raised(alarms, placed, body)
    if not isinstance(body, AlarmAcknowledged | AlarmEscalated | AlarmResolved):
        return Refusal("not about alarms")
    alarm = alarms.alarms.get(body.alarm)
    if alarm is None:
        return Refusal("nobody has raised that alarm")
    room = alarm.rooms.get(record.party, Room())
    match body:
        case AlarmAcknowledged(note=note):
            answer = Answer(record.by, record.at_ms, note, placed.entry.id)
            if room.acknowledged is None:  # the first answer counts; later ones add nothing
                room = msgspec.structs.replace(room, acknowledged=answer)
        case AlarmEscalated(to=to, reason=reason):
            answer = Answer(record.by, record.at_ms, reason, placed.entry.id)
            room = msgspec.structs.replace(room, escalated=answer, escalated_to=to)
        case AlarmResolved(because=because, note=note):
            answer = Answer(record.by, record.at_ms, note, placed.entry.id)
            room = msgspec.structs.replace(room, resolved=answer, because=because)
    return _with_room(alarms, alarm, record.party, room)


def _raised(alarms: Alarms, placed: Placed, body: AlarmRaised) -> Alarms:
    record = placed.entry.record
    alarm = alarms.alarms.get(body.alarm) or Alarm(
        alarm=body.alarm,
        severity=body.severity,
        clause=body.clause,
        rule=body.rule,
        key=tuple(sorted(body.key.items())),
        anchor=body.anchor,
        due_ms=body.due_ms,
    )
    room = alarm.rooms.get(record.party, Room())
    room = msgspec.structs.replace(room, raised_ms=record.at_ms, raised=placed.entry.id)
    return _with_room(alarms, alarm, record.party, room)


def _with_room(alarms: Alarms, alarm: Alarm, party: PartyId, room: Room) -> Alarms:
    alarm = msgspec.structs.replace(alarm, rooms=alarm.rooms.set(party, room))
    return Alarms(alarms.alarms.set(alarm.alarm, alarm))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    record = placed.entry.record
    match record.body:
        case AlarmRaised(alarm=alarm):
            return (Fact(record.at_ms, "alarm_raised", (alarm,)),)
        case AlarmAcknowledged(alarm=alarm):
            return (Fact(record.at_ms, "alarm_acknowledged", (alarm, record.party)),)
        case AlarmEscalated(alarm=alarm):
            return (Fact(record.at_ms, "alarm_escalated", (alarm,)),)
        case AlarmResolved(alarm=alarm):
            return (Fact(record.at_ms, "alarm_resolved", (alarm,)),)
        case _:
            return ()


ALARMS: Final = Reducer(
    "alarms",
    Alarms(),
    frozenset({AlarmRaised.TYPE, AlarmAcknowledged.TYPE, AlarmEscalated.TYPE, AlarmResolved.TYPE}),
    _reduce,
    _facts,
)
