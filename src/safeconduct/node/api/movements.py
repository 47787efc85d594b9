"""Movements, their plans and their draws as data."""

import asyncio
import re
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.cards import card_path
from safeconduct.node.headcount import headcount, owners
from safeconduct.node.node import Node
from safeconduct.node.plans import PLAN_BYTES_MAX
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import Digest, MovementId
from safeconduct.state.logs import LOGS

from .guard import AnyRequest, node_of, officer_of

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@get("/api/movements")
async def movements(request: AnyRequest) -> list[dict[str, object]]:
    """Every movement, what stands and what is missing."""
    officer_of(request)
    node = node_of(request)
    return [_summary(each, node) for _, each in sorted(node.truth.state.of(MOVEMENTS).movements.items())]


def _summary(movement: Movement, node: Node) -> dict[str, object]:
    plan = movement.planned.plan if movement.planned else None
    order = movement.order
    return {
        "id": movement.movement,
        "purpose": movement.request.purpose,
        "start": movement.request.start,
        "destination": movement.request.destination,
        "status": movement.status,
        "request": movement.request_id,
        "order": movement.order_id,
        "depart_ms": order.depart_ms if order else None,
        "ordered": _ordered(movement),
        "missing_approvals": list(movement.missing_approvals(node.truth.parties)),
        "stopped_by": sorted(movement.stops),
        "reports": [
            {"report": each.report, "at_ms": each.at_ms, "is_late_entered": each.is_late_entered}
            for each in movement.reports
        ],
        "ground": {
            party: {"record": listed.record, "places": listed.ground.places}
            for party, listed in sorted(movement.ground.items())
        },
        "plan": {"record": movement.planned.record, **_odds(plan)} if movement.planned and plan else None,
        "is_drawn": isinstance(order, MovementDrawOrdered),
        "is_ready": isinstance(order, MovementDrawOrdered) and movement.draw.is_ready(order),
        "legs_started": len(movement.draw.legs),
        "is_diverted": movement.is_diverted,
        "steering": [
            {"party": each.party, "at_ms": each.at_ms, "what": each.what, "record": each.record}
            for each in movement.steering
        ],
        "headcount": headcount(movement),
        "confirmed": [
            {"what": what, "party": party, "at_ms": said.at_ms, "headcount": said.headcount}
            for (what, party), said in sorted(movement.confirmed.items())
        ],
        "outcome": movement.outcome,
    }


def _ordered(movement: Movement) -> dict[str, object] | None:
    """Of a drawn route, what its order says to those who drive."""
    order = movement.order
    if not isinstance(order, MovementDrawOrdered):
        return None
    return {
        "vehicles": order.vehicles,
        "escort": order.escort,
        "check_in_s": order.check_in_s,
        "contacts": order.contacts,
        "havens": [each.name for each in order.havens],
        "people": len(movement.request.travellers),
    }


def _odds(plan: object) -> dict[str, object]:
    return {
        name: getattr(plan, name) for name in ("plan", "lower", "upper", "after_refusal", "shortest_m", "routes")
    }


@get("/api/movements/{movement:str}/draw")
async def draw(request: AnyRequest, movement: FromPath[str]) -> dict[str, object]:
    """All that the logs say of a draw: what the escort leader needs, and anyone who checks it afterwards."""
    officer_of(request)
    return draw_of(node_of(request), movement)


def draw_of(node: Node, movement: str) -> dict[str, object]:
    """What the logs that this node holds say of that draw. Raises BadInput."""
    found = _movement(node, movement)
    order, now = found.order, found.draw
    if not isinstance(order, MovementDrawOrdered) or found.drawn_from is None:
        raise BadInput(f"the route of {movement} is not drawn", next_step="see: safeconduct movement show")
    return {
        "movement": found.movement,
        "status": found.status,
        "stopped_by": sorted(found.stops),
        "now_ms": node.clock.now_ms(),
        "order": found.order_id,
        "plan": found.drawn_from.plan.plan,
        "parties": order.parties,
        "leader": order.leader,
        "legs": [now.release_ms(order, leg) for leg in range(1, len(order.legs) + 1)],
        "depart_ms": order.depart_ms,
        "depart_to_ms": order.depart_to_ms,
        "routes": found.drawn_from.plan.routes,
        "witness": order.witness.party if order.witness else None,
        "is_witnessed": now.is_witnessed,
        "commitments": dict(sorted(now.committed.items())),
        "salts": dict(sorted(now.salts.items())),
        "opened": [
            {"leg": leg, "of": of, "what": what, "sealed": each.sealed, "by": each.by, "at_ms": each.at_ms}
            for (leg, of, what), each in sorted(now.opened.items())
        ],
        "disputed": [list(key) for key in sorted(now.disputed)],
        "refused": list(now.refused) if now.refused else None,
        "started": now.driven(order),
        "published": dict(sorted(now.published.items())),
        "outcome": found.outcome,
    }


@get("/api/movements/{movement:str}/cards")
async def cards(request: AnyRequest, movement: FromPath[str]) -> dict[str, str]:
    """The links of this party's own travellers, by pseudonym."""
    officer_of(request)
    node = node_of(request)
    found = _movement(node, movement)
    own = owners(found).get(node.config.party, ())
    return {each: card_path(node.keys.node, found.movement, each) for each in own}


@post("/api/plans", request_max_body_size=PLAN_BYTES_MAX)
async def put_plan(request: AnyRequest) -> dict[str, str]:
    """Keep a plan file. Answers its digest; 400 with the place of what does not hold."""
    officer_of(request)
    content = await request.body()
    return {"plan": await asyncio.to_thread(node_of(request).plans.put, content)}


@get("/api/plans/{digest:str}")
async def plan(request: AnyRequest, digest: FromPath[str]) -> Response[bytes]:
    """A plan file as it was put here."""
    officer_of(request)
    content = node_of(request).plans.content(Digest(digest)) if _DIGEST.fullmatch(digest) else None
    if content is None:
        raise BadInput("that plan file is not here", next_step="get it from the other party, then put it here")
    return Response(content, media_type="application/json")


def _movement(node: Node, movement: str) -> Movement:
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise BadInput(f"there is no movement {movement!r}", next_step="see: safeconduct movement show")
    return found


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


HANDLERS = (movements, draw, cards, put_plan, plan, state)
