"""From receipt to the page: OwnTracks payloads come at a steady rate; how long until a node has told its pages, and
how much of a core it takes. What the transport itself takes to cut messages out of a stream is in `bench feeds`."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from safeconduct.node.config import Feed
from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node
from safeconduct.node.reception import Arrived, Reception
from safeconduct.node.transports.mqtt import BATCH_MAX
from safeconduct.records.units import FeedId

from .report import Aim, Figure, Run

RATES: Final = (1_000, 100_000)
_BATCH_S: Final = 0.02
"""As long as a transport collects."""
_ASSETS: Final = 10_000
_WARM: Final = 3
"""Batches that are not counted."""


def latencies(run: Run) -> Iterator[Figure]:
    """Median and 99th percentile at each rate, on the wall clock: the disk's fsync is part of it."""
    for rate in RATES:
        found = asyncio.run(_run(run, rate, 1.0 if run.is_quick else 10.0))
        p50, p99 = (float(np.percentile(found.waited_ms, q)) for q in (50, 99))
        bound = (
            f"median {p50:.0f} ms, longest {max(found.waited_ms):.0f}; {found.sent:,} positions sent at {rate:,}/s "
            f"were durable after {found.taken_s:.1f} s, in {found.turns:,} writes"
        )
        aims = (Aim("at most", 100), Aim("at most", 60)) if rate == max(RATES) else (None, None)
        yield Figure(f"receipt to page at {rate:,} positions/s, p99", p99, "ms", {}, bound, aims[0])
        share = 100 * found.core_s / (found.sent / rate)
        bound = f"{1_000 * found.core_s / found.turns:.1f} ms of a core for each write"
        yield Figure(f"the node's share of a core at {rate:,}/s", share, "%", {}, bound, aims[1])


class _Found(NamedTuple):
    """waited_ms: of the first position of each 20 ms, which waits longest, until the pages were told. core_s: of
    all threads."""

    waited_ms: list[float]
    taken_s: float
    sent: int
    turns: int
    core_s: float


async def _run(run: Run, rate: int, seconds: float) -> _Found:
    root = run.scratch / f"node-{rate}"
    found(
        Founding(root=root, party="host", name="Host", names={}, accord="bench", host="127.0.0.1", port=8443,
                 officer="Founder", key=run.scratch / f"{rate}.key", passphrase=None)
    )  # fmt: skip
    node = Node(root)
    reception = Reception(node, Feed(FeedId("bench"), "owntracks", any_device=True))
    told = asyncio.Event()

    async def page() -> None:
        async for topics in node.stream.listen():
            if topics:
                told.set()

    listener = asyncio.create_task(page())
    size = max(1, int(rate * _BATCH_S))
    start_s = node.clock.now_ms() / 1000
    batches = [_batch(start_s, rate, turn * size, size) for turn in range(-_WARM, int(seconds / _BATCH_S))]
    for batch in batches[:_WARM]:  # loads what is compiled, as a node does with its first crowd
        await reception.take(batch)
    coming = batches[_WARM:]
    waited: list[float] = []
    begun, used, turns = time.perf_counter(), time.process_time(), 0
    try:
        while (first := len(waited)) < len(coming):
            # What came within 20 ms is there at their end, with all that came while the last write went on: that is
            # how a transport collects. No sender holds back for us.
            await asyncio.sleep(max(0.0, begun + (first + 1) * _BATCH_S - time.perf_counter()))
            come = int((time.perf_counter() - begun) / _BATCH_S)
            end = min(len(coming), max(first + 1, come), first + max(1, BATCH_MAX // size))
            told.clear()
            await reception.take([each for batch in coming[first:end] for each in batch])
            await told.wait()
            turns += 1
            now = time.perf_counter() - begun
            waited += [1000 * (now - turn * _BATCH_S) for turn in range(first, end)]
        core_s = time.process_time() - used
        return _Found(waited, time.perf_counter() - begun, size * len(coming), turns, core_s)
    finally:
        listener.cancel()
        node.truth.close()


def _batch(start_s: float, rate: int, first: int, size: int) -> list[Arrived]:
    """What phones would send: each of them at most ten times a second."""
    return [
        Arrived(
            b'{"_type":"location","tid":"v%d","tst":%.3f,"lat":%.7f,"lon":%.7f,"acc":0}'
            % (n % _ASSETS, start_s + n / rate, 60.17 + n % 977 / 1e7, 24.94 + n % 991 / 1e7)
        )
        for n in range(first, first + size)
    ]
