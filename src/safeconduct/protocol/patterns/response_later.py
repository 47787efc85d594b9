"""Every event is answered by a later one within a time."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, answer = s.event("cause"), s.event("answer")
    key = shared(cause, answer)
    must = f.Eventually(within(0, s.ms("bound"), after=True), atom(answer, key))
    return (f.Duty(atom(cause, key), None, must),)


PATTERN: Final = Pattern(
    id="response_later",
    number=2,
    en="Every {cause:event} is followed by a later {answer:event} within {bound:duration}.",
    zh="每次{cause}之后，须在{bound}之内另有更晚的{answer}（恰好{bound}属合规，同一时刻不算）。",
    ur="ہر {cause} کے بعد {bound} کے اندر، بعد کے کسی لمحے میں {answer} لازم ہے (ٹھیک {bound} شمار "
    "ہوگا، اسی لمحے کا اندراج نہیں)۔",
    means=_means,
    boundary="Exactly the bound is kept; an answer in the same instant does not count.",
    example="Every departure is followed by a later check-in within 15 minutes.",
)
