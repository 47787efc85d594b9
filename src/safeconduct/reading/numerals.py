"""Numbers as they are written, in digits of three scripts and in words of three languages."""

import re
from typing import Final, NamedTuple

_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩０１２３４５６７８９", "012345678901234567890123456789")


class Number(NamedTuple):
    """A number or a range in a text; start, end: where, end exclusive."""

    start: int
    end: int
    low: int
    high: int


def plain_digits(text: str) -> str:
    """The same text with its digits as 0 to 9, character for character."""
    return text.translate(_DIGITS)


_EN: Final = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_EN_TENS: Final = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_EN_WORD: Final = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight"
    r"|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|zero)"
)
_EN_ONE: Final = (
    rf"(?:half a dozen|(?:a|{_EN_WORD}) dozen(?! of)|(?:a|one|two|three|four|five|six|seven|eight|nine) hundred"
    rf"(?:(?: and)? {_EN_WORD})?|a couple of|a couple|a pair of|\d{{1,3}}(?:,\d{{3}})+|\d+|{_EN_WORD})"
)
_EN_ANY: Final = re.compile(
    rf"(?<![\w.$€£#/-])(?:between )?({_EN_ONE})(?: ?(?:-|–|to|and|or) ?(?={_EN_ONE})({_EN_ONE}))?(?![\w%/]|"
    rf"[.,]\d|-\w)",
    re.IGNORECASE,
)


def english(text: str) -> list[Number]:
    """Numbers in an English text. "five and six" is no range, "between five and six" and "five to six" are."""
    found = []
    for match in _EN_ANY.finditer(text):
        low = _en_value(match.group(1))
        written = match.group()
        if match.group(2) is None:
            found.append(Number(match.start(1), match.end(), low, low))
        elif re.search(r"\d ?(?:-|–) ?\d|\bto\b|\bor\b|^between", written, re.IGNORECASE):
            high = _en_value(match.group(2))
            if low < high <= 10 * low + 10:
                found.append(Number(match.start(1), match.end(), low, high))
        else:
            found.append(Number(match.start(1), match.end(1), low, low))
            found.append(Number(match.start(2), match.end(2), high := _en_value(match.group(2)), high))
    return found


def _en_value(written: str) -> int:
    text = written.lower().replace(",", "").replace("-", " ")
    if text.isdigit():
        return int(text)
    if text == "half a dozen":
        return 6
    if text.startswith(("a couple", "a pair")):
        return 2
    if text.endswith(" dozen"):
        word = text.removesuffix(" dozen")
        return 12 * (1 if word == "a" else _en_value(word))
    total = 0
    for word in text.split():
        if word == "hundred":
            total = max(total, 1) * 100
        elif word == "a":
            total = 1
        elif word != "and":
            total += _EN.get(word, 0) or _EN_TENS.get(word, 0)
    return total


_HAN_DIGIT: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "两": 2, "俩": 2, "仨": 3, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
}  # fmt: skip
_HAN_UNIT: Final = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30, "拾": 10}
_ZH: Final = re.compile(
    r"(?<![\d.])(\d+(?:,\d{3})*|[零〇一二三四五六七八九十百千两廿卅俩]+)(万)?"
    r"(?:(?:至|到|-|－|—|~|～|或)(\d+|[零〇一二三四五六七八九十百千两]+))?(余|多|几)?(?![\d.%％])"
)


def chinese(text: str) -> list[Number]:
    """Numbers in a Chinese text, in simplified characters. 三四 is three to four; 数十, 十几 are none."""
    found = []
    for match in _ZH.finditer(text):
        written = match.group(1)
        if match.group(4) == "几" or text[match.start() - 1 : match.start()] in ("数", "第", "几", "好"):
            continue
        pair = re.fullmatch(r"([二三四五六七八两])([三四五六七八九])", written)
        if pair and _HAN_DIGIT[pair.group(2)] - _HAN_DIGIT[pair.group(1)] == 1:
            found.append(Number(match.start(), match.end(), _HAN_DIGIT[pair.group(1)], _HAN_DIGIT[pair.group(2)]))
            continue
        low = _zh_value(written) * (10_000 if match.group(2) else 1)
        high = _zh_value(match.group(3)) if match.group(3) else low
        if low <= high:
            found.append(Number(match.start(), match.end(), low, high))
    return found


