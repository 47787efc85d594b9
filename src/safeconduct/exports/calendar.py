"""A meeting as iCalendar (RFC 5545) with the method of RFC 5546: no route and no name of a person in it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec
from icalendar import Calendar, Event, vCalAddress, vText

from safeconduct.errors import BadInput
from safeconduct.meeting.meeting import Meeting, Meetings
from safeconduct.records.meeting import Answer
from safeconduct.records.units import MeetingId, PartyId, RecordId

_PRODUCT: Final = "-//Safeconduct//Joint protective security//EN"
_ADDRESS: Final = "mailto:{party}@meetings.invalid"
"""Parties have no mail address here; `.invalid` never resolves (RFC 2606)."""
_PARTSTAT: Final[dict[Answer, str]] = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}


def invitation(meeting: Meeting, parties: Iterable[PartyId] = ()) -> bytes:
    """The call as it stands to these parties: REQUEST with its SEQUENCE, or CANCEL. The same state gives the same
    bytes."""
    call = meeting.call
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.cancelled is not None else "REQUEST")
    event = Event()
    event.add("uid", _uid(meeting))
    event.add("dtstamp", _moment(meeting.called_ms))
    event.add("dtstart", _moment(call.begins_ms))
    event.add("dtend", _moment(call.ends_ms))
    event.add("summary", call.title)
    event.add("location", call.place)
    event.add("sequence", _sequence(meeting))
    event.add("status", "CANCELLED" if meeting.cancelled is not None else "CONFIRMED")
    if call.agenda:
        agenda = "\n".join(f"{number}. {item.title}" for number, item in enumerate(call.agenda, start=1))
        event.add("description", agenda)
    event["organizer"] = _address(meeting.called_by)
    for party in sorted({*parties, *meeting.replies}):
        attendee, reply = _address(party), meeting.reply(party)
        attendee.params["partstat"] = vText(_PARTSTAT[reply.answer] if reply else "NEEDS-ACTION")
        attendee.params["rsvp"] = vText("TRUE")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


class Replied(msgspec.Struct, frozen=True):
    """What a calendar's reply says: which meeting, whose answer."""

    meeting: MeetingId
    call: RecordId
    party: PartyId
    answer: Answer


def read_reply(raw: bytes, meetings: Meetings, parties: Iterable[PartyId]) -> Replied:
    """A reply (RFC 5546, 3.2.3) to a call that stands. Raises BadInput: nothing in it is taken on trust, since a
    calendar signs nothing."""
    try:
        calendar = Calendar.from_ical(raw)
        (event,) = calendar.walk("VEVENT")
        method, uid = str(calendar["METHOD"]).upper(), str(event["UID"])
        sequence, attendee = int(event.get("SEQUENCE", 0)), event["ATTENDEE"]
        status = str(attendee.params["PARTSTAT"]).upper()
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadInput(
            f"no reply of a calendar: {error}", next_step="send the file that your calendar made"
        ) from error
    if method != "REPLY":
        raise BadInput(
            f"a calendar's {method}, not a REPLY", next_step="answer the invitation, then send that file"
        )
    meeting = next((each for each in meetings.meetings.values() if _uid(each) == uid), None)
    if meeting is None or meeting.cancelled is not None:
        raise BadInput(f"no meeting stands under {uid}", next_step="see: safeconduct meeting show")
    if sequence != _sequence(meeting):
        raise BadInput(
            f"a reply to call {sequence}, but call {_sequence(meeting)} stands",
            next_step="take the newest invitation: safeconduct meeting calendar",
        )
    party = next((each for each in parties if str(attendee).lower() == _ADDRESS.format(party=each)), None)
    if party is None:
        raise BadInput(f"nobody of the name {attendee} is invited", next_step="answer as one of the parties")
    answer = next((word for word, known in _PARTSTAT.items() if known == status), None)
    if answer is None:
        raise BadInput(f"the reply says {status}", next_step="accept, decline, or accept tentatively")
    return Replied(meeting.meeting, meeting.call_id, party, answer)


def _uid(meeting: Meeting) -> str:
    return f"{meeting.meeting}@{meeting.called_by}.safeconduct.invalid"


def _sequence(meeting: Meeting) -> int:
    return meeting.sequence + (meeting.cancelled is not None)


def _moment(t_ms: int) -> datetime:
    return datetime.fromtimestamp(t_ms // 1000, UTC)


def _address(party: str) -> vCalAddress:
    address = vCalAddress(_ADDRESS.format(party=party))
    address.params["cn"] = vText(party)
    return address
