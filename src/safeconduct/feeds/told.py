"""Which asset each topic, or each name inside a payload, means: a cache, bounded whatever they are called."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from safeconduct.records.units import AssetId

from .message import FeedError
from .owntracks import device_of
from .reading import asset_id

I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Column = TypeVar("Column", npt.NDArray[np.int64], npt.NDArray[np.uint8])
NOBODY: Final = -1
"""In place of a number: it names nothing."""
_UNKNOWN: Final = -2
_BY_PAYLOAD: Final = -3
_NAMES_MAX: Final = 100_000
_BYTES_MAX: Final = 256
"""Longer names are not kept: whoever has one is read one by one."""
_SLOTS: Final = 1 << 18


class Told:
    """Names of assets by number, in order of first need, and what leads to each."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.names: list[AssetId] = []
        """Only ever grows: when everything is forgotten, another list begins."""
        self._number: dict[AssetId, int] = {}
        self._topics: dict[str, int] = {}
        self._own: dict[tuple[str, str], int] = {}
        self._spans = _Spans()

    def make_room(self, count: int) -> None:
        """Before so many payloads: forget everything if they could add too much. Until then numbers hold."""
        known = max(len(self.names), len(self._topics), len(self._own), self._spans.count)
        if known + count > _NAMES_MAX and known:
            self._begin()

    def number(self, asset: AssetId) -> int:
        """That of an asset."""
        known = self._number.setdefault(asset, len(self.names))
        if known == len(self.names):
            self.names.append(asset)
        return known

    def find(self, asset: str) -> int:
        """That of an asset; NOBODY: it has none."""
        return self._number.get(AssetId(asset), NOBODY)

    def by_topics(self, topics: Sequence[str]) -> tuple[I64, npt.NDArray[np.bool_]]:
        """What the broker's topics mean; where the payload must say it, because the topic names no device."""
        found = [self._topics.get(topic, _UNKNOWN) for topic in topics]
        if _UNKNOWN in found:
            both = zip(topics, found, strict=True)
            found = [self._learned(topic) if number == _UNKNOWN else number for topic, number in both]
        numbers = np.array(found, dtype=np.int64)
        return numbers, numbers == _BY_PAYLOAD

    def by_names(self, topic: str, tid: str) -> int:
        """What a payload means that names this topic and this tracker ("": not told)."""
        known = self._own.get((topic, tid))
        if known is None:
            known = self._meant(device_of(topic), tid)
            if len(topic) + len(tid) < _BYTES_MAX:
                self._own[topic, tid] = known
        return known

    def by_spans(self, text: U8, spans: I64) -> I64:
        """The same for many: a row for each, where its topic and its tid begin, and how long they are. ASCII."""
        return self._spans.numbers(text, spans, self.by_names)

    def _learned(self, topic: str) -> int:
        device = device_of(topic)
        number = _BY_PAYLOAD if device is None else self._meant(device, None)
        if len(topic) < _BYTES_MAX:
            self._topics[topic] = number
        return number

    def _meant(self, *told: str | None) -> int:
        try:
            return self.number(asset_id(None, *told))
        except FeedError:
            return NOBODY


class _Spans:
    """Numbers by the bytes of a name, for compiled look-ups."""

    def __init__(self) -> None:
        self.count = 0
        self._slots = np.zeros(0, dtype=np.int32)
        self._begins, self._kept = np.zeros(2, dtype=np.int64), np.zeros(1024, dtype=np.uint8)
        self._numbers = np.zeros(1, dtype=np.int64)

    def numbers(self, text: U8, spans: I64, meaning: Callable[[str, str], int]) -> I64:
        """That of each row. meaning: of a topic and a tid that are not kept yet."""
        from .flat_json import places

        if not len(self._slots):
            self._slots = np.full(_SLOTS, -1, dtype=np.int32)
        sizes = spans[:, 1] + spans[:, 3] + 1
        room = int(self._begins[self.count]) + int(sizes[sizes <= _BYTES_MAX].sum())
        self._kept, self._begins = _roomy(self._kept, room), _roomy(self._begins, self.count + len(spans) + 1)
        news, before = np.zeros(len(spans), dtype=np.int64), self.count
        found, self.count = places(text, spans, self._slots, self._begins, self._kept, self.count, _BYTES_MAX, news)
        self._numbers = _roomy(self._numbers, self.count + 1)
        for number, row in enumerate(news[: self.count - before].tolist(), before):
            self._numbers[number] = meaning(*_names(text, spans[row]))
        numbers: I64 = self._numbers[found]
        for row in np.flatnonzero(found < 0).tolist():
            numbers[row] = meaning(*_names(text, spans[row]))
        return numbers


def _names(text: U8, span: I64) -> tuple[str, str]:
    first, size, second, length = span.tolist()
    topic, tid = text[first : first + size].tobytes(), text[second : second + length].tobytes()
    return topic.decode("ascii"), tid.decode("ascii")


def _roomy(column: Column, size: int) -> Column:
    """The column, or a copy of twice its length if it is too short."""
    if size <= len(column):
        return column
    grown = np.zeros(2 * size, dtype=column.dtype)
    grown[: len(column)] = column
    return cast(Column, grown)
