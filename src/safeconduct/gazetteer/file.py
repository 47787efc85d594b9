"""The gazetteer as one file: blocks that are unpacked when a name in them is asked for, so that opening is quick.

    magic, length of the head (4 bytes, big endian), head (JSON, deflated), blocks (LZMA)

Blocks of names hold lines `spelling TAB rows`, in the order of code points. Blocks of places hold ROWS lines each,
a country's rows together: the country, its regions, its districts, its towns by people.
"""

import json
import lzma
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from mmap import mmap
from typing import Any, Final

from safeconduct.errors import BadInput

from .place import Place, PlaceKind

MAGIC: Final = b"safeconduct-places/1\n"
ROWS: Final = 1024
_NAMES_BYTES: Final = 64_000
_NAME_FIELDS: Final = 2
_BLOCK_BYTES_MAX: Final = 4_000_000
_FILTERS: Final[list[dict[str, Any]]] = [
    {"id": lzma.FILTER_LZMA2, "dict_size": 1 << 18, "preset": 9 | lzma.PRESET_EXTREME}
]
_KINDS: Final[tuple[PlaceKind, ...]] = ("country", "region", "district", "town")


class GazetteerUnreadable(BadInput):
    """The file is no gazetteer, or is damaged."""

    def __init__(self, why: str) -> None:
        super().__init__(why, where="gazetteer", next_step="make it again: python scripts/gazetteer.py FILE")


class Gazetteer:
    """Names to places. Unpacks what is asked for and keeps it; otherwise constant. May be shared by threads."""

    def __init__(self, content: bytes | mmap) -> None:
        """content: the file, or a memory map of it. Raises GazetteerUnreadable."""
        start = len(MAGIC) + 4
        if content[: len(MAGIC)] != MAGIC:
            raise GazetteerUnreadable("is no gazetteer of this version")
        try:
            length = int.from_bytes(content[len(MAGIC) : start], "big")
            head = json.loads(zlib.decompress(content[start : start + length]))
            self._first_keys: list[str] = head["first_keys"]
            self._name_blocks: list[list[int]] = head["name_blocks"]
            self._place_blocks: list[list[int]] = head["place_blocks"]
            self._countries: list[tuple[str, int, int]] = [
                (str(a), int(b), int(c)) for a, b, c in head["countries"]
            ]
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise GazetteerUnreadable("its head is damaged") from error
        self._content = content
        self._base = start + length
        self._names: dict[int, tuple[list[str], list[str]]] = {}
        self._rows: dict[int, list[str]] = {}

    def named(self, key: str) -> tuple[int, ...]:
        """Rows of the places with that folded name."""
        block = bisect_right(self._first_keys, key) - 1
        if block < 0:
            return ()
        keys, rows = self._names.get(block) or self._open_names(block)
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return ()
        return tuple(int(each) for each in rows[at].split(" "))

    def place(self, row: int) -> Place:
        """The place in that row, which must be one that `named` or `of_country` gave."""
        block, line = divmod(row, ROWS)
        if block not in self._rows:
            self._rows[block] = self._unpack(self._place_blocks[block]).split("\n")
        name, lat, lon, kind, region, district, people = self._rows[block][line].split("\t")
        code, first, _ = self._countries[bisect_right(self._starts, row) - 1]
        return Place(
            name,
            int(lat),
            int(lon),
            _KINDS[int(kind)],
            code,
            first + int(region),
            first + int(district),
            int(people),
        )

    def of_country(self, code: str) -> range:
        """Its rows; none for a country that is not known."""
        return next((range(first, after) for each, first, after in self._countries if each == code), range(0))

    @cached_property
    def _starts(self) -> list[int]:
        return [first for _, first, _ in self._countries]

    def _open_names(self, block: int) -> tuple[list[str], list[str]]:
        pairs = [line.split("\t") for line in self._unpack(self._name_blocks[block]).split("\n")]
        if any(len(pair) != _NAME_FIELDS for pair in pairs):
            raise GazetteerUnreadable("a block of names is damaged")
        opened = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        self._names[block] = opened
        return opened

    def _unpack(self, place: Sequence[int]) -> str:
        start, length = self._base + place[0], place[1]
        try:
            unpacker = lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=_FILTERS)
            return unpacker.decompress(self._content[start : start + length], _BLOCK_BYTES_MAX).decode()
        except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
            raise GazetteerUnreadable("a block is damaged") from error


def encode(places: Sequence[Place], index: Mapping[str, Iterable[int]]) -> bytes:
    """The file. places: a country's together, itself first. index: folded names to rows."""
    countries: list[tuple[str, int, int]] = []
    lines = []
    for row, place in enumerate(places):
        if place.kind == "country":
            countries.append((place.country, row, row))
        code, first, _ = countries[-1]
        countries[-1] = (code, first, row + 1)
        numbers = (
            place.lat_e3,
            place.lon_e3,
            _KINDS.index(place.kind),
            place.region - first,
            place.district - first,
        )
        lines.append("\t".join([place.name, *map(str, numbers), str(place.people)]))
    blocks: list[bytes] = []
    place_blocks = [_add(blocks, lines[at : at + ROWS]) for at in range(0, len(lines), ROWS)]
    first_keys, name_blocks, block, size = [], [], [], 0
    for key in sorted(index):
        block.append(f"{key}\t{' '.join(map(str, sorted(index[key])))}")
        size += len(block[-1])
        if size > _NAMES_BYTES:
            first_keys.append(block[0].split("\t")[0])
            name_blocks.append(_add(blocks, block))
            block, size = [], 0
    if block:
        first_keys.append(block[0].split("\t")[0])
        name_blocks.append(_add(blocks, block))
    head = {
        "first_keys": first_keys,
        "name_blocks": name_blocks,
        "place_blocks": place_blocks,
        "countries": countries,
    }
    packed = zlib.compress(json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return b"".join([MAGIC, len(packed).to_bytes(4, "big"), packed, *blocks])


def _add(blocks: list[bytes], lines: list[str]) -> tuple[int, int]:
    packed = lzma.compress("\n".join(lines).encode(), format=lzma.FORMAT_RAW, filters=_FILTERS)
    blocks.append(packed)
    return sum(map(len, blocks)) - len(packed), len(packed)
