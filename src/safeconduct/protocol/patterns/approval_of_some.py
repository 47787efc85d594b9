"""An act needs the approval of some of the parties."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, approval_standing, approved_act, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    standing = approval_standing(f.Var("party"), fresh=within(0, None, after=True))
    must = f.AtLeast(s.n("k"), "party", standing)
    return (f.Duty(approved_act(s.thing("thing"), s.event("act")), None, must),)


PATTERN: Final = Pattern(
    id="approval_of_some",
    number=11,
    en="Every {thing:thing} is approved before it {act:act} by at least {k:count} of the parties.",
    zh="每次{thing}在{act}之前，须获得至少{k}方的批准；批准须严格早于{act}，且至{act}时未被撤销或拒绝。",
    ur="ہر {thing} کے لیے {act} سے پہلے کم از کم {k} فریقوں کی منظوری لازم ہے؛ منظوری {act} سے پہلے "
    "کے کسی لمحے کی ہو، اور {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    means=_means,
    boundary="An approval in the instant of the act comes too late; a revocation or refusal in that "
    "instant blocks it.",
    example="Every movement is approved before it is released by at least 2 of the parties.",
)
