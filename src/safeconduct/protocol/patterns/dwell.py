"""Nothing stays longer than a limit since it entered or was last checked."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, either, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    args = (f.Var("asset"), f.Const(s.zone("zone")))
    entered, left, checked = f.Event("entered", args), f.Event("left", args), f.Event("checked", args)
    freed = f.Eventually(within(0, s.ms("limit"), after=True), either(checked, left))
    inside = f.Since(f.Not(left), within(0, None), entered)
    return (f.Duty(entered, None, freed), f.Duty(checked, inside, freed))


PATTERN: Final = Pattern(
    id="dwell",
    number=7,
    en="No vehicle stays in {zone:place} more than {limit:duration} since it entered or was last checked.",
    zh="任何车辆自进入{zone}或最近一次在该处接受检查起，停留不得超过{limit}（恰好{limit}仍属合规），"
    "须在此之前再次接受检查或离开。",
    ur="کوئی گاڑی {zone} میں داخل ہونے یا وہاں آخری بار جانچے جانے کے بعد {limit} سے زیادہ نہیں ٹھہرے گی "
    "(ٹھیک {limit} کی اجازت ہے)، جب تک کہ دوبارہ جانچ نہ ہو جائے۔",
    means=_means,
    boundary="Exactly the limit is kept. Each check starts a new stay of the same length; entering again "
    "without having left does not. A check in the instant of entry does not free the stay.",
    example="No vehicle stays in the outer ring more than 20 minutes since it entered or was last checked.",
)
