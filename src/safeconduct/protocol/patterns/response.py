"""Every event is answered within a time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, answer = s.event("cause"), s.event("answer")
    key = shared(cause, answer)
    must = f.Eventually(within(0, s.ms("bound")), atom(answer, key))
    return (f.Duty(atom(cause, key), None, must),)


PATTERN: Final = Pattern(
    id="response",
    number=1,
    en="Every {cause:event} is followed by {answer:an_event} within {bound:duration}.",
    zh="每次{cause}之后，须在{bound}之内有{answer}（恰好{bound}及同一时刻均属合规）。",
    ur="ہر {cause} کے بعد {bound} کے اندر {answer} لازم ہے (ٹھیک {bound} اور اسی لمحے کا اندراج بھی شمار ہوگا)۔",
    means=_means,
    boundary="Exactly the bound is kept, and so is an answer in the same instant. One answer meets every "
    "duty that is open.",
    example="Every alarm is followed by an acknowledgement within 5 minutes.",
)
