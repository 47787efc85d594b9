"""The columnar path: judges a duty over millions of settled facts at once, with the evidence for each verdict.

Settled: no fact lies beyond the watermark, so all that can change is what is still due. It covers duties whose
events all stand about the same things, under EVENTUALLY, ONCE, NOT ... SINCE, counts of records, and AND, OR,
NOT of these; `covers` says which. Same verdicts as docket.Docket, which judges everything else.

Method: facts sorted by (slice, time) as one number each; an interval is then a range of numbers, and its first
or last record is found by binary search for all anchors together.
"""

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import SafeconductError

from . import formula as f
from .columns import Columns, Ints, Mask, Sorted, Wanted
from .coverage import covers
from .skew import interval_ends
from .slicing import slice_names

FALSE: Final = 0
OPEN: Final = 1
TRUE: Final = 2
_NONE: Final = -1


class NotColumnar(SafeconductError):
    """A duty or a trace that the columnar path does not cover: judge it with the monitor."""


class JudgedColumns(msgspec.Struct, frozen=True):
    """Verdicts of one duty, in the order (slice, time, values). Shapes (n,) and, for witnesses, (n, k).

    at, due: ticks. status: 0 violated, 1 pending, 2 satisfied. anchor: the anchor records are rows
    `anchor_rows[anchor[i]:anchor[i + 1]]`. witness: row numbers, -1 = no more; meaningless where is_final is
    false.
    """

    at: Ints
    due: Ints
    status: NDArray[np.int8]
    anchor: Ints
    anchor_rows: Ints
    witness: Ints
    is_final: Mask

    def witness_of(self, i: int) -> tuple[int, ...]:
        """Rows that decide verdict i, in order."""
        return tuple(sorted({int(row) for row in self.witness[i] if row != _NONE}))

    def next_due(self) -> int | None:
        """The earliest due of a pending verdict."""
        pending = self.due[self.status == OPEN]
        return int(pending.min()) if len(pending) else None


def judge_columns(
    duty: f.Duty, facts: Columns | Sorted, watermark: int, tick_ms: int = 1, *, with_evidence: bool = True
) -> JudgedColumns:
    """Every verdict of the duty. Raises NotColumnar. Give `Sorted` facts to judge several duties.

    with_evidence: False leaves `witness` without columns; everything else is the same.
    """
    table = facts if isinstance(facts, Sorted) else Sorted(facts)
    facts = table.facts
    if not covers(duty):
        raise NotColumnar("this duty looks at more than one thing at a time", "judge it with the monitor")
    if facts.has_twins and any(_counts(part) for part in f.whole(duty)):
        raise NotColumnar("a record says several things, but counts once", "judge it with the monitor")
    if len(facts.t) and int(facts.t[-1]) > watermark:
        raise NotColumnar("facts beyond the watermark are not settled", "leave them to the monitor")
    return _Judge(duty, table, watermark, tick_ms, with_evidence).run()


class _Value(msgspec.Struct, frozen=True):
    truth: NDArray[np.int8]
    proofs: Ints
    is_final: Mask


