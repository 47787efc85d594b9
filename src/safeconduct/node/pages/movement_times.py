"""What is due on the way, and what is late: check-ins, checkpoints, the arrival."""

import msgspec

from safeconduct.movement.movement import Movement
from safeconduct.planner.plan import Plan, starts_of
from safeconduct.records.plan import MovementDrawOrdered, MovementPlanned
from safeconduct.records.units import CheckpointId, Ms


class Due(msgspec.Struct, frozen=True):
    """The next check-in."""

    last_ms: Ms
    """The last sign of life by a crew or about the convoy."""
    due_ms: Ms
    is_late: bool


class Passing(msgspec.Struct, frozen=True):
    """A checkpoint of the order, and when the convoy reported there."""

    checkpoint: CheckpointId
    due_ms: Ms
    passed_ms: Ms | None
    is_late: bool
    """Passed after its time, or not yet passed and due."""


class Arrival(msgspec.Struct, frozen=True):
    """When it should be there, at free flow over the routes that the legs driven leave possible."""

    earliest_ms: int
    latest_ms: int
    by_ms: Ms
    late_min: int
    """By so many minutes at least it is later than ordered; 0 if it need not be."""


def next_check_in(movement: Movement, now_ms: Ms) -> Due | None:
    """None unless a drawn movement is under way."""
    order = movement.order
    if movement.status != "under_way" or not isinstance(order, MovementDrawOrdered):
        return None
    heard = [each.at_ms for each in movement.reports] + [each.at_ms for each in movement.check_ins]
    due_ms = Ms(max(heard) + order.check_in_s * 1000)
    return Due(max(heard), due_ms, now_ms > due_ms)


def passings(movement: Movement, now_ms: Ms) -> list[Passing]:
    """In the order of driving; none for a drawn route."""
    passed = {each.checkpoint: each.at_ms for each in reversed(movement.reports) if each.checkpoint is not None}
    is_on = movement.status in ("released", "under_way")
    return [
        Passing(
            each.checkpoint,
            each.due_ms,
            passed.get(each.checkpoint),
            passed.get(each.checkpoint, now_ms if is_on else each.due_ms) > each.due_ms,
        )
        for each in movement.checkpoints
    ]


def arrival(movement: Movement, held: Plan, now_ms: Ms) -> Arrival | None:
    """None unless it is under way."""
    departed = [each.at_ms for each in movement.reports if each.report == "departed"]
    order = movement.order
    if movement.status != "under_way" or not departed or not isinstance(order, MovementDrawOrdered):
        return None
    standing = still_possible(movement, movement.drawn_from.plan) if movement.drawn_from else ()
    earliest, latest = (departed[-1] + ms for ms in starts_of(held, standing)[-1])
    soonest = max(earliest, now_ms)
    late_min = -(-(soonest - order.arrive_by_ms) // 60_000) if soonest > order.arrive_by_ms else 0
    return Arrival(earliest, latest, order.arrive_by_ms, late_min)


def still_possible(movement: Movement, plan: MovementPlanned) -> tuple[int, ...]:
    """Routes of the plan, counted from 0, that begin with the legs that have started."""
    if not isinstance(movement.order, MovementDrawOrdered):
        return tuple(range(len(plan.routes)))
    driven = movement.draw.driven(movement.order)
    return tuple(at for at, route in enumerate(plan.routes) if route.legs[: len(driven)] == driven)


def route_minutes(held: Plan) -> tuple[int, ...]:
    """How long each route takes at free flow, rounded up."""
    return tuple(-(-starts_of(held, (route,))[-1][0] // 60_000) for route in range(len(held.proof.routes)))


def depart_ms(movement: Movement) -> Ms:
    """Of the order: as drawn, once that is known here. Without an order the first that is asked for."""
    order = movement.order
    if isinstance(order, MovementDrawOrdered):
        return movement.draw.depart_ms(order)
    return order.depart_ms if order else movement.request.depart_from_ms
