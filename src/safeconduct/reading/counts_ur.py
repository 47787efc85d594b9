"""How many people were killed and injured, as an Urdu sentence says it: the number before the verb."""

import re
from typing import Final

from .counts_en import Counted
from .counts_zh import clause_end
from .draft import Harm
from .harm_words import UR_DEATH, UR_INJURY
from .numerals import urdu

_UR_THING: Final = re.compile(
    r" ?(?:سالہ|سال|ماہ|ماه|دن|روز|گھنٹ|منٹ|بجے|بجکر|کلو ?میٹر|میٹر|میل|فٹ|روپے|ڈالر|فیصد|گاڑی|گاڑیا|ٹرک|بس|"
    r"موٹر ?سائیکل|دکان|مکان|گھر|دھماک|حمل|واقع|"
    r"گول|راکٹ|بم|دستی|ہتھیار|مقام|اضلاع|ضلع|صوب|ملک|نمبر|کلو|ٹن|جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|"
    r"ستمبر|اکتوبر|نومبر|دسمبر|ویں|واں|مرتبہ|بار |اسکول|کروڑ|لاکھ|بکری|مویشی|جانور|موبائل|خاندان)"
)
_UR_ONE: Final = re.compile(
    r"ایک (?:زخمی|ہلاک|جاں بحق)|ایک (?!(?:ہی|اور واقع|دوسر|طرف|بار|ساتھ))(?:[^\s۔،]+ ){0,3}?(?:شخص|اہلکار|"
    r"سپاہی|پولیس|محافظ|گارڈ|ڈرائیور|"
    r"مزدور|راہگیر|خاتون|بچہ|بچی|لڑکا|لڑکی|نوجوان|طالب علم|شہری|مسافر|کسان|استاد|فوجی|انجینئر|چوکیدار|کنڈکٹر|"
    r"دکاندار|عورت|آدمی|حملہ آور|ملازم|کارکن|چرواہا|بزرگ)"
)
_UR_ALONE: Final = re.compile(
    r"(?<!ایک )(?<!دو )(?<!تین )(?:ڈرائیور|چوکیدار|کنڈکٹر) (?:بھی |شدید |موقع پر )?(?P<harm>جاں بحق|ہلاک|زخمی|"
    r"شہید|مارا گیا)"
)
_UR_SUBSET: Final = re.compile(r"(?:جن میں|ان میں|اُن میں|جس میں|بشمول|جن میں سے|ان میں سے)")
_UR_OUT: Final = re.compile(r"گرفتار|حراست|اغوا|لاپتہ|بازیاب|فرار|رہا کر|شرکت|شریک|یرغمال|منتقل")
_UR_TOLL: Final = re.compile(
    r"(?P<dead>ہلاکتوں|ہلاک(?: ہونے والوں| شدگان)?|جاں بحق(?: ہونے والوں| افراد)?|مرنے والوں|اموات|شہدا|شہداء|"
    r"شہید ہونے والوں)? ?(?P<hurt>زخمیوں|زخمی(?: ہونے والوں| افراد))? ?کی (?:مجموعی |کل )?تعداد (?:بڑھ کر |کم "
    r"از کم |اب )*$"
)


def counted_ur(sentence: str) -> list[Counted]:
    """All numbers of people killed or injured in an Urdu sentence."""
    numbers = [(each.start, each.end, each.low, each.high) for each in urdu(sentence) if each.high < 100_000]
    skips = [(match.start(), clause_end(sentence, match.end(), "۔؛")) for match in _UR_SUBSET.finditer(sentence)]
    found: list[Counted] = []
    for at, (start, end, low, high) in enumerate(numbers):
        after = sentence[end:]
        following = [each[0] for each in numbers[at + 1 :]]
        if _UR_THING.match(after) or any(begin <= start < stop for begin, stop in skips):
            continue
        if re.match(r"(?: [^\s۔،]+){0,3} (?:سمیت|میں سے)", after):
            continue
        word = sentence[start:end]
        if word == "ایک" and not _UR_ONE.match(sentence[start:]):
            continue
        if low == high and 1900 <= low <= 2099:
            continue
        harm = _ur_harm(sentence, start, end, following)
        if harm:
            found.append(Counted(harm, low, high, start, end))
    for match in _UR_ALONE.finditer(sentence):
        if not any(each.start <= match.start() < each.end + 20 for each in found):
            found.append(
                Counted("fatalities" if UR_DEATH.match(match.group("harm")) else "injured", 1, 1, *match.span())
            )
    return found


def _ur_harm(sentence: str, start: int, end: int, later: list[int]) -> Harm | None:
    toll = _UR_TOLL.search(sentence[:start])
    if toll and (toll.group("dead") or toll.group("hurt")):
        return "injured" if toll.group("hurt") else "fatalities"
    if re.search(r"(?:ہلاک|جاں بحق|لاشیں?|زخمی)\s*[:：]\s*$", sentence[:start]):
        return "injured" if "زخمی" in sentence[max(0, start - 10) : start] else "fatalities"
    limit = min([*later, len(sentence)])
    own = re.split(r"[۔؛]", sentence[end:limit], maxsplit=1)[0]
    harm = _ur_first(own)
    if harm != "none":
        return None if harm == "out" else ("fatalities" if harm == "fatalities" else "injured")
    if later and re.search(r"(?:اور|،|و)\s*$", own) and len(own.split()) <= 8:
        rest = re.split(r"[۔؛]", sentence[later[0] :], maxsplit=1)[0]
        harm = _ur_first(rest)
        return "fatalities" if harm == "fatalities" else "injured" if harm == "injured" else None
    return None


def _ur_first(text: str) -> str:
    firsts = [
        (each.start(), name)
        for each, name in (
            (UR_DEATH.search(text), "fatalities"),
            (UR_INJURY.search(text), "injured"),
            (_UR_OUT.search(text), "out"),
        )
        if each
    ]
    if not firsts:
        return "none"
    at, name = min(firsts)
    return name if len(text[:at].split()) <= 14 else "none"
