"""The last known place of a movement is never too old."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, either, lasting, started, stopped, within
from safeconduct.protocol.slots import Slots
from safeconduct.protocol.words import STATES


def _means(s: Slots) -> tuple[f.Duty, ...]:
    limit, moving = s.ms("limit"), STATES["under_way"]
    fix = f.Event("located", (f.Var("movement"),))
    again = f.Eventually(within(0, limit, after=True), either(fix, stopped(moving)))
    starts = f.Eventually(within(0, limit, after=True), started(moving))
    return (
        f.Duty(started(moving), None, f.Once(within(0, limit), fix)),
        f.Duty(fix, lasting(moving), again),
        f.Duty(fix, f.Not(lasting(moving)), f.Or((f.Not(starts), again))),
    )


PATTERN: Final = Pattern(
    id="fresh_fix",
    number=16,
    en="While a movement is under way, its last fix is never older than {limit:duration}.",
    zh="行程进行期间，其最近一次定位不得早于{limit}之前（恰好{limit}仍属合规）。",
    ur="جب تک سفر جاری ہو، اس کے مقام کی آخری اطلاع {limit} سے زیادہ پرانی نہ ہو (ٹھیک {limit} کی اجازت ہے)۔",
    means=_means,
    boundary="A fix exactly that old is kept. Silence alone breaks it, one instant later. At the start a "
    "fix must be at hand.",
    example="While a movement is under way, its last fix is never older than 1 minute.",
)
