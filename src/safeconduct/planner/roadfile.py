"""Roads as a compact file, so that both parties plan on the same network.

Layout: MAGIC; SHA-256 (32 bytes) of what follows it, uncompressed; zlib of (length of the header, 8 bytes;
header, JSON; the arrays in the order of the header). Numbers are little endian.
"""

import hashlib
import zlib

import msgspec
import numpy as np

from safeconduct.records.units import Digest

from .profile import CLASSES
from .roads import RoadReport, Roads, RoadsUnreadable

FAMILY = b"safeconduct roads/"
MAGIC = b"safeconduct roads/2\n"
_BYTES_MAX = 4 << 30

_COLUMNS = {
    "node_lat_e7": "<i4", "node_lon_e7": "<i4", "node_osm": "<i8", "edge_from": "<i4", "edge_to": "<i4",
    "edge_segment": "<i4", "edge_forward": "|u1", "edge_time_ms": "<i4", "segment_length_mm": "<i8",
    "segment_class": "|u1", "segment_name": "<i4", "segment_way": "<i8", "segment_flags": "|u1",
    "segment_height_cm": "<i4", "segment_width_cm": "<i4", "segment_weight_kg": "<i4", "shape_start": "<i4",
    "shape_lat_e7": "<i4", "shape_lon_e7": "<i4", "banned": "<i4",
}  # fmt: skip


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    attribution: str
    profile: str
    driving: str
    source_sha256: Digest
    report: RoadReport
    names: tuple[str, ...]
    sizes: tuple[tuple[str, int], ...]
    """(column, numbers in it)"""


def encode(roads: Roads) -> bytes:
    """The roads as the bytes of a road file."""
    content = _content(roads)
    return MAGIC + hashlib.sha256(content).digest() + zlib.compress(content, 6)


def digest(roads: Roads) -> Digest:
    """SHA-256 of the network itself: what a plan names, whatever the compression."""
    return Digest(hashlib.sha256(_content(roads)).hexdigest())


def decode(file: bytes) -> Roads:
    """Raises RoadsUnreadable: another format, cut, changed, or with indexes that point nowhere."""
    start = len(MAGIC) + 32
    if not file.startswith(MAGIC):
        raise RoadsUnreadable("this is not a road file of this version", next_step="import the .osm.pbf again")
    try:
        unpack = zlib.decompressobj()
        content = unpack.decompress(file[start:], _BYTES_MAX)
    except zlib.error as error:
        raise RoadsUnreadable(f"the road file is damaged: {error}") from error
    whole = unpack.eof and not unpack.unused_data
    if not whole or hashlib.sha256(content).digest() != file[len(MAGIC) : start]:
        raise RoadsUnreadable("the road file is damaged: its content does not match its digest")
    length = int.from_bytes(content[:8], "little")
    try:
        header = msgspec.json.decode(content[8 : 8 + length], type=_Header)
    except msgspec.ValidationError as error:
        raise RoadsUnreadable(f"the road file's header is wrong: {error}") from error
    roads = _roads(header, content[8 + length :])
    _check(roads)
    return roads


def _content(roads: Roads) -> bytes:
    columns = [np.ascontiguousarray(getattr(roads, name), dtype=kind) for name, kind in _COLUMNS.items()]
    header = msgspec.json.encode(
        _Header(
            "(c) OpenStreetMap contributors, ODbL 1.0",
            roads.profile,
            roads.driving,
            roads.source_sha256,
            roads.report,
            roads.names,
            tuple((name, column.size) for name, column in zip(_COLUMNS, columns, strict=True)),
        )
    )
    return b"".join((len(header).to_bytes(8, "little"), header, *(column.tobytes() for column in columns)))


def _roads(header: _Header, columns: bytes) -> Roads:
    if tuple(name for name, _ in header.sizes) != tuple(_COLUMNS):
        raise RoadsUnreadable("the road file holds other columns than this version reads")
    arrays = {}
    at = 0
    for name, size in header.sizes:
        kind = np.dtype(_COLUMNS[name])
        if size < 0 or at + size * kind.itemsize > len(columns):
            raise RoadsUnreadable(f"the road file ends before its column {name} does")
        arrays[name] = np.frombuffer(columns, kind, size, at).astype(kind.newbyteorder("="), copy=False)
        at += size * kind.itemsize
    if at != len(columns) or arrays["banned"].size % 2:
        raise RoadsUnreadable("the road file has bytes that belong to no column")
    arrays["banned"] = arrays["banned"].reshape(-1, 2)
    return Roads(
        **arrays,
        names=header.names,
        profile=header.profile,
        source_sha256=header.source_sha256,
        report=header.report,
        driving=header.driving,
    )


def _check(roads: Roads) -> None:
    """Every index points at something, so that no reader of Roads needs to ask."""
    n, e, s, p = roads.node_count, roads.edge_count, len(roads.segment_class), len(roads.shape_lat_e7)
    wrong = [
        name
        for name, column, below, size in (
            ("edge_from", roads.edge_from, n, e),
            ("edge_to", roads.edge_to, n, e),
            ("edge_segment", roads.edge_segment, s, e),
            ("edge_forward", roads.edge_forward, 2, e),
            ("edge_time_ms", roads.edge_time_ms, 2**31, e),
            ("segment_length_mm", roads.segment_length_mm, 2**53, s),
            ("segment_class", roads.segment_class, len(CLASSES), s),
            ("segment_name", roads.segment_name, len(roads.names), s),
            ("segment_way", roads.segment_way, 2**62, s),
            ("segment_flags", roads.segment_flags, 256, s),
            ("segment_height_cm", roads.segment_height_cm, 2**31, s),
            ("segment_width_cm", roads.segment_width_cm, 2**31, s),
            ("segment_weight_kg", roads.segment_weight_kg, 2**31, s),
            ("shape_start", roads.shape_start, p + 1, s + 1),
            ("banned", roads.banned.reshape(-1), e, 2 * len(roads.banned)),
        )
        if len(column) != size or (size and not (column.min() >= 0 and column.max() < below))
    ]
    if not e or len(roads.node_lon_e7) != n or len(roads.node_osm) != n or len(roads.shape_lon_e7) != p:
        wrong.append("nodes")
    if not wrong and (
        roads.shape_start[-1] != p
        or (np.diff(roads.shape_start) < 2).any()
        or (np.diff(roads.edge_segment) < 0).any()
        or (roads.segment_length_mm < 1).any()
        or (roads.edge_time_ms < 1).any()
    ):
        wrong.append("order")
    if wrong:
        raise RoadsUnreadable(f"the road file contradicts itself in {', '.join(wrong)}")
