"""While a state lasts, an event comes at least every so often."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import (
    Meaningless,
    Pattern,
    atom,
    either,
    lasting,
    open_kinds,
    started,
    stopped,
    within,
)
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    state, sign = s.state("state"), s.event("sign")
    if state.kind not in open_kinds(sign):
        raise Meaningless(f'"{sign.word.en.noun}" says nothing about the thing in "{state.en}"')
    again = atom(sign, (state.kind,))
    must = f.Eventually(within(0, s.ms("limit"), after=True), either(again, stopped(state)))
    return (f.Duty(started(state), None, must), f.Duty(again, lasting(state), must))


PATTERN: Final = Pattern(
    id="check_in",
    number=8,
    en="While {state:state}, {sign:an_event} is made at least every {limit:duration}.",
    zh="{state}期间，至少每{limit}须有一次{sign}（恰好{limit}仍属合规）。",
    ur="جب تک {state}، کم از کم ہر {limit} میں ایک بار {sign} لازم ہے (ٹھیک {limit} کی اجازت ہے)۔",
    means=_means,
    boundary="Exactly the limit is kept. The first is due one limit after the start; the end of the state ends it.",
    example="While a movement is under way, a check-in is made at least every 15 minutes.",
)
