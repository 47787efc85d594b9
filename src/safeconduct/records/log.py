"""What a party says about logs: its own, and the others'."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import Digest, Ms, ObjectId, Origin, PartyId


class Head(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A log's size and Merkle root, as somebody held it."""

    origin: Origin
    size: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    root: Digest


class LogCompleted(Body, frozen=True):
    """The heartbeat: all this party's records of events up to `complete_to_ms` stand before this one.

    A later record of an earlier event is back-dated. Signed by the node.
    """

    TYPE: ClassVar[str] = "log.completed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    complete_to_ms: Ms

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"heartbeat/{party}")


class LogCosigned(Body, frozen=True):
    """This party holds another's log up to `head`, saw it grow and cosigned it. Signed by the node.

    `cosignature` is the signature line of C2SP tlog-cosignature, made at `cosigned_ms` by this party's clock.
    """

    TYPE: ClassVar[str] = "log.cosigned/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    head: Head
    cosigned_ms: Ms
    cosignature: Annotated[str, msgspec.Meta(max_length=400)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"cosignature/{party}/{self.head.origin}")
