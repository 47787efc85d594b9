"""Proof that a log signed two heads that cannot both be true. Small, offline, needs nobody's word.

Two signed checkpoints, sizes m <= n, and the consistency proof from m to n *in the tree of n*, with nothing left
out: its hashes alone give both roots. If they give the root signed for n and another one than was signed for
m, no tree has both heads (RFC 6962, section 2.1.2: the proof is unique). For m = n the two roots suffice.
"""

from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted
from safeconduct.wire import canonical, note

from . import checkpoint, merkle
from .checkpoint import Checkpoint

PROOF_BYTES_MAX: Final = 16_384
_KIND: Final = "tlog-fork/1"


class NoFork(Untrusted):
    """The proof does not show a fork: both heads can be true, or the proof is not about them."""

    next_step = "compare the two checkpoints by `safeconduct log fork A B`"


class ForkProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """first, second: signed notes with the log's signature only, first.size <= second.size.

    nodes: `merkle.fork_nodes(first.size, second.size)` of the second tree; none if the sizes are equal.
    """

    first: bytes
    second: bytes
    nodes: merkle.Proof = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    first: str
    second: str
    nodes: tuple[bytes, ...]


_DECODER: Final = msgspec.json.Decoder(_File)


def make(one: bytes, other: bytes, key: note.Key, read: merkle.HashReader | None = None) -> ForkProof:
    """The proof for two signed notes. read: the tree of the larger one; not needed if the sizes are equal.

    Raises NoFork if the two can both be true, and what `open_checkpoint` raises.
    """
    heads = [(checkpoint.open_checkpoint(raw, key), checkpoint.strip(raw, key)) for raw in (one, other)]
    (small, first), (large, second) = sorted(heads, key=lambda head: head[0].size)
    nodes: merkle.Proof = ()
    if 0 < small.size < large.size:
        if read is None:
            raise BadInput("two sizes: the tree of the larger checkpoint is needed to prove a fork")
        nodes = merkle.fork_nodes(small.size, large.size, read)
    proof = ForkProof(first, second, nodes)
    verify(proof, key)
    return proof


def verify(proof: ForkProof, key: note.Key) -> tuple[Checkpoint, Checkpoint]:
    """The two heads that the key's owner signed and that exclude each other. Raises NoFork, BadSignature, ..."""
    first = checkpoint.open_checkpoint(proof.first, key)
    second = checkpoint.open_checkpoint(proof.second, key)
    if first.size > second.size:
        raise NoFork("the first checkpoint is the larger one")
    if first.size == second.size:
        if first.root == second.root or proof.nodes:
            raise NoFork("the two checkpoints are the same head")
        return first, second
    roots = merkle.rebuild(0, first.size, second.size, proof.nodes, None) if first.size else None
    if roots is None or roots[1] != second.root:
        raise NoFork("the hashes do not lead to the root of the second checkpoint")
    if roots[0] == first.root:
        raise NoFork("the second checkpoint extends the first")
    return first, second


def encode(proof: ForkProof) -> bytes:
    """One canonical JSON text, under 2 kB for logs of up to a billion entries with names of usual length."""
    return canonical.encode(_File(_KIND, proof.first.decode(), proof.second.decode(), proof.nodes))


def read(raw: bytes) -> ForkProof:
    """The proof in exactly the bytes that `encode` writes. Raises BadInput. Verifies nothing."""
    if len(raw) > PROOF_BYTES_MAX:
        raise BadInput(f"a fork proof has at most {PROOF_BYTES_MAX} bytes, this has {len(raw)}")
    try:
        file = _DECODER.decode(raw)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise BadInput(f"not a fork proof: {error}") from error
    proof = ForkProof(file.first.encode(), file.second.encode(), file.nodes)
    if file.kind != _KIND or encode(proof) != raw:
        raise BadInput(f"not a fork proof of kind {_KIND}, or not in its canonical spelling")
    if any(len(node) != merkle.HASH_BYTES for node in proof.nodes):
        raise BadInput("a hash in a fork proof has 32 bytes")
    return proof
