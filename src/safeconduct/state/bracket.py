"""The provable time of a record: not before, and not after.

Not before: the newest time that another party's node had vouched for in a head that this log had seen, or that
this log itself had promised to be complete to. Not after: the first cosignature of another party that covers it.
"""

from typing import Final

import msgspec

from safeconduct.records.units import DurationMs, Ms

from .placed import Placed

LATENESS_MS: Final = DurationMs(5 * 60_000)
"""How far a claimed time may lie outside its bracket: covers clock skew and a slow link."""


class Bracket(msgspec.Struct, frozen=True):
    """What is proven of a record's time. `not_after_ms` is null until another party has cosigned it."""

    claimed_ms: Ms
    not_before_ms: Ms
    not_after_ms: Ms | None

    @property
    def is_late_entered(self) -> bool:
        """Claims to be older than can be true: it does not count as on time."""
        return is_late_entered(self.claimed_ms, self.not_before_ms)


def is_late_entered(claimed_ms: Ms, not_before_ms: Ms, lateness_ms: DurationMs = LATENESS_MS) -> bool:
    """Whether the claimed time is before the proven one by more than the bound."""
    return claimed_ms + lateness_ms < not_before_ms


def proven_ms(placed: Placed) -> Ms:
    """The record's claimed time, or the earliest that is possible where the claim is too old to be true."""
    at_ms = placed.entry.record.at_ms
    return placed.not_before_ms if is_late_entered(at_ms, placed.not_before_ms) else at_ms
