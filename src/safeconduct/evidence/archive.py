"""A pack's outer form: a zip of stored files in one spelling, so that equal files give equal bytes.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16. Files in ascending order of their names, nothing
compressed, all dated 1980-01-01 00:00, no extra fields, no comments, no zip64. Reading goes from the first byte
to the last and accepts only what writing would give, so no byte can be changed, added or hidden.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from typing import Final

from safeconduct.errors import BadInput, Untrusted

PACK_BYTES_MAX: Final = 256 * 1024 * 1024
FILES_MAX: Final = 10_000
NAME_BYTES_MAX: Final = 200

_LOCAL: Final = struct.Struct("<IHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<IHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<IHHHHIIH")
_LOCAL_SIGN: Final = 0x04034B50
_CENTRAL_SIGN: Final = 0x02014B50
_END_SIGN: Final = 0x06054B50
_NEEDS: Final = 20
_MADE_BY: Final = 0x0314
"""By the rules of version 2.0, on a system with Unix file modes."""
_DATE: Final = 0x0021
_MODE: Final = 0o100644 << 16
_NAME: Final = re.compile(rb"[a-z0-9][a-z0-9._+-]*(?:/[a-z0-9][a-z0-9._+-]*){0,2}")


class PackRefused(Untrusted):
    """The bytes are not a pack that this program would have written. `where` is a file in it, or a byte."""

    next_step = "ask for the pack again; if it stays so, keep the bytes: somebody or something changed them"

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{where}: {what}")
        self.what, self.where = what, where


class PackTooLarge(BadInput):
    """There is more to prove than one pack may hold."""

    next_step = "pack a claim that rests on a younger epoch of the logs"


def write(files: Mapping[str, bytes]) -> bytes:
    """The one archive of these files. Raises PackTooLarge."""
    names = sorted(name.encode("ascii") for name in files)
    if len(names) > FILES_MAX or sum(map(len, files.values())) > PACK_BYTES_MAX - (len(names) + 1) * 500:
        raise PackTooLarge(f"a pack holds at most {FILES_MAX} files and {PACK_BYTES_MAX // 2**20} MiB")
    parts: list[bytes] = []
    sums: list[tuple[bytes, int, int]] = []
    for name in names:
        content = files[name.decode()]
        sums.append((name, zlib.crc32(content), len(content)))
        parts += [_local(*sums[-1]), content]
    return b"".join([*parts, _directory(sums)])


def read(raw: bytes) -> dict[str, bytes]:
    """The files of exactly the bytes that `write` gives. Raises PackRefused."""
    if len(raw) > PACK_BYTES_MAX:
        raise PackRefused(f"a pack has at most {PACK_BYTES_MAX // 2**20} MiB", f"byte {PACK_BYTES_MAX}")
    files: dict[str, bytes] = {}
    sums: list[tuple[bytes, int, int]] = []
    at = 0
    while raw[at : at + 4] == _LOCAL_SIGN.to_bytes(4, "little"):
        if len(sums) == FILES_MAX:
            raise PackRefused(f"more than {FILES_MAX} files", f"byte {at}")
        name, crc, size, start = _read_local(raw, at)
        if sums and name <= sums[-1][0]:
            raise PackRefused("is there twice, or out of order", name.decode())
        content = raw[start : start + size]
        if len(content) != size:
            raise PackRefused(f"is cut off: {len(content)} of {size} bytes", name.decode())
        if zlib.crc32(content) != crc:
            raise PackRefused("its bytes do not match their checksum: something changed them", name.decode())
        sums.append((name, crc, size))
        files[name.decode()] = content
        at = start + size
    if not sums:
        raise PackRefused("this is no pack: a pack begins with its first file", "byte 0")
    rest = _directory(sums)
    if raw[at:] != rest:
        raise _wrong_end(raw[at:], rest, at)
    return files


def _local(name: bytes, crc: int, size: int) -> bytes:
    return _LOCAL.pack(_LOCAL_SIGN, _NEEDS, 0, 0, 0, _DATE, crc, size, size, len(name), 0) + name


def _directory(sums: list[tuple[bytes, int, int]]) -> bytes:
    """The list of files at the end, and the record that closes the archive."""
    entries: list[bytes] = []
    at = 0
    for name, crc, size in sums:
        fixed = (_CENTRAL_SIGN, _MADE_BY, _NEEDS, 0, 0, 0, _DATE, crc, size, size, len(name), 0, 0, 0, 0, _MODE)
        entries += [_CENTRAL.pack(*fixed, at), name]
        at += _LOCAL.size + len(name) + size
    listed = b"".join(entries)
    return listed + _END.pack(_END_SIGN, 0, 0, len(sums), len(sums), len(listed), at, 0)


def _read_local(raw: bytes, at: int) -> tuple[bytes, int, int, int]:
    """Name, checksum, size and where the content begins."""
    where = f"byte {at}"
    if len(raw) < at + _LOCAL.size:
        raise PackRefused("the file is cut off", where)
    head = _LOCAL.unpack_from(raw, at)
    method, crc, packed, size, length = head[3], head[6], head[7], head[8], head[9]
    if length > NAME_BYTES_MAX:
        raise PackRefused(f"a name of {length} bytes", where)
    start = at + _LOCAL.size + length
    name = raw[at + _LOCAL.size : start]
    if not _NAME.fullmatch(name):
        raise PackRefused(f"no name of a file in a pack: {name[:60]!r}", where)
    if method != 0 or packed != size:
        raise PackRefused("is compressed; a pack's files are stored as they are", name.decode())
    if raw[at:start] != _local(name, crc, size):
        raise PackRefused(
            "its header is not as a pack has it (version, date, flags or extra fields)", name.decode()
        )
    return name, crc, size, start


def _wrong_end(found: bytes, expected: bytes, at: int) -> PackRefused:
    if not found:
        return PackRefused("the file is cut off: its list of files is missing", f"byte {at}")
    if expected.startswith(found):
        return PackRefused("the file is cut off inside its list of files", f"byte {at + len(found)}")
    if found.startswith(expected):
        return PackRefused(
            f"{len(found) - len(expected)} bytes follow the end of the pack", f"byte {at + len(expected)}"
        )
    off = next(index for index, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1])
    return PackRefused("the list of files at the end is not the one of these files", f"byte {at + off}")
