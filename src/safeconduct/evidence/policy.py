"""Whose logs are in a pack, and the keys that they are checked with."""

import msgspec

from safeconduct.records.party import PartyAdmitted, PartyFounded, Vkey
from safeconduct.records.units import Origin, PartyId, PublicKey


class LogKeys(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """The keys of one log. The founder signs the log's first record, which names the other two."""

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
