"""What a party says about logs: its own, and the others'."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .party import Vkey
from .units import Digest, Ms, ObjectId, Origin, PartyId, PublicKey, Text


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


class LogForked(Body, frozen=True):
    """The alarm that a log was signed in two histories, with the proof. Signed by the node that found it.

    `proof` is the text of `ledger.fork.encode`. `kept` is the newest head that this party knows to be common to
    all honest copies: the log counts up to the smallest that any party keeps.
    """

    TYPE: ClassVar[str] = "log.forked/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    origin: Origin
    kept: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    proof: Annotated[str, msgspec.Meta(max_length=16_384)]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"fork/{party}/{self.origin}")


class LogRolledBack(Body, frozen=True):
    """The alarm that a log was shown older than it was: a stale copy, a replay, or a restored backup. No proof of
    guilt, so nothing is frozen. Signed by the node that saw it."""

    TYPE: ClassVar[str] = "log.rolled_back/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"node"})

    held: Head
    shown: Head

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"rollback/{party}/{self.held.origin}")


class LogSucceeded(Body, frozen=True):
    """The first record of a new epoch: it goes on where `old` ended. What the old log holds beyond never counts."""

    TYPE: ClassVar[str] = "log.succeeded/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    old: Head
    reason: Text
    log_vkey: Vkey
    witness_vkey: Vkey
    node: PublicKey

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"log/{party}")
