"""Records and keys to measure with: the same in every run."""

import hashlib
from typing import Final

from safeconduct.records.record import AnyBody, encode, write
from safeconduct.records.units import AssetId, KeyId, Ms, PartyId, ZoneId
from safeconduct.records.watch import CheckMade
from safeconduct.wire import dsse, ed25519, note

T0_MS: Final = 1_700_000_000_000

OFFICER: Final = ed25519.Signer(hashlib.sha256(b"bench officer").digest())
LOG: Final = note.Signer("host/bench/1", ed25519.Signer(hashlib.sha256(b"bench log").digest()))


def signed_checks(count: int) -> list[bytes]:
    """Entries with different records, each signed by an officer."""
    bodies = (CheckMade(AssetId(f"pickup-{i}"), ZoneId("outer"), "clear") for i in range(count))
    return [entry_of(body, T0_MS + i) for i, body in enumerate(bodies)]


def entry_of(body: AnyBody, at_ms: int) -> bytes:
    """The log entry of that act."""
    record = write(body, party=PartyId("host"), by=KeyId(OFFICER.key_id), at_ms=Ms(at_ms), prev=None)
    return dsse.encode(dsse.sign(encode(record), OFFICER))
