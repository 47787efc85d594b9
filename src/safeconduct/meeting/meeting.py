"""A meeting as the logs tell it, and what is still to be done of it."""

import immutables
import msgspec

from safeconduct.records.meeting import Action, Answer, MeetingCalled, MinutesDrafted, Reservation
from safeconduct.records.units import ActionId, KeyId, MeetingId, Ms, PartyId, Pseudonym, RecordId, Text


class Reply(msgspec.Struct, frozen=True):
    """A party's answer to one call."""

    call: RecordId
    answer: Answer
    by: KeyId
    at_ms: Ms
    note: Text


class Signature(msgspec.Struct, frozen=True):
    """A party's signature under one draft of the minutes."""

    draft: RecordId
    by: KeyId
    at_ms: Ms
    reservations: tuple[Reservation, ...]


class Meeting(msgspec.Struct, frozen=True):
    """A call, its answers and its minutes. `sequence` counts the changes of the call (RFC 5545, 3.8.7.4)."""

    meeting: MeetingId
    called_by: PartyId
    call: MeetingCalled
    call_id: RecordId
    called_ms: Ms
    sequence: int = 0
    cancelled: Text | None = None
    replies: immutables.Map[PartyId, Reply] = immutables.Map()
    attendance: immutables.Map[PartyId, tuple[Pseudonym, ...]] = immutables.Map()
    draft: MinutesDrafted | None = None
    draft_id: RecordId | None = None
    drafted_by: PartyId | None = None
    signatures: immutables.Map[PartyId, Signature] = immutables.Map()

    def reply(self, party: PartyId) -> Reply | None:
        """That party's answer to the call as it stands; an answer to an older call is none."""
        reply = self.replies.get(party)
        return reply if reply is not None and reply.call == self.call_id else None

    def signature(self, party: PartyId) -> Signature | None:
        """That party's signature under the draft as it stands."""
        signature = self.signatures.get(party)
        return signature if signature is not None and signature.draft == self.draft_id else None

    def unsigned(self, parties: frozenset[PartyId]) -> tuple[PartyId, ...]:
        """Who has not signed the draft that stands."""
        return tuple(sorted(party for party in parties if self.signature(party) is None))

    def actions(self) -> tuple[Action, ...]:
        """What the draft that stands asks somebody to do."""
        return tuple(line for line in self.draft.lines if isinstance(line, Action)) if self.draft else ()


class Undertaking(msgspec.Struct, frozen=True):
    """An action that its owner has taken on by signing, and when it was done."""

    action: ActionId
    meeting: MeetingId
    owner: PartyId
    text: Text
    due_ms: Ms
    done_ms: Ms | None = None
    done_note: Text = Text("")

    def is_overdue(self, now_ms: int) -> bool:
        """Whether its time has passed and nobody has said that it is done. The due instant itself is in time."""
        return self.done_ms is None and now_ms > self.due_ms


class Meetings(msgspec.Struct, frozen=True):
    """All meetings, and all actions taken on at them."""

    meetings: immutables.Map[MeetingId, Meeting] = immutables.Map()
    actions: immutables.Map[ActionId, Undertaking] = immutables.Map()

    def by_time(self) -> list[Meeting]:
        """The meetings, by when they begin."""
        return sorted(self.meetings.values(), key=lambda each: (each.call.begins_ms, each.meeting))

    def open_actions(self) -> list[Undertaking]:
        """What is not done yet, the earliest due first."""
        waiting = [action for action in self.actions.values() if action.done_ms is None]
        return sorted(waiting, key=lambda action: (action.due_ms, action.action))
