"""A statement as the logs tell it: every draft, each party's word on each line, what was issued."""

from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.statement import Clearance, LineAnswer, StatementDrafted
from safeconduct.records.units import KeyId, Ms, PartyId, RecordId, StatementId, Text

AnyClearance: TypeAlias = Clearance | Literal["open"]


class Draft(msgspec.Struct, frozen=True):
    """One version. The newest is the last."""

    draft: RecordId
    by: PartyId
    at_ms: Ms
    body: StatementDrafted


class Answers(msgspec.Struct, frozen=True):
    """A party's word on the lines of one draft, by line number."""

    draft: RecordId
    by: KeyId
    at_ms: Ms
    lines: immutables.Map[int, LineAnswer]


class Issue(msgspec.Struct, frozen=True):
    """What a party issued: the text is the draft's lines of those numbers, nothing else."""

    draft: RecordId
    lines: tuple[int, ...]
    is_joint: bool
    by: KeyId
    at_ms: Ms


class Statement(msgspec.Struct, frozen=True):
    """One statement with all its versions, side by side."""

    statement: StatementId
    drafts: tuple[Draft, ...]
    answers: immutables.Map[PartyId, Answers] = immutables.Map()
    issues: immutables.Map[PartyId, Issue] = immutables.Map()

    @property
    def newest(self) -> Draft:
        """The version on the table."""
        return self.drafts[-1]

    def answer(self, party: PartyId, line: int) -> LineAnswer | None:
        """That party's word on that line (from 1) of the newest draft. Whoever drafted has cleared all of it,
        until it says otherwise."""
        answers = self.answers.get(party)
        if answers is not None and answers.draft == self.newest.draft and line in answers.lines:
            return answers.lines[line]
        return LineAnswer(line, "cleared") if party == self.newest.by else None

    def clearance(self, party: PartyId, line: int) -> AnyClearance:
        """The same in one word."""
        answer = self.answer(party, line)
        return answer.clearance if answer else "open"

    def cleared(self, parties: frozenset[PartyId]) -> tuple[int, ...]:
        """The lines of the newest draft that all these parties have cleared as they stand."""
        lines = range(1, len(self.newest.body.lines) + 1)
        return tuple(
            line for line in lines if parties and all(self.clearance(party, line) == "cleared" for party in parties)
        )

    def issued_text(self, issue: Issue) -> tuple[Text, ...]:
        """What was said, line by line."""
        draft = next(each for each in self.drafts if each.draft == issue.draft)
        return tuple(draft.body.lines[line - 1] for line in issue.lines)


class Statements(msgspec.Struct, frozen=True):
    """All statements."""

    statements: immutables.Map[StatementId, Statement] = immutables.Map()

    def by_time(self) -> list[Statement]:
        """The newest draft last."""
        return sorted(self.statements.values(), key=lambda each: (each.newest.at_ms, each.statement))
