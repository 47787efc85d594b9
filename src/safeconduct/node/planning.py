"""From two places, what both parties secure, and the roads to a plan that can be drawn from."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput
from safeconduct.movement.draw import met_after_refusal
from safeconduct.planner import NoWay, Roads, road_game, roadfile, snap
from safeconduct.planner.length import metres_at
from safeconduct.planner.plan import Plan, exposures_ppm, make_plan, plan_digest, routes_of, write_plan
from safeconduct.records.area import Point
from safeconduct.records.plan import MovementPlanned, Place
from safeconduct.records.units import Metres, MovementId, RecordId

ASSUMED: Final = "the same chance on every road: an assumption, not a measurement"


class Trip(msgspec.Struct, frozen=True):
    """What is to be planned. Places in degrees x 10^7, latitude first."""

    movement: str
    start: tuple[int, int]
    end: tuple[int, int]
    ground: tuple[tuple[RecordId, tuple[Place, ...]], ...]
    """Both parties' lists, as they stand."""
    budget: Fraction = Fraction(13, 10)
    success_ppm: int = 700_000
    picks: int = 1
    legs: int = 4
    routes_max: int = 12


def plan_trip(roads: Roads, trip: Trip) -> Plan:
    """Raises OffRoad, NoWay (with the constraint and the cheapest way to relax it), BadInput."""
    if not 1 <= trip.success_ppm <= 1_000_000:
        raise BadInput(f"a chance of {trip.success_ppm} in a million", next_step="give 1 to 1,000,000")
    start, end = (snap(roads, *_point(place)).node for place in (trip.start, trip.end))
    if start == end:
        raise BadInput("both ends are at the same junction", next_step="choose ends that are further apart")
    places = tuple(place for _, those in sorted(trip.ground) for place in those)
    success = np.full(len(roads.segment_class), trip.success_ppm, dtype=np.int32)
    for place in places:
        if place.kind != "closed":
            success[touched(roads, place)] = 0
    closed = [place for place in places if place.kind == "closed"]
    try:
        found = road_game(
            roads, start, end, success, budget=trip.budget, picks=trip.picks, blocked=_edges(roads, closed)
        )
    except NoWay as error:
        raise _relaxed(roads, trip, (start, end), success, closed, error) from error
    plan, _ = make_plan(
        MovementId(trip.movement),
        roads,
        roadfile.digest(roads),
        found,
        ground=[record for record, _ in trip.ground],
        places=places,
        budget=trip.budget,
        assumed=f"{ASSUMED} ({trip.success_ppm / 10_000:g} %)",
        legs=trip.legs,
        routes_max=trip.routes_max,
    )
    return plan


def planned(plan: Plan) -> MovementPlanned:
    """The record that both parties' order rests on."""
    routes = routes_of(plan)
    worse = met_after_refusal(routes, exposures_ppm(plan), plan.game.picks)
    return MovementPlanned(
        plan.movement,
        plan_digest(write_plan(plan)),
        plan.roads,
        plan.ground,
        routes,
        Metres(-(-plan.shortest_mm // 1000)),
        plan.proof.lower,
        plan.proof.upper,
        f"{worse.numerator}/{worse.denominator}",
    )


def touched(roads: Roads, place: Place) -> NDArray[np.bool_]:
    """Shape (segments,): which roads have a point within the place's circle, measured on the plane around it."""
    north, east = metres_at(place.at.lat_e7)
    dy = (roads.shape_lat_e7.astype(np.float64) - place.at.lat_e7) * north
    dx = (roads.shape_lon_e7.astype(np.float64) - place.at.lon_e7) * east
    near = dx * dx + dy * dy <= float(place.radius_m) ** 2
    inside: NDArray[np.bool_] = np.add.reduceat(near, roads.shape_start[:-1]) > 0
    return inside


def _edges(roads: Roads, closed: Sequence[Place]) -> frozenset[int]:
    edges: set[int] = set()
    for place in closed:
        edges.update(np.flatnonzero(touched(roads, place)[roads.edge_segment]).tolist())
    return frozenset(edges)


def _relaxed(
    roads: Roads,
    trip: Trip,
    ends: tuple[int, int],
    success: NDArray[np.int32],
    closed: Sequence[Place],
    error: NoWay,
) -> NoWay:
    """The same refusal, with the one closed place whose opening costs least: the one with the shortest way then."""
    ways: list[tuple[int, str]] = []
    for place in closed:
        left = [each for each in closed if each is not place]
        try:
            found = road_game(roads, *ends, success, budget=trip.budget, blocked=_edges(roads, left))
        except NoWay:
            continue
        ways.append((found.shortest_mm, place.name))
    if not ways:
        return error
    shortest_mm, name = min(ways)
    return NoWay(
        f"the closed places leave no route; it is {name!r} that cuts the cheapest one",
        next_step=f"open {name!r}: the shortest way is then {-(-shortest_mm // 1000)} m; or choose other ends",
    )


def _point(place: tuple[int, int]) -> Point:
    return Point(*place)  # type: ignore[arg-type]
