"""Positions through batches: each batch one signed record, its content stored durably beside the log."""

import itertools
import time
from collections.abc import Iterator
from typing import Final

import msgspec

from safeconduct.node.blobs import SALT_BYTES, Blobs
from safeconduct.node.log import Log
from safeconduct.records.observation import Position
from safeconduct.records.units import AssetId, FeedId, LatE7, LonE7, Ms
from safeconduct.records.watch import ObservationBatch

from .report import Aim, Figure, Run, interleaved
from .samples import LOG, T0_MS, entry_of
from .timed_disk import TimedDisk

ROWS: Final = (1_000, 5_000)
"""As many as the watch takes together live; as many as an import brings."""
FEEDS: Final = 8
"""Batches that one turn of a node takes together, each of its own feed, under one head."""


def positions(run: Run) -> Iterator[Figure]:
    """Positions a second, from values in memory until they are committed to under a signed head."""
    for count in ROWS:
        yield _positions(run, count)


def _positions(run: Run, count: int) -> Figure:
    disk = TimedDisk()
    log = Log.create(run.scratch / f"positions-{count}", LOG.key.name, LOG, disk)
    blobs = Blobs(run.scratch / f"blobs-{count}", disk)
    rows = [
        Position(AssetId(f"v{i}"), Ms(T0_MS + i), LatE7(601_700_000 + i), LonE7(249_400_000 - i))
        for i in range(count)
    ]
    salts = (n.to_bytes(SALT_BYTES, "big") for n in itertools.count())  # so that no blob repeats
    disk.reset()
    spent_s, turns = 0.0, 0

    def turn() -> int:
        nonlocal spent_s, turns
        start = time.perf_counter()
        entries = []
        for feed in range(FEEDS):
            digest = blobs.put(next(salts), msgspec.json.encode(rows))
            batch = ObservationBatch(FeedId(f"feed-{feed}"), count, rows[0].t_ms, rows[-1].t_ms, digest)
            entries.append(entry_of(batch, T0_MS))
        blobs.settle()
        log.append(entries)
        spent_s += time.perf_counter() - start
        turns += 1
        return FEEDS * count

    found = interleaved({"ours": turn}, run)["ours"]
    log.close()
    bound = (
        f"{FEEDS} batches of {count} take {1000 * spent_s / turns:.1f} ms: {disk.syncs / turns:.1f} fsyncs "
        f"{disk.sync_s / spent_s:.0%}, other file work {disk.file_s / spent_s:.0%}, "
        f"JSON, hashing and {FEEDS + 1} signatures {1 - (disk.sync_s + disk.file_s) / spent_s:.0%}"
    )
    return Figure(f"positions through batches of {count}", found, "/s", {}, bound, Aim("at least", 500_000))
