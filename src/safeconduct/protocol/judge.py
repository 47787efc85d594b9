"""Three-valued judging of a formula at an instant: true, false, or open while the logs may still grow.

Up to the watermark nothing can be added. Beyond it, any fact may still come at any tick: between known
instants lie *hypothetical* ones, at which every event is open. A formula is true (false) when it is so
however the logs grow. The answer depends on the watermark only through `View.passed`, which remembers
the least time that was asked for and not yet passed: until then, and without a new fact, nothing changes.

The definition in its slow form, written independently: tests/naive/monitor.py.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

from safeconduct.records.units import Origin, RecordId
from safeconduct.state.fact import Arg

FAR: Final = 2**62
"""Later than any time."""


class Truth(IntEnum):
    """What is known of a formula at an instant."""

    FALSE = 0
    OPEN = 1
    TRUE = 2


class Proof(NamedTuple):
    """A record that decides, ordered by time, then log, then seq."""

    t: int
    log: Origin
    seq: int
    id: RecordId


def ids(proofs: Sequence[Proof]) -> tuple[RecordId, ...]:
    """The records, each once."""
    return (proofs[0].id,) if len(proofs) == 1 else tuple(dict.fromkeys([proof.id for proof in proofs]))


class Value(NamedTuple):
    """What a formula is worth, the records that make it so, and whether these can still change."""

    truth: Truth
    proofs: tuple[Proof, ...] = ()
    is_final: bool = True


OPEN: Final = Value(Truth.OPEN, (), False)
FALSE: Final = Value(Truth.FALSE)


class Fresh(NamedTuple):
    """A value that no record names so far; equal only to itself."""

    var: str


Worth: TypeAlias = Arg | Fresh
Env: TypeAlias = Mapping[str, Worth]


class Row(NamedTuple):
    """A counted fact, in ticks."""

    name: str
    args: tuple[Arg, ...]
    proof: Proof


class View:
    """The facts of one slice, by instant, seen from a watermark."""

    __slots__ = ("rows", "times", "wake", "watermark")

    def __init__(self, watermark: int = -1) -> None:
        self.rows: dict[int, list[Row]] = {}
        self.times: list[int] = []
        self.watermark = watermark
        self.wake = FAR

    def add(self, row: Row) -> None:
        """Take one more fact. Rows of an instant stand in the order (log, seq)."""
        t = row.proof.t
        here = self.rows.get(t)
        if here is None:
            self.rows[t] = [row]
            self.instant(t)
        else:
            insort(here, row, key=lambda r: r.proof)

    def instant(self, t: int) -> None:
        """Say that some record, perhaps of no interest here, stands at this instant."""
        times = self.times
        if not times or t > times[-1]:
            times.append(t)
        elif times[(i := bisect_left(times, t))] != t:
            times.insert(i, t)

    def passed(self, t: int) -> bool:
        """Whether nothing can be added at t any more."""
        if t <= self.watermark:
            return True
        self.wake = min(self.wake, t)
        return False

    def rising(self, lo: int, hi: int, also: int) -> Iterator[int]:
        """Instants from lo to hi; `also` counts as one, record or not."""
        times = self.times
        missing = lo <= also <= hi and not self.is_known(also)
        for i in range(bisect_left(times, lo), bisect_right(times, hi)):
            if missing and times[i] > also:
                missing = False
                yield also
            yield times[i]
        if missing:
            yield also

    def falling(self, lo: int, hi: int, also: int) -> Iterator[int]:
        """The same, latest first."""
        times = self.times
        missing = lo <= also <= hi and not self.is_known(also)
        for i in range(bisect_right(times, hi) - 1, bisect_left(times, lo) - 1, -1):
            if missing and times[i] < also:
                missing = False
                yield also
            yield times[i]
        if missing:
            yield also

    def is_known(self, t: int) -> bool:
        """Whether some record stands at that tick."""
        i = bisect_left(self.times, t)
        return i < len(self.times) and self.times[i] == t

    def probes(self, lo: int, hi: int, offsets: tuple[int, ...]) -> Iterator[int]:
        """Hypothetical instants from lo to hi, enough of them: between two, no formula changes its value.

        `offsets`: every sum of interval ends inside the formula; empty when it looks at one instant only.
        """
        lo = max(lo, self.watermark + 1)
        if lo > hi:
            return
        if not offsets:
            last = hi
            while last >= lo and self.is_known(last):
                last -= 1
            if last >= lo and not self.passed(last):
                yield last
            else:
                self.passed(hi)
            return
        bases = [*self.times, self.watermark]
        turns = {base - offset + step for base in bases for offset in offsets for step in (-1, 0, 1)}
        turns.update((lo, hi))
        for t in sorted(turns):
            if lo <= t <= hi and not self.is_known(t) and not self.passed(t):
                yield t
        self.passed(hi)
