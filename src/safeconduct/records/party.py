"""Parties and their officers."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import KeyId, Lang, Ms, Name, ObjectId, Origin, PartyId, PublicKey, Text

Vkey = Annotated[str, msgspec.Meta(min_length=10, max_length=300)]
"""A verifier key in the C2SP signed-note form `name+hash+key`."""


class PartyFounded(Body, frozen=True):
    """The first record of each log: who this party is. Signed by its founder, whose key it names."""

    TYPE: ClassVar[str] = "party.founded/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    party: PartyId
    name: Name
    founder: PublicKey
    founder_name: Name
    node: PublicKey
    log_vkey: Vkey
    witness_vkey: Vkey
    names: dict[Lang, Name] = {}  # noqa: RUF012 - msgspec copies it
    """The name in other languages; where one is missing, `name` stands."""

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"party/{party}")


class PartyAdmitted(Body, frozen=True):
    """This party accepts another one's log: from now on its records count here."""

    TYPE: ClassVar[str] = "party.admitted/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    party: PartyId
    origin: Origin
    founder: PublicKey
    log_vkey: Vkey
    witness_vkey: Vkey

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"admission/{self.party}/{party}")


class PartyRemoved(Body, frozen=True):
    """This party ends the other's membership, or its own, for everybody. What the removed party had logged up to
    the largest of its heads that the remover's log names counts on; nothing later does. Who is admitted again
    comes back with a log of a new epoch."""

    TYPE: ClassVar[str] = "party.removed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    party: PartyId
    reason: Text

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"admission/{self.party}/{party}")


class PartyRekeyed(Body, frozen=True):
    """This party's node signs and cosigns with new keys from here on. The key of the log itself changes with a new
    epoch only: see `log.succeeded/1`."""

    TYPE: ClassVar[str] = "party.rekeyed/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    node: PublicKey
    witness_vkey: Vkey
    reason: Text = Text("")

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"keys/{party}")


class OfficerEnrolled(Body, frozen=True):
    """A person may act for this party, in these roles. Enrolling again replaces the roles; none ends them."""

    TYPE: ClassVar[str] = "officer.enrolled/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    key: PublicKey
    key_id: KeyId
    name: Name
    roles: tuple[Role, ...]

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"officer/{party}/{self.key_id}")


class OfficerRevoked(Body, frozen=True):
    """That key signs nothing for this party from here on. The place in the log decides, not a clock: acts that
    stand before it count, acts after it do not, whatever time they claim.

    `doubted_from_ms`: since when somebody else may have held the key (a lost device). Acts of the key that claim a
    later time still count, since others relied on them, but are shown as doubted.
    """

    TYPE: ClassVar[str] = "officer.revoked/1"
    SIGNERS: ClassVar[frozenset[Role]] = frozenset({"admin"})

    key_id: KeyId
    reason: Text
    doubted_from_ms: Ms | None = None

    def about(self, party: PartyId) -> ObjectId:
        return ObjectId(f"officer/{party}/{self.key_id}")
