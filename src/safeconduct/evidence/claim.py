"""What a pack claims. Everything in a claim follows from the logs, so that replaying them confirms or denies it."""

from typing import Literal, TypeAlias

import msgspec

from safeconduct import joint
from safeconduct.alarm.reduce import ALARMS, Room
from safeconduct.errors import BadInput
from safeconduct.joint.judgement import key_of
from safeconduct.protocol.verdict import Status, Verdict
from safeconduct.records.fact import Arg
from safeconduct.records.units import AlarmId, ClauseId, Digest, KeyId, Ms, PartyId, RecordId

from .replay import Replay

StatusName: TypeAlias = Literal["pending", "satisfied", "violated", "superseded", "within_skew"]


class VerdictClaim(msgspec.Struct, frozen=True, tag="verdict", tag_field="kind", forbid_unknown_fields=True):
    """A duty arose under a rule in force, and this became of it. `verdict` is the digest of the whole verdict."""

    verdict: Digest
    duty: AlarmId
    clause: ClauseId
    rule: Digest
    key: dict[str, Arg]
    at_ms: Ms
    due_ms: Ms
    status: StatusName


class RoomClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party's room did about an alarm: the records, and the times that they claim."""

    party: PartyId
    raised: RecordId | None
    raised_ms: Ms | None
    acknowledged: RecordId | None
    acknowledged_ms: Ms | None
    resolved: RecordId | None
    resolved_ms: Ms | None
    because: RecordId | None


class AlarmClaim(msgspec.Struct, frozen=True, tag="alarm", tag_field="kind", forbid_unknown_fields=True):
    """An alarm rang, these are the answers, and this is what the records say of the duty behind it.

    `status` is null where the records show no such duty: then the alarm was raised without cause.
    """

    alarm: AlarmId
    clause: ClauseId
    rule: Digest
    key: dict[str, Arg]
    due_ms: Ms
    status: StatusName | None
    verdict: Digest | None
    rooms: tuple[RoomClaim, ...]


class LateClaim(msgspec.Struct, frozen=True, tag="late", tag_field="kind", forbid_unknown_fields=True):
    """A record claims to be older than can be true: its time is proven to lie in the bracket."""

    record: RecordId
    type: str
    party: PartyId
    by: KeyId
    claimed_ms: Ms
    not_before_ms: Ms
    not_after_ms: Ms | None


Claimed: TypeAlias = AlarmClaim | LateClaim | VerdictClaim


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`by`: whose node made the pack. `packs`: the version of the format."""

    packs: Literal[1]
    by: PartyId
    claimed: Claimed


class Wanted(msgspec.Struct, frozen=True):
    """What somebody wants to prove: the first digits of an id are enough."""

    kind: Literal["alarm", "verdict", "record"]
    id: str


class NothingToClaim(BadInput):
    """The logs do not say what was asked for."""

    next_step = "look it up again: safeconduct log show NODE"


def find(replay: Replay, wanted: Wanted) -> Claimed:
    """The claim about the one thing whose id begins so. Raises NothingToClaim."""
    if wanted.kind == "alarm":
        return alarm_claim(replay, AlarmId(_one(wanted, list(replay.state.of(ALARMS).alarms))))
    if wanted.kind == "verdict":
        judged = [verdict for _, verdict in replay.judgement.verdicts() if verdict.status is not Status.PENDING]
        decided = {joint.verdict_digest(verdict): verdict for verdict in judged}
        return verdict_claim(replay, decided[Digest(_one(wanted, list(decided)))])
    return late_claim(replay, RecordId(_one(wanted, [placed.entry.id for placed in replay.fold.order])))


def claim_again(replay: Replay, claimed: Claimed) -> Claimed:
    """What the logs say about the same thing. Raises NothingToClaim where they say nothing of it."""
    match claimed:
        case AlarmClaim(alarm=alarm):
            return alarm_claim(replay, alarm)
        case VerdictClaim(duty=duty):
            verdict = replay.judgement.verdict(duty)
            if verdict is None:
                raise NothingToClaim("by the records of this pack no such duty arose under a rule in force")
            return verdict_claim(replay, verdict)
        case LateClaim(record=record):
            return late_claim(replay, record)


def alarm_claim(replay: Replay, alarm_id: AlarmId) -> AlarmClaim:
    """Raises NothingToClaim."""
    alarm = replay.state.of(ALARMS).alarms.get(alarm_id)
    if alarm is None:
        raise NothingToClaim(f"there is no record of an alarm {alarm_id[:12]}")
    verdict = replay.judgement.verdict(alarm_id)
    return AlarmClaim(
        alarm=alarm_id,
        clause=alarm.clause,
        rule=alarm.rule,
        key=dict(alarm.key),
        due_ms=alarm.due_ms,
        status=_status(verdict) if verdict else None,
        verdict=joint.verdict_digest(verdict) if verdict and verdict.status is not Status.PENDING else None,
        rooms=tuple(_room(party, room) for party, room in sorted(alarm.rooms.items())),
    )


def verdict_claim(replay: Replay, verdict: Verdict) -> VerdictClaim:
    """What is to be said of that duty."""
    return VerdictClaim(
        verdict=joint.verdict_digest(verdict),
        duty=joint.alarm_id(verdict),
        clause=replay.judgement.running[verdict.rule].clause,
        rule=verdict.rule,
        key=key_of(verdict),
        at_ms=Ms(verdict.at_ms),
        due_ms=Ms(verdict.due_ms),
        status=_status(verdict),
    )


def late_claim(replay: Replay, record: RecordId) -> LateClaim:
    """Raises NothingToClaim, also where the record's time is possible."""
    placed = replay.fold.find(record)
    if placed is None:
        raise NothingToClaim(f"there is no record {record[:12]}")
    bracket = replay.fold.bracket(placed)
    if not bracket.is_late_entered:
        raise NothingToClaim(f"the record {record[:12]} is not late-entered: the time that it claims is possible")
    said = placed.entry.record
    return LateClaim(
        record, said.type, said.party, said.by, said.at_ms, bracket.not_before_ms, bracket.not_after_ms
    )


def duty_of(claimed: Claimed) -> AlarmId | None:
    """The duty that the claim is about."""
    match claimed:
        case AlarmClaim(alarm=duty) | VerdictClaim(duty=duty):
            return duty
        case LateClaim():
            return None


def _room(party: PartyId, room: Room) -> RoomClaim:
    return RoomClaim(
        party=party,
        raised=room.raised,
        raised_ms=room.raised_ms,
        acknowledged=room.acknowledged.record if room.acknowledged else None,
        acknowledged_ms=room.acknowledged.at_ms if room.acknowledged else None,
        resolved=room.resolved.record if room.resolved else None,
        resolved_ms=room.resolved.at_ms if room.resolved else None,
        because=room.because,
    )


def _status(verdict: Verdict) -> StatusName:
    return verdict.status.value


def _one(wanted: Wanted, ids: list[str]) -> str:
    found = [each for each in ids if each.startswith(wanted.id.lower())]
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} {wanted.kind}s have" if found else f"there is no {wanted.kind} with"
    raise NothingToClaim(
        f"{what} an id that begins with {wanted.id!r}",
        next_step="give more digits" if found else "look it up again: safeconduct log show NODE",
    )
