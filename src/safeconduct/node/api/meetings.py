"""Meetings, minutes and actions as data, and a meeting as an invitation."""

from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.errors import BadInput, Denied
from safeconduct.exports.agenda import agenda_file, check_agenda
from safeconduct.exports.calendar import invitation, read_reply
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
    parties = node_of(request).truth.parties
    return Response(invitation(known, parties), media_type="text/calendar", headers=headers)


@post("/api/meetings/reply", status_code=200)
async def reply(request: AnyRequest) -> dict[str, object]:
    """A calendar's reply (its bytes as the body): the body of `meeting.answered/1`, for the officer to see and
    sign. A calendar signs nothing, so only our own party's answer is taken from one."""
    officer_of(request)
    node = node_of(request)
    said = read_reply(await request.body(), node.truth.state.of(MEETINGS), sorted(node.truth.parties))
    if said.party != node.config.party:
        raise Denied(f"{said.party} answers in its own log", f"have an officer of {said.party} sign it there")
    return {"meeting": said.meeting, "call": said.call, "answer": said.answer, "note": ""}


@get("/api/meetings/{meeting:str}/agenda.json")
async def agenda(request: AnyRequest, meeting: FromPath[str]) -> Response[bytes]:
    """The call as a file to carry."""
    officer_of(request)
    known = node_of(request).truth.state.of(MEETINGS).meetings.get(MeetingId(meeting))
    if known is None:
        raise BadInput(f"there is no meeting {meeting!r}", next_step="see: safeconduct meeting show")
    return Response(agenda_file(known), media_type="application/json")


@post("/api/meetings/agenda", status_code=200)
async def check(request: AnyRequest) -> dict[str, object]:
    """Whether an agenda file (its bytes as the body) is that of the call that stands; 400 where it was edited."""
    officer_of(request)
    found = check_agenda(await request.body(), node_of(request).truth.state.of(MEETINGS))
    return {"meeting": found.meeting, "call": found.call_id, "items": len(found.call.agenda)}


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


HANDLERS = (meetings, actions, calendar, reply, agenda, check)
