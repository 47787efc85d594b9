"""An act needs a recent approval of each party."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, approval_standing, approved_act, both, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    fresh = within(0, s.ms("fresh"), after=True)
    standing = [approval_standing(f.Const(party), fresh=fresh) for party in s.parties("parties")]
    return (f.Duty(approved_act(s.thing("thing"), s.event("act")), None, both(*standing)),)


PATTERN: Final = Pattern(
    id="approval_fresh",
    number=13,
    en="Every {thing:thing} is approved not more than {fresh:duration} before it {act:act} by an "
    "officer of {parties:each_party}.",
    zh="每次{thing}在{act}之前{fresh}之内，须获得{parties}各一名人员的批准（恰好{fresh}属合规，同一时刻不算），且至{act}时未被撤销或拒绝。",
    ur="ہر {thing} کے لیے {act} سے پہلے کے {fresh} میں {parties} کے ایک ایک افسر کی منظوری لازم ہے "
    "(ٹھیک {fresh} شمار ہوگا، وہی لمحہ نہیں)، جو {act} کے لمحے تک واپس یا مسترد نہ ہوئی ہو۔",
    means=_means,
    boundary="An approval exactly that old counts; one in the instant of the act does not.",
    example="Every movement is approved not more than 2 hours before it is released by an officer of each party.",
)
