"""What a duty must remember of the past, and for how long: the stated bound on a monitor's memory.

Facts older than every open duty's and the watermark's look back are dropped. Where a duty looks back without
bound (SINCE[0,*), ONCE[0,*)) at single events, of the older facts only the latest of each kind and arguments
is kept: an earlier one can make no difference any more. Other duties without a bound keep their whole slice.
"""

import msgspec

from . import formula as f
from .coverage import is_plain
from .judge import Row, View
from .rule import Rule


class Keep(msgspec.Struct, frozen=True):
    """`lookback`: ticks in which every fact is kept. `older`: what is kept of those before."""

    lookback: int
    older: str
    """none | latest | all"""


def keep_of(duty: f.Duty, tick_ms: int) -> Keep:
    """What a duty must remember."""
    parts = f.whole(duty)
    lookback = max(_bounded_lookback(part, tick_ms) for part in parts)
    endless = [e for part in parts for e in _endless(part)]
    if not endless:
        return Keep(lookback, "none")
    is_by_id = any(f.ends_in_id(event) for part in parts for event in f.events(part))
    is_simple = all(_latest_is_enough(part, tick_ms) for part in endless)
    return Keep(lookback, "latest" if is_simple and not is_by_id else "all")


def memory_bound(rule: Rule) -> str:
    """In words: what a node holds for this rule."""
    keeps = [keep_of(duty, 1) for duty in rule.duties if rule.skew_ms or not is_plain(duty)]
    plain = [keep_of(duty, 1) for duty in rule.duties if not rule.skew_ms and is_plain(duty)]
    keeps += [Keep(keep.lookback, "none" if keep.older == "none" else "latest") for keep in plain]
    seconds = max(keep.lookback for keep in keeps) / 1000
    back = f"{seconds:g} s before the oldest of them" if seconds else "the oldest of them"
    text = f"open duties, and facts from {back} on"
    if any(keep.older == "all" for keep in keeps):
        return f"{text}; every older fact of each thing, for as long as the thing is watched"
    if any(keep.older == "latest" for keep in keeps):
        return f"{text}; of older facts the latest of each kind for each thing"
    return text


def prune(view: View, keep: Keep, horizon: int) -> None:
    """Drop what no duty that looks back to the horizon at most can miss."""
    if keep.older == "all" or not view.times or view.times[0] >= horizon:
        return
    latest: dict[tuple[object, ...], Row] = {}
    n_old = 0
    for t in view.times:
        if t >= horizon:
            break
        n_old += 1
        for row in view.rows.get(t, ()):
            before = latest.get((row.name, row.args))
            if before is None or before.proof.t < t:  # of one instant the first: it is the witness
                latest[(row.name, row.args)] = row
    if keep.older == "latest" and n_old <= 2 * len(latest) + 4:
        return
    kept: dict[int, list[Row]] = {}
    if keep.older == "latest":
        for row in sorted(latest.values(), key=lambda row: row.proof):
            kept.setdefault(row.proof.t, []).append(row)
    for t in view.times[:n_old]:
        view.rows.pop(t, None)
    view.rows.update(kept)
    view.times[:n_old] = sorted(kept)


def _bounded_lookback(formula: f.Formula, tick_ms: int) -> int:
    deepest = max((_bounded_lookback(child, tick_ms) for child in f.children(formula)), default=0)
    if isinstance(formula, f.Once | f.Since):
        lo, hi = formula.within.ticks(tick_ms)
        return deepest + (lo if hi is None else hi)
    return deepest


def _endless(formula: f.Formula) -> list[f.Formula]:
    own = [formula] if isinstance(formula, f.Around) or _is_endless(formula) else []
    return own + [e for child in f.children(formula) for e in _endless(child)]


def _is_endless(formula: f.Formula) -> bool:
    return isinstance(formula, f.Once | f.Since) and formula.within.hi_ms is None


def _latest_is_enough(formula: f.Formula, tick_ms: int) -> bool:
    if isinstance(formula, f.Once):
        return formula.within.ticks(tick_ms)[0] <= 1 and _is_plain(formula.body)
    if isinstance(formula, f.Since):
        return (
            formula.within.ticks(tick_ms)[0] <= 1
            and _is_plain(formula.start)
            and isinstance(formula.hold, f.Not)
            and _is_plain(formula.hold.body)
        )
    return False


def _is_plain(formula: f.Formula) -> bool:
    """An event, or any of several: what holds of one record alone."""
    if isinstance(formula, f.Or):
        return all(_is_plain(part) for part in formula.parts)
    return isinstance(formula, f.Event)
