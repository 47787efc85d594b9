"""Plain duties made ready to judge: every interval end is found by binary search, no instant is walked.

Plain is what `coverage.covers` says: each event stands about the slice and nothing else, so all that a formula
asks of a slice is at which times it saw certain facts. Those facts are a *mark*; a slice keeps for each mark
what it saw, in the order (t, log, seq). Same answers, to the witness, as nodes.py gives for any formula.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from safeconduct.records.units import RecordId

from . import formula as f
from .judge import FAR
from .marks import Marks, Seen

Judged: TypeAlias = tuple[int, tuple[Seen, ...], bool]
"""What a formula is worth (FALSE, OPEN or TRUE), what makes it so, and whether that can still change."""
Judge: TypeAlias = Callable[[Sequence[Sequence[Seen]], int, int], Judged]
"""From what the slice saw for each mark, an instant and the watermark."""

FALSE: Final = 0
OPEN: Final = 1
TRUE: Final = 2
UNDECIDED: Final[Judged] = (OPEN, (), False)
_BROKEN: Final[Judged] = (FALSE, (), True)
_BROKEN_SO_FAR: Final[Judged] = (FALSE, (), False)


def turns_of(duty: f.Duty, tick_ms: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """When the watermark alone can change a duty's value, in ticks from its instant: all turns, and of these the
    ends of what it looks ahead to, of which the last is its due. Both rise; 0 is among them."""
    lags, ends = {0}, {0}
    for leaf in (leaf for part in f.whole(duty) for leaf in _leaves(part)):
        lo, hi = leaf.within.ticks(tick_ms)
        if isinstance(leaf, f.Eventually):
            ends.add(_end(hi))
        else:
            lags.add(-lo)
    return tuple(sorted(lags | ends)), tuple(sorted(ends))


def compile_plain(formula: f.Formula, tick_ms: int, marks: Marks) -> Judge:
    """What judges this formula; registers the marks that it asks for."""
    match formula:
        case f.Not():
            return _not(compile_plain(formula.body, tick_ms, marks))
        case f.And():
            return _and([compile_plain(part, tick_ms, marks) for part in formula.parts])
        case f.Or():
            parts = [compile_plain(part, tick_ms, marks) for part in formula.parts]
            return _first_met(parts) if f.looks_ahead(formula) else _or(parts)
        case f.AtLeast(n, _, f.Eventually(within, f.Event(name, terms))):
            lo, hi = within.ticks(tick_ms)
            return _some_ahead(n, lo, _end(hi), marks.ask(f.Event(name, terms[:-1]), lo))
        case f.AtLeast(n, _, f.Once(within, f.Event(name, terms))):
            lo, hi = within.ticks(tick_ms)
            return _some_behind(n, lo, _end(hi), marks.ask(f.Event(name, terms[:-1]), -_end(hi)))
        case f.Eventually(within, body):
            lo, hi = within.ticks(tick_ms)
            return _eventually(lo, _end(hi), marks.ask(body, lo))
        case f.Once(within, body):
            lo, hi = within.ticks(tick_ms)
            return _once(lo, FAR if hi is None else hi, _need_behind(marks, body, lo, hi))
        case f.Since(f.Not(bar), within, start):
            lo, hi = within.ticks(tick_ms)
            barred = _need_behind(marks, bar, 0, hi)
            return _since(lo, FAR if hi is None else hi, _need_behind(marks, start, lo, hi), barred)
        case _:
            raise AssertionError(f"not plain: {formula}")


def _eventually(lo: int, hi: int, mark: int) -> Judge:
    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        found = seen[mark]
        if found:
            i = bisect_left(found, (at + lo,))
            if i < len(found) and found[i][0] <= at + hi:
                return TRUE, (found[i],), found[i][0] <= watermark
        return _BROKEN if at + hi <= watermark else UNDECIDED

    return judge


def _once(lo: int, hi: int, mark: int) -> Judge:
    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        is_complete = at - lo <= watermark
        last = _last_instant(seen[mark], at - lo)
        if last is not None and last[0] >= at - hi:
            return TRUE, (last,), is_complete
        return _BROKEN if is_complete else UNDECIDED

    return judge


def _since(lo: int, hi: int, start_mark: int, bar_mark: int) -> Judge:
    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        start = _last_instant(seen[start_mark], at - lo)
        if start is not None and start[0] < at - hi:
            start = None
        bar = _last_instant(seen[bar_mark], at)
        is_barred = start is not None and bar is not None and bar[0] > start[0]
        if start is not None and not is_barred and (at <= watermark or start[0] == at):
            return TRUE, (start,), at <= watermark
        if at <= watermark:
            return (FALSE, (bar,), True) if is_barred and bar is not None else _BROKEN
        earliest = max(watermark + 1, at - hi, bar[0] if bar is not None else -FAR)
        could_hold = earliest <= at - lo or (start is not None and not is_barred)
        return UNDECIDED if could_hold else _BROKEN_SO_FAR

    return judge


def _some_ahead(n: int, lo: int, hi: int, mark: int) -> Judge:
    """n different records ahead; the first of them are the proof."""

    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        found = seen[mark]
        proofs: dict[RecordId, Seen] = {}
        for i in range(bisect_left(found, (at + lo,)), len(found)):
            if found[i][0] > at + hi:
                break
            proofs.setdefault(found[i][3], found[i])
            if len(proofs) == n:
                return TRUE, tuple(proofs.values()), found[i][0] <= watermark
        return _BROKEN if at + hi <= watermark else UNDECIDED

    return judge


def _some_behind(n: int, lo: int, hi: int, mark: int) -> Judge:
    """n different records behind; the last of them are the proof."""

    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        found = seen[mark]
        proofs: dict[RecordId, Seen] = {}
        for i in range(bisect_left(found, (at - lo + 1,)) - 1, -1, -1):
            if found[i][0] < at - hi:
                break
            proofs.setdefault(found[i][3], found[i])
            if len(proofs) == n:
                return TRUE, tuple(reversed(proofs.values())), at - lo <= watermark
        if at - lo > watermark:
            return UNDECIDED
        return _BROKEN if at <= watermark else _BROKEN_SO_FAR

    return judge


def _not(inner: Judge) -> Judge:
    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        truth, proofs, is_final = inner(seen, at, watermark)
        return TRUE - truth, proofs, is_final

    return judge


def _and(parts: Sequence[Judge]) -> Judge:
    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        values = [part(seen, at, watermark) for part in parts]
        truth = min([value[0] for value in values])
        if truth == OPEN:
            return UNDECIDED
        return truth, _join([v for v in values if v[0] == truth]), all(v[2] for v in values)

    return judge


def _or(parts: Sequence[Judge]) -> Judge:
    """Of parts that look back: true by the first true one."""

    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        values = [part(seen, at, watermark) for part in parts]
        truth = max([value[0] for value in values])
        if truth == OPEN:
            return UNDECIDED
        is_final = all(v[2] for v in values)
        if truth == FALSE:
            return FALSE, _join(values), is_final
        return TRUE, next(v[1] for v in values if v[0] == TRUE), is_final

    return judge


def _first_met(parts: Sequence[Judge]) -> Judge:
    """Any of several EVENTUALLY: true by the one that is met first, whatever becomes of the others later."""

    def judge(seen: Sequence[Sequence[Seen]], at: int, watermark: int) -> Judged:
        best: Judged = _BROKEN
        for part in parts:
            value = part(seen, at, watermark)
            if value[0] > best[0] or (value[0] == TRUE and value[1][0][0] < best[1][0][0]):
                best = value
        return best

    return judge


def _last_instant(found: Sequence[Seen], upto: int) -> Seen | None:
    """The first record of the last instant that is not later."""
    i = bisect_left(found, (upto + 1,)) - 1
    if i < 0:
        return None
    while i and found[i - 1][0] == found[i][0]:
        i -= 1
    return found[i]


def _join(values: Sequence[Judged]) -> tuple[Seen, ...]:
    if len(values) == 1:
        return values[0][1]
    return tuple(sorted({proof for value in values for proof in value[1]}))


def _need_behind(marks: Marks, body: f.Formula, lo: int, hi: int | None) -> int:
    return marks.ask(body, -lo, is_endless=True) if hi is None else marks.ask(body, -hi)


def _end(hi: int | None) -> int:
    assert hi is not None  # noqa: S101 - an unbounded future is refused, an unbounded count is not plain
    return hi


def _leaves(formula: f.Formula) -> list[f.Eventually | f.Once | f.Since]:
    if isinstance(formula, f.Eventually | f.Once | f.Since):
        return [formula]
    return [leaf for child in f.children(formula) for leaf in _leaves(child)]
