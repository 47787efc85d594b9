"""How records change statements."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.statement import StatementAnswered, StatementDrafted, StatementIssued
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .statement import Answers, Draft, Issue, Statement, Statements


def _reduce(statements: Statements, placed: Placed, parties: Parties) -> Statements | Refusal:
    body = placed.entry.record.body
    if isinstance(body, StatementDrafted):
        return _with(statements, _drafted(statements.statements.get(body.statement), placed, body))
    if not isinstance(body, StatementAnswered | StatementIssued):
        return Refusal("not about statements")
    statement = statements.statements.get(body.statement)
    if statement is None:
        return Refusal(f"nobody has drafted the statement {body.statement}")
    if body.draft != statement.newest.draft:
        return Refusal("not the draft that is on the table")
    if isinstance(body, StatementAnswered):
        changed = _answered(statement, placed, body)
    else:
        changed = _issued(statement, placed, body, parties)
    return changed if isinstance(changed, Refusal) else _with(statements, changed)


def _drafted(before: Statement | None, placed: Placed, body: StatementDrafted) -> Statement:
    record = placed.entry.record
    draft = Draft(placed.entry.id, record.party, record.at_ms, body)
    if before is None:
        return Statement(body.statement, (draft,))
    return msgspec.structs.replace(before, drafts=(*before.drafts, draft))


def _answered(statement: Statement, placed: Placed, body: StatementAnswered) -> Statement | Refusal:
    record, count = placed.entry.record, len(statement.newest.body.lines)
    numbers = [answer.line for answer in body.answers]
    if len(set(numbers)) != len(numbers):
        return Refusal("a line is answered twice")
    if any(number > count for number in numbers):
        return Refusal(f"an answer to a line that the draft does not have: it has {count}")
    if any(answer.clearance == "edited" and answer.text == "" for answer in body.answers):
        return Refusal("an edited line without its new wording")
    known = statement.answers.get(record.party)
    lines = known.lines if known is not None and known.draft == body.draft else immutables.Map()
    for answer in body.answers:
        lines = lines.set(answer.line, answer)
    answers = Answers(body.draft, record.by, record.at_ms, lines)
    return msgspec.structs.replace(statement, answers=statement.answers.set(record.party, answers))


def _issued(statement: Statement, placed: Placed, body: StatementIssued, parties: Parties) -> Statement | Refusal:
    record, embargo_ms = placed.entry.record, statement.newest.body.embargo_ms
    issued = statement.issues.get(record.party)
    if issued is not None and issued.draft == body.draft:
        return Refusal("this draft is issued already; draft a new version to say more")
    if embargo_ms is not None and record.at_ms < embargo_ms:
        return Refusal("the embargo has not ended")
    everybody = parties.members or frozenset(parties.parties)
    cleared = statement.cleared(everybody if body.is_joint else frozenset({record.party}))
    if body.is_joint and body.lines != cleared:
        return Refusal("a joint statement is exactly the lines that every party has cleared")
    if not set(body.lines) <= set(cleared) or list(body.lines) != sorted(set(body.lines)):
        return Refusal("only cleared lines are issued, each once and in their order")
    issue = Issue(body.draft, body.lines, body.is_joint, record.by, record.at_ms)
    return msgspec.structs.replace(statement, issues=statement.issues.set(record.party, issue))


def _with(statements: Statements, statement: Statement) -> Statements:
    return Statements(statements.statements.set(statement.statement, statement))


STATEMENTS: Final = Reducer(
    "statements",
    Statements(),
    frozenset({StatementAnswered.TYPE, StatementDrafted.TYPE, StatementIssued.TYPE}),
    _reduce,
)