def _zh_value(written: str) -> int:
    bare = written.replace(",", "")
    if bare.isdigit():
        return int(bare)
    if not any(char in _HAN_UNIT for char in bare):
        return int("".join(str(_HAN_DIGIT[char]) for char in bare))
    total, digit = 0, 0
    for char in bare:
        if char in _HAN_UNIT:
            unit = _HAN_UNIT[char]
            total += unit if unit in (20, 30) else max(digit, 1) * unit
            digit = 0
        else:
            digit = _HAN_DIGIT[char]
    return total + digit


_UR_WORDS: Final = [
    "صفر",
    "ایک",
    "دو",
    "تین",
    "چار",
    "پانچ",
    "چھ",
    "سات",
    "آٹھ",
    "نو",
    "دس",
    "گیارہ",
    "بارہ",
    "تیرہ",
    "چودہ",
    "پندرہ",
    "سولہ",
    "سترہ",
    "اٹھارہ",
    "انیس",
    "بیس",
    "اکیس",
    "بائیس",
    "تئیس",
    "چوبیس",
    "پچیس",
    "چھبیس",
    "ستائیس",
    "اٹھائیس",
    "انتیس",
    "تیس",
    "اکتیس",
    "بتیس",
    "تینتیس",
    "چونتیس",
    "پینتیس",
    "چھتیس",
    "سینتیس",
    "اڑتیس",
    "انتالیس",
    "چالیس",
    "اکتالیس",
    "بیالیس",
    "تینتالیس",
    "چوالیس",
    "پینتالیس",
    "چھیالیس",
    "سینتالیس",
    "اڑتالیس",
    "انچاس",
    "پچاس",
    "اکاون",
    "باون",
    "ترپن",
    "چون",
    "پچپن",
    "چھپن",
    "ستاون",
    "اٹھاون",
    "انسٹھ",
    "ساٹھ",
    "اکسٹھ",
    "باسٹھ",
    "تریسٹھ",
    "چونسٹھ",
    "پینسٹھ",
    "چھیاسٹھ",
    "سڑسٹھ",
    "اڑسٹھ",
    "انہتر",
    "ستر",
    "اکہتر",
    "بہتر",
    "تہتر",
    "چوہتر",
    "پچھتر",
    "چھہتر",
    "ستتر",
    "اٹھہتر",
    "اناسی",
    "اسی",
    "اکیاسی",
    "بیاسی",
    "تراسی",
    "چوراسی",
    "پچاسی",
    "چھیاسی",
    "ستاسی",
    "اٹھاسی",
    "نواسی",
    "نوے",
    "اکیانوے",
    "بانوے",
    "ترانوے",
    "چورانوے",
    "پچانوے",
    "چھیانوے",
    "ستانوے",
    "اٹھانوے",
    "ننانوے",
]
_UR_MORE: Final = {"چھے": 6, "اٹھارا": 18, "دونوں": 2, "تینوں": 3, "چاروں": 4, "پانچوں": 5}
_UR: Final = {word: value for value, word in enumerate(_UR_WORDS)} | _UR_MORE
_UR_UNIT: Final = {"سو": 100, "ہزار": 1000, "لاکھ": 100_000, "کروڑ": 10_000_000, "درجن": 12}
_UR_ONE: Final = rf"(?:\d+(?:,\d+)*|نصف|{'|'.join(sorted(_UR, key=len, reverse=True))})"
_UR_ANY: Final = re.compile(
    rf"(?<![\w.])({_UR_ONE})(?: (سو|ہزار|لاکھ|کروڑ|درجن))?(?: ?(?:سے|تا|-|–|یا) ?({_UR_ONE}))?(?![\w.%])"
)


def urdu(text: str) -> list[Number]:
    """Numbers in an Urdu text. درجنوں ("dozens") is none."""
    found = []
    for match in _UR_ANY.finditer(text):
        low = _ur_value(match.group(1)) if match.group(1) != "نصف" else 0
        unit = match.group(2)
        if match.group(1) == "نصف":
            if unit != "درجن":
                continue
            low = 6
        elif unit:
            low *= _UR_UNIT[unit]
        if match.group(3) is None:
            found.append(Number(match.start(), match.end(), low, low))
            continue
        high = _ur_value(match.group(3)) if match.group(3) != "نصف" else 0
        if low < high:
            found.append(Number(match.start(), match.end(), low, high))
        else:
            found.append(Number(match.start(), match.end(1), low, low))
    return found


def _ur_value(written: str) -> int:
    bare = written.replace(",", "")
    return int(bare) if bare.isdigit() else _UR[bare]
