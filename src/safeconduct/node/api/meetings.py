"""Meetings, minutes and actions as data, and a meeting as an invitation."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.exports.calendar import invitation
from safeconduct.meeting.meeting import Meeting
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.node.node import Node
from safeconduct.records.units import MeetingId

from .guard import AnyRequest, node_of, officer_of


@get("/api/meetings")
async def meetings(request: AnyRequest) -> list[dict[str, object]]:
    """Every meeting with its answers, its attendance and its minutes, by when it begins."""
    officer_of(request)
    node = node_of(request)
    return [_told(meeting, node) for meeting in node.truth.state.of(MEETINGS).by_time()]


@get("/api/actions")
async def actions(request: AnyRequest) -> list[dict[str, object]]:
    """What was taken on at meetings and is not done yet, the earliest due first."""
    officer_of(request)
    node = node_of(request)
    now_ms = node.clock.now_ms()
    return [
        {
            "id": each.action,
            "meeting": each.meeting,
            "owner": each.owner,
            "text": each.text,
            "due_ms": each.due_ms,
            "is_overdue": each.is_overdue(now_ms),
        }
        for each in node.truth.state.of(MEETINGS).open_actions()
    ]


@get("/api/meetings/{meeting:str}/invitation.ics")
async def calendar(request: AnyRequest, meeting: FromPath[str]) -> Response[bytes]:
    """The call as iCalendar (RFC 5545, 5546): a request, its update, or its cancellation."""
    officer_of(request)
    known = node_of(request).truth.state.of(MEETINGS).meetings.get(MeetingId(meeting))
    if known is None:
        raise BadInput(f"there is no meeting {meeting!r}", next_step="see: safeconduct meeting show")
    headers = {"content-disposition": f'attachment; filename="{known.meeting}.ics"'}
    return Response(invitation(known), media_type="text/calendar", headers=headers)


def _told(meeting: Meeting, node: Node) -> dict[str, object]:
    call, parties = meeting.call, node.truth.parties
    replies = {party: meeting.reply(party) for party in sorted(parties)}
    return {
        "id": meeting.meeting,
        "title": call.title,
        "place": call.place,
        "begins_ms": call.begins_ms,
        "ends_ms": call.ends_ms,
        "called_by": meeting.called_by,
        "call": meeting.call_id,
        "sequence": meeting.sequence,
        "cancelled": meeting.cancelled,
        "agenda": [{"kind": item.kind, "title": item.title, "about": item.about} for item in call.agenda],
        "answers": {party: reply.answer if reply else None for party, reply in replies.items()},
        "attendance": {party: list(people) for party, people in sorted(meeting.attendance.items())},
        "draft": meeting.draft_id,
        "lines": list(meeting.draft.lines) if meeting.draft else [],
        "unsigned": list(meeting.unsigned(parties)) if meeting.draft else [],
        "reservations": {
            party: list(signature.reservations)
            for party in sorted(parties)
            if (signature := meeting.signature(party)) is not None
        },
    }


HANDLERS = (meetings, actions, calendar)
