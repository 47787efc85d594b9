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
