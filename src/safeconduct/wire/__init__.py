"""Bytes to values and back, by public standards only. Knows nothing of records or logs.

canonical   RFC 8785, restricted           ed25519   libsodium's strict rule
dsse        signed envelopes (DSSE v1)     note      signed notes (C2SP signed-note)
"""

from . import canonical, dsse, ed25519, note

__all__ = ["canonical", "dsse", "ed25519", "note"]
