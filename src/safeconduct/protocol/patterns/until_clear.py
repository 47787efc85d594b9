"""After an event, another is forbidden until a third clears it."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, act, clear = s.event("cause"), s.event("act"), s.event("clear")
    key = shared(cause, act, clear)
    barred = f.Since(f.Not(atom(clear, key)), within(0, None), atom(cause, key))
    return (f.Duty(atom(act, key), None, f.Not(barred)),)


PATTERN: Final = Pattern(
    id="until_clear",
    number=20,
    en="After {cause:an_event}, there is no {act:event} until {clear:an_event}.",
    zh="{cause}之后，在{clear}之前不得有{act}（与{clear}同一时刻属合规，与{cause}同一时刻属违反）。",
    ur="{cause} کے بعد {clear} تک {act} منع ہے ({clear} کے لمحے میں اجازت ہے، {cause} کے لمحے میں نہیں)۔",
    means=_means,
    boundary="In the instant of the clearing it is allowed again; in the instant of the cause it is not.",
    example="After a stop, there is no departure until a release.",
)
