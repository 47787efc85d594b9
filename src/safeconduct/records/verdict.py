"""What a party's monitor says of a duty, once that can no longer change."""

from typing import Annotated, ClassVar, Literal

import msgspec

from .body import Body, Role
from .fact import Arg
from .units import ClauseId, Digest, Ms, ObjectId, PartyId, RecordId


class VerdictReached(Body, frozen=True):
    """Final on the logs held. Replaying the same logs gives the same verdict. Signed by the node.

    `duty` counts the duties of one rule from 0. `anchor`: the records that created the duty. `witness`: those
    that met or broke it; none = silence.
    """

    TYPE: ClassVar[str] = "verdict.reached/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    verdict: Digest
    clause: ClauseId
    rule: Digest
    duty: Annotated[int, msgspec.Meta(ge=0, le=100)]
    key: Annotated[dict[str, Arg], msgspec.Meta(max_length=8)]
    anchor: Annotated[tuple[RecordId, ...], msgspec.Meta(max_length=100)]
    at_ms: Ms
    due_ms: Ms
    status: Literal["satisfied", "violated", "superseded"]
    witness: Annotated[tuple[RecordId, ...], msgspec.Meta(max_length=100)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"verdict/{self.verdict}/{party}")
