"""From two places, what both parties secure, and the roads to a plan that can be drawn from."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput
from safeconduct.movement.draw import met_after_refusal
from safeconduct.planner import NoWay, Roads, road_game, roadfile, snap
from safeconduct.planner.closed import far_from_haven, too_small
from safeconduct.planner.departures import departure_game
from safeconduct.planner.feature import hazard_ppm, say_weights
from safeconduct.planner.hazard import all_weighed
from safeconduct.planner.length import metres_at
from safeconduct.planner.mandatory import in_layers
from safeconduct.planner.plan import Plan, Setting, exposures_ppm, make_plan, plan_digest, routes_of, write_plan
from safeconduct.planner.roadgame import reachable
from safeconduct.records.area import Point
from safeconduct.records.plan import MovementPlanned, Place
from safeconduct.records.units import Metres, MovementId, RecordId

ASSUMED: Final = "the same chance on every road: an assumption, not a measurement"
GUESSED: Final = "assumptions, not measurements"
_UNHELD_MAX: Final = 8


class Vehicle(msgspec.Struct, frozen=True):
    """The largest of the convoy; 0: not known, no road is closed for it."""

    height_cm: int = 0
    width_cm: int = 0
    weight_kg: int = 0


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
    hazards: tuple[tuple[str, int], ...] = ()
    """Per cent of success_ppm by feature or class of road: feature.WEIGHTS, or one's own."""
    vehicle: Vehicle = Vehicle()
    havens: tuple[tuple[int, int], ...] = ()
    haven_within_s: int | None = None
    """No point of a route is farther from all havens than this, at free flow."""
    slots_s: tuple[int, ...] = (0,)
    """Departures to draw between, since the first. More than one: the budget is on time."""
    window_s: int = 600
    """How long the adversary can wait at one place; it counts where there are several departures."""
    give_up: Fraction = Fraction(0)
    """The share of the value that may be lost so that routes split late."""


class Limit(NamedTuple):
    """Something that closes roads, and what lifting it would be."""

    says: str
    relaxed: str
    edges: frozenset[int]
    must: int | None = None
    """The mandatory place that it is, by its number; then it closes nothing."""


def plan_trip(roads: Roads, trip: Trip) -> Plan:
    """Raises OffRoad, NoWay (with the constraint and the cheapest way to relax it), BadInput."""
    if not 1 <= trip.success_ppm <= 1_000_000:
        raise BadInput(f"a chance of {trip.success_ppm} in a million", next_step="give 1 to 1,000,000")
    start, end = (snap(roads, *_point(place)).node for place in (trip.start, trip.end))
    if start == end:
        raise BadInput("both ends are at the same junction", next_step="choose ends that are further apart")
    places = tuple(place for _, those in sorted(trip.ground) for place in those)
    limits = _limits(roads, trip, places)
    ordinary = np.full(len(roads.segment_class), trip.success_ppm, dtype=np.int32)
    success = all_weighed(ordinary, hazard_ppm(roads, dict(trip.hazards)))
    held = [place for place in places if place.kind in ("secured", "guarded")]
    try:
        layered = in_layers(roads, _musts(roads, places))
        ends = start, end + layered.last
        closed = layered.closed(_together(limits))
        setting = _setting(layered.roads, ends, _held(roads, success, held), closed, trip)
        unheld = [
            (place.name, _setting(layered.roads, ends, _held(roads, success, others), closed, trip).game)
            for place in held[:_UNHELD_MAX]
            for others in [[each for each in held if each is not place]]
        ]
        plan, _ = make_plan(
            MovementId(trip.movement),
            layered.roads,
            roadfile.digest(roads),
            setting,
            ground=[record for record, _ in trip.ground],
            places=places,
            budget=trip.budget,
            assumed=_assumed(trip),
            legs=trip.legs,
            routes_max=trip.routes_max,
            give_up=trip.give_up,
            unheld=unheld,
        )
    except NoWay as error:
        raise _relaxed(roads, (start, end), limits, places, error) from error
    return plan


def _setting(
    roads: Roads, ends: tuple[int, int], success: NDArray[np.int32], closed: frozenset[int], trip: Trip
) -> Setting:
    if len(trip.slots_s) > 1:
        found = departure_game(
            roads, *ends, success, starts_s=trip.slots_s, window_s=trip.window_s, budget=trip.budget,
            picks=trip.picks, blocked=closed,
        )  # fmt: skip
        return Setting(found.game, found.edges, "time", found.fastest_ms, trip.slots_s, trip.window_s)
    made = road_game(roads, *ends, success, budget=trip.budget, picks=trip.picks, blocked=closed)
    return Setting(made.game, made.edges, "length", made.shortest_mm)


def _assumed(trip: Trip) -> str:
    weights = say_weights(dict(trip.hazards))
    chance = f"{trip.success_ppm / 10_000:g} %"
    said = f"{ASSUMED} ({chance})" if not weights else f"{chance} on an ordinary road, of that {weights}: {GUESSED}"
    if len(trip.slots_s) > 1:
        said += f"; nobody waits at one place longer than {trip.window_s // 60} minutes"
    return said


def _held(roads: Roads, success: NDArray[np.int32], places: Sequence[Place]) -> NDArray[np.int32]:
    """Nobody can wait at these."""
    left = success.copy()
    for place in places:
        left[touched(roads, place)] = 0
    return left


