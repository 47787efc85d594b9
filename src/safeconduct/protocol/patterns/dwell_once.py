"""Nothing stays longer than a limit unless it is checked once."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, either, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    args = (f.Var("asset"), f.Const(s.zone("zone")))
    freed = either(f.Event("checked", args), f.Event("left", args))
    return (f.Duty(f.Event("entered", args), None, f.Eventually(within(0, s.ms("limit")), freed)),)


PATTERN: Final = Pattern(
    id="dwell_once",
    number=6,
    en="No vehicle stays in {zone:place} more than {limit:duration} unless it is checked once.",
    zh="任何车辆在{zone}停留不得超过{limit}（恰好{limit}仍属合规），除非在此期间接受过一次检查；"
    "一次检查即免除本次停留的限制。",
    ur="کوئی گاڑی {zone} میں {limit} سے زیادہ نہیں ٹھہرے گی (ٹھیک {limit} کی اجازت ہے)، سوائے اس کے کہ اس "
    "دوران ایک بار اس کی جانچ ہو جائے؛ ایک جانچ اس پورے قیام کے لیے کافی ہے۔",
    means=_means,
    boundary="Exactly the limit is kept. One check, even in the instant of entry, frees the whole stay.",
    example="No vehicle stays in the outer ring more than 20 minutes unless it is checked once.",
)
