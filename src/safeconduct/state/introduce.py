"""How records change who the parties are, who may act for them, and which logs count how far."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import immutables
import msgspec

from safeconduct.records.authority import AuthorityDelegated, AuthorityWithdrawn
from safeconduct.records.log import LogForked, LogSucceeded
from safeconduct.records.party import (
    OfficerEnrolled,
    OfficerRevoked,
    PartyAdmitted,
    PartyFounded,
    PartyRekeyed,
    PartyRemoved,
)
from safeconduct.records.units import KeyId, Name, PartyId, PublicKey
from safeconduct.wire import ed25519

from .closing import forked, removed, succeeded
from .deputies import delegated, withdrawn
from .entry import Entry, party_of
from .parties import Officer, Parties, Party
from .refusal import Refusal


def introduce(parties: Parties, entry: Entry) -> Parties | Refusal | None:
    """The parties after that record; None when the record is not about parties, officers or the ends of logs."""
    act = _ACTS.get(type(entry.record.body))
    return None if act is None else act(parties, entry, entry.record.body)


def _founded(parties: Parties, entry: Entry, body: PartyFounded) -> Parties | Refusal:
    if entry.index != 0:
        return Refusal("a party is founded by the first record of its log only")
    if body.party != party_of(entry.log):
        return Refusal(f"the log {entry.log} cannot found the party {body.party}")
    if body.party in parties.parties:
        return Refusal(f"{body.party} is founded already; a new epoch begins with a succession")
    founder = Officer(body.party, body.founder_name, body.founder, ("admin", "security"))
    with parties.officers.mutate() as officers:
        officers[KeyId(ed25519.key_id(body.founder))] = founder
        known = officers.finish()
    party = Party(body.party, body.name, entry.log, body.log_vkey, body.witness_vkey, body.names)
    return _with_node(msgspec.structs.replace(parties, officers=known), party, body.node)


def _admitted(parties: Parties, entry: Entry, body: PartyAdmitted) -> Parties:
    by = entry.record.party
    admitted = parties.admitted.get(by, immutables.Map()).set(body.party, body)
    removal = parties.removed.get(body.party)
    lifted = parties.removed.delete(body.party) if removal is not None and removal.by == by else parties.removed
    return msgspec.structs.replace(parties, admitted=parties.admitted.set(by, admitted), removed=lifted)


def _rekeyed(parties: Parties, entry: Entry, body: PartyRekeyed) -> Parties | Refusal:
    party = parties.parties.get(entry.record.party)
    if party is None:
        return Refusal("only a founded party has keys to change")
    holder = parties.officers.get(KeyId(ed25519.key_id(body.node)))
    if holder is not None and (holder.party != party.party or body.node != party.node):
        return Refusal("that key has been somebody's before")
    return _with_node(parties, msgspec.structs.replace(party, witness_vkey=body.witness_vkey), body.node)


def _succeeded(parties: Parties, entry: Entry, body: LogSucceeded) -> Parties | Refusal:
    party = parties.parties.get(entry.record.party)
    if party is None:
        return Refusal("only a founded party has a log to go on with")
    after = succeeded(parties, party, entry, body)
    if isinstance(after, Refusal):
        return after
    party = msgspec.structs.replace(party, log=entry.log, log_vkey=body.log_vkey, witness_vkey=body.witness_vkey)
    return _with_node(after, party, body.node)


def _with_node(parties: Parties, party: Party, node: PublicKey) -> Parties:
    """That party, with that key as its node's; the one before signs nothing any more."""
    with parties.officers.mutate() as officers:
        before = officers.get(KeyId(ed25519.key_id(party.node))) if party.node else None
        if before is not None:
            officers[KeyId(ed25519.key_id(party.node))] = msgspec.structs.replace(before, roles=())
        officers[KeyId(ed25519.key_id(node))] = Officer(party.party, Name(f"{party.name} node"), node, ("node",))
        known = officers.finish()
    party = msgspec.structs.replace(party, node=node)
    return msgspec.structs.replace(parties, officers=known, parties=parties.parties.set(party.party, party))


def _enrolled(parties: Parties, entry: Entry, body: OfficerEnrolled) -> Parties | Refusal:
    if ed25519.key_id(body.key) != body.key_id:
        return Refusal("the key id does not belong to the key")
    holder = parties.officers.get(body.key_id)
    if holder is not None and holder.party != entry.record.party:
        return Refusal(f"that key already acts for {holder.party}")
    if holder is not None and holder.doubted_from_ms is not None and body.roles:
        return Refusal("that key was lost: enrol a new one")
    officer = Officer(entry.record.party, body.name, body.key, tuple(sorted(set(body.roles))))
    return msgspec.structs.replace(parties, officers=parties.officers.set(body.key_id, officer))


def _revoked(parties: Parties, entry: Entry, body: OfficerRevoked) -> Parties | Refusal:
    holder = parties.officers.get(body.key_id)
    if holder is None or holder.party != entry.record.party:
        return Refusal("that key does not act for this party")
    if _admins(parties, holder.party) == {body.key_id}:
        return Refusal("it is the last administrator's key: enrol another administrator first")
    officer = msgspec.structs.replace(holder, roles=(), doubted_from_ms=body.doubted_from_ms)
    return msgspec.structs.replace(parties, officers=parties.officers.set(body.key_id, officer))


def _admins(parties: Parties, party: PartyId) -> set[KeyId]:
    return {key for key, each in parties.officers.items() if each.party == party and "admin" in each.roles}


_ACTS: Final[Mapping[type, Callable[[Parties, Entry, Any], Parties | Refusal]]] = {
    PartyFounded: _founded,
    PartyAdmitted: _admitted,
    PartyRemoved: removed,
    PartyRekeyed: _rekeyed,
    OfficerEnrolled: _enrolled,
    OfficerRevoked: _revoked,
    AuthorityDelegated: delegated,
    AuthorityWithdrawn: withdrawn,
    LogForked: forked,
    LogSucceeded: _succeeded,
}
