"""What is due on the way, and what is late: check-ins, checkpoints, the arrival."""

import msgspec

from safeconduct.movement.movement import Movement
from safeconduct.planner.plan import Plan, leg_starts_ms
from safeconduct.records.plan import MovementDrawOrdered
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
    """When it should be there, at free flow over the routes still possible."""

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
    earliest, latest = (departed[-1] + ms for ms in leg_starts_ms(held)[-1])
    soonest = max(earliest, now_ms)
    late_min = -(-(soonest - order.arrive_by_ms) // 60_000) if soonest > order.arrive_by_ms else 0
    return Arrival(earliest, latest, order.arrive_by_ms, late_min)
