"""Transparency logs in the public C2SP formats: a library of its own, which knows no noun of Safeconduct.

entry       leaf hashes, bundles                merkle       RFC 6962 trees and proofs
tiles       paths, reading, verifying           tail         the right edge of a growing log
checkpoint  signed tree heads                   cosignature  when a witness saw a head
mirror      following somebody else's log       fork         proof that a log signed two histories
proof       tlog-proof files                    policy       whose cosignatures make a head good
witness     asking for and giving cosignatures  audit        checking a whole folder
package     entries with their proof            upload       add-entries of a mirror, both sides
parcel      logs in one file, for a USB stick
"""

from . import (
    audit,
    checkpoint,
    cosignature,
    entry,
    fork,
    merkle,
    mirror,
    package,
    parcel,
    policy,
    proof,
    tail,
    tiles,
    upload,
    witness,
)
from .audit import verify_folder
from .checkpoint import Checkpoint, open_checkpoint
from .entry import ENTRY_BYTES_MAX, leaf_hash
from .fork import ForkProof
from .mirror import Again, Fetch, Forked, Grown, Mirror, Why
from .proof import TlogProof

__all__ = [
    "ENTRY_BYTES_MAX",
    "Again",
    "Checkpoint",
    "Fetch",
    "ForkProof",
    "Forked",
    "Grown",
    "Mirror",
    "TlogProof",
    "Why",
    "audit",
    "checkpoint",
    "cosignature",
    "entry",
    "fork",
    "leaf_hash",
    "merkle",
    "mirror",
    "open_checkpoint",
    "package",
    "parcel",
    "policy",
    "proof",
    "tail",
    "tiles",
    "upload",
    "verify_folder",
    "witness",
]