class _Judge:
    def __init__(self, duty: f.Duty, table: Sorted, watermark: int, tick_ms: int, with_evidence: bool) -> None:
        facts = table.facts
        self._duty, self._table, self._facts, self._tick_ms = duty, table, facts, tick_ms
        self._names = slice_names(duty)
        reach = max(abs(end) for part in f.whole(duty) for end in interval_ends(part, tick_ms))
        self._t0 = (int(facts.t[0]) if len(facts.t) else 0) - reach - 1
        self._span = (int(facts.t[-1]) if len(facts.t) else 0) - self._t0 + reach + 2
        if max(1, len(facts.codes)) ** len(self._names) * self._span >= 2**62:
            raise NotColumnar("more slices and time than one number holds", "judge it in shorter spans")
        self._watermark, self._with_evidence = watermark, with_evidence
        self._at: Ints = np.zeros(0, dtype=np.int64)
        self._spot: Ints = np.zeros(0, dtype=np.int64)

    def run(self) -> JudgedColumns:
        first, rows, spots = self._anchors(*self._find(self._duty.trigger))
        self._spot, self._at = spots[first], self._facts.t[rows[first]]
        due = self._at + max(0, _ahead(self._duty.must, self._tick_ms))
        value = self._value(self._duty.must)
        arises = np.ones(len(first), dtype=np.bool_)
        if self._duty.guard is not None:
            arises = self._value(self._duty.guard).truth == TRUE
        sizes = np.diff(first, append=len(rows))
        return JudgedColumns(
            at=self._at[arises],
            due=due[arises],
            status=value.truth[arises],
            anchor=np.concatenate(([0], np.cumsum(sizes[arises]))).astype(np.int64),
            anchor_rows=rows[np.repeat(arises, sizes)],
            witness=value.proofs[arises],
            is_final=value.is_final[arises] & (value.truth[arises] != OPEN),
        )

    def _anchors(self, rows: Ints, spots: Ints) -> tuple[Ints, Ints, Ints]:
        """Where each group of equal triggers starts, and the triggers' rows and spots in that order."""
        terms = self._duty.trigger.args
        extra = [i for i, t in enumerate(terms) if isinstance(t, f.Var) and t.name not in self._names]
        same = np.ones(max(0, len(rows) - 1), dtype=np.bool_)
        if extra and len(rows):
            order = np.lexsort((rows, *(self._facts.args[i][rows] for i in extra), spots))
            rows, spots = rows[order], spots[order]
            for i in extra:
                values = self._facts.args[i][rows]
                same &= values[1:] == values[:-1]
        same &= spots[1:] == spots[:-1]
        starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(rows)), dtype=np.bool_), ~same)))
        return starts.astype(np.int64), rows, spots

    def _find(self, *events: f.Event) -> tuple[Ints, Ints]:
        """Rows of any of these events and their spots (slice and time as one number), by spot, then row."""
        found = self._table.by_slice([self._wanted(event) for event in events])
        return found.rows, found.key * self._span + (found.t - self._t0)

    def _wanted(self, event: f.Event) -> Wanted:
        fixed = tuple((i, term.value) for i, term in enumerate(event.args) if isinstance(term, f.Const))
        positions = tuple(event.args.index(f.Var(name)) for name in self._names)
        return Wanted(event.name, len(f.arguments(event)), fixed, positions)

    def _value(self, formula: f.Formula) -> _Value:
        match formula:
            case f.Not():
                inner = self._value(formula.body)
                return _Value((TRUE - inner.truth).astype(np.int8), inner.proofs, inner.is_final)
            case f.And():
                return self._and([self._value(part) for part in formula.parts])
            case f.Or():
                values = [self._value(part) for part in formula.parts]
                return self._or(values, f.looks_ahead(formula))
            case f.Eventually():
                return self._eventually(formula, 1)
            case f.Once():
                return self._once(formula)
            case f.AtLeast():
                body = formula.body
                if isinstance(body, f.Eventually):
                    return self._eventually(body, formula.n)
                assert isinstance(body, f.Once)  # noqa: S101 - `covers` has seen to it
                return self._once(body, formula.n, first=False)
            case f.Since():
                return self._since(formula)
            case _:
                raise NotColumnar("a bare event", "judge it with the monitor")

    def _eventually(self, formula: f.Eventually, n: int) -> _Value:
        lo, hi = formula.within.ticks(self._tick_ms)
        assert hi is not None  # noqa: S101 - an unbounded future is refused before
        rows, spots = self._find(*_plain(formula.body))
        first = np.searchsorted(spots, self._spot + lo, "left")
        n_found = np.searchsorted(spots, self._spot + hi, "right") - first
        truth = np.where(n_found >= n, TRUE, np.where(self._at + hi <= self._watermark, FALSE, OPEN))
        return _Value(truth.astype(np.int8), self._pick(rows, first, n, truth == TRUE), truth != OPEN)

    def _once(self, formula: f.Once, n: int = 1, *, first: bool = True) -> _Value:
        """first: of the last instant the first record is the proof; else the last n records are."""
        lo, hi = formula.within.ticks(self._tick_ms)
        rows, spots = self._find(*_plain(formula.body))
        floor = self._floor() if hi is None else self._spot - hi
        end = np.searchsorted(spots, self._spot - lo, "right")
        is_true = end - np.searchsorted(spots, floor, "left") >= n
        start = end - n
        if first and len(spots) and self._with_evidence:
            start = np.searchsorted(spots, spots[np.maximum(start, 0)], "left")
        truth = np.where(is_true, TRUE, FALSE).astype(np.int8)
        return _Value(truth, self._pick(rows, start, n, is_true), np.ones(len(truth), dtype=np.bool_))

    def _since(self, formula: f.Since) -> _Value:
        lo, hi = formula.within.ticks(self._tick_ms)
        assert isinstance(formula.hold, f.Not)  # noqa: S101 - `covers` has seen to it
        rows, spots = self._find(*_plain(formula.start))
        bar_rows, bars = self._find(*_plain(formula.hold.body))
        floor = self._floor() if hi is None else self._spot - hi
        start, started = _last(spots, self._spot - lo, floor)
        bar, barred = _last(bars, self._spot, floor)
        begun = np.where(started, spots[start] if len(spots) else 0, _NONE)
        broken = started & barred & ((bars[bar] if len(bars) else 0) > begun)
        is_true = started & ~broken
        proofs = np.where(
            is_true[:, None], self._pick(rows, start, 1, is_true), self._pick(bar_rows, bar, 1, broken)
        )
        truth = np.where(is_true, TRUE, FALSE).astype(np.int8)
        return _Value(truth, proofs, np.ones(len(truth), dtype=np.bool_))

    def _and(self, values: list[_Value]) -> _Value:
        truths = np.stack([v.truth for v in values])
        truth = truths.min(axis=0)
        used = np.where(truth == TRUE, TRUE, FALSE)
        proofs = [np.where((v.truth == used)[:, None], v.proofs, _NONE) for v in values]
        is_final = np.all([v.is_final & (v.truth != OPEN) for v in values], axis=0)
        return _Value(truth, np.concatenate(proofs, axis=1), is_final)

    def _or(self, values: list[_Value], ahead: bool) -> _Value:
        truth = np.stack([v.truth for v in values]).max(axis=0)
        width = sum(v.proofs.shape[1] for v in values)
        proofs = np.full((len(truth), width), _NONE, dtype=np.int64)
        if not self._with_evidence:
            return _Value(truth, proofs, truth != OPEN)
        taken = np.full(len(truth), np.iinfo(np.int64).max)
        for i, v in enumerate(values):
            latest = self._latest(v.proofs) if ahead else np.full(len(truth), i)
            better = (v.truth == TRUE) & (latest < taken)
            proofs[better] = _NONE
            proofs[better, : v.proofs.shape[1]] = v.proofs[better]
            taken[better] = latest[better]
        at = 0
        for v in values:
            broken = truth == FALSE
            proofs[broken, at : at + v.proofs.shape[1]] = v.proofs[broken]
            at += v.proofs.shape[1]
        return _Value(truth, proofs, truth != OPEN)

    def _latest(self, proofs: Ints) -> Ints:
        """The time of each verdict's last proof."""
        latest: Ints = np.where(proofs == _NONE, -1, self._facts.t[proofs]).max(axis=1)
        return latest

    def _floor(self) -> Ints:
        """The least spot of each anchor's slice."""
        return self._spot - (self._at - self._t0)

    def _pick(self, rows: Ints, start: Ints, n: int, where: Mask) -> Ints:
        """n rows from `start` on where asked for, -1 elsewhere. Shape (anchors, n), or (anchors, 0)."""
        if not self._with_evidence:
            return np.zeros((len(start), 0), dtype=np.int64)
        picked = np.full((len(start), n), _NONE, dtype=np.int64)
        if len(rows):
            at = np.minimum(start[where][:, None] + np.arange(n), len(rows) - 1)
            picked[where] = rows[at]
        return picked


def _last(spots: Ints, upto: Ints, floor: Ints) -> tuple[Ints, Mask]:
    """The first record of the last instant in [floor, upto] for each anchor, and whether there is one."""
    end = np.searchsorted(spots, upto, "right") - 1
    if not len(spots):
        return end, np.zeros(len(end), dtype=np.bool_)
    found = (end >= 0) & (spots[end] >= floor)
    return np.searchsorted(spots, spots[np.maximum(end, 0)], "left"), found


def _plain(formula: f.Formula) -> Iterator[f.Event]:
    return f.events(formula)


def _counts(formula: f.Formula) -> bool:
    return isinstance(formula, f.AtLeast) or any(_counts(child) for child in f.children(formula))


def _ahead(formula: f.Formula, tick_ms: int) -> int:
    inner = max((_ahead(child, tick_ms) for child in f.children(formula)), default=0)
    if isinstance(formula, f.Eventually):
        return inner + (formula.within.ticks(tick_ms)[1] or 0)
    return inner
