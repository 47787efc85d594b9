"""Two clocks: judging a duty when another log's clock may differ from the anchor's by up to a stated bound.

The other logs' clocks are taken to be off by one unknown constant within the bound. The duty is met (broken)
when it is so for each such constant; when some keep it and some break it, it is on time only within the skew.
A formula changes its value only where a shifted record crosses an interval's end, so only these shifts are
tried. Records of one log are compared exactly.
"""

from collections.abc import Iterable

from safeconduct.records.units import Origin

from . import formula as f
from .judge import Env, Row, Truth, Value, View
from .nodes import Node
from .verdict import Status

Judged = tuple[Status, Value]


def judge_shifted(
    must: Node, ends: tuple[int, ...], view: View, at: int, env: Env, own: frozenset[Origin], skew: int
) -> Judged:
    """Status and value over all shifts. `ends`: of the formula, from `interval_ends`. Sets view.wake."""
    values: list[Value] = []
    for shift in sorted(_shifts(ends, view, at, env, own, skew), key=lambda s: (abs(s), s)):
        moved = _shifted(view, own, shift)
        values.append(must.value(moved, at, env))
        view.wake = min(view.wake, moved.wake - min(0, shift))
    truths = {value.truth for value in values}
    if Truth.OPEN in truths:
        return Status.PENDING, values[0]
    if len(truths) == 2:
        kept = next(value for value in values if value.truth is Truth.TRUE)
        return Status.WITHIN_SKEW, kept
    is_final = all(value.is_final for value in values)
    status = Status.SATISFIED if truths == {Truth.TRUE} else Status.VIOLATED
    return status, values[0]._replace(is_final=is_final)


def interval_ends(formula: f.Formula, tick_ms: int) -> tuple[int, ...]:
    """Every sum of interval ends along a path through the formula, in ticks; 0 is always among them."""
    inner = {0}.union(*(interval_ends(child, tick_ms) for child in f.children(formula)))
    steps: tuple[int, ...]
    match formula:
        case f.Eventually():
            lo, hi = formula.within.ticks(tick_ms)
            steps = (lo, lo if hi is None else hi)
        case f.Once() | f.Since():
            lo, hi = formula.within.ticks(tick_ms)
            steps = (0, -lo, -lo if hi is None else -hi)
        case f.Around():
            steps = (-(formula.before_ms // tick_ms), formula.after_ms // tick_ms)
        case _:
            return tuple(sorted(inner))
    return tuple(sorted({0, *(step + end for step in steps for end in inner)}))


def _shifts(ends: tuple[int, ...], view: View, at: int, env: Env, own: frozenset[Origin], skew: int) -> set[int]:
    rows = [row for here in view.rows.values() for row in here]
    bases = {at, *(value for value in env.values() if isinstance(value, int))}
    bases |= {row.proof.t for row in rows if row.proof.log in own}
    others = {row.proof.t for row in rows if row.proof.log not in own}
    turns = {base + end - t + step for t in others for base in bases for end in ends for step in (-1, 0, 1)}
    turns |= {t - u + end + step for t in others for u in others for end in ends for step in (-1, 0, 1)}
    return {0, -skew, skew} | {shift for shift in turns if -skew <= shift <= skew}


def _shifted(view: View, own: frozenset[Origin], shift: int) -> View:
    moved = View(view.watermark + min(0, shift))
    for row in _rows(view, own, shift):
        moved.add(row)
    for t in view.times:
        if t not in view.rows and not moved.is_known(t):
            moved.instant(t)
    return moved


def _rows(view: View, own: frozenset[Origin], shift: int) -> Iterable[Row]:
    for here in view.rows.values():
        for row in here:
            if row.proof.log in own:
                yield row
            else:
                yield row._replace(proof=row.proof._replace(t=row.proof.t + shift))
