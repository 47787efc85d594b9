"""Appending: against others at several batch sizes, and how long a writer waits when many arrive."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from safeconduct.node.log import Log

from .report import Aim, Figure, Run, interleaved, ratios
from .rivals import Store, rivals
from .samples import LOG
from .timed_disk import TimedDisk

BATCHES: Final = (1, 16, 256, 1024)
ARRIVALS_PER_S: Final = 2_000
AIM: Final = {256: Aim("at least", 25_000)}


def appends(run: Run, entries: list[bytes]) -> Iterator[Figure]:
    """Entries a second, durable and under a signed head when `append` returns, for each batch size."""
    for batch in BATCHES:
        folder = run.scratch / f"append-{batch}"
        folder.mkdir()
        own = _Timed(folder / "log")
        stores: dict[str, Store] = {"ours": own, **rivals(folder)}
        found = interleaved({name: _step(store, entries[:batch]) for name, store in stores.items()}, run)
        name = f"durable signed appends, batches of {batch}"
        yield Figure(name, found["ours"], "/s", ratios(found, "ours"), own.shares(), AIM.get(batch))


def acknowledgement(run: Run, entries: list[bytes]) -> Figure:
    """How long the slowest hundredth waits when entries arrive evenly and the writer takes all that wait."""
    log = Log.create(run.scratch / "arrivals", LOG.key.name, LOG, TimedDisk())
    seconds = 2.0 if run.is_quick else 8.0
    waited_ms: list[float] = []
    batches = 0
    start = time.perf_counter()
    while (done := len(waited_ms)) < int(seconds * ARRIVALS_PER_S):
        due = int((time.perf_counter() - start) * ARRIVALS_PER_S) - done
        if due <= 0:
            time.sleep(1 / ARRIVALS_PER_S)
            continue
        log.append([entries[(done + i) % len(entries)] for i in range(due)])
        batches += 1
        now = time.perf_counter() - start
        waited_ms += [1000 * (now - (done + i) / ARRIVALS_PER_S) for i in range(due)]
    log.close()
    waited_ms.sort()
    middle, slow = waited_ms[len(waited_ms) // 2], waited_ms[-len(waited_ms) // 100]
    bound = (
        f"median {middle:.2f} ms, longest {waited_ms[-1]:.2f} ms, {len(waited_ms) / batches:.1f} entries a batch"
    )
    return Figure(f"99 % acknowledged at {ARRIVALS_PER_S:,}/s within", slow, "ms", {}, bound)


class _Timed:
    """Our log, with a stopwatch on each append."""

    def __init__(self, folder: Path) -> None:
        self._disk = TimedDisk()
        self._log = Log.create(folder, LOG.key.name, LOG, self._disk)
        self._disk.reset()
        self._spent_s, self._batches = 0.0, 0

    def append(self, entries: list[bytes]) -> None:
        start = time.perf_counter()
        self._log.append(entries)
        self._spent_s += time.perf_counter() - start
        self._batches += 1

    def shares(self) -> str:
        """Where the time went."""
        self._log.close()
        disk, spent_s, batches = self._disk, self._spent_s, self._batches
        rest_s = spent_s - disk.sync_s - disk.file_s
        return (
            f"a batch takes {1000 * spent_s / batches:.2f} ms: {disk.syncs / batches:.1f} fsyncs "
            f"{disk.sync_s / spent_s:.0%}, other file work {disk.file_s / spent_s:.0%}, "
            f"hashing, framing and one signature {rest_s / spent_s:.0%}"
        )


def _step(store: Store, entries: list[bytes]) -> Callable[[], int]:
    def step() -> int:
        store.append(entries)
        return len(entries)

    return step
