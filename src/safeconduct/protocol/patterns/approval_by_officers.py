"""An act needs the approval of several different officers."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, approval_standing, approved_act, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    standing = approval_standing(f.Var("officer"), fresh=within(0, None, after=True), officer=True)
    must = f.AtLeast(s.n("k"), "officer", standing)
    return (f.Duty(approved_act(s.thing("thing"), s.event("act")), None, must),)


PATTERN: Final = Pattern(
    id="approval_by_officers",
    number=12,
    en="Every {thing:thing} is approved before it {act:act} by at least {k:count} different officers.",
    zh="每次{thing}在{act}之前，须获得至少{k}名不同人员的批准；批准须严格早于{act}，且至{act}时未被撤销。",
    ur="ہر {thing} کے لیے {act} سے پہلے کم از کم {k} مختلف افسروں کی منظوری لازم ہے؛ منظوری {act} "
    "سے پہلے کے کسی لمحے کی ہو، اور {act} کے لمحے تک واپس نہ لی گئی ہو۔",
    means=_means,
    boundary="The same officer twice counts once. An approval in the instant of the act comes too late.",
    example="Every movement is approved before it is released by at least 2 different officers.",
)
