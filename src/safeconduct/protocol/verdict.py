"""What the monitor says of one duty. Its bytes follow from the logs alone, never from a clock."""

from collections.abc import Iterable
from enum import StrEnum
from operator import attrgetter

import msgspec

from safeconduct.records.units import Digest, RecordId
from safeconduct.state.fact import Arg
from safeconduct.wire.canonical import encode


class Status(StrEnum):
    """Where a duty stands. All but `pending` stay for good while the logs only grow."""

    PENDING = "pending"
    SATISFIED = "satisfied"
    VIOLATED = "violated"
    SUPERSEDED = "superseded"
    WITHIN_SKEW = "within_skew"
    """On time or late only by less than the stated difference of two clocks: neither kept nor broken."""


class Bound(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True, gc=False):
    """One part of a verdict's key: which vehicle, which movement."""

    name: str
    value: Arg


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One duty that arose, and what became of it.

    `due_ms`: the last instant at which it can still be met; equal to `at_ms` for rules that only look back.
    `witness`: the records that decide it; () = decided by silence; None = undecided, or decided while it is
    still open which records decide it.
    """

    rule: Digest
    duty: int
    """Which of the rule's duties, from 0."""
    at_ms: int
    key: tuple[Bound, ...]
    anchor: tuple[RecordId, ...]
    due_ms: int
    status: Status
    witness: tuple[RecordId, ...] | None


def verdict_bytes(verdict: Verdict) -> bytes:
    """The canonical bytes of a verdict: the same on every node that holds the same logs."""
    return encode(verdict)


def order(verdict: Verdict) -> tuple[object, ...]:
    """A sort key that is the same everywhere: time, then key, then which duty."""
    key = tuple((bound.name, isinstance(bound.value, str), str(bound.value)) for bound in verdict.key)
    return (verdict.at_ms, key, verdict.rule, verdict.duty)


def in_order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Sorted by `order`. Most differ in time: only equal times are looked at more closely."""
    rising = sorted(verdicts, key=attrgetter("at_ms"))
    for start, end in _equal_times(rising):
        rising[start:end] = sorted(rising[start:end], key=order)
    return tuple(rising)


def latest_in_order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Sorted by `order`, of each duty only the last that was given."""
    rising = sorted(verdicts, key=attrgetter("at_ms"))
    for start, end in reversed(_equal_times(rising)):
        latest = {order(verdict): verdict for verdict in rising[start:end]}
        rising[start:end] = [latest[place] for place in sorted(latest)]
    return tuple(rising)


def _equal_times(rising: list[Verdict]) -> list[tuple[int, int]]:
    """Where several verdicts of one instant stand: first, and one after the last."""
    spans, start = [], 0
    for i in range(1, len(rising) + 1):
        if i == len(rising) or rising[i].at_ms != rising[start].at_ms:
            if i - start > 1:
                spans.append((start, i))
            start = i
    return spans
