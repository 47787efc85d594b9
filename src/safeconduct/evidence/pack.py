"""A pack: one file with everything that is needed to check a claim offline."""

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec

from safeconduct.ledger.entry import encode_bundle
from safeconduct.records.units import Digest, Origin
from safeconduct.wire import canonical

from . import archive
from .claim import Claim
from .policy import Policy

CLAIM: Final = "claim.json"
POLICY: Final = "policy.json"
MANIFEST: Final = "manifest.json"
TEXTS: Final = ("accord.txt", "rule.txt", "summary.txt")
"""Written from the rest, so that nobody can change a word of them. `rule.txt` is there when a rule is."""


class PackedLog(msgspec.Struct, frozen=True):
    """A log from its first entry up to a signed head."""

    origin: Origin
    checkpoint: bytes
    """A C2SP signed note: the log's signature, then the cosignatures of the other parties on this head."""
    entries: tuple[bytes, ...]


class Pack(msgspec.Struct, frozen=True):
    """What is in a pack. logs: by origin. blobs: salt and content, by digest."""

    claim: Claim
    policy: Policy
    logs: tuple[PackedLog, ...]
    blobs: Mapping[Digest, bytes]
    texts: Mapping[str, str]


def pack(contents: Pack) -> bytes:
    """The file. Law: `pack(unpack(raw)) == raw`. Raises PackTooLarge."""
    files = {
        CLAIM: canonical.encode(contents.claim),
        POLICY: canonical.encode(contents.policy),
        **{name: text.encode() for name, text in contents.texts.items()},
        **{f"blobs/{digest}": blob for digest, blob in contents.blobs.items()},
    }
    for log in contents.logs:
        files[f"{folder(log.origin)}/checkpoint"] = log.checkpoint
        files[f"{folder(log.origin)}/entries"] = encode_bundle(log.entries)
    files[MANIFEST] = manifest(files)
    return archive.write(files)


def manifest(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 of every other file, by name, as canonical JSON."""
    others = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items() if name != MANIFEST}
    return canonical.encode(others)


def folder(origin: Origin) -> str:
    """Where that log lies in a pack."""
    return f"logs/{origin.replace('/', '+')}"
