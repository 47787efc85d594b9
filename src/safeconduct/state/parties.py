"""Who the parties are, and who may act for them: judged before anything else of a record."""

import immutables
import msgspec

from safeconduct.records.body import Role
from safeconduct.records.party import OfficerEnrolled, PartyAdmitted, PartyFounded
from safeconduct.records.units import KeyId, Lang, Name, Origin, PartyId, PublicKey
from safeconduct.wire import ed25519

from .entry import Entry, party_of
from .refusal import Refusal


class Party(msgspec.Struct, frozen=True):
    """An organisation that runs a node."""

    party: PartyId
    name: Name
    log: Origin
    log_vkey: str
    witness_vkey: str
    names: dict[Lang, Name] = {}


class Officer(msgspec.Struct, frozen=True):
    """A key that acts for a party, and in which roles."""

    party: PartyId
    name: Name
    public: PublicKey
    roles: tuple[Role, ...]


class Parties(msgspec.Struct, frozen=True):
    """All parties and keys, as the logs name them."""

    parties: immutables.Map[PartyId, Party] = immutables.Map()
    officers: immutables.Map[KeyId, Officer] = immutables.Map()
    admitted: immutables.Map[PartyId, tuple[PartyId, ...]] = immutables.Map()
    """Whom each party has admitted."""

    def name(self, key: KeyId) -> str:
        """The officer's name, or the key id where nobody has enrolled that key."""
        officer = self.officers.get(key)
        return officer.name if officer else key


def introduce(parties: Parties, entry: Entry) -> Parties | Refusal | None:
    """The parties after that record; None when the record is not about parties or officers."""
    match entry.record.body:
        case PartyFounded() as body:
            return _founded(parties, entry, body)
        case PartyAdmitted() as body:
            by = entry.record.party
            admitted = tuple(sorted({*parties.admitted.get(by, ()), body.party}))
            return msgspec.structs.replace(parties, admitted=parties.admitted.set(by, admitted))
        case OfficerEnrolled() as body:
            return _enrolled(parties, entry, body)
        case _:
            return None


def _founded(parties: Parties, entry: Entry, body: PartyFounded) -> Parties | Refusal:
    if entry.index != 0:
        return Refusal("a party is founded by the first record of its log only")
    if body.party != party_of(entry.log):
        return Refusal(f"the log {entry.log} cannot found the party {body.party}")
    founder = Officer(body.party, body.founder_name, body.founder, ("admin", "security"))
    node = Officer(body.party, Name(f"{body.name} node"), body.node, ("node",))
    with parties.officers.mutate() as officers:
        officers[KeyId(ed25519.key_id(body.founder))] = founder
        officers[KeyId(ed25519.key_id(body.node))] = node
        known = officers.finish()
    party = Party(body.party, body.name, entry.log, body.log_vkey, body.witness_vkey, body.names)
    return msgspec.structs.replace(parties, officers=known, parties=parties.parties.set(body.party, party))


def _enrolled(parties: Parties, entry: Entry, body: OfficerEnrolled) -> Parties | Refusal:
    if ed25519.key_id(body.key) != body.key_id:
        return Refusal("the key id does not belong to the key")
    holder = parties.officers.get(body.key_id)
    if holder is not None and holder.party != entry.record.party:
        return Refusal(f"that key already acts for {holder.party}")
    officer = Officer(entry.record.party, body.name, body.key, tuple(sorted(set(body.roles))))
    return msgspec.structs.replace(parties, officers=parties.officers.set(body.key_id, officer))
