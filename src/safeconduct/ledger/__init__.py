"""Transparency logs in the public C2SP formats: a library of its own, which knows no noun of Safeconduct.

entry       leaf hashes, bundles                merkle       RFC 6962 trees and proofs
tiles       paths, reading, verifying           tail         the right edge of a growing log
checkpoint  signed tree heads                   cosignature  when a witness saw a head
"""

from . import checkpoint, cosignature, entry, merkle, tail, tiles
from .checkpoint import Checkpoint, open_checkpoint
from .entry import ENTRY_BYTES_MAX, leaf_hash

__all__ = [
    "ENTRY_BYTES_MAX",
    "Checkpoint",
    "checkpoint",
    "cosignature",
    "entry",
    "leaf_hash",
    "merkle",
    "open_checkpoint",
    "tail",
    "tiles",
]
