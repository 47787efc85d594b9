"""From receipt to the page: OwnTracks payloads come at a steady rate; how long until a node has told its pages."""

import asyncio
import time
from collections.abc import Iterator
from typing import Final

import numpy as np

from safeconduct.node.config import Feed
from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node
from safeconduct.node.reception import Arrived, Reception
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
        waited, taken_s, sent = asyncio.run(_run(run, rate, 1.0 if run.is_quick else 4.0))
        p50, p99 = (float(np.percentile(waited, q)) for q in (50, 99))
        bound = f"median {p50:.0f} ms; {sent:,} positions sent at {rate:,}/s were durable after {taken_s:.1f} s"
        aim = Aim("at most", 100) if rate == max(RATES) else None
        yield Figure(f"receipt to page at {rate:,} positions/s, p99", p99, "ms", {}, bound, aim)


async def _run(run: Run, rate: int, seconds: float) -> tuple[list[float], float, int]:
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
    waited: list[float] = []
    begun, sent = time.perf_counter(), 0
    try:
        for turn, batch in enumerate(batches[_WARM:]):
            due = begun + turn * _BATCH_S  # a late turn waits from when it was due: no sender holds back for us
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            told.clear()
            await reception.take(batch)
            await told.wait()
            waited.append(1000 * (time.perf_counter() - due))
            sent += size
        return waited, time.perf_counter() - begun, sent
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
