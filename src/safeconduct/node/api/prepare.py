"""What a page cannot compute by itself: a plan on the roads, and the order that is drawn from it. Nothing is signed
here: the answer is the body of a record, for the officer to see and sign."""

import asyncio
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from litestar import post
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.node import Node
from safeconduct.node.ordering import WantedDraw, drawn_order
from safeconduct.node.planning import Trip, Vehicle, plan_trip, planned
from safeconduct.node.roads import held_roads
from safeconduct.planner.feature import WEIGHTS
from safeconduct.planner.plan import SLOTS_MAX, write_plan
from safeconduct.records.plan import MovementDrawOrdered, MovementPlanned
from safeconduct.records.units import MovementId

from .guard import AnyRequest, body_of, node_of, officer_of

_Place = tuple[
    Annotated[int, msgspec.Meta(ge=-900_000_000, le=900_000_000)],
    Annotated[int, msgspec.Meta(ge=-1_800_000_000, le=1_800_000_000)],
]


class PlanWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ends in degrees x 10^7, latitude first. budget_pct: of the shortest way; chance_pct: of success anywhere."""

    start: _Place
    end: _Place
    budget_pct: Annotated[int, msgspec.Meta(ge=100, le=300)] = 130
    chance_pct: Annotated[int, msgspec.Meta(ge=1, le=100)] = 70
    legs: Annotated[int, msgspec.Meta(ge=1, le=12)] = 4
    routes: Annotated[int, msgspec.Meta(ge=1, le=40)] = 12
    hazards: Literal["tags", "none"] = "tags"
    height_cm: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    width_cm: Annotated[int, msgspec.Meta(ge=0, le=1_000)] = 0
    weight_kg: Annotated[int, msgspec.Meta(ge=0, le=200_000)] = 0
    departures: Annotated[int, msgspec.Meta(ge=1, le=SLOTS_MAX)] = 1
    every_min: Annotated[int, msgspec.Meta(ge=1, le=60)] = 10
    wait_min: Annotated[int, msgspec.Meta(ge=1, le=1_440)] = 10
    havens: Annotated[tuple[tuple[str, _Place], ...], msgspec.Meta(max_length=20)] = ()
    haven_within_min: Annotated[int, msgspec.Meta(ge=0, le=600)] = 0
    """No point of a route is farther from a haven; 0: that is not asked."""


class OrderWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As `safeconduct movement draw` takes it."""

    depart_ms: Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]
    leader: str
    vehicles: tuple[str, ...]
    escort: tuple[str, ...] = ()
    half_width_m: Annotated[int, msgspec.Meta(ge=5, le=5_000)] = 60
    check_in_s: Annotated[int, msgspec.Meta(ge=60, le=86_400)] = 900
    contacts: tuple[str, ...] = ()
    approve_by_ms: Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)] | None = None
    havens: Annotated[tuple[tuple[str, _Place], ...], msgspec.Meta(max_length=20)] = ()
    handovers: Annotated[tuple[tuple[str, _Place, str], ...], msgspec.Meta(max_length=20)] = ()
    """(name, place, the party that takes over)"""


@post("/api/movements/{movement:str}/prepare-plan", status_code=200)
async def prepare_plan(request: AnyRequest, movement: FromPath[str]) -> MovementPlanned:
    """Plan on this node's roads, keep the plan file here, answer the record's body. 400 where no route is left."""
    officer_of(request)
    node = node_of(request)
    found, wanted = _movement(node, movement), await body_of(request, PlanWanted)
    if wanted.haven_within_min and not wanted.havens:
        raise BadInput("minutes to a haven, and no haven", next_step="name at least one: Fire station@60.17,24.94")
    if node.roads_path is None:
        raise BadInput("this node has no road file", next_step="name one under [roads] in node.toml")
    trip = Trip(
        found.movement,
        wanted.start,
        wanted.end,
        tuple((listed.record, listed.ground.places) for _, listed in sorted(found.ground.items())),
        Fraction(wanted.budget_pct, 100),
        wanted.chance_pct * 10_000,
        1,
        wanted.legs,
        wanted.routes,
        tuple(WEIGHTS.items()) if wanted.hazards == "tags" else (),
        Vehicle(wanted.height_cm, wanted.width_cm, wanted.weight_kg),
        tuple(place for _, place in wanted.havens),
        wanted.haven_within_min * 60 or None,
        slots_s=tuple(wanted.every_min * 60 * at for at in range(wanted.departures)),
        window_s=wanted.wait_min * 60,
    )
    plan = await asyncio.to_thread(lambda path: plan_trip(held_roads(path), trip), node.roads_path)
    await asyncio.to_thread(lambda: node.plans.put(write_plan(plan)))
    return planned(plan)


@post("/api/movements/{movement:str}/prepare-order", status_code=200)
async def prepare_order(request: AnyRequest, movement: FromPath[str]) -> MovementDrawOrdered:
    """The order that is drawn from the plan that stands: the record's body."""
    officer_of(request)
    node = node_of(request)
    found, wanted = _movement(node, movement), await body_of(request, OrderWanted)
    plan = node.plans.get(found.planned.plan.plan) if found.planned else None
    if found.planned is None or plan is None:
        raise BadInput(
            f"there is no plan of {movement} at this node", next_step="plan it, or put the plan file here"
        )
    return drawn_order(
        WantedDraw(
            plan,
            found.planned.record,
            tuple(sorted(node.truth.parties)),
            wanted.depart_ms,
            wanted.approve_by_ms or wanted.depart_ms - found.request.lead_s * 1000,
            wanted.leader,
            wanted.vehicles,
            wanted.escort,
            wanted.half_width_m,
            wanted.check_in_s,
            contacts=wanted.contacts,
            havens=wanted.havens,
            handovers=wanted.handovers,
        )
    )


def _movement(node: Node, movement: str) -> Movement:
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise BadInput(f"there is no movement {movement!r}", next_step="request it first")
    return found


HANDLERS = (prepare_plan, prepare_order)
