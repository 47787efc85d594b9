"""The response to an incident as the logs tell it: board, tasks, resources, reviews, and what is overdue."""

import immutables
import msgspec

from safeconduct.records.meeting import Reservation
from safeconduct.records.response import Place, ReviewDrafted, ReviewFinding
from safeconduct.records.units import (
    ActionId,
    IncidentId,
    KeyId,
    Ms,
    Name,
    PartyId,
    RecordId,
    ResourceId,
    ReviewId,
    Text,
)


class Line(msgspec.Struct, frozen=True):
    """One line of the board: who noted what, when it happened, and when they said so."""

    record: RecordId
    incident: IncidentId
    party: PartyId
    by: KeyId
    text: Text
    happened_ms: Ms
    at_ms: Ms


class Task(msgspec.Struct, frozen=True):
    """Something to be done. `taken_ms`: since when its owner is bound. `review`: the one that it comes from."""

    task: ActionId
    incident: IncidentId
    text: str
    owner: PartyId
    due_ms: Ms
    set_by: PartyId
    review: ReviewId | None = None
    taken_ms: Ms | None = None
    done_ms: Ms | None = None
    done_note: Text = Text("")

    def is_overdue(self, now_ms: int) -> bool:
        """Whether its time has passed, its owner is bound, and nobody has said that it is done."""
        return self.taken_ms is not None and self.done_ms is None and now_ms > self.due_ms


class Resource(msgspec.Struct, frozen=True):
    """Where a party's resource stands."""

    resource: ResourceId
    party: PartyId
    incident: IncidentId
    what: Name
    count: int
    place: Place
    at_ms: Ms


class Signature(msgspec.Struct, frozen=True):
    """A party's signature under one draft of a review."""

    draft: RecordId
    by: KeyId
    at_ms: Ms
    reservations: tuple[Reservation, ...]


class Review(msgspec.Struct, frozen=True):
    """A review, with the draft that stands."""

    review: ReviewId
    draft: ReviewDrafted
    draft_id: RecordId
    drafted_by: PartyId
    at_ms: Ms
    signatures: immutables.Map[PartyId, Signature] = immutables.Map()

    def signature(self, party: PartyId) -> Signature | None:
        """That party's signature under the draft as it stands."""
        signature = self.signatures.get(party)
        return signature if signature is not None and signature.draft == self.draft_id else None

    def own(self, party: PartyId) -> tuple[ReviewFinding, ...]:
        """The findings whose action is that party's."""
        return tuple(finding for finding in self.draft.findings if finding.owner == party)


class Responses(msgspec.Struct, frozen=True):
    """All boards, tasks, resources and reviews."""

    lines: immutables.Map[RecordId, Line] = immutables.Map()
    tasks: immutables.Map[ActionId, Task] = immutables.Map()
    resources: immutables.Map[tuple[PartyId, ResourceId], Resource] = immutables.Map()
    reviews: immutables.Map[ReviewId, Review] = immutables.Map()

    def incidents(self) -> list[IncidentId]:
        """Every incident that somebody responds to, by name."""
        found = {each.incident for each in (*self.lines.values(), *self.tasks.values(), *self.resources.values())}
        return sorted(found | {each.draft.incident for each in self.reviews.values()})

    def board(self, incident: IncidentId) -> list[Line]:
        """The lines of that incident by when it happened; both rooms'."""
        found = (line for line in self.lines.values() if line.incident == incident)
        return sorted(found, key=lambda line: (line.happened_ms, line.at_ms, line.record))

    def tasks_of(self, incident: IncidentId) -> list[Task]:
        """What is to be done there, the earliest due first, what is done last."""
        found = (task for task in self.tasks.values() if task.incident == incident)
        return sorted(found, key=lambda task: (task.done_ms is not None, task.due_ms, task.task))

    def resources_of(self, incident: IncidentId) -> list[Resource]:
        """What is there for it, by party."""
        found = (each for each in self.resources.values() if each.incident == incident)
        return sorted(found, key=lambda each: (each.party, each.resource))

    def reviews_of(self, incident: IncidentId) -> list[Review]:
        """Its reviews, by name."""
        found = (each for each in self.reviews.values() if each.draft.incident == incident)
        return sorted(found, key=lambda each: each.review)
