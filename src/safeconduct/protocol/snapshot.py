"""A monitor at rest: everything that its next answers depend on, as bytes, and back.

A monitor that was saved and loaded answers like one that ran on. What it told before and nobody collected is
told again after loading.
"""

from typing import Any, Final

import msgspec

from safeconduct.records.units import Digest, Ms, Origin, RecordId
from safeconduct.state.fact import Arg, Complete, Fact, Logged

from .anchor import SavedAnchor
from .judge import Proof, Row
from .logs import Item, Log
from .monitor import AnyDocket, Force, Monitor
from .outbox import Outbox
from .plain_docket import PlainDocket
from .rule import Rule
from .slice import SavedSlice
from .verdict import Verdict

SavedRow = tuple[int, str, tuple[Arg, ...], Origin, int, RecordId]
"""t in ticks, name, arguments, log, seq, record."""


class _Item(msgspec.Struct, frozen=True, array_like=True):
    """A fact with its record, or, without one, a promise."""

    seq: int
    record: RecordId | None
    t_ms: int
    name: str = ""
    args: tuple[Arg, ...] = ()


class _Log(msgspec.Struct, frozen=True):
    origin: Origin
    next_seq: int
    items: tuple[_Item, ...]
    held_to: int | None
    complete_to_ms: int
    forked_at: int | None


class _Docket(msgspec.Struct, frozen=True):
    """Of any duty: rows, instants, anchors. Of a plain one: slices."""

    changed: tuple[Verdict, ...]
    dropped: tuple[Verdict, ...]
    rows: tuple[SavedRow, ...] = ()
    instants: tuple[int, ...] = ()
    anchors: tuple[SavedAnchor, ...] = ()
    slices: tuple[SavedSlice, ...] = ()


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
    counted: tuple[tuple[Origin, _Item], ...]
    dockets: tuple[_Docket, ...]


_VERSION: Final = 2


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
        counted=tuple((item.log, _save_item(item)) for item in monitor.counted),
        dockets=tuple(_save_docket(docket) for _, docket in monitor.dockets()),
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
    monitor.resume(forces, [_load_fact(origin, item) for origin, item in saved.counted])
    watermark = monitor.watermark // saved.tick_ms
    for kept, (_, docket) in zip(saved.dockets, monitor.dockets(), strict=True):
        if isinstance(docket, PlainDocket):
            docket.resume(kept.slices, watermark)
        else:
            docket.resume([_load_row(row) for row in kept.rows], kept.instants, kept.anchors, watermark)
        docket.outbox = Outbox(list(kept.changed), list(kept.dropped))
    return monitor


def _save_log(origin: Origin, log: Log) -> _Log:
    ahead = [item for seq in sorted(log.ahead) for item in log.ahead[seq]]
    items = tuple(_save_item(item) for item in (*log.line, *ahead))
    return _Log(origin, log.next_seq, items, log.held_to, log.complete_to_ms, log.forked_at)


def _load_log(saved: _Log) -> Log:
    """Everything that stands in line has been counted."""
    log = Log(saved.next_seq, held_to=saved.held_to, complete_to_ms=saved.complete_to_ms)
    log.forked_at, log.is_gapless = saved.forked_at, saved.held_to is None and saved.forked_at is None
    for saved_item in saved.items:
        item = _load_item(saved.origin, saved_item)
        if item.seq < saved.next_seq:
            log.line.append(item)
        else:
            log.ahead.setdefault(item.seq, []).append(item)
    log.n_taken = len(log.line)
    return log


def _save_item(item: Item) -> _Item:
    if isinstance(item, Complete):
        return _Item(item.seq, None, item.complete_to_ms)
    return _Item(item.seq, item.id, item.fact.t_ms, item.fact.name, item.fact.args)


def _load_item(origin: Origin, saved: _Item) -> Item:
    return Complete(origin, saved.seq, Ms(saved.t_ms)) if saved.record is None else _load_fact(origin, saved)


def _load_fact(origin: Origin, saved: _Item) -> Logged:
    if saved.record is None:
        raise msgspec.ValidationError("a snapshot counts a fact without a record; rebuild it from the logs")
    return Logged(saved.record, origin, saved.seq, Fact(Ms(saved.t_ms), saved.name, saved.args))


def _save_docket(docket: AnyDocket) -> _Docket:
    changed, dropped = tuple(docket.outbox.changed), tuple(docket.outbox.dropped)
    if isinstance(docket, PlainDocket):
        return _Docket(changed, dropped, slices=docket.suspend())
    rows, instants, anchors = docket.suspend()
    return _Docket(changed, dropped, tuple(_save_row(r) for r in rows), instants, anchors)


def _save_row(row: Row) -> SavedRow:
    return (row.proof.t, row.name, row.args, row.proof.log, row.proof.seq, row.proof.id)


def _load_row(saved: Any) -> Row:
    t, name, args, log, seq, record = saved
    return Row(name, args, Proof(t, log, seq, record))
