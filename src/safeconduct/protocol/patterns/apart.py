"""Others stay away from a movement."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, lasting, started, within
from safeconduct.protocol.slots import Slots
from safeconduct.protocol.words import STATES


def _means(s: Slots) -> tuple[f.Duty, ...]:
    args = (f.Var("movement"), f.Var("asset"), f.Const(s.metres("range")))
    near, gone = f.Event("approached", args), f.Event("receded", args)
    moving = STATES["under_way"]
    already = f.Exists("asset", f.Since(f.Not(gone), within(0, None), near))
    return (f.Duty(near, lasting(moving), f.Not(near)), f.Duty(started(moving), None, f.Not(already)))


PATTERN: Final = Pattern(
    id="apart",
    number=15,
    en="While a movement is under way, no other vehicle comes closer than {range:distance} to it.",
    zh="行程进行期间，其他车辆与其距离不得小于{range}（恰好{range}仍属合规）。",
    ur="جب تک سفر جاری ہو، کوئی دوسری گاڑی اس سے {range} سے کم فاصلے پر نہیں آئے گی (ٹھیک {range} کی اجازت ہے)۔",
    means=_means,
    boundary="Exactly the distance is kept. A vehicle that is already closer at the start breaks it at the start.",
    example="While a movement is under way, no other vehicle comes closer than 50 metres to it.",
)
