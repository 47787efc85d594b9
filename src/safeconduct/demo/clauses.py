"""The ten clauses of the founding case: what one side proposed, and where both sides stand."""

from typing import Final

import msgspec

from safeconduct.protocol import Lexicon, parse, rule_bytes
from safeconduct.records.units import Digest

DWELL: Final = "vehicles-checked"
CHECK_IN: Final = "check-ins"
DEPART: Final = "departure"
APPROVE: Final = "approval"
DWELL_LIMIT_MIN: Final = 20
CHECK_IN_LIMIT_MIN: Final = 15
_SENTENCES: Final = {
    DWELL: f"No vehicle stays in the outer ring more than {DWELL_LIMIT_MIN} minutes"
    " since it entered or was last checked.",
    CHECK_IN: f"While a movement is under way, a check-in is made at least every {CHECK_IN_LIMIT_MIN} minutes.",
    DEPART: "Every movement departs within 10 minutes of the agreed time.",
    APPROVE: "Every movement is approved before it is released by an officer of each party.",
}


_TITLES: Final = {
    "The rings of the works": ("厂区各环", "کارخانے کے حلقے"),
    "Vehicles near the works are checked": ("检查厂区附近的车辆", "کارخانے کے قریب گاڑیوں کی جانچ"),
    "Convoys check in": ("车队报到", "قافلوں کا چیک اِن"),
    "Escorts leave on time": ("护送队准时出发", "محافظ دستے وقت پر نکلتے ہیں"),
    "Both sides approve": ("双方批准", "دونوں فریقوں کی منظوری"),
    "Help with surveillance": ("协助监视", "نگرانی میں مدد"),
    "Each other's security meetings": ("列席对方安全会议", "ایک دوسرے کے سلامتی اجلاس"),
    "Company staff on the ground": ("公司方人员参与现场", "کمپنی کا عملہ میدان میں"),
    "A joint control room": ("联合值班室", "مشترکہ کنٹرول روم"),
    "Patrols by the Company": ("公司方巡逻", "کمپنی کے گشت"),
}


class Clause(msgspec.Struct, frozen=True):
    """A clause and each party's stand on it."""

    clause: str
    number: int
    title: str
    content: dict[str, object]
    host: tuple[str, str] = ("agreed", "")
    company: tuple[str, str] = ("agreed", "")

    @property
    def titles(self) -> dict[str, str]:
        """The title in Chinese and Urdu."""
        return dict(zip(("zh", "ur"), _TITLES[self.title], strict=True))


def ten_clauses(lexicon: Lexicon, drawn: Digest) -> tuple[Clause, ...]:
    """Seven agreed, two reserved, one refused."""

    def rule(clause: str) -> dict[str, object]:
        return {"kind": "protocol", "rule": rule_bytes(parse(_SENTENCES[clause], lexicon)).decode()}

    return (
        Clause("works", 1, "The rings of the works", {
            "kind": "definition", "site": "works", "drawn": drawn, "texts": {
            "en": "The outer and the inner ring are those of the drawing of the works.",
            "zh": "外环与内环以厂区图纸所绘为准。",
            "ur": "بیرونی اور اندرونی حلقے وہی ہیں جو کارخانے کے نقشے میں ہیں۔"}}),
        Clause(DWELL, 2, "Vehicles near the works are checked", rule(DWELL)),
        Clause(CHECK_IN, 3, "Convoys check in", rule(CHECK_IN)),
        Clause(DEPART, 4, "Escorts leave on time", rule(DEPART)),
        Clause(APPROVE, 5, "Both sides approve", rule(APPROVE)),
        Clause("surveillance", 6, "Help with surveillance", {
            "kind": "mandate", "act": "see_facts", "party": "company", "role": "liaison",
            "on": ["zone/outer"]}),
        Clause("meetings", 7, "Each other's security meetings", _text(
            "Each side attends the other's weekly security meeting.",
            "双方列席对方每周的安全会议。",
            "ہر فریق دوسرے کے ہفتہ وار سلامتی اجلاس میں شریک ہوتا ہے۔")),
        Clause("ground", 8, "Company staff on the ground", {
            "kind": "mandate", "act": "accompany", "party": "company", "role": "security", "at_most": 2},
            host=("reserved", "Waits for a decision of our authorities.")),
        Clause("centre", 9, "A joint control room", _text(
            "Both sides keep one control room together.",
            "双方共同设立一个值班室。",
            "دونوں فریق مل کر ایک کنٹرول روم چلاتے ہیں۔"),
            company=("reserved", "Only with staff of both sides on every shift.")),
        Clause("patrols", 10, "Patrols by the Company", _text(
            "The Company patrols the roads to the works.",
            "公司方在通往厂区的道路上巡逻。",
            "کمپنی کارخانے کی سڑکوں پر گشت کرتی ہے۔"),
            host=("refused", "Patrols on public roads are ours alone.")),
    )  # fmt: skip


def _text(en: str, zh: str, ur: str) -> dict[str, object]:
    return {"kind": "text", "authentic": "en", "texts": {"en": en, "zh": zh, "ur": ur}}
