"""Movements: the list, and one of them with its approvals, plan, legs and headcount."""

import asyncio

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from safeconduct.movement.movement import Approval, Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.cards import card_path
from safeconduct.node.crews import crew_path
from safeconduct.node.headcount import headcount, owners
from safeconduct.node.node import Node
from safeconduct.records.body import Role
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import Lang, MovementId, ObjectId
from safeconduct.state.parties import Officer
from safeconduct.wire.canonical import digest

from .language import Translate, language_of, translator
from .movement_times import arrival, depart_ms, next_check_in, passings
from .names import Names
from .plan_context import agrees, drawing_of, plan_context, prepare_plan
from .plan_map import degrees
from .render import page


@get("/movements")
async def movements(request: AnyRequest) -> Response[str]:
    """The list, and the form for a new one."""
    officer_of(request)
    return page(request, "movements/page.html", "movements", _list(request))


@get("/movements/-/list")
async def newest(request: AnyRequest) -> Response[str]:
    """Its living part."""
    officer_of(request)
    return page(request, "movements/list.html", "movements", _list(request))


@get("/movements/{movement:str}")
async def movement(request: AnyRequest, movement: FromPath[str]) -> Response[str]:
    """One movement. Who looks at it is logged before it is shown."""
    return await _seen(request, movement, "movements/one.html")


@get("/movements/{movement:str}/board")
async def board(request: AnyRequest, movement: FromPath[str]) -> Response[str]:
    """Its living part."""
    return await _seen(request, movement, "movements/board.html")


@get("/movements/{movement:str}/forms")
async def forms(request: AnyRequest, movement: FromPath[str]) -> Response[str]:
    """What may be asked at its stage."""
    return await _seen(request, movement, "movements/forms.html")


async def _seen(request: AnyRequest, movement: str, template: str) -> Response[str]:
    key, _ = officer_of(request)
    node = node_of(request)
    await asyncio.to_thread(prepare_plan, node, movement)
    shown = page(request, template, "movements", _one(request, movement))
    await node.read(key, ObjectId(f"movement/{movement}"))
    return shown


def _list(request: AnyRequest) -> dict[str, object]:
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    t, names = translator(lang), Names(node.truth.state, lang)
    every = node.truth.state.of(MOVEMENTS).movements.values()
    newest = sorted(every, key=lambda each: (each.status == "arrived", -each.requested_ms))
    return {"movements": [_head(each, node, names, t) for each in newest]}


def _one(request: AnyRequest, movement: str) -> dict[str, object]:
    _, officer = officer_of(request)
    node = node_of(request)
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise NotFoundException("there is no such movement")
    return context(node, officer, found, language_of(request.cookies.get("lang")))


def context(node: Node, officer: Officer, movement: Movement, lang: Lang) -> dict[str, object]:
    """What the templates in `movements/` show of one movement."""
    t, names = translator(lang), Names(node.truth.state, lang)
    order = movement.order if isinstance(movement.order, MovementDrawOrdered) else None
    plan = movement.drawn_from or movement.planned
    held = node.plans.get(plan.plan.plan) if plan else None
    drawing = drawing_of(plan.plan.plan, node.roads_path, node) if plan and held else None
    roles, now_ms = set(officer.roles), node.clock.now_ms()
    return {
        **_head(movement, node, names, t),
        "movement": movement.movement,
        "request_id": movement.request_id,
        "asked": movement.order_id or movement.request_id,
        "is_ordered": movement.order is not None,
        "may": {
            "security": "security" in roles,
            "operator": bool(roles & {"operator", "security"}),
            "stop": bool(roles & {"operator", "security", "liaison"}),
        },
        "has_roads": node.roads_path is not None,
        "steps": _steps(movement, node, names, t),
        "approvals": _approvals(movement, node, names),
        "plan": plan_context(movement, plan.plan, held, node, t) if plan else None,
        "plan_differs": plan is not None and held is not None and not agrees(plan.record, plan.plan, node),
        "drawing": drawing,
        "own_places": _own_places(movement, node),
        "driven": drawing.line(movement.line) if drawing and order else "",
        "legs": _legs(movement, order, names, t) if order else [],
        "draw": _draw(movement, order, names, t) if order else None,
        "arrival": arrival(movement, held, now_ms) if held else None,
        "check_in": next_check_in(movement, now_ms),
        "checkpoints": passings(movement, now_ms),
        "crews": _crews(movement, node, roles),
        "counts": [
            {"party": names.party(each.party), "expected": each.expected, "safe": each.safe, "help": each.help}
            for each in headcount(movement)
        ],
        "own": _own(movement, node),
        "havens": [haven.name for haven in order.havens] if order else [],
        "handovers": [
            {"name": each.name, "to": names.party(each.to), "place": degrees(each.at)} for each in order.handovers
        ]
        if order
        else [],
        "marks": drawing.marks(order) if drawing and order else [],
        "last_depart_ms": None if order is None or movement.draw.legs else order.depart_to_ms,
    }


