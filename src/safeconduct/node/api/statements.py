"""Statements as data: every draft, each party's word on each line, what was issued."""

from litestar import get

from safeconduct.records.units import PartyId
from safeconduct.statement.reduce import STATEMENTS
from safeconduct.statement.statement import Statement

from .guard import AnyRequest, node_of, officer_of


@get("/api/statements")
async def statements(request: AnyRequest) -> list[dict[str, object]]:
    """Every statement, the newest draft last."""
    officer_of(request)
    truth = node_of(request).truth
    return [_told(each, truth.parties) for each in truth.state.of(STATEMENTS).by_time()]


def _told(statement: Statement, parties: frozenset[PartyId]) -> dict[str, object]:
    newest = statement.newest
    return {
        "id": statement.statement,
        "title": newest.body.title,
        "lang": newest.body.lang,
        "draft": newest.draft,
        "drafted_by": newest.by,
        "embargo_ms": newest.body.embargo_ms,
        "versions": len(statement.drafts),
        "lines": [
            {
                "line": number,
                "text": text,
                "answers": {party: statement.answer(party, number) for party in sorted(parties)},
            }
            for number, text in enumerate(newest.body.lines, start=1)
        ],
        "cleared": list(statement.cleared(parties)),
        "issued": {
            party: {
                "is_joint": issue.is_joint,
                "at_ms": issue.at_ms,
                "draft": issue.draft,
                "text": list(statement.issued_text(issue)),
            }
            for party, issue in sorted(statement.issues.items())
        },
    }


HANDLERS = (statements,)
