"""Where the accord stands for one officer: what is new since the last look, and what blocks each open clause."""

import msgspec

from safeconduct.accord.accord import Accord, Clause, Why
from safeconduct.accord.clause import AnyStand
from safeconduct.accord.reduce import ACCORD
from safeconduct.joint.talks import Act, rivals
from safeconduct.records.units import ClauseId, KeyId, Lang, Ms, Name, PartyId, RecordId, Text
from safeconduct.state.model import State

from .looks import Look
from .node import Node
from .notes import Note


class Missing(msgspec.Struct, frozen=True):
    """A party whose signature is missing, and what it says. `is_late`: its time to answer is over."""

    party: PartyId
    stand: AnyStand
    reason: Text
    conditions: tuple[Name, ...]
    is_late: bool


class Blocked(msgspec.Struct, frozen=True):
    """A clause on the table and what keeps it from being in force; `why` None where nothing does."""

    clause: ClauseId
    why: Why | None
    missing: tuple[Missing, ...]
    rivals: tuple[RecordId, ...]
    stale: tuple[Lang, ...]
    same_number: tuple[ClauseId, ...]
    answer_by_ms: Ms | None
    since_ms: Ms | None
    until_ms: Ms | None


def blocked(clause: Clause, state: State, said: list[Act], now_ms: Ms, parties: frozenset[PartyId]) -> Blocked:
    """What blocks that clause. said: the acts about it."""
    accord = state.of(ACCORD)
    why, window = accord.why_not(clause, parties, now_ms), accord.window(clause, parties)
    others = tuple(
        each.clause for each in accord.numbered() if each.number == clause.number and each.clause != clause.clause
    )
    return Blocked(
        clause=clause.clause,
        why=why,
        missing=_missing(clause, accord, parties, now_ms) if why is not None else (),
        rivals=tuple(act.record for act in rivals(said)),
        stale=clause.stale,
        same_number=others,
        answer_by_ms=clause.answer_by_ms,
        since_ms=window.from_ms if window is not None and why is None else None,
        until_ms=window.to_ms if window is not None else None,
    )


def _missing(clause: Clause, accord: Accord, parties: frozenset[PartyId], now_ms: Ms) -> tuple[Missing, ...]:
    is_over = clause.answer_by_ms is not None and now_ms > clause.answer_by_ms
    found = []
    for party in sorted(accord.signers(parties)):
        stand = clause.stand(party)
        if stand == "agreed":
            continue
        position = clause.positions.get(party) if stand in ("reserved", "refused") else None
        reason, conditions = (position.reason, position.conditions) if position else (Text(""), ())
        found.append(Missing(party, stand, reason, conditions, is_over and position is None))
    return tuple(found)


def all_blocked(node: Node) -> list[Blocked]:
    """Every clause on the table, by number."""
    state, now_ms = node.truth.state, node.clock.now_ms()
    return [
        blocked(clause, state, node.talks.of(clause.clause), now_ms, node.truth.parties)
        for clause in state.of(ACCORD).numbered()
    ]


def news(node: Node, key: KeyId) -> tuple[list[Act], list[Note]]:
    """What others than that officer have said about clauses since the officer's last look."""
    look = node.looks.of(key)
    new = []
    for act in node.talks.all():
        placed = node.truth.fold.find(act.record)
        if act.by != key and placed is not None and not look.has_seen(placed.entry.log, placed.entry.index):
            new.append(act)
    return new, [note for note in node.notes.since(look.at_ms) if note.by != key]


def look_now(node: Node) -> Look:
    """All that there is at this moment."""
    return Look(node.clock.now_ms(), dict(node.truth.state.sizes))
