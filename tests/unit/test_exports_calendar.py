"""Invitations, read by two programs that nobody here wrote."""

import re

import icalendar
import immutables
import pytest
import vobject

from safeconduct.errors import BadInput
from safeconduct.exports.agenda import agenda_file, check_agenda
from safeconduct.exports.calendar import invitation, read_reply
from safeconduct.joint import new_fold
from safeconduct.meeting.meeting import Meetings
from safeconduct.meeting.reduce import MEETINGS
from safeconduct.records.meeting import AgendaItem, MeetingAnswered, MeetingCalled, MeetingCancelled
from tests.parties import Party, admit_each_other, at


class World:
    def __init__(self) -> None:
        self.host, self.company = Party("host"), Party("company")
        admit_each_other(self.host, self.company)
        self.call(10)

    def call(self, minute: float, place: str = "Works") -> None:
        item = AgendaItem("topic", "Night shifts; gates, and “passes”")
        body = MeetingCalled("weekly-3", "Security meeting", place, at(600), at(660), (item,))
        self.called = self.host.add(body, self.host.operator, at(minute))

    def meeting(self):
        fold = new_fold()
        fold.add([*self.host.entries, *self.company.entries])
        assert not fold.state.refused
        return fold.state.of(MEETINGS).meetings["weekly-3"]


def told(raw: bytes) -> dict[str, str]:
    """What both programs read, and they agree."""
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    other = vobject.readOne(raw.decode())
    seen = {"method": str(other.method.value), "uid": other.vevent.uid.value, "place": other.vevent.location.value,
            "sequence": str(other.vevent.sequence.value), "status": other.vevent.status.value}  # fmt: skip
    assert str(event["UID"]) == seen["uid"] and str(event["SEQUENCE"]) == seen["sequence"]
    assert event["DTSTART"].dt == other.vevent.dtstart.value and event["DTEND"].dt == other.vevent.dtend.value
    assert str(event["DESCRIPTION"]) == other.vevent.description.value
    return seen


def test_a_call_its_change_and_its_cancellation():
    world = World()
    first = told(invitation(world.meeting()))
    assert (first["method"], first["sequence"], first["place"]) == ("REQUEST", "0", "Works")
    world.call(11, "Harbour")
    second = told(invitation(world.meeting()))
    assert (second["uid"], second["sequence"], second["place"]) == (first["uid"], "1", "Harbour")
    world.host.add(MeetingCancelled("weekly-3", "Road closed"), world.host.operator, at(12))
    third = told(invitation(world.meeting()))
    assert (third["uid"], third["method"], third["sequence"], third["status"]) == (
        first["uid"], "CANCEL", "2", "CANCELLED",
    )  # fmt: skip


def test_answers_to_an_older_call_need_action_again():
    world = World()
    answer = MeetingAnswered("weekly-3", world.called, "accepted")
    world.company.add(answer, world.company.operator, at(20), (world.host.head(),))
    (event,) = icalendar.Calendar.from_ical(invitation(world.meeting())).walk("VEVENT")
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    world.call(21)
    (event,) = icalendar.Calendar.from_ical(invitation(world.meeting())).walk("VEVENT")
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_the_same_state_gives_the_same_bytes_without_names():
    raw = invitation(World().meeting())
    assert raw == invitation(World().meeting())
    assert b"Operator" not in raw and raw.endswith(b"END:VCALENDAR\r\n")


def replied(world: World, **changed: str) -> bytes:
    """The reply that a calendar makes of the invitation, with something changed in it."""
    (event,) = icalendar.Calendar.from_ical(invitation(world.meeting(), ("company", "host"))).walk("VEVENT")
    field = {"METHOD": "REPLY", "UID": str(event["UID"]), "SEQUENCE": str(event["SEQUENCE"]),
             "ATTENDEE": ";PARTSTAT=ACCEPTED:mailto:company@meetings.invalid", **changed}  # fmt: skip
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//A//B//EN", f"METHOD:{field['METHOD']}", "BEGIN:VEVENT",
             f"UID:{field['UID']}", "DTSTAMP:20260101T000000Z", f"SEQUENCE:{field['SEQUENCE']}",
             f"ATTENDEE{field['ATTENDEE']}", "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def read(world: World, raw: bytes):
    return read_reply(raw, Meetings(immutables.Map({"weekly-3": world.meeting()})), ("company", "host"))


def test_a_calendars_reply_answers_the_call_that_stands():
    world = World()
    said = read(world, replied(world))
    assert (said.meeting, said.call, said.party, said.answer) == ("weekly-3", world.called, "company", "accepted")


@pytest.mark.parametrize(("changed", "says"), [
    ({"ATTENDEE": ";PARTSTAT=ACCEPTED:mailto:stranger@meetings.invalid"}, "nobody of the name"),
    ({"ATTENDEE": ";PARTSTAT=ACCEPTED:mailto:company@example.org"}, "nobody of the name"),
    ({"ATTENDEE": ";PARTSTAT=DELEGATED:mailto:company@meetings.invalid"}, "DELEGATED"),
    ({"ATTENDEE": ":mailto:company@meetings.invalid"}, "no reply"),
    ({"SEQUENCE": "7"}, "call 0 stands"),
    ({"UID": "other@host.safeconduct.invalid"}, "no meeting stands"),
    ({"METHOD": "REQUEST"}, "not a REPLY"),
])  # fmt: skip
def test_what_is_no_reply_of_an_invited_party_is_refused(changed, says):
    world = World()
    with pytest.raises(BadInput, match=says) as caught:
        read(world, replied(world, **changed))
    assert caught.value.next_step
    with pytest.raises(BadInput):
        read(world, b"BEGIN:VCALENDAR")


def test_everybody_is_invited():
    (event,) = icalendar.Calendar.from_ical(invitation(World().meeting(), ("company", "host"))).walk("VEVENT")
    assert [str(each) for each in event["ATTENDEE"]] == [
        "mailto:company@meetings.invalid",
        "mailto:host@meetings.invalid",
    ]


@pytest.mark.parametrize(("old", "new", "where"), [
    (b"Night shifts", b"Day shifts", "$.agenda"), (b"Works", b"Port", "$.place"),
    (b'"ends_ms"', b'"end_ms"', "no agenda file"),
    (b'{"agenda":[', b'{"agenda":[{"about":"","kind":"topic","title":"One more"},', "$.agenda"),
])  # fmt: skip
def test_an_edited_agenda_file_is_refused_with_its_place(old, new, where):
    world = World()
    meetings = Meetings(immutables.Map({"weekly-3": world.meeting()}))
    raw = agenda_file(world.meeting())
    assert check_agenda(raw, meetings).meeting == "weekly-3" and old in raw
    with pytest.raises(BadInput, match=re.escape(where)) as caught:
        check_agenda(raw.replace(old, new), meetings)
    assert caught.value.next_step
    world.call(30)
    with pytest.raises(BadInput, match="another call"):
        check_agenda(raw, Meetings(immutables.Map({"weekly-3": world.meeting()})))


@pytest.mark.parametrize("line", ["BEGIN:VEVENT", "METHOD:REQUEST", "VERSION:2.0"])
def test_what_every_calendar_needs(line):
    assert line in invitation(World().meeting()).decode().splitlines()
