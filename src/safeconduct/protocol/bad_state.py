"""States: at which whole ticks, up to the watermark, a formula of a bad state holds, and for whom.

Every tick counts, with or without a record: "never older than 60 s" is broken by silence alone. Between two
turning points (a record's time, or one shifted by an interval's end) no formula changes its value, so only
those are judged.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import msgspec

from safeconduct.state.fact import Arg, Logged

from . import formula as f
from .compiled import compile_formula
from .judge import Proof, Row, Truth, View, Worth
from .nodes import Node


class Run(msgspec.Struct, frozen=True):
    """A maximal span of bad ticks. `last` None: still bad at the watermark."""

    key: tuple[tuple[str, Arg], ...]
    first: int
    last: int | None


def runs(
    formula: f.Formula, key: tuple[str, ...], items: Sequence[Logged], watermark: int, tick_ms: int
) -> list[Run]:
    """Runs of bad ticks from 0 to the watermark for each value of the key, in the order of key and time."""
    node = compile_formula(formula, tick_ms)
    rows = [
        Row(i.fact.name, i.fact.args, Proof(i.fact.t_ms // tick_ms, i.log, i.seq, i.id))
        for i in sorted(items, key=lambda i: (i.fact.t_ms, i.log, i.seq))
    ]
    found: list[Run] = []
    for values in product(*(_values(formula, name, rows) for name in key)):
        env: dict[str, Worth] = dict(zip(key, values, strict=True))
        view = _view(formula, key, values, rows, watermark)
        named = tuple(zip(key, values, strict=True))
        found += [Run(named, first, last) for first, last in _bad(node, view, env, watermark)]
    return found


def _bad(node: Node, view: View, env: dict[str, Worth], watermark: int) -> Iterator[tuple[int, int | None]]:
    offsets = node.offsets or (0,)
    turns = {t - offset + step for t in (*view.times, watermark) for offset in offsets for step in (-1, 0, 1)}
    turns.add(0)
    first: int | None = None
    for t in sorted(turn for turn in turns if 0 <= turn <= watermark):
        is_bad = node.value(view, t, env).truth is Truth.TRUE
        if is_bad and first is None:
            first = t
        elif not is_bad and first is not None:
            yield (first, t - 1)
            first = None
    if first is not None:
        yield (first, None)


def _view(
    formula: f.Formula, key: tuple[str, ...], values: tuple[Arg, ...], rows: list[Row], watermark: int
) -> View:
    """The facts that matter for one value of the key; all instants where the formula looks at them."""
    view = View(watermark)
    wanted = [_projection(event, key, values) for event in f.events(formula)]
    for row in rows:
        if not view.times or view.times[-1] != row.proof.t:
            view.instant(row.proof.t)
        if any(
            row.name == name and len(row.args) == n and all(row.args[i] == v for i, v in fixed)
            for name, n, fixed in wanted
        ):
            view.rows.setdefault(row.proof.t, []).append(row)
    return view


def _projection(
    event: f.Event, key: tuple[str, ...], values: tuple[Arg, ...]
) -> tuple[str, int, tuple[tuple[int, Arg], ...]]:
    fixed = tuple(
        (i, values[key.index(term.name)])
        for i, term in enumerate(event.args)
        if isinstance(term, f.Var) and term.name in key and not f.is_id(term.name)
    )
    return event.name, len(f.arguments(event)), fixed


def _values(formula: f.Formula, name: str, rows: list[Row]) -> list[Arg]:
    """Every value that a record gives the variable, sorted."""
    found: set[Arg] = set()
    for event in f.events(formula):
        n = len(f.arguments(event))
        for i, term in enumerate(event.args):
            if term == f.Var(name):
                of_event = [row for row in rows if row.name == event.name and len(row.args) == n]
                found.update(row.proof.id if i >= n else row.args[i] for row in of_event)
    return sorted(found, key=lambda v: (isinstance(v, str), str(v) if isinstance(v, str) else v))
