"""A movement, and what may happen to it next."""

from typing import Final, Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.movement import MovementOrdered, MovementRequested
from safeconduct.records.units import CheckpointId, KeyId, MovementId, Ms, PartyId, RecordId, Text

Status: TypeAlias = Literal["requested", "ordered", "released", "under_way", "arrived"]
Act: TypeAlias = Literal["order", "release", "departed", "checked_in", "passed", "arrived"]

NEXT: Final[dict[tuple[Status, Act], Status]] = {
    ("requested", "order"): "ordered",
    ("ordered", "order"): "ordered",  # a new order voids every approval of the one before
    ("released", "order"): "ordered",
    ("ordered", "release"): "released",
    ("released", "departed"): "under_way",
    ("under_way", "checked_in"): "under_way",
    ("under_way", "passed"): "under_way",
    ("under_way", "arrived"): "arrived",
}
"""(status, act): the new status. A pair that is absent is a Refusal. A stop is no status: it overlays all."""


class Approval(msgspec.Struct, frozen=True):
    """One party's answer to one order."""

    order: RecordId
    is_approved: bool
    by: KeyId
    at_ms: Ms
    reason: Text
    record: RecordId


class Stop(msgspec.Struct, frozen=True):
    """A party has stopped the movement and not lifted that yet."""

    by: KeyId
    at_ms: Ms
    reason: Text


class Report(msgspec.Struct, frozen=True):
    """What was reported on the way."""

    report: str
    at_ms: Ms
    by: KeyId
    checkpoint: CheckpointId | None
    headcount: int | None
    record: RecordId
    is_late_entered: bool


class Movement(msgspec.Struct, frozen=True):
    """A protected journey as the logs tell it."""

    movement: MovementId
    request: MovementRequested
    requested_by: PartyId
    status: Status
    order: MovementOrdered | None = None
    order_id: RecordId | None = None
    approvals: immutables.Map[PartyId, Approval] = immutables.Map()
    stops: immutables.Map[PartyId, Stop] = immutables.Map()
    reports: tuple[Report, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Either side's stop holds everybody."""
        return len(self.stops) > 0

    def missing_approvals(self, parties: frozenset[PartyId]) -> tuple[PartyId, ...]:
        """Parties that have not approved exactly the order that stands."""

        def approves(party: PartyId) -> bool:
            answer = self.approvals.get(party)
            return answer is not None and answer.is_approved and answer.order == self.order_id

        return tuple(sorted(party for party in parties if not approves(party)))
