"""What one party records, another countersigns."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Meaningless, Pattern, atom, open_kinds, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    act = s.event("act")
    if "party" not in open_kinds(act):
        raise Meaningless(
            f'the records of "{act.word.en.noun}" do not say which party made them',
            "name an event that has a party",
        )
    kind = act.word.kinds[0]
    signed = f.Event("countersigned", (f.Var(kind), f.Var("other")))
    by_other = f.Exists("other", f.And((signed, f.Not(f.Same(f.Var("other"), f.Var("party"))))))
    must = f.Eventually(within(0, s.ms("bound")), by_other)
    return (f.Duty(atom(act, (kind, "party")), None, must),)


PATTERN: Final = Pattern(
    id="countersigned",
    number=25,
    en="Every {act:event} by one party is countersigned by another party within {bound:duration}.",
    zh="一方的每次{act}须在{bound}之内由另一方会签（恰好{bound}及同一时刻均属合规）。",
    ur="ایک فریق کی جانب سے ہر {act} پر {bound} کے اندر دوسرے فریق کے تصدیقی دستخط لازم ہیں (ٹھیک "
    "{bound} اور وہی لمحہ بھی شمار ہوگا)۔",
    means=_means,
    boundary="Exactly the bound counts, and so does the same instant. One's own countersignature does not.",
    example="Every handover by one party is countersigned by another party within 10 minutes.",
)
