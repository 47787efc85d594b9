"""The register as the logs tell it: reports, batches of them, and which tell of one incident."""

from collections.abc import Iterable, Iterator
from typing import Final

import immutables
import msgspec

from safeconduct.records.incident import IncidentImported, IncidentReported
from safeconduct.records.units import BatchId, IncidentId, KeyId, Ms, PartyId, RecordId, ReportId, Text

MARK: Final = "~"
"""Between a batch and the number of a report in it."""


class Report(msgspec.Struct, frozen=True):
    """The newest version of a report, and who signed it."""

    party: PartyId
    by: KeyId
    at_ms: Ms
    record: RecordId
    body: IncidentReported


class Batch(msgspec.Struct, frozen=True):
    """Reports that stay with a party."""

    party: PartyId
    by: KeyId
    at_ms: Ms
    record: RecordId
    body: IncidentImported

    @property
    def count(self) -> int:
        """How many reports it has."""
        return sum(part.count for part in self.body.parts)


class Turn(msgspec.Struct, frozen=True):
    """Somebody joined or split. `others`: the incidents that came, or the reports that went."""

    is_join: bool
    party: PartyId
    by: KeyId
    at_ms: Ms
    others: tuple[IncidentId, ...]
    reason: Text


class Incidents(msgspec.Struct, frozen=True):
    """A report of a batch that nobody has touched stands in no map: it is an incident of its own."""

    reports: immutables.Map[ReportId, Report] = immutables.Map()
    batches: immutables.Map[BatchId, Batch] = immutables.Map()
    groups: immutables.Map[IncidentId, tuple[IncidentId, ...]] = immutables.Map()
    """Of each incident that has a report in the log, or that was joined: its reports, the oldest first."""
    moved: immutables.Map[IncidentId, IncidentId] = immutables.Map()
    """Reports that tell of an incident with another name than theirs, and names that were joined to another."""
    turns: immutables.Map[IncidentId, tuple[Turn, ...]] = immutables.Map()

    def resolve(self, name: IncidentId) -> IncidentId | None:
        """The incident that this name, perhaps an old one, leads to now; None where there is none."""
        seen = 0
        while name in self.moved and seen <= len(self.moved):
            name, seen = self.moved[name], seen + 1
        return name if name in self.groups or self.is_row(name) else None

    def reports_of(self, incident: IncidentId) -> tuple[IncidentId, ...]:
        """The names of its reports."""
        return self.groups.get(incident, (incident,))

    def is_row(self, name: IncidentId) -> bool:
        """Whether it is a report of a batch."""
        found = parted(name)
        batch = self.batches.get(found[0]) if found else None
        return batch is not None and found is not None and found[1] <= batch.count

    def batch_of(self, name: IncidentId) -> Batch | None:
        """The batch of such a report."""
        found = parted(name)
        return self.batches.get(found[0]) if found else None

    def old_names(self, incident: IncidentId) -> list[IncidentId]:
        """Every other name that leads there."""
        return sorted(name for name in self.moved if self.resolve(name) == incident)


def parted(name: IncidentId) -> tuple[BatchId, int] | None:
    """(batch, number from 1) of a batch's report; None for other names."""
    batch, mark, number = name.partition(MARK)
    return (BatchId(batch), int(number)) if mark else None


def row_name(batch: BatchId, number: int) -> IncidentId:
    """What the report of that number, from 1, is called."""
    return IncidentId(f"{batch}{MARK}{number}")


def once(names: Iterable[IncidentId]) -> Iterator[IncidentId]:
    """Each once, the first first."""
    yield from dict.fromkeys(names)