def _musts(roads: Roads, places: Sequence[Place]) -> list[NDArray[np.bool_]]:
    found = []
    for place in places:
        if place.kind == "mandatory":
            found.append(touched(roads, place))
            if not found[-1].any():
                raise BadInput(
                    f"no road touches the mandatory place {place.name!r}",
                    next_step="draw it over a road, or make it larger",
                )
    return found


def _limits(roads: Roads, trip: Trip, places: Sequence[Place]) -> list[Limit]:
    found = []
    for place in places:
        if place.kind == "closed":
            found.append(Limit(f"the closed place {place.name!r}", f"open {place.name!r}", _edges(roads, place)))
    for number, place in enumerate(each for each in places if each.kind == "mandatory"):
        says = f"the mandatory place {place.name!r}"
        found.append(Limit(says, f"do not insist on {place.name!r}", frozenset(), number))
    vehicle = trip.vehicle
    for what, unit, measure, edges in (
        ("height", "cm", vehicle.height_cm, too_small(roads, height_cm=vehicle.height_cm)),
        ("width", "cm", vehicle.width_cm, too_small(roads, width_cm=vehicle.width_cm)),
        ("weight", "kg", vehicle.weight_kg, too_small(roads, weight_kg=vehicle.weight_kg)),
    ):
        if edges:
            said = f"a vehicle's {what} of {measure} {unit}"
            found.append(Limit(said, f"take vehicles of less {what} than {measure} {unit}", edges))
    if trip.haven_within_s is not None:
        nodes = [snap(roads, *_point(place)).node for place in trip.havens]
        minutes = trip.haven_within_s // 60
        edges = far_from_haven(roads, nodes, trip.haven_within_s)
        found.append(
            Limit(f"a haven within {minutes} minutes", "name more havens, or allow them to be farther", edges)
        )
    return found


def _together(limits: Sequence[Limit]) -> frozenset[int]:
    return frozenset(edge for limit in limits for edge in limit.edges)


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
        Metres(shortest_m(plan)),
        plan.proof.lower,
        plan.proof.upper,
        f"{worse.numerator}/{worse.denominator}",
    )


def touched(roads: Roads, place: Place) -> NDArray[np.bool_]:
    """Shape (segments,): which roads reach into the place's circle, also between two points of their shape;
    measured on the plane around it."""
    north, east = metres_at(place.at.lat_e7)
    y = (roads.shape_lat_e7.astype(np.float64) - place.at.lat_e7) * north
    x = (roads.shape_lon_e7.astype(np.float64) - place.at.lon_e7) * east
    dx, dy = np.diff(x), np.diff(y)
    square = dx * dx + dy * dy
    share = np.clip(-(x[:-1] * dx + y[:-1] * dy) / np.where(square > 0, square, 1), 0, 1)
    near = (x[:-1] + share * dx) ** 2 + (y[:-1] + share * dy) ** 2 <= float(place.radius_m) ** 2
    near[roads.shape_start[1:-1] - 1] = False  # from the last point of one segment to the first of the next
    inside: NDArray[np.bool_] = np.add.reduceat(near, roads.shape_start[:-1]) > 0
    return inside


def shortest_m(plan: Plan) -> int:
    """The shortest way within the limits, rounded up; of a plan by time the shortest of its routes."""
    if plan.by == "length":
        return -(-plan.shortest // 1000)
    return min(route.length_m for route in routes_of(plan))


def _edges(roads: Roads, place: Place) -> frozenset[int]:
    return frozenset(np.flatnonzero(touched(roads, place)[roads.edge_segment]).tolist())


def _relaxed(
    roads: Roads, ends: tuple[int, int], limits: Sequence[Limit], places: Sequence[Place], error: NoWay
) -> NoWay:
    """The same refusal, with the one limit whose lifting leaves the shortest way."""
    musts = _musts(roads, places)
    if _shortest(roads, ends, musts, limits) is not None:
        return error  # there is a way, and something else than a limit stands in it
    ways: list[tuple[int, str, str]] = []
    for limit in limits:
        left = [each for each in limits if each is not limit]
        shortest = _shortest(roads, ends, [must for at, must in enumerate(musts) if at != limit.must], left)
        if shortest is not None:
            ways.append((shortest, limit.says, limit.relaxed))
    if not ways:
        every = ", ".join(limit.says for limit in limits)
        return NoWay(f"no route is left by {every} together", next_step="lift two of them, or choose other ends")
    shortest, says, relaxed = min(ways)
    return NoWay(
        f"no route is left; it is {says} that cuts the cheapest one",
        next_step=f"{relaxed}: the shortest way is then {-(-shortest // 1000)} m; or choose other ends",
    )


def _shortest(
    roads: Roads, ends: tuple[int, int], musts: Sequence[NDArray[np.bool_]], limits: Sequence[Limit]
) -> int | None:
    layered = in_layers(roads, musts)
    try:
        return reachable(
            layered.roads, ends[0], ends[1] + layered.last, Fraction(1), layered.closed(_together(limits))
        ).shortest
    except NoWay:
        return None


def _point(place: tuple[int, int]) -> Point:
    return Point(*place)  # type: ignore[arg-type]
