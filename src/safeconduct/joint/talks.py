"""What has been said about a clause: every act of every party, also those that do not count, with the reason."""

from collections.abc import Collection, Iterable
from typing import Final, TypeAlias

import msgspec

from safeconduct.records.clause import (
    ClauseCountered,
    ClauseDiscussed,
    ClausePosition,
    ClauseProposed,
    ClauseWithdrawn,
)
from safeconduct.records.units import ClauseId, KeyId, Ms, PartyId, RecordId
from safeconduct.state.bracket import proven_ms
from safeconduct.state.model import State
from safeconduct.state.placed import Placed

Said: TypeAlias = ClauseProposed | ClauseCountered | ClauseWithdrawn | ClausePosition | ClauseDiscussed
ABOUT_CLAUSES: Final = (ClauseProposed, ClauseCountered, ClauseWithdrawn, ClausePosition, ClauseDiscussed)


class Act(msgspec.Struct, frozen=True):
    """One act about a clause. `refused`: why it changes nothing; None where it counts. `is_rival`: it and another
    act were made without knowing of each other, and its own party has not settled that yet."""

    record: RecordId
    clause: ClauseId
    party: PartyId
    by: KeyId
    at_ms: Ms
    proven_ms: Ms
    body: Said
    refused: str | None
    is_rival: bool


def acts(order: Iterable[Placed], state: State) -> list[Act]:
    """Those among the records that are about clauses, in the order in which they come."""
    found: list[Act] = []
    for placed in order:
        record = placed.entry.record
        if not isinstance(record.body, ABOUT_CLAUSES):
            continue
        chain = state.chain(record.object)
        found.append(
            Act(
                record=placed.entry.id,
                clause=record.body.clause,
                party=record.party,
                by=record.by,
                at_ms=record.at_ms,
                proven_ms=proven_ms(placed),
                body=record.body,
                refused=state.refused.get(placed.entry.id),
                is_rival=any(link.id == placed.entry.id for link in chain.contested),
            )
        )
    return found


def of_clause(said: Iterable[Act], clause: ClauseId) -> list[Act]:
    """Those about that clause."""
    return [act for act in said if act.clause == clause]


def versions(said: Iterable[Act]) -> list[Act]:
    """The versions that were on the table, the newest last."""
    return [act for act in said if isinstance(act.body, ClauseProposed) and act.refused is None]


def rivals(said: Iterable[Act]) -> list[Act]:
    """Acts that nobody has settled."""
    return [act for act in said if act.is_rival]


def others_than(said: Iterable[Act], known: Collection[RecordId]) -> list[Act]:
    """Those that are new to somebody who knows these records."""
    return [act for act in said if act.record not in known]
