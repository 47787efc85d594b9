"""How records change movements."""

from itertools import pairwise
from typing import Final

import immutables
import msgspec

from safeconduct.records.draw import (
    DrawCommitted,
    DrawDisputed,
    DrawOpened,
    DrawPublished,
    DrawSalted,
    DrawWitnessed,
    LegStarted,
)
from safeconduct.records.fact import Fact
from safeconduct.records.journey import CrewSpoke, MovementConfirmed, MovementDiverted, RosterKept, TravellerSpoke
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
from safeconduct.records.plan import GroundListed, MovementDrawOrdered, MovementPlanned
from safeconduct.records.units import MovementId, Ms, RecordId, Text
from safeconduct.state.bracket import is_late_entered
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .draw import fault
from .drawing import Draw
from .journey import change_draw, change_journey
from .movement import NEXT, Act, Approval, Listed, Movement, Planned, Report, Steering, Stop


class Movements(msgspec.Struct, frozen=True):
    """All movements."""

    movements: immutables.Map[MovementId, Movement] = immutables.Map()


_LIFE: Final = (
    MovementOrdered,
    MovementDrawOrdered,
    MovementApproved,
    MovementRefused,
    MovementReleased,
    MovementStopped,
    MovementResumed,
    MovementReported,
    GroundListed,
    MovementPlanned,
    RosterKept,
    TravellerSpoke,
    CrewSpoke,
    MovementDiverted,
    MovementConfirmed,
)
_DRAW: Final = (DrawCommitted, DrawWitnessed, DrawSalted, DrawOpened, DrawDisputed, LegStarted, DrawPublished)


def _reduce(movements: Movements, placed: Placed, parties: Parties) -> Movements | Refusal:
    record, body = placed.entry.record, placed.entry.record.body
    if isinstance(body, MovementRequested):
        if body.movement in movements.movements:
            return Refusal(f"the movement {body.movement} is requested already")
        requested = Movement(body.movement, body, record.party, "requested", placed.entry.id, record.at_ms)
        return _with(movements, requested)
    if not isinstance(body, _LIFE + _DRAW):
        return Refusal("not about movements")
    movement = movements.movements.get(body.movement)
    if movement is None:
        return Refusal(f"nobody has requested the movement {body.movement}")
    changed = (
        change_draw(movement, placed, parties) if isinstance(body, _DRAW) else _change(movement, placed, parties)
    )
    return changed if isinstance(changed, Refusal) else _with(movements, changed)


def _change(movement: Movement, placed: Placed, parties: Parties) -> Movement | Refusal:
    record = placed.entry.record
    match record.body:
        case MovementOrdered() as body:
            steered = _steered(movement, placed, "a new order")
            return _advance(steered, "order", order=body, order_id=placed.entry.id, drawn_from=None, draw=Draw())
        case MovementDrawOrdered() as body:
            return _order(movement, placed, body, parties)
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
        case GroundListed() as body:
            steered = _steered(movement, placed, "a new list of secured places")
            listed = Listed(placed.entry.id, body)
            return msgspec.structs.replace(steered, ground=steered.ground.set(record.party, listed))
        case MovementPlanned() as body:
            return _plan(movement, placed, body, parties)
        case _:
            return change_journey(movement, placed)


def _advance(movement: Movement, act: Act, **changes: object) -> Movement | Refusal:
    status = NEXT.get((movement.status, act))
    if status is None:
        return Refusal(f"a movement that is {movement.status.replace('_', ' ')} cannot be {act}")
    return msgspec.structs.replace(movement, status=status, **changes)


def _steered(movement: Movement, placed: Placed, what: str) -> Movement:
    """The movement, with a note if the draw had begun: from then on nothing may choose between the routes."""
    order = movement.order
    if not isinstance(order, MovementDrawOrdered) or not movement.draw.has_begun(order):
        return movement
    record = placed.entry.record
    note = Steering(record.party, record.by, record.at_ms, what, placed.entry.id)
    return msgspec.structs.replace(movement, steering=(*movement.steering, note))


def _plan(movement: Movement, placed: Placed, body: MovementPlanned, parties: Parties) -> Movement | Refusal:
    missing = movement.missing_approvals(parties.members or frozenset(parties.parties))
    if movement.request.lead_s and movement.order is None and missing:
        return Refusal("vetoes come before the plan: the request is not approved by " + ", ".join(missing))
    wrong = fault(body.routes)
    if wrong is not None:
        return Refusal(f"nothing can be drawn from this plan: {wrong}")
    standing = tuple(sorted(listed.record for listed in movement.ground.values()))
    if body.ground != standing:
        return Refusal("the plan was made with other lists of secured places than those that stand")
    return msgspec.structs.replace(movement, planned=Planned(placed.entry.id, body))


