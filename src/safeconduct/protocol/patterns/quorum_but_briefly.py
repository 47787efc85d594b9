"""Enough escorts stay near a movement, short gaps aside."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, either, lasting, started, stopped, within
from safeconduct.protocol.slots import Slots
from safeconduct.protocol.words import STATES


def _means(s: Slots) -> tuple[f.Duty, ...]:
    near, far = _events(s)
    enough = f.AtLeast(s.n("n"), "asset", f.Since(f.Not(far), within(0, None), near))
    back = f.And((f.Event(near.name, (f.Var("movement"), f.Wild(), near.args[2])), enough))
    grace = within(0, s.ms("grace"))
    ended = stopped(STATES["under_way"])
    must = either(enough, f.Eventually(grace, back), f.Eventually(grace, ended))
    moving = STATES["under_way"]
    gone = f.Event(far.name, (f.Var("movement"), f.Wild(), far.args[2]))
    return (f.Duty(started(moving), None, must), f.Duty(gone, lasting(moving), must))


def _events(s: Slots) -> tuple[f.Event, f.Event]:
    """An escort came nearer than the range, went farther than it."""
    args = (f.Var("movement"), f.Var("asset"), f.Const(s.metres("range")))
    return f.Event("came_near", args), f.Event("went_far", args)


PATTERN: Final = Pattern(
    id="quorum_but_briefly",
    number=14,
    en="While a movement is under way, at least {n:escorts} within {range:distance} of "
    "it, except for up to {grace:duration} in a row.",
    zh="行程进行期间，须有至少{n}辆护送车在其{range}之内（恰好{range}仍属合规）；每次中断不得超过{grace}（恰好{grace}仍属合规）。",
    ur="جب تک سفر جاری ہو، کم از کم {n} محافظ گاڑیاں اس کے {range} کے اندر رہیں گی (ٹھیک {range} کی "
    "اجازت ہے)؛ ہر وقفہ {grace} سے زیادہ نہ ہو (ٹھیک {grace} کی اجازت ہے)۔",
    means=_means,
    boundary="Exactly the range is near; a gap of exactly the grace time is kept. The end of the movement "
    "ends the gap.",
    example="While a movement is under way, at least 2 escorts are within 300 metres of it, except for "
    "up to 2 minutes in a row.",
)
