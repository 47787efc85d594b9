"""After an event, another is forbidden for a time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, act = s.event("cause"), s.event("act")
    key = shared(cause, act)
    quiet = f.Not(f.Once(within(0, s.ms("bound")), atom(cause, key)))
    return (f.Duty(atom(act, key), None, quiet),)


PATTERN: Final = Pattern(
    id="quiet",
    number=5,
    en="After {cause:an_event}, there is no {act:event} for {bound:duration}.",
    zh="{cause}之后{bound}之内不得有{act}（恰好{bound}及同一时刻均属违反）。",
    ur="{cause} کے بعد {bound} تک {act} منع ہے (ٹھیک {bound} اور وہی لمحہ بھی خلاف ورزی ہے)۔",
    means=_means,
    boundary="Exactly the time, and the same instant, are broken.",
    example="After a gate closing, there is no admission for 5 minutes.",
)
