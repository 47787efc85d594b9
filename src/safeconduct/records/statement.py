"""Statements to the public: drafted, cleared line by line by each party, issued together or alone."""

from typing import Annotated, ClassVar, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .units import Lang, Ms, Name, ObjectId, PartyId, RecordId, StatementId, Text

Clearance: TypeAlias = Literal["cleared", "edited", "refused", "no_comment"]
LineNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=100)]
_SPEAKERS: frozenset[Role] = frozenset({"security", "liaison"})


class StatementDrafted(Body, frozen=True):
    """What shall be said. A new draft voids every clearance of the one before; all drafts stay readable."""

    TYPE: ClassVar[str] = "statement.drafted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _SPEAKERS

    statement: StatementId
    title: Name
    lang: Lang
    lines: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=100)]
    embargo_ms: Ms | None = None
    """Nobody issues it before."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"statement/{self.statement}/draft/{party}")


class LineAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party's word on one line. `text`: what it should say instead (edited), or why not (refused)."""

    line: LineNumber
    clearance: Clearance
    text: Text = Text("")


class StatementAnswered(Body, frozen=True):
    """A party's word on the lines of exactly that draft. Lines that it does not name stay open."""

    TYPE: ClassVar[str] = "statement.answered/1"
    SIGNERS: ClassVar[frozenset[Role]] = _SPEAKERS

    statement: StatementId
    draft: RecordId
    answers: Annotated[tuple[LineAnswer, ...], msgspec.Meta(min_length=1, max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"statement/{self.statement}/answer/{party}")


class StatementIssued(Body, frozen=True):
    """What a party has said in public. Together: exactly the lines that every party has cleared. Alone: lines
    that it has cleared itself."""

    TYPE: ClassVar[str] = "statement.issued/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"liaison"})

    statement: StatementId
    draft: RecordId
    lines: Annotated[tuple[LineNumber, ...], msgspec.Meta(min_length=1, max_length=100)]
    is_joint: bool

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"statement/{self.statement}/issue/{party}")
