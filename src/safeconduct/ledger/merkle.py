"""Merkle trees of RFC 6962 (section 2.1), and proofs over them.

A tree is read through a `HashReader`: `read(level, index)` is the hash of the complete subtree of 2**level
leaves that begins at leaf index * 2**level. Nothing here stores a tree.
Subtree proofs: draft-ietf-plants-merkle-tree-certs-03, sections 4.3 and 4.4. A consistency proof from m to n
is the subtree consistency proof of [0, m) (section 4.4), so one pair of functions serves both.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
PROOF_HASHES_MAX: Final = 63

HashReader: TypeAlias = Callable[[int, int], bytes]
Proof: TypeAlias = tuple[bytes, ...]


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of a one byte and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of a tree whose leaves (or complete subtrees of one size) have these hashes."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    sha256 = hashlib.sha256
    while len(row) > 1:
        above = [sha256(b"\x01" + row[i] + row[i + 1]).digest() for i in range(0, len(row) - 1, 2)]
        if len(row) % 2:
            above.append(row[-1])  # a lone last node rises unchanged, which is what RFC 6962's split gives
        row = above
    return row[0]


def complete_subtrees(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The fewest complete subtrees that cover [start, end), from left to right, as (level, index).

    start must be a multiple of the smallest power of two that is at least end - start (0 always is).
    """
    found: list[tuple[int, int]] = []
    at = start
    while at < end:
        level = (end - at).bit_length() - 1
        found.append((level, at >> level))
        at += 1 << level
    return tuple(found)


def subtree_root(start: int, end: int, read: HashReader) -> bytes:
    """The hash of the leaves [start, end) as a tree of their own."""
    return fold([read(level, index) for level, index in complete_subtrees(start, end)])


def root(size: int, read: HashReader) -> bytes:
    """The root of the first `size` leaves."""
    return subtree_root(0, size, read)


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over complete subtrees of falling size."""
    if not subtrees:
        return EMPTY_ROOT
    top = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        top = node_hash(left, top)
    return top


class Frontier:
    """The right edge of a growing tree: what is needed to append and to know the root. Immutable."""

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Proof = ()) -> None:
        if len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees")
        self.size: Final = size
        self.hashes: Final = hashes

    @classmethod
    def read(cls, size: int, read: HashReader) -> "Frontier":
        """The edge of the first `size` leaves of a stored tree."""
        return cls(size, tuple(read(level, index) for level, index in complete_subtrees(0, size)))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The edge after more leaves, given as leaf hashes."""
        hashes = list(self.hashes)
        size = self.size
        for leaf in leaves:
            hashes.append(leaf)
            size += 1
            low_zeros = (size & -size).bit_length() - 1
            for _ in range(low_zeros):
                right = hashes.pop()
                hashes[-1] = node_hash(hashes[-1], right)
        return Frontier(size, tuple(hashes))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return fold(self.hashes)


def inclusion(index: int, size: int, read: HashReader) -> Proof:
    """The audit path of one leaf, from its sibling up (RFC 6962, section 2.1.1). index < size."""
    return subtree_inclusion(index, 0, size, read)


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the leaf hash stands at `index` in the tree of `size` leaves with the root `expected`."""
    return verify_subtree_inclusion(index, 0, size, leaf, proof, expected)


def subtree_inclusion(index: int, start: int, end: int, read: HashReader) -> Proof:
    """The audit path of one leaf inside the subtree [start, end). start <= index < end."""
    path: list[bytes] = []
    low, high = start, end
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(subtree_root(middle, high, read))
            high = middle
        else:
            path.append(subtree_root(low, middle, read))
            low = middle
    return tuple(reversed(path))


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether the leaf hash stands at `index` in the subtree [start, end) with the hash `expected`."""
    if not is_subtree(start, end) or not start <= index < end:
        return False
    is_right: list[bool] = []
    low, high = start, end
    while high - low > 1:
        middle = low + _split(high - low)
        is_right.append(index >= middle)
        low, high = (middle, high) if index >= middle else (low, middle)
    if len(proof) != len(is_right) or not _are_hashes([*proof, leaf, expected]):
        return False
    top = leaf
    for right, sibling in zip(reversed(is_right), proof, strict=True):
        top = node_hash(sibling, top) if right else node_hash(top, sibling)
    return top == expected


