"""Nothing of a kind before another event."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    first, act = s.event("first"), s.event("act")
    key = shared(act, first)
    return (f.Duty(atom(act, key), None, f.Once(within(0, None), atom(first, key))),)


PATTERN: Final = Pattern(
    id="not_before",
    number=21,
    en="Before {first:an_event}, there is no {act:event}.",
    zh="在{first}之前不得有{act}（同一时刻属合规）。",
    ur="{first} سے پہلے {act} منع ہے (اسی لمحے کی اجازت ہے)۔",
    means=_means,
    boundary="In the same instant it is allowed.",
    example="Before a release, there is no departure.",
)
