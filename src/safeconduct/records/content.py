"""Content that a record commits to and that is gone."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import Digest, GroupId, Ms, ObjectId, PartyId


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some fields that the log does not show. `content`: SHA-256 of 16 bytes of salt and their canonical JSON."""

    group: GroupId
    content: Digest
    keep_until_ms: Ms | None
    """When its owner erases it; null: not by a date."""


class ContentCommitted(Body, frozen=True):
    """This party has secret fields about `subject`, for example the roster and each leg of `movement/m1`, and
    commits to each group of them. Each can be shown, withheld or erased without the others."""

    TYPE: ClassVar[str] = "content.committed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"security", "liaison", "operator"})

    subject: ObjectId
    groups: Annotated[tuple[Group, ...], msgspec.Meta(min_length=1, max_length=50)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"commitment/{self.subject}/{party}")


class ContentErased(Body, frozen=True):
    """This party erased what it had committed to under these digests, because its time to be kept is over.

    Signed by the node, before it erases. The commitments stay in the log, so every proof stays valid.
    """

    TYPE: ClassVar[str] = "content.erased/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    contents: Annotated[tuple[Digest, ...], msgspec.Meta(min_length=1, max_length=500)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"content/{party}")
