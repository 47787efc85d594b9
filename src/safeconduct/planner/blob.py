"""The frame of an `.osm.pbf` (wiki: PBF Format): blocks that can be read one by one, so that an import can go on
where it was broken off and say how far it is."""

from typing import Final, NamedTuple

from .roads import RoadsUnreadable

_HEADER_BYTES_MAX: Final = 64 * 1024
_BLOB_BYTES_MAX: Final = 32 * 1024 * 1024
HEAD_BYTES: Final = 4 + _HEADER_BYTES_MAX
"""So much of the file holds the head of a block."""


class Block(NamedTuple):
    """Where a block lies in the file."""

    kind: str
    """`OSMHeader` or `OSMData`; others are to be passed over."""
    start: int
    end: int


def block_at(head: bytes, start: int, file_bytes: int) -> Block:
    """The block that begins at `start`. head: the bytes from there, HEAD_BYTES of them or up to the file's end.

    Raises RoadsUnreadable with the byte: no block begins there, or the file ends before the block does.
    """
    length = int.from_bytes(head[:4], "big")
    if len(head) < 4 or not 0 < length <= _HEADER_BYTES_MAX:
        raise _unreadable(f"no block of an .osm.pbf begins at byte {start}")
    fields = _fields(head[4 : 4 + length], start)
    kind, size = fields.get(1), fields.get(3)
    if not isinstance(kind, bytes) or not isinstance(size, int) or not 0 <= size <= _BLOB_BYTES_MAX:
        raise _unreadable(f"the block at byte {start} does not say what it is")
    end = start + 4 + length + size
    if end > file_bytes:
        raise _unreadable(f"it is cut short: the block at byte {start} ends at {end}, the file at {file_bytes}")
    return Block(kind.decode("ascii", "replace"), start, end)


def _fields(message: bytes, start: int) -> dict[int, bytes | int]:
    """The fields of a protobuf message that has whole numbers and strings only, as BlobHeader has."""
    found: dict[int, bytes | int] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at, start)
        value, at = _varint(message, at, start)
        if key & 7 == 2:
            found[key >> 3] = message[at : at + value]
            at += value
        elif key & 7 == 0:
            found[key >> 3] = value
        else:
            break
    if at != len(message):
        raise _unreadable(f"the head of the block at byte {start} is damaged")
    return found


def _varint(message: bytes, at: int, start: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 63, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise _unreadable(f"the head of the block at byte {start} is damaged")


def _unreadable(why: str) -> RoadsUnreadable:
    return RoadsUnreadable(f"the road extract cannot be read: {why}")
