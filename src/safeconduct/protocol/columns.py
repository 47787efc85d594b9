"""Facts as columns: what the columnar path judges. Row numbers stand for records, in the order (t, log, seq)."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.records.units import RecordId
from safeconduct.state.fact import Arg, Logged

Ints = NDArray[np.int64]
"""Shape (n,): times in ticks, codes, or row numbers."""
Mask = NDArray[np.bool_]


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

    def rows_of(self, name: str, arity: int) -> Mask:
        """Which rows are facts of this name and number of arguments. Shape (n,)."""
        if (name, arity) not in self.kinds:
            return np.zeros(len(self.t), dtype=np.bool_)
        found: Mask = self.kind == self.kinds.index((name, arity))
        return found


class Sorted:
    """Columns with their orders by slice and time, each computed once for all duties that need it."""

    def __init__(self, facts: Columns) -> None:
        self.facts = facts
        self._orders: dict[tuple[int, ...], tuple[Ints, Ints, Ints]] = {}

    def by_slice(self, positions: tuple[int, ...]) -> tuple[Ints, Ints, Ints]:
        """Rows ordered by the arguments at these positions, then time; the slice's number and the time of each."""
        if positions not in self._orders:
            key = self.facts.args[positions[0]]
            n_codes = len(self.facts.codes) + 1
            for i in positions[1:]:
                key = key * n_codes + self.facts.args[i]
            order = _stable_order(key + 1)
            self._orders[positions] = (order, key[order], self.facts.t[order])
        return self._orders[positions]


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
    )
