"""Parties and their officers."""

from typing import Annotated, ClassVar

import msgspec

from .body import Body, Role
from .units import KeyId, Lang, Name, ObjectId, Origin, PartyId, PublicKey

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
    names: dict[Lang, Name] = {}
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
