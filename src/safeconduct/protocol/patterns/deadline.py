"""What a party has taken on is done by the time that it agreed to; a later agreement replaces an earlier one."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern
from safeconduct.protocol.slots import Slots

_EARLY_MS: Final = 366 * 86_400_000
"""Done early is done; a year keeps the monitor's memory bounded."""


def _means(s: Slots) -> tuple[f.Duty, ...]:
    action = f.Var("action")
    return (
        f.Duty(
            trigger=f.Event("action_taken", (action, f.Var("time_ms"))),
            guard=None,
            must=f.Around("time_ms", _EARLY_MS, s.ms("bound"), f.Event("action_done", (action,))),
            until=f.Event("action_taken", (action, f.Wild())),
        ),
    )


PATTERN: Final = Pattern(
    id="deadline",
    number=26,
    en="Every action is done not later than {bound:duration} after its agreed time.",
    zh="每个事项须在约定时间之后{bound}之内完成（恰好{bound}仍属合规）；在期限届满前重新约定的时间取代原约定。",
    ur="ہر کام کا اپنے طے شدہ وقت کے بعد زیادہ سے زیادہ {bound} کے اندر مکمل ہونا لازم ہے (ٹھیک {bound} کی "
    "اجازت ہے)؛ مدت ختم ہونے سے پہلے طے کیا گیا نیا وقت پرانے کی جگہ لے گا۔",
    means=_means,
    boundary="Exactly the bound is kept, and so is any time before. A new time agreed by the end of the old bound "
    "replaces the old one.",
    example="Every action is done not later than 24 hours after its agreed time.",
)
