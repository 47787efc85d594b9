"""The response to an incident: its board, tasks, resources, and the review afterwards."""

from typing import Annotated, ClassVar, Final, Literal, TypeAlias

import msgspec

from .body import Body, Role
from .meeting import Reservation, Taken
from .units import (
    ActionId,
    ClauseId,
    Digest,
    IncidentId,
    Lang,
    Ms,
    Name,
    ObjectId,
    PartyId,
    RecordId,
    ResourceId,
    ReviewId,
    Text,
)

Place: TypeAlias = Literal["ready", "on_the_way", "there", "out"]
"""Where a resource stands: at its base, on its way, at the place, not to be had."""
_ROOM: Final[frozenset[Role]] = frozenset({"operator", "security", "liaison"})
_OFFICERS: Final[frozenset[Role]] = frozenset({"security", "liaison"})


class BoardNoted(Body, frozen=True):
    """Somebody of the room notes what happened or was said; `happened_ms`: when, which may be before the note."""

    TYPE: ClassVar[str] = "board.noted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ROOM

    incident: IncidentId
    text: Annotated[Text, msgspec.Meta(min_length=1)]
    happened_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"board/{self.incident.replace('~', '/')}/{party}")


class TaskSet(Body, frozen=True):
    """What somebody shall do in this incident. It binds its owner once that party has set or taken it itself."""

    TYPE: ClassVar[str] = "task.set/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ROOM

    task: ActionId
    incident: IncidentId
    text: Annotated[Text, msgspec.Meta(min_length=1)]
    owner: PartyId
    due_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"task/{self.task}")


class TaskTaken(Body, frozen=True):
    """Its owner takes on a task that the other party has set, until exactly that time."""

    TYPE: ClassVar[str] = "task.taken/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ROOM

    task: ActionId
    due_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"task/{self.task}/taken/{party}")


class TaskDone(Body, frozen=True):
    """Its owner says that the task, or the action of a review, is done, and how one can tell."""

    TYPE: ClassVar[str] = "task.done/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ROOM

    task: ActionId
    note: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"task/{self.task}/done/{party}")


class ResourcePlaced(Body, frozen=True):
    """Vehicles, rooms, kits: where they stand in this incident. Never who: people are counted, not named."""

    TYPE: ClassVar[str] = "resource.placed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _ROOM

    resource: ResourceId
    incident: IncidentId
    what: Name
    count: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    place: Place

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"resource/{self.resource}/{party}")


class ReviewFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What went well or wrong, the clause and the verdict that it is about, what its owner will do, until when."""

    text: Annotated[Text, msgspec.Meta(min_length=1)]
    clause: ClauseId | None
    verdict: Digest | None
    action: ActionId
    todo: Name
    owner: PartyId
    due_ms: Ms


class ReviewDrafted(Body, frozen=True):
    """What the review of an incident shall say. A new draft voids every signature under the one before."""

    TYPE: ClassVar[str] = "review.drafted/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    review: ReviewId
    incident: IncidentId
    lang: Lang
    summary: Text
    findings: Annotated[tuple[ReviewFinding, ...], msgspec.Meta(min_length=1, max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"review/{self.review}/draft/{party}")


class ReviewSigned(Body, frozen=True):
    """A party's signature under exactly that draft. `takes` repeats the actions that are its own."""

    TYPE: ClassVar[str] = "review.signed/1"
    SIGNERS: ClassVar[frozenset[Role]] = _OFFICERS

    review: ReviewId
    draft: RecordId
    takes: Annotated[tuple[Taken, ...], msgspec.Meta(max_length=100)] = ()
    reservations: Annotated[tuple[Reservation, ...], msgspec.Meta(max_length=100)] = ()

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"review/{self.review}/signed/{party}")
