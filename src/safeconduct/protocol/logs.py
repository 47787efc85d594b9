"""Which records count: the gate between logs as they arrive and the monitor.

A log counts up to its first missing record, and up to the record before one that it signed twice. A record
whose time is not later than an earlier promise of its own log ("complete to t") is excluded everywhere.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Origin, RecordId
from safeconduct.state.fact import Complete, Logged

Item: TypeAlias = Logged | Complete


class LateFeed(BadInput):
    """A record was fed after its log had been declared held up to there."""

    next_step = "feed every record of a log before calling held() for it"


class Log(msgspec.Struct):
    """One party's log, as far as it has arrived.

    `line`: what stands before `next_seq`, by seq; it counts, and its first `n_taken` items have been counted.
    `ahead`: what waits for an earlier record. `held_to` None: a missing seq is a gap. A number: every record up
    to it is here or carries no fact.
    """

    next_seq: int
    line: list[Item] = msgspec.field(default_factory=list)
    n_taken: int = 0
    ahead: dict[int, list[Item]] = msgspec.field(default_factory=dict)
    held_to: int | None = None
    complete_to_ms: int = -1
    forked_at: int | None = None
    is_gapless: bool = True
    """Nothing but the next record can move it on: neither held nor forked."""


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

    def put(self, items: Iterable[Item]) -> bool:
        """Store items. True when a record that was already counted turned out to be signed twice."""
        must_recount = False
        logs = self._logs
        for item in items:
            log = logs.get(item.log) or self._log(item.log)
            if item.seq == log.next_seq and log.is_gapless:
                log.line.append(item)
                log.next_seq += 1
                if log.ahead:
                    _close_up(log)
            else:
                must_recount |= self._put_out_of_order(log, item)
        return must_recount

    def hold(self, origin: Origin, upto_seq: int) -> None:
        """Say that each record with seq <= upto_seq has been put or carries no fact. Never goes back."""
        log = self._log(origin)
        log.is_gapless = False
        log.held_to = upto_seq if log.held_to is None else max(log.held_to, upto_seq)
        last = log.held_to if log.forked_at is None else min(log.held_to, log.forked_at - 1)
        for seq in sorted(seq for seq in log.ahead if seq <= last):
            log.line.extend(log.ahead.pop(seq))
        log.next_seq = max(log.next_seq, last + 1)

    def take(self) -> list[Logged]:
        """Facts that count since the last call; raises the watermark by the promises among them."""
        taken: list[Logged] = []
        for log in self._logs.values():
            complete_to_ms = log.complete_to_ms
            for item in log.line[log.n_taken :]:
                if isinstance(item, Complete):
                    complete_to_ms = max(complete_to_ms, item.complete_to_ms)
                elif item.fact.t_ms > complete_to_ms:
                    taken.append(item)
                else:
                    self._excluded[item.id] = None
            log.complete_to_ms = complete_to_ms
            if self.remembers:
                log.n_taken = len(log.line)
            else:
                log.line.clear()
        return taken

    def recount(self) -> None:
        """Forget what was counted, so that `take` gives everything that counts again."""
        self._excluded.clear()
        for log in self._logs.values():
            log.n_taken, log.complete_to_ms = 0, -1

    def _put_out_of_order(self, log: Log, item: Item) -> bool:
        """Any item but the next one of a log without gaps. True when what was counted must be counted again."""
        seq = item.seq
        if log.forked_at is not None and seq >= log.forked_at:
            return False
        if seq >= log.next_seq:
            here = log.ahead.setdefault(seq, [])
            if item in here:
                return False
            if here and not _one_record(here[0], item):
                return _cut(log, seq)
            here.append(item)
            if log.held_to is None:
                _close_up(log)
            return False
        first = bisect_left(log.line, seq, key=_seq)
        end = bisect_right(log.line, seq, lo=first, key=_seq)
        here = log.line[first:end]
        if item in here:
            return False
        if here and not _one_record(here[0], item):
            return _cut(log, seq)
        if here and first >= log.n_taken:
            log.line.insert(end, item)
        elif self.remembers:
            raise LateFeed(f"record {seq} of {item.log} came after it was held to {log.next_seq - 1}")
        return False

    def _log(self, origin: Origin) -> Log:
        try:
            return self._logs[origin]
        except KeyError:
            known = ", ".join(self._logs)
            raise BadInput(
                f"unknown log {origin!r}", next_step=f"name it as a party's log; known: {known}"
            ) from None


def _close_up(log: Log) -> None:
    """Move on over records that have waited."""
    while (here := log.ahead.pop(log.next_seq, None)) is not None:
        log.line.extend(here)
        log.next_seq += 1


def _cut(log: Log, seq: int) -> bool:
    """The log holds two records with this seq: it counts up to the one before. True when more was counted."""
    log.forked_at, log.is_gapless = seq, False
    log.ahead = {other: here for other, here in log.ahead.items() if other < seq}
    del log.line[bisect_left(log.line, seq, key=_seq) :]
    log.next_seq = min(log.next_seq, seq)
    return len(log.line) < log.n_taken


def _seq(item: Item) -> int:
    return item.seq


def _one_record(a: Item, b: Item) -> bool:
    """Whether two items may stand in one record: a record can carry several facts, but has one id."""
    return isinstance(a, Logged) and isinstance(b, Logged) and a.id == b.id
