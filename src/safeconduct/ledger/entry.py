"""Log entries and bundles of them. Source: c2sp.org/tlog-tiles, section Log entries; RFC 6962, section 2.1."""

import hashlib
import struct
from collections.abc import Iterable
from typing import Final

from safeconduct.errors import BadInput

ENTRY_BYTES_MAX: Final = 65_535
BUNDLE_ENTRIES_MAX: Final = 256


class BadEntry(BadInput):
    """Too long for a log, or not a bundle of entries."""

    next_step = "store the large part outside the log, and log its digest"


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of a zero byte and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry after its length, a big-endian uint16. Raises BadEntry for an entry over 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            raise BadEntry(f"an entry has at most {ENTRY_BYTES_MAX} bytes, this has {len(entry)}")
        parts.append(len(entry).to_bytes(2, "big"))
        parts.append(entry)
    return b"".join(parts)


def decode_bundle(bundle: bytes, count: int) -> tuple[bytes, ...]:
    """Exactly `count` entries and nothing after them. Raises BadEntry."""
    entries, end = decode_entries(bundle, 0, count)
    if end != len(bundle):
        raise BadEntry(f"{len(bundle) - end} bytes follow the last of {count} entries")
    return entries


def decode_entries(buffer: bytes, start: int, count: int) -> tuple[tuple[bytes, ...], int]:
    """`count` entries that begin at byte `start`, and the byte after them. Raises BadEntry."""
    entries: list[bytes] = []
    at = start
    unpack = struct.Struct(">H").unpack_from
    try:
        for _ in range(count):
            end = at + 2 + unpack(buffer, at)[0]
            entries.append(buffer[at + 2 : end])
            at = end
    except struct.error as error:
        raise BadEntry(f"the bundle ends before entry {len(entries)} of {count}") from error
    if at > len(buffer):
        raise BadEntry(f"the bundle ends inside entry {len(entries) - 1} of {count}")
    return tuple(entries), at
