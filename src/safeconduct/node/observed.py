"""Positions that our feeds reported at an earlier time: from the hours that were put away, else from the batches.

Bounded: a stretch of ten minutes holds so many positions at most. What is more is thinned evenly, and said.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import AssetId, Digest, Ms
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.content import CONTENTS
from safeconduct.watch.hours_kept import HOUR_MS, HOURS_KEPT

from . import parquet
from .blobs import SALT_BYTES, Blobs
from .history import History
from .truth import Truth

STRETCH_MS: Final = 600_000
POSITIONS_MAX: Final = 50_000
"""In one stretch."""
_HELD_MAX: Final = 8
"""Stretches in memory."""
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


class Stretch(msgspec.Struct, frozen=True):
    """Ten minutes of positions, of each asset in order of time."""

    positions: Mapping[AssetId, tuple[Position, ...]] = {}
    one_in: int = 1
    """Of so many batches or rows one was read."""
    missing: int = 0
    """Batches whose content is not held any more: erased by its date, or withheld."""


class Source(msgspec.Struct, frozen=True):
    """What a stretch is read from."""

    from_ms: Ms
    batches: tuple[tuple[Digest, int], ...]
    """(content, how many observations)"""
    file: Path | None = None
    """Of the whole hour."""
    digest: Digest | None = None


class Observed:
    """Keeps the stretches that were looked at last; nothing that the log says is erased."""

    def __init__(self, truth: Truth, blobs: Blobs, history: History | None) -> None:
        self._truth, self._blobs, self._history = truth, blobs, history
        self._held: dict[Source, Stretch] = {}
        self._erased: object = None

    def sources(self, from_ms: int, to_ms: int) -> list[Source]:
        """What to read for the stretches that hold from_ms..to_ms. The caller holds no lock, and is on the loop."""
        erased = self._truth.state.of(CONTENTS).erased
        if erased is not self._erased:
            self._erased = erased
            self._held.clear()
        starts = range(from_ms // STRETCH_MS * STRETCH_MS, to_ms + 1, STRETCH_MS)
        batches = list(self._batches(starts[0], starts[-1] + STRETCH_MS))
        return [self._source(start, batches) for start in starts]

    def _source(self, start: int, batches: Sequence[tuple[int, ObservationBatch]]) -> Source:
        """The file of its hour, and the batches that came after that was written."""
        index, file, digest = self._stored(start // HOUR_MS * HOUR_MS) or (-1, None, None)
        later = tuple(
            (body.content, body.count)
            for at, body in batches
            if at > index and body.from_ms < start + STRETCH_MS and body.to_ms >= start
        )
        return Source(Ms(start), later, file, digest)

    def read(self, source: Source) -> Stretch:
        """Read it, or take it from memory. May run beside the loop, one at a time."""
        known = self._held.pop(source, None) or self._read(source)
        self._held[source] = known
        while len(self._held) > _HELD_MAX:
            del self._held[next(iter(self._held))]
        return known

    def _read(self, source: Source) -> Stretch:
        told: list[Position] = []
        total = sum(count for _, count in source.batches)
        one_in, missing = max(1, -(-total // POSITIONS_MAX)), 0
        for digest, _ in source.batches[::one_in]:
            blob = self._blobs.get(digest)
            missing += blob is None
            told += _positions(_CONTENT.decode(blob[SALT_BYTES:]), source.from_ms) if blob is not None else ()
        if source.file is not None:
            rows, step = self._from_file(source)
            told, one_in = [*told, *rows], max(one_in, step)
        of_asset: dict[AssetId, list[Position]] = {}
        for seen in sorted(told, key=lambda each: each.t_ms)[: 2 * POSITIONS_MAX]:
            of_asset.setdefault(seen.asset, []).append(seen)
        return Stretch({asset: tuple(mine) for asset, mine in of_asset.items()}, one_in, missing)

    def _from_file(self, source: Source) -> tuple[list[Position], int]:
        """What the file of the hour holds of the stretch, if it is still what the log says it is."""
        assert source.file is not None  # noqa: S101  for mypy
        content = source.file.read_bytes()
        if hashlib.sha256(content).hexdigest() != source.digest:
            raise SafeconductError(f"{source.file}: not what our log says was put away", "restore it from a backup")
        return parquet.positions(content, source.from_ms, source.from_ms + STRETCH_MS, POSITIONS_MAX)

    def _stored(self, hour: int) -> tuple[int, Path, Digest] | None:
        kept = self._truth.state.of(HOURS_KEPT).hours.get((self._truth.party, Ms(hour)))
        is_gone = kept is None or (self._truth.party, kept.content) in self._truth.state.of(CONTENTS).erased
        if kept is None or is_gone or self._history is None:
            return None
        path = self._history.path(Ms(hour))
        tip = self._truth.state.chain(kept.about(self._truth.party)).tip
        if tip is None or not path.exists():
            return None
        return self._truth.placed(tip).entry.index, path, kept.content

    def _batches(self, from_ms: int, to_ms: int) -> Iterator[tuple[int, ObservationBatch]]:
        for placed in self._truth.fold.order:
            body = placed.entry.record.body
            if not isinstance(body, ObservationBatch) or placed.entry.log != self._truth.origin:
                continue
            if body.from_ms < to_ms and body.to_ms >= from_ms:
                yield placed.entry.index, body


def _positions(seen: tuple[Observation, ...], from_ms: int) -> Iterator[Position]:
    to_ms = from_ms + STRETCH_MS
    return (each for each in seen if isinstance(each, Position) and from_ms <= each.t_ms < to_ms)
