"""Every event is answered not too early and not too late."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Meaningless, Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, answer = s.event("cause"), s.event("answer")
    if s.ms("least") > s.ms("most"):
        raise Meaningless("the least time is longer than the most", "give the shorter time first")
    key = shared(cause, answer)
    must = f.Eventually(within(s.ms("least"), s.ms("most")), atom(answer, key))
    return (f.Duty(atom(cause, key), None, must),)


PATTERN: Final = Pattern(
    id="response_between",
    number=4,
    en="Every {cause:event} is followed by {answer:an_event} at least {least:duration} and at most "
    "{most:duration} after it.",
    zh="每次{cause}之后，须在不早于{least}、不晚于{most}时有{answer}（恰好{least}和恰好{most}均属合规）。",
    ur="ہر {cause} کے کم از کم {least} اور زیادہ سے زیادہ {most} بعد {answer} لازم ہے (ٹھیک {least} "
    "اور ٹھیک {most} دونوں شمار ہوں گے)۔",
    means=_means,
    boundary="Both ends are kept. An answer that is too early does not count, and does no harm.",
    example="Every start is followed by a departure at least 5 minutes and at most 30 minutes after it.",
)
