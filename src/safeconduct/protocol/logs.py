"""Which records count: the gate between logs as they arrive and the monitor.

A log counts up to its first missing record, and up to the record before one that it signed twice. A record
whose time is not later than an earlier promise of its own log ("complete to t") is excluded everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Origin, RecordId
from safeconduct.state.fact import Complete, Logged


class LateFeed(BadInput):
    """A record was fed after its log had been declared held up to there."""

    next_step = "feed every record of a log before calling held() for it"


class Log(msgspec.Struct):
    """One party's log, as far as it has arrived."""

    next_seq: int
    items: dict[int, list[Logged | Complete]] = msgspec.field(default_factory=dict)
    waiting: set[int] = msgspec.field(default_factory=set)
    held_to: int | None = None
    """None: a missing seq is a gap. A number: every record up to it is here or carries no fact."""
    complete_to_ms: int = -1
    forked_at: int | None = None


class Logs:
    """Takes items in any order, gives out those that count, each once.

    remembers: keep what was counted, to notice a log that signs another record for a counted place. Without it
    memory stays bounded, and that watch is left to the ledger.
    """

    def __init__(self, origins: Sequence[Origin], first_seq: int = 1, *, remembers: bool = True) -> None:
        self.remembers = remembers
        self.first_seq = first_seq
        self._logs = {origin: Log(first_seq) for origin in origins}
        self._excluded: dict[RecordId, None] = {}

    @property
    def watermark(self) -> int:
        """Up to this time all logs are complete; -1 when one has promised nothing yet."""
        return min((log.complete_to_ms for log in self._logs.values()), default=-1)

    @property
    def excluded(self) -> tuple[RecordId, ...]:
        """Records dated back behind an earlier promise of their own log: they never count."""
        return tuple(self._excluded)

    @property
    def forks(self) -> tuple[tuple[Origin, int], ...]:
        """Where a log holds two records with one seq."""
        return tuple((o, log.forked_at) for o, log in self._logs.items() if log.forked_at is not None)

    def complete_to_ms(self, origin: Origin) -> int:
        """That log's own largest counted promise, -1 without one."""
        return self._logs[origin].complete_to_ms

    def origins(self) -> tuple[Origin, ...]:
        return tuple(self._logs)

    def each(self) -> Iterable[tuple[Origin, Log]]:
        """Every log, as it stands."""
        return self._logs.items()

    def resume(self, logs: Mapping[Origin, Log], excluded: Iterable[RecordId]) -> None:
        """Stand as an earlier run stood."""
        self._logs = dict(logs)
        self._excluded = dict.fromkeys(excluded)

    def put(self, items: Iterable[Logged | Complete]) -> bool:
        """Store items. True when a record that was already counted turned out to be signed twice."""
        must_recount = False
        for item in items:
            log = self._log(item.log)
            if log.forked_at is None and item.seq >= log.next_seq and item.seq not in log.items:
                log.items[item.seq] = [item]
                log.waiting.add(item.seq)
                continue
            if log.forked_at is not None and item.seq >= log.forked_at:
                continue
            if not self.remembers and item.seq < log.next_seq:
                continue
            here = log.items.setdefault(item.seq, [])
            if item in here:
                continue
            if here and not _one_record(here[0], item):
                must_recount |= item.seq < log.next_seq
                log.forked_at = item.seq
                for seq in [seq for seq in log.items if seq >= item.seq]:
                    del log.items[seq]
                    log.waiting.discard(seq)
                continue
            if item.seq < log.next_seq:
                if not here:
                    del log.items[item.seq]
                raise LateFeed(f"record {item.seq} of {item.log} came after it was held to {log.next_seq - 1}")
            here.append(item)
            log.waiting.add(item.seq)
        return must_recount

    def hold(self, origin: Origin, upto_seq: int) -> None:
        """Say that each record with seq <= upto_seq has been put or carries no fact. Never goes back."""
        log = self._log(origin)
        log.held_to = upto_seq if log.held_to is None else max(log.held_to, upto_seq)

    def take(self) -> list[Logged]:
        """Facts that count since the last call; raises the watermark by the promises among them."""
        taken: list[Logged] = []
        for log in self._logs.values():
            last = _countable_to(log)
            ready = sorted([seq for seq in log.waiting if seq <= last])
            for seq in ready:
                for item in log.items[seq] if self.remembers else log.items.pop(seq):
                    if isinstance(item, Complete):
                        log.complete_to_ms = max(log.complete_to_ms, item.complete_to_ms)
                    elif item.fact.t_ms > log.complete_to_ms:
                        taken.append(item)
                    else:
                        self._excluded[item.id] = None
            log.waiting.difference_update(ready)
            log.next_seq = max(log.next_seq, last + 1)
        return taken

    def recount(self) -> None:
        """Forget what was counted, so that `take` gives everything that counts again."""
        self._excluded.clear()
        for log in self._logs.values():
            log.next_seq, log.complete_to_ms, log.waiting = self.first_seq, -1, set(log.items)

    def _log(self, origin: Origin) -> Log:
        try:
            return self._logs[origin]
        except KeyError:
            known = ", ".join(self._logs)
            raise BadInput(
                f"unknown log {origin!r}", next_step=f"name it as a party's log; known: {known}"
            ) from None


def _countable_to(log: Log) -> int:
    """The last seq that counts now."""
    if log.held_to is not None:
        last = log.held_to
    else:
        last = log.next_seq - 1
        while last + 1 in log.items:
            last += 1
    return last if log.forked_at is None else min(last, log.forked_at - 1)


def _one_record(a: Logged | Complete, b: Logged | Complete) -> bool:
    """Whether two items may stand in one record: a record can carry several facts, but has one id."""
    return isinstance(a, Logged) and isinstance(b, Logged) and a.id == b.id
