"""A file that proves, offline, that an entry is in a log. Source: c2sp.org/tlog-proof."""

import base64
import binascii
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import note

from . import checkpoint, merkle
from .checkpoint import Checkpoint

_HEADER: Final = "c2sp.org/tlog-proof@v1"


class BadProof(BadInput):
    """The text is not a proof."""

    next_step = "ask for the proof again; do not repair it"


class NotIncluded(Untrusted):
    """The proof does not lead from the entry to the signed root."""


class TlogProof(msgspec.Struct, frozen=True):
    """index: of the entry. path: its audit path. checkpoint: a signed note. extra: not authenticated."""

    index: int
    path: merkle.Proof
    checkpoint: bytes
    extra: bytes = b""


def encode(proof: TlogProof) -> bytes:
    """The text of a proof."""
    lines = [_HEADER]
    if proof.extra:
        lines.append(f"extra {base64.b64encode(proof.extra).decode()}")
    lines.append(f"index {proof.index}")
    lines.extend(base64.b64encode(node).decode() for node in proof.path)
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + proof.checkpoint


def read(raw: bytes) -> TlogProof:
    """The proof in exactly the bytes that `encode` writes. Raises BadProof, BadNote. Verifies nothing."""
    if len(raw) > note.NOTE_BYTES_MAX:
        raise BadProof(f"a proof has at most {note.NOTE_BYTES_MAX} bytes, this has {len(raw)}")
    head, blank, signed = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeError as error:
        raise BadProof(f"not ASCII before the checkpoint: {error}") from error
    if not blank or lines.pop(0) != _HEADER:
        raise BadProof(f"a proof begins with {_HEADER!r}", where="line 1")
    extra = _unbase64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
    if not lines or not lines[0].startswith("index "):
        raise BadProof("there is no index line")
    digits = lines.pop(0)[6:]
    if not (digits.isdigit() and len(digits) <= 19):
        raise BadProof(f"{digits[:40]!r} is not an index")
    path = tuple(_unbase64(line) for line in lines)
    if len(path) > merkle.PROOF_HASHES_MAX or any(len(node) != merkle.HASH_BYTES for node in path):
        raise BadProof("the path is not hashes of 32 bytes")
    proof = TlogProof(int(digits), path, signed, extra)
    if encode(proof) != raw:
        raise BadProof("not the canonical spelling")
    checkpoint.parse(note.read(signed).text)
    return proof


def verify(proof: TlogProof, leaf: bytes, key: note.Key) -> Checkpoint:
    """The head under which the entry with this leaf hash stands. Raises NotIncluded, BadSignature, ..."""
    head = checkpoint.open_checkpoint(proof.checkpoint, key)
    if not merkle.verify_inclusion(proof.index, head.size, leaf, proof.path, head.root):
        raise NotIncluded(f"the entry is not at index {proof.index} of {head.origin} at size {head.size}")
    return head


def _unbase64(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadProof(f"not base64: {error}") from error
