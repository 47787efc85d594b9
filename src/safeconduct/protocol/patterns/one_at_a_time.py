"""Only one vehicle at a time in a place."""

from typing import Final

from safeconduct.protocol import formula as f
from safeconduct.protocol.pattern import Pattern, within
from safeconduct.protocol.slots import Slots


def _means(s: Slots) -> tuple[f.Duty, ...]:
    zone = f.Const(s.zone("zone"))
    entered, left = f.Event("entered", (f.Var("other"), zone)), f.Event("left", (f.Var("other"), zone))
    inside = f.Since(f.Not(left), within(0, None, after=True), entered)
    differs = f.Not(f.Same(f.Var("other"), f.Var("asset")))
    must = f.Not(f.Exists("other", f.And((inside, differs))))
    return (f.Duty(f.Event("entered", (f.Var("asset"), zone)), None, must),)


PATTERN: Final = Pattern(
    id="one_at_a_time",
    number=22,
    en="A vehicle enters {zone:place} only while no other vehicle is in it.",
    zh="只有在{zone}内没有其他车辆时，车辆方可进入（同一时刻离开者视为已离开）。",
    ur="گاڑی {zone} میں صرف اسی وقت داخل ہوگی جب وہاں کوئی دوسری گاڑی نہ ہو (اسی لمحے نکلنے والی "
    "گاڑی نکلی ہوئی شمار ہوگی)۔",
    means=_means,
    boundary="One that leaves in the same instant is out. Two that enter in the same instant do not see "
    "each other.",
    example="A vehicle enters the tunnel only while no other vehicle is in it.",
)
