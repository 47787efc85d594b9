"""What the draw and the people on the way add to a movement."""

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
from safeconduct.records.journey import CrewSpoke, MovementConfirmed, MovementDiverted, RosterKept, TravellerSpoke
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.refusal import Refusal

from . import drawing
from .drawing import Draw
from .movement import CheckIn, Confirmed, Diversion, Movement, Roster, Spoken

_ON_THE_WAY = ("released", "under_way")


def change_draw(movement: Movement, placed: Placed, parties: Parties) -> Movement | Refusal:
    """The movement after a step of its draw."""
    record, order, planned = placed.entry.record, movement.order, movement.drawn_from
    body = record.body
    if not isinstance(order, MovementDrawOrdered) or planned is None or movement.order_id is None:
        return Refusal("the route of this movement is not drawn")
    if getattr(body, "order", None) != movement.order_id:
        return Refusal("the order that is drawn for is not the one that stands")
    now, party, routes = movement.draw, record.party, planned.plan.routes
    after: Draw | Refusal
    match body:
        case DrawCommitted():
            missing = movement.missing_approvals(parties.members)
            if missing:
                return Refusal("not approved by " + ", ".join(missing))
            after = drawing.commit(now, order, party, body)
        case DrawWitnessed():
            after = drawing.witness(now, order, party, body)
        case DrawSalted():
            after = drawing.salt(now, order, party, body)
        case DrawOpened():
            if movement.status not in _ON_THE_WAY:
                return Refusal("a leg is opened only once the movement is released")
            after = drawing.open_leg(now, order, placed, body)
        case DrawDisputed():
            after = drawing.dispute(now, order, placed.entry.id, body)
        case LegStarted():
            after = drawing.start_leg(now, order, routes, body)
        case DrawPublished():
            if movement.status != "arrived":
                return Refusal("secrets are published when the movement has arrived")
            after = drawing.publish(now, movement.order_id, order, party, body)
        case _:
            return Refusal("not about a draw")
    return after if isinstance(after, Refusal) else msgspec.structs.replace(movement, draw=after)


def change_journey(movement: Movement, placed: Placed) -> Movement | Refusal:
    """The movement after what people on the way or at its end say."""
    record = placed.entry.record
    match record.body:
        case RosterKept() as body:
            roster = Roster(body.travellers, body.keep_until_ms)
            return msgspec.structs.replace(movement, rosters=movement.rosters.set(record.party, roster))
        case TravellerSpoke() as body:
            if body.traveller not in travellers(movement):
                return Refusal(f"{body.traveller} does not travel on {movement.movement}")
            before = movement.spoken.get(body.traveller)
            if before is not None and before.said_ms > body.said_ms:
                return movement  # an older press that was slow on its way
            spoken = Spoken(body.word, body.said_ms, record.at_ms, record.party)
            return msgspec.structs.replace(movement, spoken=movement.spoken.set(body.traveller, spoken))
        case CrewSpoke() as body:
            return _crew(movement, placed, body)
        case MovementDiverted() as body:
            if movement.status != "under_way":
                return Refusal("only a movement that is under way can be diverted")
            diversion = Diversion(body.haven, body.reason, record.at_ms, len(movement.draw.legs))
            return msgspec.structs.replace(movement, diversions=(*movement.diversions, diversion))
        case MovementConfirmed() as body:
            if movement.status != "arrived":
                return Refusal("the movement has not arrived")
            said = Confirmed(record.by, record.at_ms, body.headcount, body.note)
            return msgspec.structs.replace(
                movement, confirmed=movement.confirmed.set((body.what, record.party), said)
            )
        case _:
            return Refusal("not about movements")


def _crew(movement: Movement, placed: Placed, body: CrewSpoke) -> Movement | Refusal:
    """Both codes are taken or refused alike: a refusal of one would tell them apart."""
    if body.crew not in movement.crews:
        return Refusal(f"{body.crew} is no vehicle of {movement.movement}")
    if body.word == "clear":
        if body.crew not in movement.duress:
            return Refusal(f"{body.crew} is under no duress")
        return msgspec.structs.replace(movement, duress=movement.duress.delete(body.crew))
    record = placed.entry.record
    said = CheckIn(body.crew, body.said_ms, record.at_ms, record.party)
    duress = movement.duress.set(body.crew, said) if body.word == "duress" else movement.duress
    return msgspec.structs.replace(movement, check_ins=(*movement.check_ins, said), duress=duress)


def travellers(movement: Movement) -> frozenset[str]:
    """Everybody who travels, by pseudonym: those of the request and of both rosters."""
    kept = (traveller for roster in movement.rosters.values() for traveller in roster.travellers)
    return frozenset((*movement.request.travellers, *kept))
