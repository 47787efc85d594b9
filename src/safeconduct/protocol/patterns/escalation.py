"""If an answer stays out, a further step follows."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Meaningless, Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    cause, answer, step = s.event("cause"), s.event("answer"), s.event("step")
    if s.ms("later") <= s.ms("bound"):
        raise Meaningless(
            "the further step must be given a longer time than the answer", "both times count from the first record"
        )
    key = shared(cause, answer, step)
    answered = f.Eventually(within(0, s.ms("bound")), atom(answer, key))
    stepped = f.Eventually(within(0, s.ms("later")), atom(step, key))
    return (f.Duty(atom(cause, key), None, f.Or((answered, stepped))),)


PATTERN: Final = Pattern(
    id="escalation",
    number=24,
    en="If {cause:an_event} is not followed by {answer:an_event} within {bound:duration}, it is "
    "followed by {step:an_event} within {later:duration}.",
    zh="{cause}之后{bound}之内若没有{answer}，则须在{cause}之后{later}之内有{step}（恰好{bound}、恰好{later}均属合规）。",
    ur="اگر {cause} کے بعد {bound} کے اندر {answer} نہ ہو تو {cause} کے بعد {later} کے اندر {step} "
    "لازم ہے (ٹھیک {bound} اور ٹھیک {later} دونوں شمار ہوں گے)۔",
    means=_means,
    boundary="Both times count from the first event; exactly either of them is kept. A further step taken "
    "early counts.",
    example="If an alarm is not followed by an acknowledgement within 5 minutes, it is followed by an "
    "escalation within 10 minutes.",
)
