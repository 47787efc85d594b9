"""Proof that a log signed two heads that cannot both be true. Small, offline, needs nobody's word.

Two signed checkpoints, and for one range of entries [start, end) that both trees have, its subtree consistency
proof in each, with nothing left out. Each proof leads to the root that was signed, and to a hash of the range; the
two hashes differ, so no tree has both heads. Usually the range is the whole of the smaller tree.
"""

from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import canonical, note

from . import checkpoint, merkle
from .checkpoint import Checkpoint
from .tiles import split_hashes

PROOF_BYTES_MAX: Final = 16_384
_KIND: Final = "tlog-fork/1"


class NoFork(Untrusted):
    """The proof does not show a fork: both heads can be true, or the proof is not about them."""

    next_step = "ask for the copies of both logs and make the proof again from them"


class ForkProof(msgspec.Struct, frozen=True):
    """first, second: signed notes with the log's signature only.

    start, end: the range. first_nodes, second_nodes: `merkle.subtree_nodes(start, end, size, read)` of each tree.
    """

    first: bytes
    second: bytes
    start: int
    end: int
    first_nodes: merkle.Proof
    second_nodes: merkle.Proof


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    first: str
    second: str
    start: int
    end: int
    first_nodes: bytes
    second_nodes: bytes


_DECODER: Final = msgspec.json.Decoder(_File)


def make(
    one: bytes, other: bytes, key: note.Key, read: merkle.HashReader | None = None, origin: str | None = None
) -> ForkProof:
    """The proof for two signed notes. read: the tree of the larger one; not needed if the sizes are equal.

    origin: of the log; the key's name if None. Raises NoFork if the two can both be true, and what
    `open_checkpoint` raises.
    """
    heads = [(checkpoint.open_checkpoint(raw, key, origin), checkpoint.strip(raw, key)) for raw in (one, other)]
    (small, first), (large, second) = sorted(heads, key=lambda head: (head[0].size, head[0].root))
    nodes: merkle.Proof = (large.root,)
    if 0 < small.size < large.size:
        if read is None:
            raise BadInput("two sizes: the tree of the larger checkpoint is needed to prove a fork")
        nodes = merkle.subtree_nodes(0, small.size, large.size, read)
    proof = ForkProof(first, second, 0, small.size, (small.root,), nodes)
    verify(proof, key, origin)
    return proof


def verify(proof: ForkProof, key: note.Key, origin: str | None = None) -> tuple[Checkpoint, Checkpoint]:
    """The two heads that the key's owner signed and that exclude each other. origin: the key's name if None.

    Raises NoFork, BadSignature, ...
    """
    first = checkpoint.open_checkpoint(proof.first, key, origin)
    second = checkpoint.open_checkpoint(proof.second, key, origin)
    hashes = [
        _range_hash(proof, head, nodes)
        for head, nodes in ((first, proof.first_nodes), (second, proof.second_nodes))
    ]
    if hashes[0] == hashes[1]:
        raise NoFork(f"both heads hold the same entries {proof.start} to {proof.end}")
    return first, second


def _range_hash(proof: ForkProof, head: Checkpoint, nodes: merkle.Proof) -> bytes:
    if not merkle.is_subtree(proof.start, proof.end) or proof.end > head.size:
        raise NoFork(f"a tree of {head.size} has no subtree from {proof.start} to {proof.end}")
    found = merkle.rebuild(proof.start, proof.end, head.size, nodes, None)
    if found is None or found[1] != head.root:
        raise NoFork(f"the hashes do not lead to the root signed for {head.size}")
    return found[0]


def encode(proof: ForkProof) -> bytes:
    """One canonical JSON text, under 2 kB for up to 32 hashes: what whole trees of a billion entries need."""
    return canonical.encode(
        _File(
            _KIND,
            proof.first.decode(),
            proof.second.decode(),
            proof.start,
            proof.end,
            b"".join(proof.first_nodes),
            b"".join(proof.second_nodes),
        )
    )


def read(raw: bytes) -> ForkProof:
    """The proof in exactly the bytes that `encode` writes. Raises BadInput. Verifies nothing."""
    if len(raw) > PROOF_BYTES_MAX:
        raise BadInput(f"a fork proof has at most {PROOF_BYTES_MAX} bytes, this has {len(raw)}")
    try:
        file = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadInput(f"not a fork proof: {error}") from error
    nodes = split_hashes(file.first_nodes), split_hashes(file.second_nodes)
    proof = ForkProof(file.first.encode(), file.second.encode(), file.start, file.end, *nodes)
    if file.kind != _KIND or encode(proof) != raw:
        raise BadInput(f"not a fork proof of kind {_KIND}, or not in its canonical spelling")
    if any(len(node) != merkle.HASH_BYTES for node in (*proof.first_nodes, *proof.second_nodes)):
        raise BadInput("a hash in a fork proof has 32 bytes")
    return proof
