"""Movements and the state as data."""

from litestar import get

from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.state.logs import LOGS

from .guard import AnyRequest, node_of, officer_of


@get("/api/movements")
async def movements(request: AnyRequest) -> list[dict[str, object]]:
    """Every movement, what stands and what is missing."""
    officer_of(request)
    truth = node_of(request).truth
    return [
        {
            "id": movement.movement,
            "purpose": movement.request.purpose,
            "start": movement.request.start,
            "destination": movement.request.destination,
            "status": movement.status,
            "order": movement.order_id,
            "depart_ms": movement.order.depart_ms if movement.order else None,
            "missing_approvals": list(movement.missing_approvals(truth.parties)),
            "stopped_by": sorted(movement.stops),
            "reports": [
                {"report": each.report, "at_ms": each.at_ms, "is_late_entered": each.is_late_entered}
                for each in movement.reports
            ],
        }
        for _, movement in sorted(truth.state.of(MOVEMENTS).movements.items())
    ]


@get("/api/state")
async def state(request: AnyRequest) -> dict[str, object]:
    """The digest of the joint state and the cut that it is of: equal on two nodes that hold the same."""
    officer_of(request)
    node = node_of(request)
    async with node.truth.lock:
        return {
            "state": node.truth.digest(),
            "now_ms": node.clock.now_ms(),
            "logs": {origin: {"size": size, "root": root} for origin, size, root in node.truth.cut()},
            "complete_to_ms": {
                origin: beat.complete_to_ms for origin, beat in sorted(node.truth.state.of(LOGS).heartbeats.items())
            },
        }


HANDLERS = (movements, state)
