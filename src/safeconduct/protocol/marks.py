"""Marks: the facts that a plain duty looks for, and for how long a slice must remember what it saw of them."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeAlias

from safeconduct.records.units import Origin, RecordId

from . import formula as f
from .judge import FAR

Seen: TypeAlias = tuple[int, Origin, int, RecordId]
"""t in ticks, log, seq, record: a `judge.Proof` without names, of which there are too many."""
Mark: TypeAlias = tuple[f.Event, ...]
"""Any of these events."""


class Need:
    """How long what is seen of one mark matters to a duty of instant t: what lies at t + `since` or later.
    `endless_to`: also the last instant up to t + endless_to and all after it, however old; None where nothing
    looks back without end."""

    __slots__ = ("endless_to", "since")

    def __init__(self) -> None:
        self.since = FAR
        self.endless_to: int | None = None


class Marks:
    """The marks of one duty, numbered."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.needs: list[Need] = []

    def ask(self, body: f.Formula, since: int, *, is_endless: bool = False) -> int:
        """The number of this mark, needed from so many ticks after a duty's instant."""
        mark = tuple(f.events(body))
        if mark not in self.marks:
            self.marks.append(mark)
            self.needs.append(Need())
        number = self.marks.index(mark)
        need = self.needs[number]
        if is_endless:
            need.endless_to = since if need.endless_to is None else min(need.endless_to, since)
        else:
            need.since = min(need.since, since)
        return number

    def forget(self, seen: Sequence[list[Seen]], oldest: int) -> int | None:
        """Drop what no duty of instant `oldest` or later can miss. None when nothing is left; else the watermark at
        which some mark will be forgotten whole if no duty is open, FAR where none ever is."""
        is_left, fades_at = False, FAR
        for need, found in zip(self.needs, seen, strict=True):
            if not found:
                continue
            first = oldest + need.since
            if need.endless_to is not None:
                is_left = True
                if len(found) == 1:
                    continue
                after = bisect_left(found, (oldest + need.endless_to + 1,))
                first = min(first, found[after - 1][0] if after else found[0][0])
            if found[0][0] < first:
                del found[: bisect_left(found, (first,))]
            if found and need.endless_to is None:
                is_left, fades_at = True, min(fades_at, found[-1][0] - need.since)
        return fades_at if is_left else None


def first_after(seen: Sequence[Sequence[Seen]], t: int) -> int:
    """The first time after t at which anything was seen; FAR without one."""
    return min([found[i][0] for found in seen if (i := bisect_left(found, (t + 1,))) < len(found)], default=FAR)


def ids_of(proofs: Sequence[Seen]) -> tuple[RecordId, ...]:
    """The records, each once."""
    return (proofs[0][3],) if len(proofs) == 1 else tuple(dict.fromkeys([proof[3] for proof in proofs]))
