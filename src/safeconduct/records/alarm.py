"""Alarms: each party raises and answers them in its own log, so each sees the other's answer time."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .fact import Arg
from .units import AlarmId, ClauseId, Digest, Ms, Name, ObjectId, PartyId, RecordId, Text

Severity: TypeAlias = Literal["note", "alarm", "stop"]


class AlarmRaised(Body, frozen=True):
    """A duty was not met at its due time, or something happened that needs an answer. Signed by the node.

    The id is a digest of rule, key and anchor: both nodes raise the same alarm without asking each other.
    """

    TYPE: ClassVar[str] = "alarm.raised/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    alarm: AlarmId
    severity: Severity
    clause: ClauseId
    rule: Digest
    key: Annotated[dict[str, Arg], msgspec.Meta(max_length=8)]
    anchor: Annotated[tuple[RecordId, ...], msgspec.Meta(max_length=100)]
    due_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"alarm/{self.alarm}/{party}")


class AlarmAcknowledged(Body, frozen=True):
    """An officer has taken the alarm: somebody is on it."""

    TYPE: ClassVar[str] = "alarm.acknowledged/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security", "liaison"})

    alarm: AlarmId
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"alarm/{self.alarm}/{party}")


class AlarmEscalated(Body, frozen=True):
    """The alarm goes to somebody else, named by role."""

    TYPE: ClassVar[str] = "alarm.escalated/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security", "liaison", "node"})

    alarm: AlarmId
    to: Name
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"alarm/{self.alarm}/{party}")


class AlarmResolved(Body, frozen=True):
    """The cause is gone. `because` names the record that shows it, for example a check."""

    TYPE: ClassVar[str] = "alarm.resolved/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"operator", "security"})

    alarm: AlarmId
    because: RecordId | None
    note: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"alarm/{self.alarm}/{party}")
