"""How records change movements."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.fact import Fact
from safeconduct.records.movement import (
    MovementApproved,
    MovementOrdered,
    MovementRefused,
    MovementReleased,
    MovementReported,
    MovementRequested,
    MovementResumed,
    MovementStopped,
)
from safeconduct.records.units import MovementId, RecordId, Text
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .movement import NEXT, Act, Approval, Movement, Report, Stop


class Movements(msgspec.Struct, frozen=True):
    """All movements."""

    movements: immutables.Map[MovementId, Movement] = immutables.Map()


def _reduce(movements: Movements, placed: Placed, parties: Parties) -> Movements | Refusal:
    record, body = placed.entry.record, placed.entry.record.body
    if isinstance(body, MovementRequested):
        if body.movement in movements.movements:
            return Refusal(f"the movement {body.movement} is requested already")
        return _with(movements, Movement(body.movement, body, record.party, "requested"))
    if not isinstance(
        body,
        MovementOrdered
        | MovementApproved
        | MovementRefused
        | MovementReleased
        | MovementStopped
        | MovementResumed
        | MovementReported,
    ):
        return Refusal("not about movements")
    movement = movements.movements.get(body.movement)
    if movement is None:
        return Refusal(f"nobody has requested the movement {body.movement}")
    changed = _change(movement, placed, parties)
    return changed if isinstance(changed, Refusal) else _with(movements, changed)


def _change(movement: Movement, placed: Placed, parties: Parties) -> Movement | Refusal:
    record = placed.entry.record
    match record.body:
        case MovementOrdered() as body:
            return _advance(movement, "order", order=body, order_id=placed.entry.id)
        case MovementApproved(order=order):
            return _answer(movement, placed, order, is_approved=True, reason=Text(""))
        case MovementRefused(order=order, reason=reason):
            return _answer(movement, placed, order, is_approved=False, reason=reason)
        case MovementReleased(order=order):
            return _release(movement, order, parties)
        case MovementStopped(reason=reason):
            stop = Stop(record.by, record.at_ms, reason)
            return msgspec.structs.replace(movement, stops=movement.stops.set(record.party, stop))
        case MovementResumed():
            if record.party not in movement.stops:
                return Refusal(f"{record.party} has not stopped this movement")
            return msgspec.structs.replace(movement, stops=movement.stops.delete(record.party))
        case MovementReported() as body:
            return _report(movement, placed, body)
        case _:
            return Refusal("not about movements")


def _advance(movement: Movement, act: Act, **changes: object) -> Movement | Refusal:
    status = NEXT.get((movement.status, act))
    if status is None:
        return Refusal(f"a movement that is {movement.status.replace('_', ' ')} cannot be {act}")
    return msgspec.structs.replace(movement, status=status, **changes)


def _answer(
    movement: Movement, placed: Placed, order: RecordId, *, is_approved: bool, reason: Text
) -> Movement | Refusal:
    if order != movement.order_id:
        return Refusal("the order that was answered is not the one that stands")
    record = placed.entry.record
    answer = Approval(order, is_approved, record.by, record.at_ms, reason, placed.entry.id)
    return msgspec.structs.replace(movement, approvals=movement.approvals.set(record.party, answer))


def _release(movement: Movement, order: RecordId, parties: Parties) -> Movement | Refusal:
    if order != movement.order_id:
        return Refusal("the order to release is not the one that stands")
    if movement.is_stopped:
        return Refusal("the movement is stopped: " + ", ".join(sorted(movement.stops)) + " must resume it first")
    missing = movement.missing_approvals(parties.members or frozenset(parties.parties))
    if missing:
        return Refusal("not approved by " + ", ".join(missing))
    return _advance(movement, "release")


def _report(movement: Movement, placed: Placed, body: MovementReported) -> Movement | Refusal:
    record = placed.entry.record
    late = is_late_entered(record.at_ms, placed.not_before_ms)
    report = Report(body.report, record.at_ms, record.by, body.checkpoint, body.headcount, placed.entry.id, late)
    return _advance(movement, body.report, reports=(*movement.reports, report))


def _with(movements: Movements, movement: Movement) -> Movements:
    return Movements(movements.movements.set(movement.movement, movement))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """Each act as the protocols see it. The agreed time is the order's, and stands from when it was ordered."""
    record = placed.entry.record
    at_ms, party = record.at_ms, record.party
    match record.body:
        case MovementRequested(movement=movement):
            return (Fact(at_ms, "requested", (movement,)),)
        case MovementOrdered(movement=movement, depart_ms=depart_ms):
            return (Fact(at_ms, "appointed", (movement, depart_ms)),)
        case MovementApproved(movement=movement):
            return (Fact(at_ms, "approved", (movement, party)),)
        case MovementRefused(movement=movement):
            return (Fact(at_ms, "refused", (movement, party)),)
        case MovementReleased(movement=movement):
            return (Fact(at_ms, "released", (movement,)),)
        case MovementStopped(movement=movement):
            return (Fact(at_ms, "stopped", (movement,)),)
        case MovementReported(movement=movement, report="departed"):
            return (Fact(at_ms, "departed", (movement,)), Fact(at_ms, "started", (movement,)))
        case MovementReported(movement=movement, report=("checked_in" | "passed")):
            return (Fact(at_ms, "checked_in", (movement,)),)
        case MovementReported(movement=movement, report="arrived"):
            return (Fact(at_ms, "arrived", (movement,)),)
        case _:
            return ()


MOVEMENTS: Final = Reducer(
    "movements",
    Movements(),
    frozenset(
        {
            MovementRequested.TYPE,
            MovementOrdered.TYPE,
            MovementApproved.TYPE,
            MovementRefused.TYPE,
            MovementReleased.TYPE,
            MovementStopped.TYPE,
            MovementResumed.TYPE,
            MovementReported.TYPE,
        }
    ),
    _reduce,
    _facts,
)
