"""Whose logs are in a pack, and the keys that they are checked with."""

from collections.abc import Iterable

import msgspec

from safeconduct.records.log import LogSucceeded
from safeconduct.records.party import PartyAdmitted, PartyFounded, PartyRekeyed, Vkey
from safeconduct.records.units import Origin, PartyId, PublicKey
from safeconduct.state.entry import Entry


class LogKeys(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """The keys of one log. Its first record names the other two; it founds the party, or goes on where the epoch
    before ended. The founder is the party's, in every epoch."""

    origin: Origin
    party: PartyId
    founder: PublicKey
    log_vkey: Vkey
    witness_vkey: Vkey

    @property
    def fingerprint(self) -> str:
        """Eight groups of the founder's key, as an invitation shows them: to compare over the telephone."""
        return " ".join(self.founder[at : at + 4] for at in range(0, 32, 4))


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The logs of a pack, by origin."""

    logs: tuple[LogKeys, ...]

    def of(self, origin: Origin) -> LogKeys | None:
        """The keys of that log; None if it is not named."""
        return next((keys for keys in self.logs if keys.origin == origin), None)


def keys_of(origin: Origin, body: PartyFounded | PartyAdmitted) -> LogKeys:
    """What a founding, or another party's admission, says of a log's keys."""
    return LogKeys(origin, body.party, body.founder, body.log_vkey, body.witness_vkey)


def keys_after(before: LogKeys, origin: Origin, body: LogSucceeded) -> LogKeys:
    """The keys of the epoch that goes on where another ended."""
    return LogKeys(origin, before.party, before.founder, body.log_vkey, body.witness_vkey)


def witness_vkeys(policy: Policy, entries: Iterable[Entry]) -> dict[Origin, list[Vkey]]:
    """The keys that each log's party cosigns with: that of the policy, and those it has changed to."""
    found = {keys.origin: [keys.witness_vkey] for keys in policy.logs}
    for entry in entries:
        if isinstance(entry.record.body, PartyRekeyed) and entry.log in found:
            found[entry.log].append(entry.record.body.witness_vkey)
    return found
