"""Finds what was said about each clause, without going through the whole log each time."""

from collections.abc import Iterable

from safeconduct.joint.talks import ABOUT_CLAUSES, Act, acts
from safeconduct.records.units import ClauseId, RecordId
from safeconduct.state.placed import Placed

from .truth import Truth


class Talks:
    """Knows which records are about which clause. `Node` tells it of new ones, under the lock."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._records: dict[ClauseId, dict[RecordId, None]] = {}
        self.learn(truth.fold.order)

    def learn(self, placed: Iterable[Placed]) -> None:
        """Note what is about a clause."""
        for each in placed:
            body = each.entry.record.body
            if isinstance(body, ABOUT_CLAUSES):
                self._records.setdefault(body.clause, {})[each.entry.id] = None

    def of(self, clause: ClauseId) -> list[Act]:
        """Every act about that clause, in the order that all nodes share."""
        return self._acts(self._records.get(clause, ()))

    def all(self) -> list[Act]:
        """Every act about any clause."""
        return self._acts(record for records in self._records.values() for record in records)

    def _acts(self, records: Iterable[RecordId]) -> list[Act]:
        found = (self._truth.fold.find(record) for record in records)  # what a log's end cut off is not there
        placed = sorted((each for each in found if each is not None), key=lambda each: each.position)
        return acts(placed, self._truth.state)
