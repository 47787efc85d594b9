"""A movement departs close to the time that was agreed; a later agreement replaces an earlier one."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Meaningless, Pattern, atom, open_kinds
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    act, bound = s.event("act"), s.ms("bound")
    if "movement" not in open_kinds(act):
        raise Meaningless(
            f'times are agreed for movements; "{act.word.en.noun}" is about something else',
            "say what a movement does",
        )
    movement = f.Var("movement")
    return (
        f.Duty(
            trigger=f.Event("appointed", (movement, f.Var("time_ms"))),
            guard=None,
            must=f.Around("time_ms", bound, bound, atom(act, ("movement",))),
            until=f.Event("appointed", (movement, f.Wild())),
        ),
    )


PATTERN: Final = Pattern(
    id="appointment",
    number=23,
    en="Every movement {act:act} within {bound:duration} of the agreed time.",
    zh="每次行程须在约定时间前后{bound}之内{act}（含恰好{bound}）；在期限届满前重新约定的时间取代原约定。",
    ur="ہر سفر میں {act} کا طے شدہ وقت سے زیادہ سے زیادہ {bound} پہلے یا بعد ہونا لازم ہے (ٹھیک {b"
    "ound} بھی شامل ہے)؛ مدت ختم ہونے سے پہلے طے کیا گیا نیا وقت پرانے کی جگہ لے گا۔",
    means=_means,
    boundary="Exactly the bound, early or late, is kept. "
    "A new time agreed by the end of the old bound replaces the old one.",
    example="Every movement departs within 10 minutes of the agreed time.",
)
