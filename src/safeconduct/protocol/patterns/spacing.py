"""Two events of one thing keep a distance in time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, require, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    kind, event = s.thing("thing"), s.event("event")
    require(kind, event)
    this, other = atom(event, (kind,), record="id_this"), atom(event, (kind,), record="id_other")
    differs = f.Not(f.Same(f.Var("id_other"), f.Var("id_this")))
    twin = f.Exists("id_other", f.And((other, differs)))
    return (f.Duty(this, None, f.Not(f.Once(within(0, s.ms("bound")), twin))),)


PATTERN: Final = Pattern(
    id="spacing",
    number=9,
    en="No two records of {event:an_event} for the same {thing:thing} lie within {bound:duration} of each other.",
    zh="对同一{thing}，任何两次{event}的间隔须大于{bound}（恰好{bound}及同一时刻均属违反）。",
    ur="ایک ہی {thing}: {event} کے کوئی دو اندراج ایک دوسرے سے {bound} کے اندر نہ ہوں (ٹھیک {bound} "
    "اور وہی لمحہ بھی خلاف ورزی ہے)۔",
    means=_means,
    boundary="Exactly the time is too close. Two records in one instant are both too close.",
    example="No two records of a departure for the same movement lie within 10 minutes of each other.",
)
