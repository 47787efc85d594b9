"""Many settled facts at once: by columns what is decided for good, the rest left to be judged one by one."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from safeconduct.records.units import RecordId
from safeconduct.state.fact import Arg

from . import formula as f
from .columnar import FALSE, TRUE, NotColumnar, judge_columns
from .columns import Columns, Ints
from .judge import Row, ids
from .memory import Keep
from .verdict import Status

_STATUS: Final = {FALSE: Status.VIOLATED, TRUE: Status.SATISFIED}


class Decided(NamedTuple):
    """A duty that nothing can change any more. Times in ticks."""

    at: int
    due: int
    anchors: tuple[Row, ...]
    status: Status
    witness: tuple[RecordId, ...]


class Bulk(NamedTuple):
    """open: triggers of duties that are still open. kept: facts that these or coming duties can look at."""

    decided: list[Decided]
    open: list[Row]
    kept: list[Row]


def judge_in_bulk(
    duty: f.Duty,
    rows: Sequence[Row],
    watermark: int,
    tick_ms: int,
    span: tuple[int, int],
    keep: Keep,
    slices: Callable[[Row], Iterable[tuple[Arg, ...]]],
) -> Bulk:
    """Judge facts none of which lies beyond the watermark. span: ticks in which duties arise, end excluded.

    slices: the keys of the slices that a fact belongs to. Where columns cannot hold the facts nothing is decided.
    """
    rows = sorted(rows, key=lambda row: row.proof)
    try:
        judged = judge_columns(duty, _columns(rows), watermark, tick_ms)
    except NotColumnar:  # keys times span exceed one number
        return Bulk([], [r for r in rows if r.name == duty.trigger.name and span[0] <= r.proof.t < span[1]], rows)
    decided: list[Decided] = []
    triggers: list[Row] = []
    starts, anchor_rows = judged.anchor.tolist(), judged.anchor_rows.tolist()
    ats, dues, statuses = judged.at.tolist(), judged.due.tolist(), judged.status.tolist()
    finals, witnesses = judged.is_final.tolist(), judged.witness.tolist()
    for i, at in enumerate(ats):
        if not span[0] <= at < span[1]:
            continue
        anchors = tuple([rows[row] for row in anchor_rows[starts[i] : starts[i + 1]]])
        if finals[i]:
            proofs = [rows[row].proof for row in sorted({row for row in witnesses[i] if row >= 0})]
            decided.append(Decided(at, dues[i], anchors, _STATUS[statuses[i]], ids(proofs) if proofs else ()))
        else:
            triggers.extend(anchors)
    return Bulk(decided, triggers, _kept(rows, triggers, watermark, keep, slices))


def _kept(
    rows: Sequence[Row],
    triggers: Sequence[Row],
    watermark: int,
    keep: Keep,
    slices: Callable[[Row], Iterable[tuple[Arg, ...]]],
) -> list[Row]:
    """Facts of slices with an open duty, facts that coming duties look back on, and, where a duty looks back
    without end, the latest of each kind."""
    open_slices = {key for row in triggers for key in slices(row)}
    horizon = watermark + 1 - keep.lookback
    latest: dict[tuple[str, tuple[Arg, ...]], Row] = {}
    for row in rows if keep.older == "latest" else ():
        before = latest.get((row.name, row.args))
        if row.proof.t < horizon and (before is None or before.proof.t < row.proof.t):  # as `prune` does
            latest[(row.name, row.args)] = row
    old = set(latest.values())
    return [
        row
        for row in rows
        if row.proof.t >= horizon or row in old or (open_slices and not open_slices.isdisjoint(slices(row)))
    ]


def _columns(rows: Sequence[Row]) -> Columns:
    """Columns of facts in the order of time, log and seq."""
    kinds: dict[tuple[str, int], int] = {}
    codes: dict[Arg, int] = {}
    kind = [kinds.setdefault((row.name, len(row.args)), len(kinds)) for row in rows]
    widest = max((arity for _, arity in kinds), default=0)
    args = [
        [codes.setdefault(row.args[at], len(codes)) if at < len(row.args) else -1 for row in rows]
        for at in range(widest)
    ]
    return Columns(
        t=_ints([row.proof.t for row in rows]),
        kind=_ints(kind),
        kinds=tuple(kinds),
        args=tuple(_ints(arg) for arg in args),
        codes=codes,
    )


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)