def _order(movement: Movement, placed: Placed, body: MovementDrawOrdered, parties: Parties) -> Movement | Refusal:
    planned = movement.planned
    if planned is None or planned.record != body.plan:
        return Refusal("the plan that the order names is not the one that stands")
    if planned.plan.ground != tuple(sorted(listed.record for listed in movement.ground.values())):
        return Refusal("the list of secured places has changed since the plan was made")
    if len(body.legs) != len(planned.plan.routes[0].legs):
        return Refusal(f"{len(body.legs)} times of release for {len(planned.plan.routes[0].legs)} legs")
    last_ms = body.depart_ms if body.depart_to_ms is None else body.depart_to_ms
    if any(not before < after for before, after in pairwise(body.legs)) or body.arrive_by_ms < last_ms:
        return Refusal("the times of the order are not in order")
    latest_s = max(route.depart_s for route in planned.plan.routes)
    if last_ms != body.depart_ms + latest_s * 1000 or (latest_s == 0) != (body.depart_to_ms is None):
        return Refusal("the departures of the order are not those of its plan")
    known = parties.members or frozenset(parties.parties)
    if not body.parties[0] < body.parties[1] or not known.issuperset(body.parties):
        return Refusal("the draw takes two members, in the order of their names")
    if body.witness is not None and (body.witness.party in body.parties or body.witness.party not in known):
        return Refusal("the witness must be a third member")
    if movement.request.lead_s and body.approve_by_ms > body.depart_ms - movement.request.lead_s * 1000:
        return Refusal("approvals are due later before the departure than the request allows")
    steered = _steered(movement, placed, "a new order")
    return _advance(
        steered, "order", order=body, order_id=placed.entry.id, drawn_from=planned, draw=Draw(), diversions=()
    )


def _answer(
    movement: Movement, placed: Placed, order: RecordId, *, is_approved: bool, reason: Text
) -> Movement | Refusal:
    """The request is answered while there is no order; afterwards only the order."""
    if order != (movement.order_id or movement.request_id):
        return Refusal("the order that was answered is not the one that stands")
    record = placed.entry.record
    body = movement.order
    if isinstance(body, MovementDrawOrdered):
        if not is_approved and movement.draw.has_begun(body):
            return _steered(movement, placed, f"a veto: {reason}")
        if is_approved and record.at_ms > body.approve_by_ms:
            return Refusal("the approval came after the time to approve by")
    elif body is not None and is_approved and _is_late(record.at_ms, body, movement.request.lead_s):
        return Refusal("the approval came after the time to approve by")
    answer = Approval(order, is_approved, record.by, record.at_ms, reason, placed.entry.id)
    return msgspec.structs.replace(movement, approvals=movement.approvals.set(record.party, answer))


def _is_late(at_ms: Ms, order: MovementOrdered, lead_s: int) -> bool:
    return lead_s > 0 and at_ms > order.depart_ms - lead_s * 1000


def _release(movement: Movement, order: RecordId, parties: Parties) -> Movement | Refusal:
    if order != movement.order_id:
        return Refusal("the order to release is not the one that stands")
    if movement.is_stopped:
        return Refusal("the movement is stopped: " + ", ".join(sorted(movement.stops)) + " must resume it first")
    missing = movement.missing_approvals(parties.members or frozenset(parties.parties))
    if missing:
        return Refusal("not approved by " + ", ".join(missing))
    if isinstance(movement.order, MovementDrawOrdered) and not movement.draw.is_ready(movement.order):
        return Refusal("the draw is not ready: commitments or salts are missing")
    return _advance(movement, "release")


def _report(movement: Movement, placed: Placed, body: MovementReported) -> Movement | Refusal:
    record = placed.entry.record
    late = is_late_entered(record.at_ms, placed.not_before_ms)
    report = Report(body.report, record.at_ms, record.by, body.checkpoint, body.headcount, placed.entry.id, late)
    return _advance(movement, body.report, reports=(*movement.reports, report))


def _with(movements: Movements, movement: Movement) -> Movements:
    return Movements(movements.movements.set(movement.movement, movement))


def _facts(placed: Placed) -> tuple[Fact, ...]:
    """Each act as the protocols see it. The agreed time is the order's, and stands from when it was ordered; of
    several departures the one that was drawn, from when it was told."""
    record = placed.entry.record
    at_ms, party = record.at_ms, record.party
    match record.body:
        case MovementRequested(movement=movement):
            return (Fact(at_ms, "requested", (movement,)),)
        case (
            MovementOrdered(movement=movement, depart_ms=depart_ms)
            | MovementDrawOrdered(movement=movement, depart_ms=depart_ms, depart_to_ms=None)
            | LegStarted(movement=movement, depart_ms=int(depart_ms))
        ):
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
        case TravellerSpoke(movement=movement, traveller=traveller, word="help"):
            return (Fact(at_ms, "panic", (movement, traveller)),)
        case CrewSpoke(movement=movement, word=("check_in" | "duress")):
            return (Fact(at_ms, "checked_in", (movement,)),)
        case MovementDiverted(movement=movement):
            return (Fact(at_ms, "diverted", (movement,)),)
        case _:
            return ()


MOVEMENTS: Final = Reducer(
    "movements",
    Movements(),
    frozenset(body.TYPE for body in (MovementRequested, *_LIFE, *_DRAW)),
    _reduce,
    _facts,
)
