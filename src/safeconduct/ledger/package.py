"""Entry packages: up to 256 entries with the proof that they are in a signed tree.

Source: c2sp.org/tlog-mirror, add-entries, Request Body. A range of entries has one sequence of packages, cut at
multiples of 256; each can be verified and stored alone.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from safeconduct.errors import BadInput, Untrusted

from . import merkle
from .bytestream import Parser
from .entry import encode_bundle, leaf_hash
from .tiles import WIDTH

EntryReader = Callable[[int, int], Iterable[bytes]]
"""`entries(start, stop)`: the entries of a stored log."""
SIZE_BYTES: Final = 8


class BadPackage(Untrusted):
    """The entries are not in the tree that they are said to be in, or the package is malformed."""

    next_step = "ask for the package again; if it stays so, take it from another source"


class Package(msgspec.Struct, frozen=True):
    """The entries [start, end), and the subtree consistency proof of [first, end) in the tree that was signed.

    first: start rounded down to a multiple of 256.
    """

    start: int
    end: int
    entries: tuple[bytes, ...]
    proof: merkle.Proof

    @property
    def first(self) -> int:
        """The first index of the subtree."""
        return self.start - self.start % WIDTH


def spans(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range of each package of the canonical sequence for [start, end)."""
    at = start
    while at < end:
        stop = min(end, at - at % WIDTH + WIDTH)
        yield at, stop
        at = stop


def packages(start: int, end: int, entries: EntryReader, read: merkle.HashReader) -> Iterator[Package]:
    """The canonical sequence for [start, end) in the tree of `end` entries, read from a stored log."""
    for at, stop in spans(start, end):
        proof = merkle.subtree_consistency(at - at % WIDTH, stop, end, read)
        yield Package(at, stop, tuple(entries(at, stop)), proof)


def encode(package: Package) -> bytes:
    """Entries each after a uint16 length, the number of hashes in one byte, the hashes."""
    return b"".join((encode_bundle(package.entries), bytes([len(package.proof)]), *package.proof))


def parse(start: int, stop: int, found: Callable[[Package], None]) -> Parser:
    """A parser of one package, for `ByteStream`. Raises BadPackage."""
    entries: list[bytes] = []
    for _ in range(stop - start):
        length = int.from_bytes((yield 2), "big")
        entries.append((yield length) if length else b"")
    count = (yield 1)[0]
    if count > merkle.PROOF_HASHES_MAX:
        raise BadPackage(f"a package has at most {merkle.PROOF_HASHES_MAX} hashes, this has {count}")
    hashes = (yield count * merkle.HASH_BYTES) if count else b""
    size = merkle.HASH_BYTES
    found(Package(start, stop, tuple(entries), tuple(hashes[i * size : (i + 1) * size] for i in range(count))))


class Placed(msgspec.Struct, frozen=True):
    """A package whose proof holds. leaves: the hashes of [first, end). subtree: their hash."""

    leaves: tuple[bytes, ...]
    subtree: bytes


def place(package: Package, size: int, root: bytes, before: tuple[bytes, ...]) -> Placed:
    """Check a package against a signed tree. before: leaf hashes of [first, start). Raises BadPackage."""
    leaves = (*before, *map(leaf_hash, package.entries))
    if len(leaves) != package.end - package.first:
        raise BadPackage(f"{len(package.entries)} entries do not fill {package.start} to {package.end}")
    subtree = merkle.root_of(leaves)
    if not merkle.verify_subtree_consistency(package.first, package.end, size, subtree, root, package.proof):
        raise BadPackage(f"entries {package.start} to {package.end} are not in the tree of {size}")
    return Placed(leaves, subtree)


def nodes_inside(package: Package, placed: Placed, end: int) -> merkle.Proof:
    """`merkle.subtree_nodes(first, end, size)` of the signed tree, for an `end` inside the package."""

    def read(level: int, index: int) -> bytes:
        start = (index << level) - package.first
        return merkle.root_of(placed.leaves[start : start + (1 << level)])

    inner = merkle.nodes_of_range(package.first, end, package.first, package.end, read)
    return (*inner, *package.proof)


class MissesEntries(BadInput):
    """There is a gap between what is held and what is offered."""

    def __init__(self, origin: str, held: int, offered: int) -> None:
        super().__init__(f"{origin}: entries up to {held} are held, the next offered is {offered}")
        self.next_step = f"ask for a transfer that begins at entry {held} or before"
