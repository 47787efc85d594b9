"""The report as text, in the reader's language; findings stay in English, where they name files and records."""

from collections.abc import Mapping
from typing import Final

from safeconduct.records.units import Lang

from .finding import Finding, Report
from .told import plain

_WORDS: Final[Mapping[Lang, Mapping[str, str]]] = {
    "en": {
        "yes": "VERIFIED", "no": "NOT VERIFIED", "next": "next", "checked": "checked", "know": "to know",
        "keys": "keys (compare by telephone)", "own": "known to you", "pack": "from the pack itself",
        "limits": "What a pack can never prove stands at the end of its summary.txt.",
    },
    "zh": {
        "yes": "已核验", "no": "未通过核验", "next": "下一步", "checked": "已核对", "know": "须知",
        "keys": "密钥（请通过电话核对）", "own": "您已持有", "pack": "来自证据包本身",
        "limits": "证据包不能证明的事项列于其 summary.txt 末尾。",
    },
    "ur": {
        "yes": "تصدیق شدہ", "no": "تصدیق نہیں ہوئی", "next": "اگلا قدم", "checked": "جانچا گیا",
        "know": "جاننے کی بات",
        "keys": "کلیدیں (فون پر ملائیں)", "own": "آپ کے پاس موجود", "pack": "خود پیک سے",
        "limits": "پیک جو کچھ ثابت نہیں کر سکتا وہ اس کے summary.txt کے آخر میں درج ہے۔",
    },
}  # fmt: skip


def render(report: Report, lang: Lang = "en") -> list[str]:
    """Lines: the answer first, then why or what was checked, then what a reader must know."""
    words = _WORDS[lang]
    if not report.is_verified:
        lines = [line for each in report.broken for line in _broken(each, words)]
        return [plain(line) for line in (*lines, *_keys(report, words))]
    lines = [f"{words['yes']}  {report.claimed[0]}", *(f"  {line}" for line in report.claimed[1:])]
    for level, title in (("holds", words["checked"]), ("notice", words["know"])):
        found = [each for each in report.findings if each.level == level]
        lines += [f"{title}:"] if found else []
        lines += [f"  {_place(each)}{each.text}" for each in found]
    return [plain(line) for line in (*lines, *_keys(report, words), words["limits"])]


def _broken(finding: Finding, words: Mapping[str, str]) -> list[str]:
    return [f"{words['no']}  {_place(finding)}{finding.text}", f"  {words['next']}: {finding.next_step}"]


def _keys(report: Report, words: Mapping[str, str]) -> list[str]:
    if not report.keys:
        return []
    shown = [
        f"  {key.party}: {key.fingerprint}  ({words['own'] if key.is_known else words['pack']})"
        for key in report.keys
    ]
    return [f"{words['keys']}:", *shown]


def _place(finding: Finding) -> str:
    return f"{finding.where}: " if finding.where else ""
