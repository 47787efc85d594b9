"""Meetings of the parties: called, answered, attended, minuted, and the actions that were taken on there."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import ActionId, ClauseId, Lang, MeetingId, Ms, Name, ObjectId, PartyId, Pseudonym, RecordId, Text

About: TypeAlias = Literal["clause", "finding", "action", "topic"]
Answer: TypeAlias = Literal["accepted", "tentative", "declined"]
_OFFICERS: frozenset[Role] = frozenset({"security", "liaison"})


class AgendaItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item. `about` names the clause, the verdict or the action that it deals with; a topic needs none."""

    kind: About
    title: Name
    about: Annotated[str, msgspec.Meta(max_length=64)] = ""


class MeetingCalled(Body, frozen=True):
    """A party calls a meeting. Calling it again changes it: every answer to the call before falls away."""

    TYPE: ClassVar[str] = "meeting.called/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    meeting: MeetingId
    title: Name
    place: Name
    begins_ms: Ms
    ends_ms: Ms
    agenda: Annotated[tuple[AgendaItem, ...], msgspec.Meta(max_length=100)] = ()

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/call/{party}")


class MeetingCancelled(Body, frozen=True):
    """Whoever called the meeting takes it back."""

    TYPE: ClassVar[str] = "meeting.cancelled/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS
    RANK: ClassVar[int] = 1

    meeting: MeetingId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/call/{party}")


class MeetingAnswered(Body, frozen=True):
    """Whether a party comes, to exactly that call."""

    TYPE: ClassVar[str] = "meeting.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    meeting: MeetingId
    call: RecordId
    answer: Answer
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/answer/{party}")


class MeetingAttended(Body, frozen=True):
    """Who was there for this party, by pseudonym: names stay with their own party."""

    TYPE: ClassVar[str] = "meeting.attended/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    meeting: MeetingId
    people: Annotated[tuple[Pseudonym, ...], msgspec.Meta(min_length=1, max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/attendance/{party}")


class Note(msgspec.Struct, frozen=True, tag="note", tag_field="kind", forbid_unknown_fields=True):
    """What was said, on the agenda item of that number (from 1) or on none (0)."""

    text: Text
    item: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class Decision(msgspec.Struct, frozen=True, tag="decision", tag_field="kind", forbid_unknown_fields=True):
    """What was decided, and the clause that it belongs to."""

    text: Text
    clause: ClauseId | None = None


class Action(msgspec.Struct, frozen=True, tag="action", tag_field="kind", forbid_unknown_fields=True):
    """What a party will do, and by when."""

    text: Text
    action: ActionId
    owner: PartyId
    due_ms: Ms
    clause: ClauseId | None = None


Line: TypeAlias = Note | Decision | Action


class MinutesDrafted(Body, frozen=True):
    """What the minutes shall say. A new draft voids every signature under the one before."""

    TYPE: ClassVar[str] = "minutes.drafted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    meeting: MeetingId
    lang: Lang
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=200)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/draft/{party}")


class Reservation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a party does not accept of the line of that number (from 1), and why."""

    line: Annotated[int, msgspec.Meta(ge=1, le=200)]
    text: Text


class Taken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An action that the signer's own party takes on, as the draft has it."""

    action: ActionId
    due_ms: Ms


class MinutesSigned(Body, frozen=True):
    """A party's signature under exactly that draft. `takes` repeats the actions that are its own: nobody is
    bound to an action by another's signature."""

    TYPE: ClassVar[str] = "minutes.signed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    meeting: MeetingId
    draft: RecordId
    takes: Annotated[tuple[Taken, ...], msgspec.Meta(max_length=200)] = ()
    reservations: Annotated[tuple[Reservation, ...], msgspec.Meta(max_length=200)] = ()

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"meeting/{self.meeting}/minutes/{party}")


class ActionDone(Body, frozen=True):
    """Its owner says that the action is done, and how one can tell."""

    TYPE: ClassVar[str] = "action.done/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison", "operator"})

    action: ActionId
    note: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"action/{self.action}/{party}")
