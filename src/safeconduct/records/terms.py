"""When a clause holds, by its own terms: they are signed with it."""

from typing import Annotated, Literal, TypeAlias

import msgspec

from .units import INT_MAX, DurationMs, Ms

Level: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=9)]
"""A threat level; 1 is the lowest."""


class Silence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Degraded mode. `only`: the clause holds while a party's log has been silent for longer than `after_ms`;
    `never`: it rests then."""

    runs: Literal["never", "only"]
    after_ms: DurationMs


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What limits a clause that all have signed.

    `begins_ms`, `ends_ms`: from the first included to the other excluded. `renew_ms`: at its end it goes on for so
    long, again and again, until a signature is taken back. `notice_ms`: how long a clause holds on after that;
    where it renews itself, to the first end of a term that comes later. `suspends`: whether a reservation stops it
    at once, as a refusal never does where there is a notice. `levels`: the threat levels at which it holds; empty:
    all.
    """

    begins_ms: Ms | None = None
    ends_ms: Ms | None = None
    renew_ms: Annotated[int, msgspec.Meta(ge=60_000, le=INT_MAX)] | None = None
    notice_ms: DurationMs = DurationMs(0)
    suspends: Literal["after_notice", "at_once"] = "at_once"
    levels: Annotated[tuple[Level, ...], msgspec.Meta(max_length=9)] = ()
    silence: Silence | None = None