def _head(movement: Movement, node: Node, names: Names, t: Translate) -> dict[str, object]:
    order, status = movement.order, str(movement.status)
    missing = movement.missing_approvals(node.truth.parties)
    if status in ("requested", "ordered") and not missing:
        status = "approved"
    said = t(f"movement-status-{status.replace('_', '-')}")
    if movement.is_stopped and status != "arrived":
        status = "stopped"
        said = t("movement-status-stopped", parties=_parties(movement.stops, names))
    elif movement.is_diverted:
        status, said = "diverted", t("movements-diverted", haven=movement.diversions[-1].haven)
    return {
        "id": movement.movement,
        "purpose": movement.request.purpose,
        "start": movement.request.start,
        "destination": movement.request.destination,
        "status": status,
        "status_text": said,
        "missing": _parties(missing, names) if missing and movement.status in ("requested", "ordered") else "",
        "depart_ms": depart_ms(movement) if order else movement.request.depart_from_ms,
        "latest_ms": movement.request.depart_to_ms,
        "is_stopped": movement.is_stopped,
        "own_stop": node.config.party in movement.stops,
        "stage": movement.status,
    }


def _parties(parties: object, names: Names) -> str:
    return ", ".join(names.party(party) for party in sorted(parties))  # type: ignore[call-overload]


def _steps(movement: Movement, node: Node, names: Names, t: Translate) -> list[dict[str, object]]:
    """What has happened, in order: when, what, whose."""
    who = node.truth.state.parties.name
    steps: list[tuple[int, str, str]] = [
        (movement.requested_ms, t("movements-did-request"), names.party(movement.requested_by))
    ]
    for party, answer in movement.approvals.items():
        said = "movements-did-approve" if answer.is_approved else "movements-did-refuse"
        steps.append((answer.at_ms, t(said), f"{names.party(party)}, {who(answer.by)}"))
    for leg in range(1, len(movement.draw.legs) + 1):
        times = [each.at_ms for (at, _, _), each in movement.draw.opened.items() if at == leg]
        steps.append((max(times, default=0), t("movements-did-leg", leg=leg), ""))
    for report in movement.reports:
        what = t(f"movements-did-{report.report.replace('_', '-')}")
        count = f" · {report.headcount}" if report.headcount is not None else ""
        steps.append((report.at_ms, what + count, who(report.by)))
    for heard in movement.check_ins:
        steps.append((heard.at_ms, t("movements-did-checked-in"), f"{names.party(heard.party)}: {heard.crew}"))
    for each in movement.diversions:
        steps.append((each.at_ms, t("movements-diverted", haven=each.haven), each.reason))
    for party, stop in movement.stops.items():
        steps.append((stop.at_ms, t("movements-did-stop"), f"{names.party(party)}: {stop.reason}"))
    for (what, party), confirmed in movement.confirmed.items():
        steps.append((confirmed.at_ms, t(f"movements-did-{what}"), names.party(party)))
    return [{"at_ms": at_ms, "what": what, "who": by} for at_ms, what, by in sorted(steps)]


def _approvals(movement: Movement, node: Node, names: Names) -> list[dict[str, object]]:
    asked = movement.order_id or movement.request_id
    parties = movement.order.parties if isinstance(movement.order, MovementDrawOrdered) else node.truth.parties
    rows = []
    for party in sorted(parties):
        answer = movement.approvals.get(party)
        stands = answer is not None and answer.order == asked
        rows.append(
            {
                "party": names.party(party),
                "is_ours": party == node.config.party,
                "answer": _answer(answer, stands),
                "officer": node.truth.state.parties.name(answer.by) if answer and stands else None,
                "at_ms": answer.at_ms if answer and stands else None,
                "reason": answer.reason if answer and stands else "",
            }
        )
    return rows


