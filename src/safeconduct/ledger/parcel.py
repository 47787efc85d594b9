"""One file that carries logs on a USB stick or over any other one-way path.

File: a magic line; for each log the length of its signed note (u32), the note, the index of the first entry that is
carried (u64), the number of hashes (one byte) and the hashes that show that the tree extends the first so many
entries, then the entry packages of c2sp.org/tlog-mirror up to the note's size; at the end a length of zero. All
integers big-endian. Reading it again, or a copy that was cut off at any byte, does no harm: whole packages count.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.wire import note

from . import checkpoint, merkle, package
from .bytestream import ByteStream, Parser
from .checkpoint import Checkpoint
from .package import SIZE_BYTES, EntryReader, Package

_MAGIC: Final = b"tlog-parcel/1\n"


class BadParcel(BadInput):
    """The file is not a parcel, or it is damaged."""

    next_step = "copy the file again; if it stays so, let the sender write it again"


class Section(msgspec.Struct, frozen=True):
    """What one log's part begins with. nodes: `merkle.subtree_nodes(0, start, size)`, none if start is 0.

    claimed: the head that the note claims; its signature is checked by whoever knows the key.
    """

    note: bytes
    start: int
    nodes: merkle.Proof
    claimed: Checkpoint


class Source(msgspec.Struct, frozen=True):
    """A stored log to carry: its signed note, from which entry on, and how to read it."""

    note: bytes
    start: int
    entries: EntryReader
    read: merkle.HashReader


Item: TypeAlias = Section | Package


def write(sources: Iterable[Source]) -> Iterator[bytes]:
    """The bytes of a parcel, in pieces of at most about 17 MB. The same logs give the same bytes."""
    yield _MAGIC
    for source in sources:
        size = checkpoint.parse(note.read(source.note).text).size
        if not 0 <= source.start <= size:
            raise BadInput(f"the log has {size} entries, a parcel cannot begin at {source.start}")
        nodes = merkle.subtree_nodes(0, source.start, size, source.read) if source.start else ()
        yield len(source.note).to_bytes(4, "big") + source.note
        yield source.start.to_bytes(SIZE_BYTES, "big") + bytes([len(nodes)]) + b"".join(nodes)
        for each in package.packages(source.start, size, source.entries, source.read):
            yield package.encode(each)
    yield bytes(4)


def reader() -> ByteStream[Item]:
    """Feed it the file in chunks of any length: it gives each log's section, then its packages.

    It raises BadParcel, BadNote, BadCheckpoint or BadPackage. `is_done` is False at the end of a file that was cut.
    """
    return ByteStream(_parse)


def _parse(found: list[Item]) -> Parser:
    if (yield len(_MAGIC)) != _MAGIC:
        raise BadParcel("not a parcel, or one of another version")
    while length := int.from_bytes((yield 4), "big"):
        if length > note.NOTE_BYTES_MAX:
            raise BadParcel(f"a note has at most {note.NOTE_BYTES_MAX} bytes, this claims {length}")
        raw = yield length
        head = checkpoint.parse(note.read(raw).text)
        start = int.from_bytes((yield SIZE_BYTES), "big")
        count = (yield 1)[0]
        if start > head.size or count > 2 * merkle.PROOF_HASHES_MAX:
            raise BadParcel(f"{head.origin}: a start of {start} with {count} hashes in a tree of {head.size}")
        hashes = (yield count * merkle.HASH_BYTES) if count else b""
        found.append(Section(raw, start, _split(hashes), head))
        for at, stop in package.spans(start, head.size):
            yield from package.parse(at, stop, found.append)


def _split(hashes: bytes) -> merkle.Proof:
    size = merkle.HASH_BYTES
    return tuple(hashes[i : i + size] for i in range(0, len(hashes), size))
