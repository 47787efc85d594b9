"""Verdicts that the parties' monitors have reached and logged."""

from typing import Final

import immutables
import msgspec

from safeconduct.records.units import Digest, PartyId, RecordId
from safeconduct.records.verdict import VerdictReached
from safeconduct.state.parties import Parties
from safeconduct.state.placed import Placed
from safeconduct.state.reducer import Reducer
from safeconduct.state.refusal import Refusal


class Judged(msgspec.Struct, frozen=True):
    """One verdict, and which parties' nodes have logged the very same."""

    verdict: VerdictReached
    by: immutables.Map[PartyId, RecordId] = immutables.Map()


class Verdicts(msgspec.Struct, frozen=True):
    """All final verdicts in the logs."""

    verdicts: immutables.Map[Digest, Judged] = immutables.Map()


def _reduce(verdicts: Verdicts, placed: Placed, parties: Parties) -> Verdicts | Refusal:
    record = placed.entry.record
    body = record.body
    if not isinstance(body, VerdictReached):
        return Refusal("not a verdict")
    judged = verdicts.verdicts.get(body.verdict, Judged(body))
    if judged.verdict != body:
        return Refusal("another verdict stands under that digest")
    judged = msgspec.structs.replace(judged, by=judged.by.set(record.party, placed.entry.id))
    return Verdicts(verdicts.verdicts.set(body.verdict, judged))


VERDICTS: Final = Reducer("verdicts", Verdicts(), frozenset({VerdictReached.TYPE}), _reduce)
