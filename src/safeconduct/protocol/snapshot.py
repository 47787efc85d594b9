"""A monitor at rest: everything that its next answers depend on, as bytes, and back.

A monitor that was saved and loaded answers like one that ran on. What it told before and nobody collected is
told again after loading.
"""

from typing import Any, Final

import msgspec

from safeconduct.records.units import Digest, Ms, Origin, RecordId
from safeconduct.state.fact import Arg, Complete, Fact, Logged

from .anchor import SavedAnchor
from .docket import Docket
from .judge import Proof, Row
from .logs import Log
from .monitor import Force, Monitor
from .rule import Rule
from .verdict import Verdict

SavedRow = tuple[int, str, tuple[Arg, ...], Origin, int, RecordId]
"""t in ticks, name, arguments, log, seq, record."""


class _Item(msgspec.Struct, frozen=True, array_like=True):
    seq: int
    record: RecordId | None
    t_ms: int
    name: str = ""
    args: tuple[Arg, ...] = ()


class _Log(msgspec.Struct, frozen=True):
    origin: Origin
    next_seq: int
    items: tuple[_Item, ...]
    waiting: tuple[int, ...]
    held_to: int | None
    complete_to_ms: int
    forked_at: int | None


class _Docket(msgspec.Struct, frozen=True):
    rule: Digest
    rows: tuple[SavedRow, ...]
    instants: tuple[int, ...]
    anchors: tuple[SavedAnchor, ...]
    changed: tuple[Verdict, ...]
    dropped: tuple[Verdict, ...]


class _Force(msgspec.Struct, frozen=True):
    digest: Digest
    rule: Rule
    from_ms: int
    to_ms: int


class _Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    tick_ms: int
    first_seq: int
    remembers: bool
    restarts: int
    forces: tuple[_Force, ...]
    logs: tuple[_Log, ...]
    excluded: tuple[RecordId, ...]
    counted: tuple[SavedRow, ...]
    dockets: tuple[_Docket, ...]


_VERSION: Final = 1


def save(monitor: Monitor) -> bytes:
    """The monitor as bytes; equal monitors give equal bytes."""
    saved = _Saved(
        version=_VERSION,
        tick_ms=monitor.tick_ms,
        first_seq=monitor.logs.first_seq,
        remembers=monitor.logs.remembers,
        restarts=monitor.restarts,
        forces=tuple(_Force(d, x.rule, x.from_ms, x.to_ms) for d, x in monitor.forces.items()),
        logs=tuple(_save_log(origin, log) for origin, log in monitor.logs.each()),
        excluded=monitor.logs.excluded,
        counted=tuple(_save_row(row) for row in monitor.counted),
        dockets=tuple(_save_docket(digest, docket) for digest, docket in monitor.dockets()),
    )
    return msgspec.json.encode(saved, order="sorted")


def load(payload: bytes) -> Monitor:
    """The monitor that was saved. Raises msgspec.ValidationError for other bytes."""
    saved = msgspec.json.decode(payload, type=_Saved)
    if saved.version != _VERSION:
        raise msgspec.ValidationError(f"snapshot of version {saved.version}; rebuild it from the logs")
    origins = [log.origin for log in saved.logs]
    monitor = Monitor([], origins, first_seq=saved.first_seq, tick_ms=saved.tick_ms, remembers=saved.remembers)
    monitor.logs.resume({log.origin: _load_log(log) for log in saved.logs}, saved.excluded)
    monitor.restarts = saved.restarts
    forces = {x.digest: Force(x.rule, x.from_ms, x.to_ms) for x in saved.forces}
    monitor.resume(forces, [_load_row(row) for row in saved.counted])
    for kept, (_, docket) in zip(saved.dockets, monitor.dockets(), strict=True):
        rows = [_load_row(row) for row in kept.rows]
        docket.resume(rows, kept.instants, kept.anchors, monitor.watermark // saved.tick_ms)
        docket.tell_again(kept.changed, kept.dropped)
    return monitor


def _save_log(origin: Origin, log: Log) -> _Log:
    items = tuple(
        _Item(seq, None, item.complete_to_ms)
        if isinstance(item, Complete)
        else _Item(seq, item.id, item.fact.t_ms, item.fact.name, item.fact.args)
        for seq in sorted(log.items)
        for item in log.items[seq]
    )
    waiting = tuple(sorted(log.waiting))
    return _Log(origin, log.next_seq, items, waiting, log.held_to, log.complete_to_ms, log.forked_at)


def _load_log(saved: _Log) -> Log:
    items: dict[int, list[Logged | Complete]] = {}
    for item in saved.items:
        loaded: Logged | Complete = (
            Complete(saved.origin, item.seq, Ms(item.t_ms))
            if item.record is None
            else Logged(item.record, saved.origin, item.seq, Fact(Ms(item.t_ms), item.name, item.args))
        )
        items.setdefault(item.seq, []).append(loaded)
    waiting = set(saved.waiting)
    return Log(saved.next_seq, items, waiting, saved.held_to, saved.complete_to_ms, saved.forked_at)


def _save_docket(digest: Digest, docket: Docket) -> _Docket:
    rows, instants, anchors = docket.suspend()
    changed, dropped = docket.untold()
    return _Docket(digest, tuple(_save_row(r) for r in rows), instants, anchors, changed, dropped)


def _save_row(row: Row) -> SavedRow:
    return (row.proof.t, row.name, row.args, row.proof.log, row.proof.seq, row.proof.id)


def _load_row(saved: Any) -> Row:
    t, name, args, log, seq, record = saved
    return Row(name, args, Proof(t, log, seq, record))
