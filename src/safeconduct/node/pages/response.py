"""The response to incidents: the board of both rooms, tasks, resources, and the review afterwards."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.accord.reduce import ACCORD
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.node import Node
from safeconduct.records.response import BoardNoted, ReviewDrafted
from safeconduct.records.units import IncidentId
from safeconduct.response.reduce import RESPONSES
from safeconduct.response.response import Review, Task

from .joint_print import printed
from .language import Translate, language_of, translator
from .moment import field
from .names import Names
from .render import page
from .response_print import situation_sheet

_WEEK_MS = 7 * 86_400_000


@get("/response")
async def response(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "response/page.html", "response", _context(request))


@get("/response/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "response/list.html", "response", _context(request))


@get("/response/{incident:str}/situation.pdf")
async def situation(request: AnyRequest, incident: FromPath[str]) -> Response[bytes]:
    """The situation report, as the record has it now."""
    officer_of(request)
    return await printed(request, situation_sheet, IncidentId(incident), f"{incident}-situation")


def _context(request: AnyRequest) -> dict[str, object]:
    _, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    t, names = translator(lang), Names(node.truth.state, lang)
    known, now_ms = node.truth.state.of(RESPONSES), node.clock.now_ms()
    return {
        "may": bool(BoardNoted.SIGNERS.intersection(officer.roles)),
        "may_review": bool(ReviewDrafted.SIGNERS.intersection(officer.roles)),
        "everybody": [(party, names.party(party)) for party in sorted(node.truth.parties)],
        "clauses": [(each.clause, names.clause(each.clause)) for each in node.truth.state.of(ACCORD).numbered()],
        "places": [(place, t(f"value-place-{place.replace('_', '-')}")) for place in _PLACES],
        "now": field(now_ms),
        "next_week": field(now_ms + _WEEK_MS),
        "incidents": [_incident(each, node, names, t) for each in known.incidents()],
    }


_PLACES = ("ready", "on_the_way", "there", "out")


def _incident(incident: IncidentId, node: Node, names: Names, t: Translate) -> dict[str, object]:
    known = node.truth.state.of(RESPONSES)
    return {
        "id": incident,
        "anchor": incident.replace("~", "-"),
        "board": [
            {
                "party": names.party(line.party),
                "officer": names.officer(line.by),
                "text": line.text,
                "happened_ms": line.happened_ms,
                "at_ms": line.at_ms,
                "is_later": line.at_ms - line.happened_ms > 120_000,
            }
            for line in reversed(known.board(incident))
        ],
        "tasks": [_task(each, node, names) for each in known.tasks_of(incident)],
        "resources": [
            {
                "party": names.party(each.party),
                "what": each.what,
                "count": each.count,
                "place": each.place,
                "said": t(f"value-place-{each.place.replace('_', '-')}"),
                "at_ms": each.at_ms,
            }
            for each in known.resources_of(incident)
        ],
        "reviews": [_review(each, node, names) for each in known.reviews_of(incident)],
    }


def _task(task: Task, node: Node, names: Names) -> dict[str, object]:
    is_ours = task.owner == node.config.party
    return {
        "id": task.task,
        "text": task.text,
        "owner": names.party(task.owner),
        "due_ms": task.due_ms,
        "is_overdue": task.is_overdue(node.clock.now_ms()),
        "is_taken": task.taken_ms is not None,
        "may_take": is_ours and task.taken_ms is None and task.review is None,
        "may_finish": is_ours and task.taken_ms is not None and task.done_ms is None,
        "done_ms": task.done_ms,
        "note": task.done_note,
    }


def _review(review: Review, node: Node, names: Names) -> dict[str, object]:
    own = node.config.party
    signatures = [(party, review.signature(party)) for party in sorted(node.truth.parties)]
    return {
        "id": review.review,
        "by": names.party(review.drafted_by),
        "summary": review.draft.summary,
        "findings": [
            {
                "text": each.text,
                "clause": names.clause(each.clause) if each.clause else "",
                "verdict": names.verdict(each.verdict) if each.verdict else "",
                "todo": each.todo,
                "owner": names.party(each.owner),
                "due_ms": each.due_ms,
            }
            for each in review.draft.findings
        ],
        "signed": [
            {"party": names.party(party), "at_ms": each.at_ms if each else None} for party, each in signatures
        ],
        "is_signed_here": review.signature(own) is not None,
        "body": {
            "review": review.review,
            "draft": review.draft_id,
            "takes": [{"action": each.action, "due_ms": each.due_ms} for each in review.own(own)],
            "reservations": [],
        },
    }


HANDLERS = (response, listed, situation)
