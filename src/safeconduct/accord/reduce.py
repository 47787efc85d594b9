"""How records change the accord."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.clause import (
    ClauseCountered,
    ClauseDiscussed,
    ClausePosition,
    ClauseProposed,
    ClauseWithdrawn,
    RuleLoaded,
    TextContent,
    WordContent,
)
from safeconduct.records.level import LevelStated
from safeconduct.records.seat import SeatGiven
from safeconduct.records.silence import SilenceNoted
from safeconduct.records.units import Lang, Ms
from safeconduct.state.bracket import proven_ms
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal

from .accord import Accord
from .clause import Clause, Counter, Position
from .meaning import meaning
from .window import Quiet, Stated


def _reduce(accord: Accord, placed: Placed, parties: Parties) -> Accord | Refusal:
    members, party = parties.members, placed.entry.record.party
    body = placed.entry.record.body
    if isinstance(body, ClauseProposed | ClauseCountered | ClauseWithdrawn) and party not in accord.signers(
        members | {party}
    ):
        return Refusal(f"{party} sits here without a voice: it may not change what is on the table")
    match body:
        case ClauseProposed():
            return _proposed(accord, placed, body)
        case ClauseCountered():
            return _countered(accord, placed, body)
        case ClauseWithdrawn():
            return _withdrawn(accord, placed, body)
        case ClausePosition() | ClauseDiscussed() if accord.seat(party, members) == "observer":
            return Refusal(f"{party} observes: it says nothing here; ask a party with a voice to say it")
        case ClausePosition():
            after = _position(accord, placed, body)
            return after if isinstance(after, Refusal) else _replaced(after, body, parties)
        case ClauseDiscussed():
            known = accord.clauses.get(body.clause)
            return accord if known is not None else Refusal(f"there is no clause {body.clause}")
        case RuleLoaded():
            key = (body.clause, party)
            return msgspec.structs.replace(accord, loaded=accord.loaded.set(key, body.meaning))
        case SeatGiven():
            given = accord.seats.get(body.party, immutables.Map())
            given = given.set(party, (body.seat, body.party not in members))
            return msgspec.structs.replace(accord, seats=accord.seats.set(body.party, given))
        case LevelStated():
            stated = Stated(body.level, proven_ms(placed), body.reason, placed.entry.id)
            return msgspec.structs.replace(accord, levels=accord.levels.set(party, stated))
        case SilenceNoted():
            return _silence(accord, placed, body)
        case _:
            return Refusal("not about the accord")


def _proposed(accord: Accord, placed: Placed, body: ClauseProposed) -> Accord | Refusal:
    before = accord.clauses.get(body.clause)
    version = before.version + 1 if before else 1
    replaces = () if body.replaces is msgspec.UNSET else body.replaces
    if body.clause in replaces:
        return Refusal("a clause does not replace itself: amend it")
    terms = None if body.terms is msgspec.UNSET else body.terms
    clause = Clause(
        clause=body.clause,
        number=body.number,
        title=body.title,
        content=body.content,
        meaning=meaning(body.content, terms, replaces),
        proposed_by=placed.entry.record.party,
        proposed=placed.entry.id,
        version=version,
        titles={} if body.titles is msgspec.UNSET else body.titles,
        positions=before.positions if before else immutables.Map(),
        terms=terms,
        replaces=replaces,
        answer_by_ms=None if body.answer_by_ms is msgspec.UNSET else body.answer_by_ms,
        counters=before.counters if before else immutables.Map(),
        written=_written(body, before, version),
    )
    return _with(accord, clause)


def _written(body: ClauseProposed, before: Clause | None, version: int) -> immutables.Map[Lang, int]:
    """A text that is as it was before is as old as it was before, unless somebody has compared it anew."""
    if not isinstance(body.content, TextContent | WordContent):
        return immutables.Map()
    checked = () if body.checked is msgspec.UNSET else body.checked
    old = before.content if before is not None else None
    old_texts = old.texts if isinstance(old, TextContent | WordContent) else {}
    known = before.written if before is not None else immutables.Map[Lang, int]()
    return immutables.Map(
        {
            lang: known.get(lang, version) if old_texts.get(lang) == text and lang not in checked else version
            for lang, text in body.content.texts.items()
        }
    )


def _countered(accord: Accord, placed: Placed, body: ClauseCountered) -> Accord | Refusal:
    clause = _on_table(accord, body.clause)
    if isinstance(clause, Refusal):
        return clause
    terms = None if body.terms is msgspec.UNSET else body.terms
    record = placed.entry.record
    counter = Counter(
        against=body.against,
        title=body.title,
        content=body.content,
        meaning=meaning(body.content, terms),
        terms=terms,
        reason=body.reason,
        at_ms=record.at_ms,
        record=placed.entry.id,
    )
    return _with(accord, msgspec.structs.replace(clause, counters=clause.counters.set(record.party, counter)))


def _withdrawn(accord: Accord, placed: Placed, body: ClauseWithdrawn) -> Accord | Refusal:
    clause, party = _on_table(accord, body.clause), placed.entry.record.party
    if isinstance(clause, Refusal):
        return clause
    if body.what == "counter":
        if party not in clause.counters:
            return Refusal(f"{party} has no other version of clause {body.clause}")
        return _with(accord, msgspec.structs.replace(clause, counters=clause.counters.delete(party)))
    if clause.proposed_by != party:
        return Refusal(f"this version is of {clause.proposed_by}: only that party withdraws it; refuse it instead")
    if any(each.stand == "agreed" and each.meaning == clause.meaning
           for other, each in clause.positions.items() if other != party):  # fmt: skip
        return Refusal("another party has signed it: take back your own signature instead")
    return _with(accord, msgspec.structs.replace(clause, is_withdrawn=True))


def _position(accord: Accord, placed: Placed, body: ClausePosition) -> Accord | Refusal:
    clause = _on_table(accord, body.clause)
    if isinstance(clause, Refusal):
        return clause
    if body.meaning != clause.meaning and all(each.meaning != body.meaning for each in clause.counters.values()):
        return Refusal("a stand on a version that is not on the table any more")
    conditions = () if body.conditions is msgspec.UNSET else body.conditions
    if body.stand == "agreed" and conditions:
        return Refusal("a signature has no conditions: reserve your position with them, or propose another version")
    record, at_ms = placed.entry.record, proven_ms(placed)
    before = clause.positions.get(record.party)
    signed_ms = _signed_ms(before) if before is not None and before.meaning == body.meaning else None
    if _is_too_late(clause, at_ms) and body.meaning == clause.meaning and signed_ms is None:
        return Refusal("the time to answer this version is over: ask for it to be proposed again with a later date")
    kept_ms = signed_ms if body.stand != "agreed" else None
    position = Position(
        body.stand, body.meaning, record.by, record.at_ms, body.reason, placed.entry.id, at_ms, conditions, kept_ms
    )
    return _with(accord, msgspec.structs.replace(clause, positions=clause.positions.set(record.party, position)))


def _is_too_late(clause: Clause, at_ms: Ms) -> bool:
    return clause.answer_by_ms is not None and at_ms > clause.answer_by_ms


def _signed_ms(before: Position) -> Ms | None:
    return before.proven_ms if before.stand == "agreed" else before.signed_ms


def _replaced(accord: Accord, body: ClausePosition, parties: Parties) -> Accord:
    """End the clauses whose successors are all signed now. They stay ended, whatever becomes of those."""
    signers = accord.signers(parties.members)
    clause = accord.clauses[body.clause]
    for old in clause.replaces if clause.signed_since(signers) is not None else ():
        known = accord.clauses.get(old)
        if known is None or known.ended_ms is not None:
            continue
        begins = [_begins_ms(each, accord, parties) for each in accord.numbered() if old in each.replaces]
        if None not in begins:
            ended_ms = Ms(max(ms for ms in begins if ms is not None))
            accord = _with(accord, msgspec.structs.replace(known, ended_ms=ended_ms))
    return accord


def _begins_ms(clause: Clause, accord: Accord, parties: Parties) -> Ms | None:
    since_ms = clause.signed_since(accord.signers(parties.members))
    begins_ms = clause.terms.begins_ms if clause.terms is not None else None
    return None if since_ms is None else Ms(max(since_ms, begins_ms or 0))


def _silence(accord: Accord, placed: Placed, body: SilenceNoted) -> Accord | Refusal:
    key, at_ms = (body.party, placed.entry.record.party), proven_ms(placed)
    if not body.is_over:
        return msgspec.structs.replace(accord, quiet=accord.quiet.set(key, Quiet(body.since_ms, at_ms)))
    if key not in accord.quiet:
        return Refusal(f"no silence of {body.party} was noted")
    quiet = accord.quiet.delete(key)
    return msgspec.structs.replace(accord, quiet=quiet, heard_ms=accord.heard_ms if quiet else at_ms)


def _on_table(accord: Accord, name: str) -> Clause | Refusal:
    clause = accord.clauses.get(name)  # type: ignore[call-overload]
    if clause is None:
        return Refusal(f"there is no clause {name}")
    return Refusal(f"clause {name} was withdrawn: propose it again") if clause.is_withdrawn else clause


def _with(accord: Accord, clause: Clause) -> Accord:
    return msgspec.structs.replace(accord, clauses=accord.clauses.set(clause.clause, clause))


ACCORD: Final = Reducer(
    "accord",
    Accord(),
    frozenset(
        body.TYPE
        for body in (
            ClauseProposed, ClauseCountered, ClauseWithdrawn, ClauseDiscussed, ClausePosition, RuleLoaded,
            SeatGiven, LevelStated, SilenceNoted,
        )
    ),
    _reduce,
)  # fmt: skip
