"""How records change meetings."""

from typing import Final

import msgspec

from safeconduct.records.fact import Fact
from safeconduct.records.meeting import (
    ActionDone,
    MeetingAnswered,
    MeetingAttended,
    MeetingCalled,
    MeetingCancelled,
    MinutesDrafted,
    MinutesSigned,
    Taken,
)
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .meeting import Meeting, Meetings, Reply, Signature, Undertaking


def _reduce(meetings: Meetings, placed: Placed, parties: Parties) -> Meetings | Refusal:
    record, body = placed.entry.record, placed.entry.record.body
    if isinstance(body, ActionDone):
        return _done(meetings, placed, body)
    if isinstance(body, MeetingCalled):
        changed = _called(meetings.meetings.get(body.meeting), placed, body)
        return changed if isinstance(changed, Refusal) else _with(meetings, changed)
    if not isinstance(body, MeetingCancelled | MeetingAnswered | MeetingAttended | MinutesDrafted | MinutesSigned):
        return Refusal("not about meetings")
    meeting = meetings.meetings.get(body.meeting)
    if meeting is None:
        return Refusal(f"nobody has called the meeting {body.meeting}")
    if meeting.cancelled is not None:
        return Refusal(f"the meeting {body.meeting} is cancelled")
    match body:
        case MeetingCancelled(reason=reason):
            if record.party != meeting.called_by:
                return Refusal(f"only {meeting.called_by} can cancel this meeting: it called it")
            return _with(meetings, msgspec.structs.replace(meeting, cancelled=reason))
        case MeetingAnswered(call=call, answer=answer, note=note):
            if call != meeting.call_id:
                return Refusal("the call that was answered is not the one that stands")
            reply = Reply(call, answer, record.by, record.at_ms, note)
            return _with(
                meetings, msgspec.structs.replace(meeting, replies=meeting.replies.set(record.party, reply))
            )
        case MeetingAttended(people=people):
            attendance = meeting.attendance.set(record.party, people)
            return _with(meetings, msgspec.structs.replace(meeting, attendance=attendance))
        case MinutesDrafted():
            return _drafted(meetings, meeting, placed, body)
        case MinutesSigned():
            return _signed(meetings, meeting, placed, body)


def _called(before: Meeting | None, placed: Placed, body: MeetingCalled) -> Meeting | Refusal:
    record = placed.entry.record
    if body.ends_ms <= body.begins_ms:
        return Refusal("a meeting ends after it begins")
    if before is None:
        return Meeting(body.meeting, record.party, body, placed.entry.id, record.at_ms)
    if before.called_by != record.party:
        return Refusal(f"only {before.called_by} can change this meeting: it called it")
    if before.cancelled is not None:
        return Refusal(f"the meeting {body.meeting} is cancelled; call another one")
    return msgspec.structs.replace(
        before, call=body, call_id=placed.entry.id, called_ms=record.at_ms, sequence=before.sequence + 1
    )


def _drafted(meetings: Meetings, meeting: Meeting, placed: Placed, body: MinutesDrafted) -> Meetings | Refusal:
    drafted = msgspec.structs.replace(
        meeting, draft=body, draft_id=placed.entry.id, drafted_by=placed.entry.record.party
    )
    actions = drafted.actions()
    names = [action.action for action in actions]
    if len(set(names)) != len(names):
        return Refusal("two actions of these minutes have one name")
    for name in names:
        known = meetings.actions.get(name)
        if known is not None and known.meeting != meeting.meeting:
            return Refusal(f"another meeting already has an action {name}")
    return _with(meetings, drafted)


def _signed(meetings: Meetings, meeting: Meeting, placed: Placed, body: MinutesSigned) -> Meetings | Refusal:
    record = placed.entry.record
    if meeting.draft is None or body.draft != meeting.draft_id:
        return Refusal("the draft that was signed is not the one that stands")
    own = [action for action in meeting.actions() if action.owner == record.party]
    if body.takes != tuple(Taken(action.action, action.due_ms) for action in own):
        return Refusal("the signature takes on other actions than the draft gives to " + record.party)
    if any(each.line > len(meeting.draft.lines) for each in body.reservations):
        return Refusal("a reservation on a line that the minutes do not have")
    signature = Signature(body.draft, record.by, record.at_ms, body.reservations)
    actions = meetings.actions
    for action in own:
        known = actions.get(action.action)
        done = (known.done_ms, known.done_note) if known else (None, action.text[:0])
        undertaking = Undertaking(action.action, meeting.meeting, action.owner, action.text, action.due_ms, *done)
        actions = actions.set(action.action, undertaking)
    signed = msgspec.structs.replace(meeting, signatures=meeting.signatures.set(record.party, signature))
    return msgspec.structs.replace(_with(meetings, signed), actions=actions)


def _done(meetings: Meetings, placed: Placed, body: ActionDone) -> Meetings | Refusal:
    record = placed.entry.record
    action = meetings.actions.get(body.action)
    if action is None:
        return Refusal(f"nobody has taken on the action {body.action}")
    if action.owner != record.party:
        return Refusal(f"the action {body.action} is that of {action.owner}")
    if action.done_ms is not None:
        return Refusal(f"the action {body.action} is done already")
    done = msgspec.structs.replace(action, done_ms=record.at_ms, done_note=body.note)
    return msgspec.structs.replace(meetings, actions=meetings.actions.set(body.action, done))


def _with(meetings: Meetings, meeting: Meeting) -> Meetings:
    return msgspec.structs.replace(meetings, meetings=meetings.meetings.set(meeting.meeting, meeting))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """An action binds from its owner's signature on, and counts as done from its owner's word on."""
    at_ms = placed.entry.record.at_ms
    match placed.entry.record.body:
        case MinutesSigned(takes=takes):
            return tuple(Fact(at_ms, "action_taken", (each.action, each.due_ms)) for each in takes)
        case ActionDone(action=action):
            return (Fact(at_ms, "action_done", (action,)),)
        case _:
            return ()


MEETINGS: Final = Reducer(
    "meetings",
    Meetings(),
    frozenset(
        {
            ActionDone.TYPE,
            MeetingAnswered.TYPE,
            MeetingAttended.TYPE,
            MeetingCalled.TYPE,
            MeetingCancelled.TYPE,
            MinutesDrafted.TYPE,
            MinutesSigned.TYPE,
        }
    ),
    _reduce,
    _facts,
)
