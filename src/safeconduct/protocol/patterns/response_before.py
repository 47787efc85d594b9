"""Every event is answered in less than a time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, answer = s.event("cause"), s.event("answer")
    key = shared(cause, answer)
    must = f.Eventually(within(0, s.ms("bound"), before=True), atom(answer, key))
    return (f.Duty(atom(cause, key), None, must),)


PATTERN: Final = Pattern(
    id="response_before",
    number=3,
    en="Every {cause:event} is followed by {answer:an_event} in less than {bound:duration}.",
    zh="每次{cause}之后，须在不到{bound}的时间内有{answer}（恰好{bound}已属违反，同一时刻属合规）。",
    ur="ہر {cause} کے بعد {bound} سے کم وقت میں {answer} لازم ہے (ٹھیک {bound} خلاف ورزی ہے؛ اسی "
    "لمحے کا اندراج شمار ہوگا)۔",
    means=_means,
    boundary="Exactly the bound is too late; the last instant that counts lies just before it.",
    example="Every alarm is followed by an escalation in less than 30 minutes.",
)
