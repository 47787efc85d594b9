"""An event comes at least so often within a time after another."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, event = s.event("cause"), s.event("event")
    key = shared(cause, event)
    records = f.Eventually(within(0, s.ms("bound")), atom(event, key, record="id_each"))
    return (f.Duty(atom(cause, key), None, f.AtLeast(s.n("n"), "id_each", records)),)


PATTERN: Final = Pattern(
    id="at_least",
    number=18,
    en="Every {cause:event} is followed by at least {n:count} records of {event:an_event} within {bound:duration}.",
    zh="每次{cause}之后{bound}之内，须有至少{n}次{event}的记录（恰好{bound}及同一时刻均算）。",
    ur="ہر {cause} کے بعد {bound} کے اندر {event} کے کم از کم {n} اندراج لازم ہیں (ٹھیک {bound} اور "
    "اسی لمحے کے اندراج بھی شمار ہوں گے)۔",
    means=_means,
    boundary="Exactly the bound counts, and so does the same instant. Each record counts once.",
    example="Every alarm is followed by at least 2 records of an acknowledgement within 10 minutes.",
)
