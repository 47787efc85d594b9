"""Statements: every line with each party's word on it, every version, what was issued."""

from litestar import Response, get

from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.statement import StatementDrafted, StatementIssued
from safeconduct.records.units import PartyId
from safeconduct.statement.reduce import STATEMENTS
from safeconduct.statement.statement import Statement

from .language import Translate, language_of, translator
from .moment import field
from .names import Names
from .render import page


@get("/statements")
async def statements(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "statements/page.html", "statements", _context(request))


@get("/statements/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "statements/list.html", "statements", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    state, t = node.truth.state, translator(lang)
    names = Names(state, lang)
    return {
        "may": bool(StatementDrafted.SIGNERS.intersection(officer.roles)),
        "may_issue": bool(StatementIssued.SIGNERS.intersection(officer.roles)),
        "soon": field(node.clock.now_ms()),
        "statements": [_statement(each, node, t, names) for each in reversed(state.of(STATEMENTS).by_time())],
    }


def _statement(statement: Statement, node: Node, t: Translate, names: Names) -> dict[str, object]:
    newest, own, parties = statement.newest, node.config.party, sorted(node.truth.parties)
    body, embargo_ms = newest.body, newest.body.embargo_ms
    issue = {"statement": statement.statement, "draft": newest.draft}
    together, alone = list(statement.cleared(node.truth.parties)), list(statement.cleared(frozenset({own})))
    return {
        "id": statement.statement,
        "title": body.title,
        "lang": body.lang,
        "draft": newest.draft,
        "by": names.party(newest.by),
        "at_ms": newest.at_ms,
        "embargo_ms": embargo_ms,
        "is_embargoed": embargo_ms is not None and node.clock.now_ms() < embargo_ms,
        "text": "\n".join(body.lines),
        "embargo_field": field(embargo_ms) if embargo_ms is not None else "",
        "parties": [names.party(party) for party in parties],
        "lines": [
            {
                "number": number,
                "text": text,
                "words": [_word(statement, party, number, t) for party in parties],
                "own": statement.clearance(own, number),
            }
            for number, text in enumerate(body.lines, start=1)
        ],
        "versions": [
            {"number": number, "by": names.party(each.by), "at_ms": each.at_ms, "lang": each.body.lang,
             "lines": list(each.body.lines)}
            for number, each in enumerate(statement.drafts, start=1)
        ],
        "issued": [
            {"party": names.party(party), "is_joint": each.is_joint, "at_ms": each.at_ms,
             "lines": list(statement.issued_text(each))}
            for party, each in sorted(statement.issues.items())
        ],
        "is_issued_here": (mine := statement.issues.get(own)) is not None and mine.draft == newest.draft,
        "together": {**issue, "lines": together, "is_joint": True} if together else None,
        "alone": {**issue, "lines": alone, "is_joint": False} if alone else None,
    }  # fmt: skip


def _word(statement: Statement, party: PartyId, line: int, t: Translate) -> dict[str, str]:
    answer = statement.answer(party, line)
    word = answer.clearance if answer else "open"
    return {"word": word, "said": t(f"clearance-{word.replace('_', '-')}"), "text": answer.text if answer else ""}


HANDLERS = (statements, listed)
