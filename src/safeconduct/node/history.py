"""Our observations by the hour, as Parquet files with their digests in the log, until their retention date.

An hour is put away two hours after its end. What comes later still stays in its batch only.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from safeconduct.records.history import HistoryStored
from safeconduct.records.observation import Observation
from safeconduct.records.units import Digest, DurationMs, FeedId, Ms
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.content import CONTENTS
from safeconduct.state.placed import Placed
from safeconduct.watch.hours_kept import HOUR_MS, HOURS_KEPT

from . import parquet
from .blobs import SALT_BYTES, Blobs
from .config import Config
from .disk import Disk, write_durably
from .truth import Truth

_AFTER_MS: Final = 2 * HOUR_MS
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


def history_of(truth: Truth, blobs: Blobs, config: Config, disk: Disk, keep_ms: DurationMs) -> "History | None":
    """Where the settings ask for it. Raises Unavailable where pyarrow is not installed."""
    is_wanted = config.retention.by_hour
    return History(truth, blobs, blobs.folder.parent / "observations", disk, keep_ms) if is_wanted else None


class History:
    """Knows which batches reach into which hour. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, blobs: Blobs, folder: Path, disk: Disk, keep_ms: DurationMs) -> None:
        parquet.check()
        self._truth, self._blobs, self._folder, self._disk, self._keep_ms = truth, blobs, folder, disk, keep_ms
        self._open: dict[int, list[tuple[FeedId, Digest]]] = {}
        """Hours that are not put away yet, with what reaches into them."""
        self._swept: object = None
        self.learn(truth.fold.order)

    def learn(self, placed: Iterable[Placed]) -> None:
        """Note what our feeds have delivered, and which hours are put away."""
        kept = {hour for party, hour in self._truth.state.of(HOURS_KEPT).hours if party == self._truth.party}
        for each in placed:
            body = each.entry.record.body
            if each.entry.log == self._truth.origin and isinstance(body, ObservationBatch):
                for hour in range(body.from_ms // HOUR_MS * HOUR_MS, body.to_ms + 1, HOUR_MS):
                    if hour not in kept:
                        self._open.setdefault(hour, []).append((body.feed, body.content))

    def due(self, now_ms: Ms) -> list[HistoryStored]:
        """Put the oldest finished hour away, if there is one: the file is durable, the record is to be logged."""
        self._sweep()
        finished = sorted(hour for hour in self._open if hour + HOUR_MS + _AFTER_MS <= now_ms)
        if not finished or self._truth.shut is not None:
            return []
        hour = finished[0]
        rows = sorted(self._rows(hour), key=lambda row: (row[1].t_ms, row[0], msgspec.json.encode(row[1])))
        del self._open[hour]
        if not rows:
            return []
        content = parquet.to_parquet(rows)
        self._disk.make_folder(self._folder)
        write_durably(self._disk, self.path(Ms(hour)), content)
        digest = Digest(hashlib.sha256(content).hexdigest())
        return [HistoryStored(Ms(hour), len(rows), digest, Ms(now_ms + self._keep_ms))]

    def path(self, hour_ms: Ms) -> Path:
        """Where that hour stands."""
        return self._folder / f"{datetime.fromtimestamp(hour_ms // 1000, UTC):%Y-%m-%dT%HZ}.parquet"

    def _rows(self, hour: int) -> Iterator[parquet.Row]:
        for feed, digest in self._open[hour]:
            blob = self._blobs.get(digest)
            for seen in _CONTENT.decode(blob[SALT_BYTES:]) if blob is not None else ():
                if hour <= seen.t_ms < hour + HOUR_MS:
                    yield feed, seen

    def _sweep(self) -> None:
        """Remove files that the log says are erased."""
        erased = self._truth.state.of(CONTENTS).erased
        if erased is self._swept:
            return
        self._swept = erased
        for (party, hour), stored in self._truth.state.of(HOURS_KEPT).hours.items():
            if party == self._truth.party and (party, stored.content) in erased:
                self._disk.remove(self.path(hour))
