"""Facts as columns: what the columnar path judges. Row numbers stand for records, in the order (t, log, seq)."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.records.units import RecordId
from safeconduct.state.fact import Arg, Logged

Ints = NDArray[np.int64]
"""Shape (n,): times in ticks, codes, or row numbers."""
Mask = NDArray[np.bool_]


class Wanted(NamedTuple):
    """An event that a duty asks for, and which of its arguments name the slice."""

    name: str
    arity: int
    fixed: tuple[tuple[int, Arg], ...]
    positions: tuple[int, ...]


class Columns(msgspec.Struct, frozen=True):
    """t: ticks, rising; rows of one instant in the order (log, seq). `kind`: index into `kinds`.

    `args[i]`: codes of the i-th arguments, -1 where a fact has fewer. `codes`: values to codes. `ids`: record
    ids by row; left out where only the numbers matter.
    """

    t: Ints
    kind: Ints
    kinds: tuple[tuple[str, int], ...]
    """Name and number of arguments."""
    args: tuple[Ints, ...]
    codes: dict[Arg, int]
    ids: tuple[RecordId, ...] = ()
    has_twins: bool = False
    """Whether some record says several things, so that counting rows would not be counting records."""

    def mask_of(self, name: str, arity: int, fixed: tuple[tuple[int, Arg], ...]) -> Mask:
        """Which facts have this name and number of arguments, and these values at these positions. Shape (n,)."""
        if (name, arity) not in self.kinds:
            return np.zeros(len(self.t), dtype=np.bool_)
        mask: Mask = self.kind == self.kinds.index((name, arity))
        for i, value in fixed:
            mask = mask & (self.args[i] == self.codes.get(value, -2))
        return mask


class Slots(msgspec.Struct, frozen=True):
    """Facts of certain events in the order of slice and time. `key`: the slice's number, `t`: ticks."""

    rows: Ints
    key: Ints
    t: Ints


class Sorted:
    """Columns with the facts of each event by slice and time, sorted once for all duties that ask for them."""

    def __init__(self, facts: Columns) -> None:
        self.facts = facts
        self._found: dict[object, Slots] = {}

    def by_slice(self, events: Sequence[Wanted]) -> Slots:
        """Facts of any of these events. Of one slice and tick in the order of rows."""
        wanted = tuple(sorted(set(events)))
        if wanted not in self._found:
            alike = {
                each.positions: [other for other in wanted if other.positions == each.positions] for each in wanted
            }
            parts = [self._of(positions, each) for positions, each in alike.items()]
            rows, key = parts[0]
            if len(parts) > 1:
                rows, key = (np.concatenate(columns) for columns in zip(*parts, strict=True))
                order = np.argsort(rows, kind="stable")  # each part rises: they are merged
                rows, key = rows[order], key[order]
            order, t = _stable_order(key), self.facts.t[rows]
            self._found[wanted] = Slots(rows[order], key[order], t[order])
        return self._found[wanted]

    def _of(self, positions: tuple[int, ...], events: Sequence[Wanted]) -> tuple[Ints, Ints]:
        """Rows of any of these events, and their slices by the arguments at these positions."""
        mask = self.facts.mask_of(*events[0][:3])
        for event in events[1:]:
            mask = mask | self.facts.mask_of(*event[:3])
        rows = np.flatnonzero(mask)
        key = np.zeros(len(rows), dtype=np.int64)
        for i in positions if len(rows) else ():
            key = key * len(self.facts.codes) + self.facts.args[i][rows]
        return rows, key


def _stable_order(key: Ints) -> Ints:
    """argsort, stable, of numbers from 0: by 16 bits at a time, which NumPy sorts by radix."""
    order = np.argsort((key & 0xFFFF).astype(np.uint16), kind="stable")
    rest = key >> 16
    while len(rest) and rest.max() > 0:
        order = order[np.argsort((rest[order] & 0xFFFF).astype(np.uint16), kind="stable")]
        rest = rest >> 16
    return order.astype(np.int64)


def columns_of(items: Sequence[Logged], tick_ms: int) -> Columns:
    """Columns of facts in any order."""
    items = sorted(items, key=lambda i: (i.fact.t_ms, i.log, i.seq))
    kinds = tuple(dict.fromkeys((i.fact.name, len(i.fact.args)) for i in items))
    codes: dict[Arg, int] = {}
    for item in items:
        for arg in item.fact.args:
            codes.setdefault(arg, len(codes))
    widest = max((arity for _, arity in kinds), default=0)
    args = tuple(
        np.array([codes[i.fact.args[at]] if at < len(i.fact.args) else -1 for i in items], dtype=np.int64)
        for at in range(widest)
    )
    return Columns(
        t=np.array([i.fact.t_ms // tick_ms for i in items], dtype=np.int64),
        kind=np.array([kinds.index((i.fact.name, len(i.fact.args))) for i in items], dtype=np.int64),
        kinds=kinds,
        args=args,
        codes=codes,
        ids=tuple(i.id for i in items),
        has_twins=len({i.id for i in items}) < len(items),
    )
