"""A meeting's agenda as a file to carry, and whether one that comes back is still what was called."""

import msgspec

from safeconduct.errors import BadInput
from safeconduct.meeting.meeting import Meeting, Meetings
from safeconduct.records.meeting import AgendaItem
from safeconduct.records.units import MeetingId, Ms, Name, RecordId
from safeconduct.wire import canonical


class AgendaFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The call in full. `call` is the record that says so: an edited file differs from it."""

    meeting: MeetingId
    call: RecordId
    title: Name
    place: Name
    begins_ms: Ms
    ends_ms: Ms
    agenda: tuple[AgendaItem, ...]


def agenda_file(meeting: Meeting) -> bytes:
    """Canonical JSON."""
    return canonical.encode(_file(meeting))


def check_agenda(raw: bytes, meetings: Meetings) -> Meeting:
    """The meeting that the file is the agenda of. Raises BadInput with the place where it was edited, or with the
    reason why it is not that of the call that stands."""
    try:
        file = msgspec.json.decode(raw, type=AgendaFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"no agenda file: {error}", next_step="fetch it anew: safeconduct meeting agenda") from error
    meeting = meetings.meetings.get(file.meeting)
    if meeting is None or meeting.cancelled is not None:
        raise BadInput(
            f"no meeting {file.meeting!r} stands", where="$.meeting", next_step="safeconduct meeting show"
        )
    if file.call != meeting.call_id:
        raise BadInput(
            "the agenda of another call than the one that stands",
            where="$.call",
            next_step="fetch it anew: safeconduct meeting agenda",
        )
    called = _file(meeting)
    for name in AgendaFile.__struct_fields__:
        if getattr(file, name) != getattr(called, name):
            raise BadInput(
                "the file was edited: it says something else than was called",
                where=f"$.{name}",
                next_step="call the meeting anew to change its agenda: safeconduct meeting call",
            )
    return meeting


def _file(meeting: Meeting) -> AgendaFile:
    call = meeting.call
    return AgendaFile(
        meeting.meeting, meeting.call_id, call.title, call.place, call.begins_ms, call.ends_ms, call.agenda
    )
