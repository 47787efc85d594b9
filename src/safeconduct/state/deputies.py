"""Who acts in whose place: how records change it, and what a key may do at a time because of it.

No clock: an act counts by the time that it claims, and by the earliest time that is proven of it. So nobody
signs in a place that was theirs once by claiming an earlier time.
"""

import msgspec

from safeconduct.records.authority import AuthorityDelegated, AuthorityWithdrawn
from safeconduct.records.body import Role
from safeconduct.records.units import LAST_MS, KeyId, Ms

from .entry import Entry
from .parties import Deputy, Parties
from .refusal import Refusal


def roles_at(parties: Parties, key: KeyId, at_ms: Ms) -> frozenset[Role]:
    """The roles in which that key acts at that time: its own, and those in which it stands for another."""
    officer = parties.officers.get(key)
    if officer is None:
        return frozenset()
    lent = {role for deputy, role in parties.deputies if deputy == key and holds(parties, key, role, at_ms)}
    return frozenset(officer.roles) | lent


def holds(parties: Parties, key: KeyId, role: Role, at_ms: Ms) -> bool:
    """Whether that key acts in that role at that time, by itself or through others who do."""
    span = span_of(parties, key, role)
    return span is not None and span[0] <= at_ms < span[1]


def span_of(parties: Parties, key: KeyId, role: Role) -> tuple[Ms, Ms] | None:
    """From when to before when that key has the role; None: never. An end to what it comes from ends it too."""
    officer, deputy = parties.officers.get(key), parties.deputies.get((key, role))
    if officer is not None and role in officer.roles:
        return Ms(0), Ms(LAST_MS)
    if officer is None or officer.doubted_from_ms is not None or deputy is None:
        return None
    origin = span_of(parties, deputy.by, role)  # ends: no delegation leads back to where it came from
    if origin is None:
        return None
    span = max(deputy.from_ms, origin[0]), min(deputy.to_ms, origin[1])
    return span if span[0] < span[1] else None


def delegated(parties: Parties, entry: Entry, body: AuthorityDelegated) -> Parties | Refusal:
    """The signer lends a role."""
    by, to = entry.record.by, parties.officers.get(body.deputy)
    if to is None or to.party != entry.record.party:
        return Refusal("a deputy is an officer of the same party: enrol the key first")
    if body.to_ms <= body.from_ms:
        return Refusal("a delegation ends after it begins")
    span = span_of(parties, by, body.role)
    if span is None or body.from_ms < span[0] or body.to_ms > span[1]:
        name = parties.name(by)
        return Refusal(f"wider than its signer's own authority: {name} has not the role {body.role} for that time")
    if body.deputy in _sources(parties, by, body.role):
        why = f"{parties.name(by)} has the role {body.role} from {to.name}, or is the same officer"
        return Refusal(f"circular: {why}")
    deputy = Deputy(by, body.from_ms, body.to_ms, entry.id)
    changed = parties.deputies.set((body.deputy, body.role), deputy)
    return msgspec.structs.replace(parties, deputies=changed)


def withdrawn(parties: Parties, entry: Entry, body: AuthorityWithdrawn) -> Parties | Refusal:
    """Whoever lent it, or an administrator, takes it back."""
    deputy = parties.deputies.get((body.deputy, body.role))
    to, by = parties.officers.get(body.deputy), parties.officers[entry.record.by]
    if deputy is None or to is None or to.party != entry.record.party:
        return Refusal(f"that key stands for nobody in the role {body.role}")
    if deputy.by != entry.record.by and "admin" not in by.roles:
        return Refusal(f"it comes from {parties.name(deputy.by)}: only they or an administrator take it back")
    return msgspec.structs.replace(parties, deputies=parties.deputies.delete((body.deputy, body.role)))


def _sources(parties: Parties, key: KeyId, role: Role) -> set[KeyId]:
    """That key and everybody whom it has the role through."""
    found = {key}
    while (deputy := parties.deputies.get((key, role))) is not None and deputy.by not in found:
        key = deputy.by
        found.add(key)
    return found
