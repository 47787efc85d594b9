"""A record about a plan, a draw or a journey as one sentence in the reader's language."""

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
from safeconduct.records.plan import GroundListed, MovementDrawOrdered, MovementPlanned
from safeconduct.records.record import AnyBody

from .language import Translate
from .names import Names


def journey_sentence(body: AnyBody, t: Translate, names: Names) -> str:
    """What the record says. Raises TypeError for records about other things."""
    said = f"said-{body.TYPE.partition('/')[0].replace('.', '-')}"
    match body:
        case MovementDrawOrdered() | DrawCommitted() | DrawWitnessed() | DrawSalted() | DrawPublished():
            return t(said, movement=body.movement)
        case GroundListed():
            return t(said, movement=body.movement, count=len(body.places))
        case MovementPlanned():
            return t(said, movement=body.movement, count=len(body.routes), met=one_in(body.upper))
        case RosterKept():
            return t(said, movement=body.movement, count=len(body.travellers))
        case TravellerSpoke():
            return t(f"{said}-{body.word}", movement=body.movement, traveller=body.traveller)
        case CrewSpoke():
            return t(f"{said}-{body.word.replace('_', '-')}", movement=body.movement, crew=body.crew)
        case MovementDiverted():
            return t(said, movement=body.movement, haven=body.haven, reason=body.reason)
        case MovementConfirmed():
            return t(f"{said}-{body.what}", movement=body.movement)
        case DrawOpened():
            return t(f"{said}-{body.what}", movement=body.movement, leg=body.leg, party=names.party(body.of))
        case DrawDisputed():
            return t(said, movement=body.movement, leg=body.leg, party=names.party(body.of))
        case LegStarted():
            return t(said, movement=body.movement, leg=body.leg)
        case _:
            raise TypeError(f"no sentence for {body.TYPE}")


def one_in(ratio: str) -> str:
    """A chance as people read it, rounded so that it never looks better than it is: "1/7" is "7.0"."""
    above, _, below = ratio.partition("/")
    tenths = int(below) * 10 // int(above) if int(above) else 0
    return f"{tenths // 10}.{tenths % 10}" if tenths else "∞"
