"""How records change the accord."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.clause import ClausePosition, ClauseProposed, RuleLoaded
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .accord import Accord, Clause, Position


def _reduce(accord: Accord, placed: Placed, parties: Parties) -> Accord | Refusal:
    match placed.entry.record.body:
        case ClauseProposed() as body:
            return _proposed(accord, placed, body)
        case ClausePosition() as body:
            return _position(accord, placed, body)
        case RuleLoaded() as body:
            key = (body.clause, placed.entry.record.party)
            return msgspec.structs.replace(accord, loaded=accord.loaded.set(key, body.meaning))
        case _:
            return Refusal("not about the accord")


def _proposed(accord: Accord, placed: Placed, body: ClauseProposed) -> Accord | Refusal:
    before = accord.clauses.get(body.clause)
    if any(other.number == body.number and other.clause != body.clause for other in accord.clauses.values()):
        return Refusal(f"another clause already has the number {body.number}")
    clause = Clause(
        clause=body.clause,
        number=body.number,
        title=body.title,
        content=body.content,
        proposed_by=placed.entry.record.party,
        proposed=placed.entry.id,
        version=before.version + 1 if before else 1,
        titles={} if body.titles is msgspec.UNSET else body.titles,
        positions=before.positions if before else immutables.Map(),
    )
    return msgspec.structs.replace(accord, clauses=accord.clauses.set(body.clause, clause))


def _position(accord: Accord, placed: Placed, body: ClausePosition) -> Accord | Refusal:
    clause = accord.clauses.get(body.clause)
    if clause is None:
        return Refusal(f"there is no clause {body.clause}")
    if body.meaning != clause.meaning:
        return Refusal("a stand on a version that is not on the table any more")
    record = placed.entry.record
    position = Position(body.stand, body.meaning, record.by, record.at_ms, body.reason, placed.entry.id)
    positions = clause.positions.set(record.party, position)
    clause = msgspec.structs.replace(clause, positions=positions)
    return msgspec.structs.replace(accord, clauses=accord.clauses.set(body.clause, clause))


ACCORD: Final = Reducer(
    "accord",
    Accord(),
    frozenset({ClauseProposed.TYPE, ClausePosition.TYPE, RuleLoaded.TYPE}),
    _reduce,
)
