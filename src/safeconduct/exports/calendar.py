"""A meeting as iCalendar (RFC 5545) with the method of RFC 5546: no route and no name of a person in it."""

from datetime import UTC, datetime
from typing import Final

from icalendar import Calendar, Event, vCalAddress, vText

from safeconduct.meeting.meeting import Meeting

_PRODUCT: Final = "-//Safeconduct//Joint protective security//EN"
_ADDRESS: Final = "mailto:{party}@meetings.invalid"
"""Parties have no mail address here; `.invalid` never resolves (RFC 2606)."""
_PARTSTAT: Final = {"accepted": "ACCEPTED", "tentative": "TENTATIVE", "declined": "DECLINED"}


def invitation(meeting: Meeting) -> bytes:
    """The call as it stands: REQUEST with its SEQUENCE, or CANCEL. The same state gives the same bytes."""
    call = meeting.call
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.cancelled is not None else "REQUEST")
    event = Event()
    event.add("uid", f"{meeting.meeting}@{meeting.called_by}.safeconduct.invalid")
    event.add("dtstamp", _moment(meeting.called_ms))
    event.add("dtstart", _moment(call.begins_ms))
    event.add("dtend", _moment(call.ends_ms))
    event.add("summary", call.title)
    event.add("location", call.place)
    event.add("sequence", meeting.sequence + (meeting.cancelled is not None))
    event.add("status", "CANCELLED" if meeting.cancelled is not None else "CONFIRMED")
    if call.agenda:
        agenda = "\n".join(f"{number}. {item.title}" for number, item in enumerate(call.agenda, start=1))
        event.add("description", agenda)
    event["organizer"] = _address(meeting.called_by)
    for party, reply in sorted(meeting.replies.items()):
        attendee = _address(party)
        is_current = reply.call == meeting.call_id
        attendee.params["partstat"] = vText(_PARTSTAT[reply.answer] if is_current else "NEEDS-ACTION")
        event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _moment(t_ms: int) -> datetime:
    return datetime.fromtimestamp(t_ms // 1000, UTC)


def _address(party: str) -> vCalAddress:
    address = vCalAddress(_ADDRESS.format(party=party))
    address.params["cn"] = vText(party)
    return address
