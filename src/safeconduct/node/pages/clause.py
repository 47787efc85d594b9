"""One clause with all that was said on it: its versions word by word, the thread, the notes of this party."""

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.accord.clause import Clause
from safeconduct.accord.redline import redline
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import BadInput
from safeconduct.joint.talks import Act, versions
from safeconduct.node.api.guard import AnyRequest, officer_of
from safeconduct.node.notes import Note
from safeconduct.records.clause import ClauseCountered, ClauseProposed
from safeconduct.records.units import ClauseId, Text

from .accord import View, view_of
from .render import page
from .terms import terms_lines

_NOTE_MAX = 8_000


@get("/accord/clause/{clause:str}")
async def clause_page(request: AnyRequest, clause: FromPath[str]) -> Response[str]:
    """The page."""
    return page(request, "accord/talk-page.html", "accord", _context(request, clause))


@get("/accord/clause/{clause:str}/talk")
async def talk(request: AnyRequest, clause: FromPath[str]) -> Response[str]:
    """Its living part."""
    return page(request, "accord/talk.html", "accord", _context(request, clause))


@post("/accord/clause/{clause:str}/note", status_code=200)
async def note(request: AnyRequest, clause: FromPath[str]) -> Response[str]:
    """Keep a note of this party; the living part again."""
    key, officer = officer_of(request)
    view = view_of(request)
    form = await request.form()
    text = str(form.get("text", "")).strip()[:_NOTE_MAX]
    if text:
        known = _known(view, clause)
        view.node.notes.add(Note(known.clause, key, officer.name, view.now_ms, Text(text)))
    return page(request, "accord/talk.html", "accord", _context(request, clause))


def _context(request: AnyRequest, name: str) -> dict[str, object]:
    _, officer = officer_of(request)
    view = view_of(request)
    clause = _known(view, name)
    said = view.node.talks.of(clause.clause)
    notes = view.node.notes.of(clause.clause, view.now_ms)
    return {
        "parties": [view.names.party(party) for party in view.order],
        "may_propose": bool(ClauseProposed.SIGNERS.intersection(officer.roles)),
        "clause": view.clause(clause),
        "is_withdrawn": clause.is_withdrawn,
        "before": [
            _version(act, act.body, clause, view, is_before=True)
            for act in versions(said)[-2:]
            if isinstance(act.body, ClauseProposed) and act.record != clause.proposed
        ],
        "others": [
            _version(act, act.body, clause, view, is_before=False)
            for act in said
            if isinstance(act.body, ClauseProposed | ClauseCountered) and _is_beside(act, clause)
        ],
        "acts": [view.act(act) for act in said],
        "notes": [{"officer": each.officer, "at_ms": each.at_ms, "text": each.text} for each in notes],
    }


def _is_beside(act: Act, clause: Clause) -> bool:
    return act.is_rival or any(
        act.record == counter.record and counter.meaning != clause.meaning for counter in clause.counters.values()
    )


def _version(
    act: Act, body: ClauseProposed | ClauseCountered, clause: Clause, view: View, *, is_before: bool
) -> dict[str, object]:
    """Another version and the words in which it differs from that on the table; for the one before, the other way
    round."""
    now = view.wordings.texts(clause.content)[view.lang]
    other = view.wordings.texts(body.content)[view.lang]
    counter = next((each for each in clause.counters.values() if each.record == act.record), None)
    return {
        **view.act(act),
        "what": "before" if is_before else "rival" if act.is_rival else "counter",
        "title": body.title,
        "pieces": [
            {"how": piece.how, "text": piece.text}
            for piece in (redline(other, now) if is_before else redline(now, other))
        ],
        "reason": counter.reason if counter else "",
        "terms": terms_lines(counter.terms, view.t) if counter and counter.terms else [],
        "is_own": act.party == view.node.config.party,
        "sign": {"clause": clause.clause, "meaning": counter.meaning, "stand": "agreed"} if counter else None,
        "take": _taken(clause, body) if counter else None,
    }


def _taken(clause: Clause, body: ClauseCountered | ClauseProposed) -> dict[str, object]:
    """The proposal that puts that version on the table."""
    taken: dict[str, object] = {
        "clause": clause.clause,
        "number": clause.number,
        "title": body.title,
        "content": msgspec.to_builtins(body.content),
    }
    return taken if body.terms is msgspec.UNSET else {**taken, "terms": msgspec.to_builtins(body.terms)}


def _known(view: View, name: str) -> Clause:
    known = view.state.of(ACCORD).clauses.get(ClauseId(name))
    if known is None:
        raise BadInput(f"there is no clause {name!r}", next_step="go back to the accord")
    return known


HANDLERS = (clause_page, talk, note)