def consistency(first: int, second: int, read: HashReader) -> Proof:
    """The proof that the first `first` leaves are those of the tree of `second` (RFC 6962, section 2.1.2)."""
    return subtree_consistency(0, first, second, read) if first else ()


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Proof) -> bool:
    """Whether the tree of `second` leaves extends the tree of `first`. An empty tree is extended by any."""
    if first == 0:
        is_root = second_root == EMPTY_ROOT if second == 0 else len(second_root) == HASH_BYTES
        return not proof and first_root == EMPTY_ROOT and is_root
    return verify_subtree_consistency(0, first, second, first_root, second_root, proof)


def is_subtree(start: int, end: int) -> bool:
    """Whether [start, end) can be a subtree: start is a multiple of the next power of two of its size."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def subtree_consistency(start: int, end: int, size: int, read: HashReader) -> Proof:
    """The proof that the subtree [start, end) is part of the tree of `size` leaves."""
    return _subproof(start, end, 0, size, True, read)


def subtree_nodes(start: int, end: int, size: int, read: HashReader) -> Proof:
    """The subtree consistency proof with nothing left out: it alone gives both hashes, see `rebuild`."""
    return _subproof(start, end, 0, size, False, read)


def nodes_of_range(start: int, end: int, low: int, high: int, read: HashReader) -> Proof:
    """The same inside the subtree [low, high) alone: the hashes from [start, end) up to that subtree."""
    return _subproof(start, end, low, high, False, read)


def whole(start: int, size: int, root: bytes, proof: Proof) -> Proof:
    """`subtree_nodes(0, start, size)` from the consistency proof of RFC 6962, which may leave out `root`."""
    is_left_out = start == size or start & (start - 1) == 0
    return (root, *proof) if is_left_out and start else proof


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree: bytes, expected: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `subtree` is the hash of [start, end) in the tree of `size` leaves with root `expected`.

    An empty subtree is part of every tree, whatever its root.
    """
    if 0 <= start == end <= size:
        return not proof and subtree == EMPTY_ROOT
    if not is_subtree(start, end) or end > size or not _are_hashes(proof):
        return False
    return rebuild(start, end, size, proof, subtree) == (subtree, expected)


def rebuild(
    start: int, end: int, size: int, proof: Sequence[bytes], known: bytes | None
) -> tuple[bytes, bytes] | None:
    """Both hashes that a consistency proof leads to: of [start, end) and of the tree; None if it does not fit.

    known: the hash of [start, end) if the proof may leave it out, as RFC 6962 does; None if it may not.
    """
    rest = list(proof)
    try:
        pair = _rebuild(start, end, size, known, rest)
    except IndexError:
        return None
    return None if rest else pair


def _subproof(start: int, end: int, low: int, high: int, is_known: bool, read: HashReader) -> Proof:
    """SUBTREE_SUBPROOF of the draft, over the leaves [low, high) with absolute indexes."""
    if start == low and end == high:
        return () if is_known else (subtree_root(low, high, read),)
    middle = low + _split(high - low)
    if end <= middle:
        return (*_subproof(start, end, low, middle, is_known, read), subtree_root(middle, high, read))
    if start >= middle:
        return (*_subproof(start, end, middle, high, is_known, read), subtree_root(low, middle, read))
    return (*_subproof(middle, end, middle, high, False, read), subtree_root(low, middle, read))


def _rebuild(start: int, end: int, size: int, known: bytes | None, rest: list[bytes]) -> tuple[bytes, bytes]:
    """Takes hashes from the end of `rest`: the last one is the sibling nearest to the root."""
    if start == 0 and end == size:
        same = rest.pop() if known is None else known
        return same, same
    middle = _split(size)
    sibling = rest.pop()
    if end <= middle:
        subtree, top = _rebuild(start, end, middle, known, rest)
        return subtree, node_hash(top, sibling)
    if start >= middle:
        subtree, top = _rebuild(start - middle, end - middle, size - middle, known, rest)
        return subtree, node_hash(sibling, top)
    subtree, top = _rebuild(0, end - middle, size - middle, None, rest)
    return node_hash(sibling, subtree), node_hash(sibling, top)


def _split(size: int) -> int:
    """The largest power of two below size. size > 1."""
    return 1 << ((size - 1).bit_length() - 1)


def _are_hashes(values: Sequence[bytes]) -> bool:
    return len(values) <= PROOF_HASHES_MAX + 2 and all(len(value) == HASH_BYTES for value in values)
