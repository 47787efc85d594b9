"""After an event, another is forbidden for a time, unless a third allows it."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, act, leave = s.event("cause"), s.event("act"), s.event("leave")
    key = shared(cause, act, leave)
    quiet = f.Not(f.Once(within(0, s.ms("bound")), atom(cause, key)))
    allowed = f.Once(within(0, s.ms("fresh")), atom(leave, key))
    return (f.Duty(atom(act, key), None, f.Or((quiet, allowed))),)


PATTERN: Final = Pattern(
    id="quiet_unless",
    number=5,
    en="After {cause:an_event}, there is no {act:event} for {bound:duration} unless there is "
    "{leave:an_event} in the {fresh:duration} up to it.",
    zh="{cause}之后{bound}之内不得有{act}（恰好{bound}及同一时刻均属违反），除非在该{act}之前{fresh}之内有{leave}（恰好{fresh}及同一时刻均算）。",
    ur="{cause} کے بعد {bound} تک {act} منع ہے (ٹھیک {bound} اور وہی لمحہ بھی خلاف ورزی ہے)، سوائے "
    "اس کے کہ {act} تک کے آخری {fresh} میں {leave} درج ہو (ٹھیک {fresh} اور وہی لمحہ بھی شمار "
    "ہوگا)۔",
    means=_means,
    boundary="Exactly the time, and the same instant, are broken; a permission exactly that old, or in "
    "the same instant, counts.",
    example="After a gate closing, there is no admission for 5 minutes unless there is an authorisation "
    "in the 1 minute up to it.",
)
