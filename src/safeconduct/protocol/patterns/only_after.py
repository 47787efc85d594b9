"""An act only after another, with nothing in between."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, atom, shared, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    act, first, bar = s.event("act"), s.event("first"), s.event("bar")
    key = shared(act, first, bar)
    clear = f.Since(f.Not(atom(bar, key)), within(0, None, after=True), atom(first, key))
    return (f.Duty(atom(act, key), None, clear),)


PATTERN: Final = Pattern(
    id="only_after",
    number=19,
    en="There is {act:an_event} only after {first:an_event} with no {bar:event} since.",
    zh="只有在{first}之后且其后没有{bar}的情况下，方可有{act}（{first}须严格早于{act}；同一时刻的{bar}使其不得进行）。",
    ur="{act} صرف {first} کے بعد ہو، بشرطیکہ اس کے بعد {bar} کا کوئی اندراج نہ ہو ({first} پہلے کے"
    " کسی لمحے میں ہو؛ اسی لمحے میں {bar} بھی رکاوٹ ہے)۔",
    means=_means,
    boundary="The first event lies strictly before the act. What bars it does so in the same instant too.",
    example="There is a gate opening only after an authorisation with no gate closing since.",
)
