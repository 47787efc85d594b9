"""Who the parties are, and who may act for them: judged before anything else of a record."""

from typing import Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.body import Role
from safeconduct.records.party import PartyAdmitted
from safeconduct.records.units import KeyId, Lang, Ms, Name, Origin, PartyId, PublicKey, RecordId, Text

Why: TypeAlias = Literal["removed", "forked", "succeeded"]


class Party(msgspec.Struct, frozen=True):
    """An organisation that runs a node. `log` is its newest epoch."""

    party: PartyId
    name: Name
    log: Origin
    log_vkey: str
    witness_vkey: str
    names: dict[Lang, Name] = {}
    node: PublicKey = PublicKey("")


class Officer(msgspec.Struct, frozen=True):
    """A key that acts for a party, and in which roles. `doubted_from_ms`: since when others may have had it."""

    party: PartyId
    name: Name
    public: PublicKey
    roles: tuple[Role, ...]
    doubted_from_ms: Ms | None = None


class Closed(msgspec.Struct, frozen=True):
    """A log that counts up to `size`, and why. Nothing waits for it any more."""

    size: int
    why: Why
    at_ms: Ms
    records: tuple[RecordId, ...]
    """What closed it, in the canonical order."""


class Fork(msgspec.Struct, frozen=True):
    """A log was signed in two histories: who found it, how much each keeps, and the first proof."""

    origin: Origin
    proof: str
    kept: immutables.Map[PartyId, int] = immutables.Map()


class Removal(msgspec.Struct, frozen=True):
    """A party's membership has ended."""

    by: PartyId
    reason: Text
    at_ms: Ms
    record: RecordId


class Deputy(msgspec.Struct, frozen=True):
    """Whose place it is, and from when to before when."""

    by: KeyId
    from_ms: Ms
    to_ms: Ms
    record: RecordId


class Parties(msgspec.Struct, frozen=True):
    """All parties and keys, as the logs name them."""

    parties: immutables.Map[PartyId, Party] = immutables.Map()
    officers: immutables.Map[KeyId, Officer] = immutables.Map()
    deputies: immutables.Map[tuple[KeyId, Role], Deputy] = immutables.Map()
    """Who acts in a role in another's place: `deputies.py`."""
    admitted: immutables.Map[PartyId, immutables.Map[PartyId, PartyAdmitted]] = immutables.Map()
    """Whom each party has admitted, and with which keys."""
    removed: immutables.Map[PartyId, Removal] = immutables.Map()
    closed: immutables.Map[Origin, Closed] = immutables.Map()
    forks: immutables.Map[Origin, Fork] = immutables.Map()
    known: immutables.Map[tuple[PartyId, Origin], int] = immutables.Map()
    """The largest head of each log that a party's own log has named."""

    @property
    def members(self) -> frozenset[PartyId]:
        """Founded parties that have admitted each other, and that nobody has removed."""
        return frozenset(
            party
            for party, admitted in self.admitted.items()
            if self._is_here(party)
            and any(
                self._is_here(other) and self.has_admitted(other, party) for other in admitted if other != party
            )
        )

    def has_admitted(self, party: PartyId, other: PartyId) -> bool:
        """Whether `other` may read the log of `party`."""
        return other in self.admitted.get(party, ())

    def writes(self, party: PartyId, log: Origin) -> bool:
        """Whether that log is the party's, now or in an epoch that has ended."""
        known = self.parties.get(party)
        return known is not None and (known.log == log or log in self.closed)

    def name(self, key: KeyId) -> str:
        """The officer's name, or the key id where nobody has enrolled that key."""
        officer = self.officers.get(key)
        return officer.name if officer else key

    def is_doubted(self, key: KeyId, at_ms: Ms) -> bool:
        """Whether an act that claims that time may be somebody else's, who had the key."""
        officer = self.officers.get(key)
        return officer is not None and officer.doubted_from_ms is not None and at_ms >= officer.doubted_from_ms

    def _is_here(self, party: PartyId) -> bool:
        return party in self.parties and party not in self.removed
