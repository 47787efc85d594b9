"""An act needs the approval of each party beforehand, not revoked since."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, approval_standing, approved_act, both, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    fresh = within(0, None, after=True)
    standing = [approval_standing(f.Const(party), fresh=fresh) for party in s.parties("parties")]
    return (f.Duty(approved_act(s.thing("thing"), s.event("act")), None, both(*standing)),)


PATTERN: Final = Pattern(
    id="approval",
    number=10,
    en="Every {thing:thing} is approved before it {act:act} by an officer of {parties:each_party}.",
    zh="每次{thing}在{act}之前，须获得{parties}各一名人员的批准；批准须严格早于{act}，且至{act}时未被撤销或拒绝。",
    ur="ہر {thing} کے لیے {act} سے پہلے {parties} کے ایک ایک افسر کی منظوری لازم ہے؛ منظوری {act} سے پہلے کے کسی "
    "لمحے کی ہو، اور {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    means=_means,
    boundary="An approval in the instant of the act comes too late. "
    "A revocation or refusal in that instant blocks it.",
    example="Every movement is approved before it is released by an officer of each party.",
)
