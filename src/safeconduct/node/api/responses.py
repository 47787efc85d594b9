"""The response to incidents as data: board, tasks, resources, reviews."""

from litestar import get

from safeconduct.node.node import Node
from safeconduct.records.units import IncidentId
from safeconduct.response.reduce import RESPONSES
from safeconduct.response.response import Review

from .guard import AnyRequest, node_of, officer_of


@get("/api/responses")
async def responses(request: AnyRequest) -> list[dict[str, object]]:
    """Every incident that somebody responds to, with both rooms' lines in the order in which things happened."""
    officer_of(request)
    node = node_of(request)
    return [_told(each, node) for each in node.truth.state.of(RESPONSES).incidents()]


def _told(incident: IncidentId, node: Node) -> dict[str, object]:
    known, now_ms = node.truth.state.of(RESPONSES), node.clock.now_ms()
    return {
        "incident": incident,
        "board": known.board(incident),
        "tasks": [
            {"task": each, "is_overdue": each.is_overdue(now_ms), "is_taken": each.taken_ms is not None}
            for each in known.tasks_of(incident)
        ],
        "resources": known.resources_of(incident),
        "reviews": [_review(each, node) for each in known.reviews_of(incident)],
    }


def _review(review: Review, node: Node) -> dict[str, object]:
    return {
        "id": review.review,
        "draft": review.draft_id,
        "by": review.drafted_by,
        "summary": review.draft.summary,
        "findings": review.draft.findings,
        "unsigned": [party for party in sorted(node.truth.parties) if review.signature(party) is None],
    }


HANDLERS = (responses,)