def _answer(answer: Approval | None, stands: bool) -> str:
    """void: it was given, and something changed since."""
    if answer is None or not stands:
        return "open" if answer is None else "void"
    return "approved" if answer.is_approved else "refused"


def _legs(movement: Movement, order: MovementDrawOrdered, names: Names, t: Translate) -> list[dict[str, object]]:
    now = movement.draw
    rows = []
    for leg in range(1, len(order.legs) + 1):
        opened = sorted(of for at, of, what in now.opened if at == leg and what == "nonce")
        state = "started" if leg <= len(now.legs) else "open" if len(opened) == 2 else "closed"
        if now.refused is not None and now.refused[0] == leg:
            state = "started" if leg <= len(now.legs) else "fallback"
        rows.append(
            {
                "leg": leg,
                "release_ms": now.release_ms(order, leg),
                "is_next": leg == len(now.legs) + 1,
                "opened": ", ".join(names.party(party) for party in opened),
                "state": state,
                "state_text": t(f"movements-leg-{state}"),
            }
        )
    return rows


def _draw(movement: Movement, order: MovementDrawOrdered, names: Names, t: Translate) -> dict[str, object]:
    now, outcome = movement.draw, movement.outcome
    remarks = []
    if now.refused is not None:
        remarks.append(t("movements-refused-leg", party=names.party(now.refused[1]), leg=now.refused[0]))
    remarks += [t("movements-disputed", party=names.party(of), leg=leg) for leg, of in sorted(now.disputed)]
    remarks += [
        t("movements-steering", party=names.party(each.party), what=each.what) for each in movement.steering
    ]
    return {
        "committed": _parties(now.committed, names),
        "is_ready": now.is_ready(order),
        "witness": names.party(order.witness.party) if order.witness else "",
        "is_witnessed": now.is_witnessed,
        "remarks": remarks,
        "published": _parties(now.published, names),
        "outcome": None
        if outcome is None
        else t("movements-followed" if outcome.is_followed else "movements-not-followed", route=outcome.route + 1),
        "is_followed": outcome.is_followed if outcome else None,
    }


def _own(movement: Movement, node: Node) -> list[dict[str, object]]:
    """Our own travellers by pseudonym, each with the link of its page. The other side's are numbers only."""
    rows: list[dict[str, object]] = []
    for traveller in owners(movement).get(node.config.party, ()):
        spoken = movement.spoken.get(traveller)
        rows.append(
            {
                "traveller": traveller,
                "link": card_path(node.keys.node, movement.movement, traveller),
                "reached": {
                    "movement": movement.movement,
                    "traveller": traveller,
                    "word": "safe",
                    "said_ms": node.clock.now_ms(),
                    "key": digest((movement.movement, traveller, spoken.at_ms)),
                }
                if spoken and spoken.word == "help"
                else None,
                "word": spoken.word if spoken else "",
                "at_ms": spoken.at_ms if spoken else None,
            }
        )
    return rows


def _own_places(movement: Movement, node: Node) -> str:
    """Our own list as the form takes it: a new one takes its place."""
    listed = movement.ground.get(node.config.party)
    return "\n".join(
        f"{each.kind}:{each.name}:{each.at.lat_e7 / 1e7:.5f},{each.at.lon_e7 / 1e7:.5f}:{each.radius_m}"
        for each in (listed.ground.places if listed else ())
    )


def _crews(movement: Movement, node: Node, roles: set[Role]) -> list[dict[str, object]]:
    """Every vehicle of the order. Its codes are on its card alone, and that is for who orders."""
    last = {said.crew: said for said in movement.check_ins}
    return [
        {
            "crew": crew,
            "last_ms": last[crew].at_ms if crew in last else None,
            "link": crew_path(node.keys.node, movement.movement, crew) if "security" in roles else "",
            "duress_ms": movement.duress[crew].at_ms if crew in movement.duress else None,
            "over": {
                "movement": movement.movement,
                "crew": crew,
                "word": "clear",
                "said_ms": node.clock.now_ms(),
                "key": digest((movement.movement, crew, movement.duress[crew].at_ms)),
            }
            if crew in movement.duress
            else None,
        }
        for crew in dict.fromkeys(movement.crews)
    ]


HANDLERS = (movements, newest, movement, board, forms)
