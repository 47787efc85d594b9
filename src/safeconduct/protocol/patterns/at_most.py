"""An event comes at most so often in any window of time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, require, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    kind, event = s.thing("thing"), s.event("event")
    require(kind, event)
    records = f.Once(within(0, s.ms("bound")), atom(event, (kind,), record="id_each"))
    must = f.Not(f.AtLeast(s.n("n") + 1, "id_each", records))
    return (f.Duty(atom(event, (kind,)), None, must),)


PATTERN: Final = Pattern(
    id="at_most",
    number=17,
    en="There is {event:an_event} for the same {thing:thing} at most {n:count} times in any {bound:duration}.",
    zh="对同一{thing}，{event}在任何{bound}内（含两端）不得超过{n}次。",
    ur="ایک ہی {thing}: {event} کسی بھی {bound} میں (دونوں سرے شامل) زیادہ سے زیادہ {n} بار ہو۔",
    means=_means,
    boundary="The window includes both ends. Each record counts once, however often it arrives.",
    example="There is an entry into the tunnel for the same vehicle at most 3 times in any 1 hour.",
)
