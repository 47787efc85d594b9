"""Content that a record commits to and that is gone."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import Digest, ObjectId, PartyId


class ContentErased(Body, frozen=True):
    """This party erased what it had committed to under these digests, because its time to be kept is over.

    Signed by the node, before it erases. The commitments stay in the log, so every proof stays valid.
    """

    TYPE: ClassVar[str] = "content.erased/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    contents: Annotated[tuple[Digest, ...], msgspec.Meta(min_length=1, max_length=500)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"content/{party}")
