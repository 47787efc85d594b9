"""Risks as data: every party's rating side by side, and how far they are apart."""

from litestar import get

from safeconduct.node.node import Node
from safeconduct.risk.reduce import RISKS
from safeconduct.risk.risk import Risk

from .guard import AnyRequest, node_of, officer_of


@get("/api/risks")
async def risks(request: AnyRequest) -> list[dict[str, object]]:
    """The heaviest first, as the gravest party rates what is left."""
    officer_of(request)
    node = node_of(request)
    return [_told(each, node) for each in node.truth.state.of(RISKS).by_weight()]


def _told(risk: Risk, node: Node) -> dict[str, object]:
    now_ms = node.clock.now_ms()
    return {
        "id": risk.risk,
        "subject": risk.subject,
        "gap": risk.gap(),
        "wanting": node.truth.state.of(RISKS).wanting(risk.subject, now_ms),
        "ratings": [
            {
                "party": each.party,
                "record": each.record,
                "rating": each.body,
                "level": each.level,
                "residual": each.residual,
                "is_expired": not each.stands(now_ms),
                "accepted_ms": each.accepted_ms,
            }
            for each in risk.open
        ],
    }


HANDLERS = (risks,)
