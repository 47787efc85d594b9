"""What a party's feeds saw in one hour, kept in a file."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import Digest, Ms, ObjectId, PartyId


class HistoryStored(Body, frozen=True):
    """The observations of that hour stand in a file whose SHA-256 is `content`. It stays with its owner, and is
    erased by its date."""

    TYPE: ClassVar[str] = "history.stored/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    hour_ms: Ms
    """When the hour begins: a whole hour, UTC."""
    count: Annotated[int, msgspec.Meta(ge=1)]
    content: Digest
    keep_until_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"history/{self.hour_ms}/{party}")
