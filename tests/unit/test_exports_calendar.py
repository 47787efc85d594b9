"""Invitations, read by two programs that nobody here wrote."""

import icalendar
import pytest
import vobject

from safeconduct.exports.calendar import invitation
from safeconduct.joint import new_fold
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


@pytest.mark.parametrize("line", ["BEGIN:VEVENT", "METHOD:REQUEST", "VERSION:2.0"])
def test_what_every_calendar_needs(line):
    assert line in invitation(World().meeting()).decode().splitlines()
