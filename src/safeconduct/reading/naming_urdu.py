"""Where an article in the Arabic script, above all in Urdu, names a place."""

import re
from collections.abc import Iterator
from typing import Final

from safeconduct.gazetteer import Gazetteer, fold

from .name_words import UR_NOT
from .named import Hint, Named

_UR_ENDINGS: Final = frozenset(("آباد", "پور", "کوٹ", "نگر", "گڑھ", "خیل", "گنج", "والا", "کلی", "بانڈہ"))
_UR_SAID: Final = re.compile(r"(?:ضلع|تحصیل|شہر|قصب[ہے]|گاؤں|علاقے)\s+$")
_UR_WORD: Final = re.compile(r"[\u0600-\u06ff\u200c]+")
_UR_AFTER: Final = re.compile(
    r"\s+(?:(?P<district>ضلع|تحصیل)|(?P<region>صوب[ہے]|ریجن|ریاست)|(?P<town>شہر|قصب[ہے]|گاؤں|ٹاؤن|بازار|"
    r"بندرگاہ|ہوائی اڈ|ایئرپورٹ|روڈ|شاہراہ|"
    r"چوک|پل|کے (?:قریب|نواح|علاقے|مضافات|مقام|شہر|قصبے|گاؤں|بازار|ضلع|مرکزی|وسطی)|کی (?:بندرگاہ|تحصیل|مارکیٹ|"
    r"حدود)|سے (?:\d+|چند) ?کلو)|میں|سے|کے|کی|کا|کو|پر|جا|جانے|تک|،|اور|روان|پہنچ)(?![\u0600-\u06ff])"
)
_UR_STRONG: Final = re.compile(
    r"\s+(?:میں|شہر|ضلع|صوب[ہے]|قصب[ہے]|گاؤں|تحصیل|جا رہ|جانے|روان|سے |تک|کے "
    r"(?:قریب|نواح|علاقے|مضافات|مقام|شہر|قصبے|گاؤں|بازار|ضلع|مرکزی)|کی (?:طرف|جانب|حدود|تحصیل|بندرگاہ)|پہنچ)"
)
_UR_BEFORE: Final = re.compile(
    r"(?:(?P<district>ضلع|تحصیل)|(?P<region>صوب[ہے](?: کے)?|ریاست)|(?P<town>شہر|قصب[ہے]|گاؤں|علاقے|علاق[ہے]|"
    r"بندرگاہ|دارالحکومت|مقام|نزد|شمالی|جنوبی|مشرقی|مغربی|وسطی|ساحلی|سرحدی))\s+$"
)


def named_in_arabic(text: str, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
    """Candidates, in order. dateline: where the dateline ends."""
    words = [(match.start(), match.end(), match.group()) for match in _UR_WORD.finditer(text)]
    at = 0
    while at < len(words):
        for size in range(min(4, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + size - 1][1]
            piece = text[start:end]
            if any(mark in piece for mark in "۔،؛؟\n:") or (size == 1 and (piece in UR_NOT or len(piece) < 3)):
                continue
            if size > 1 and (
                (words[at][2] in UR_NOT and words[at + size - 1][2] in UR_NOT)
                or words[at + size - 1][2] in ("میں", "کے", "کی", "سے", "کا", "کو")
            ):
                continue
            cue, hint = _ur_cue(text, start, end, dateline)
            rows = gazetteer.named(fold(piece))
            if rows and (cue or size > 1):
                yield Named(start, end, piece, rows, max(cue, 1), hint)
                at += size
                break
            if not rows and size <= 2 and _is_ur_guess(text, words, at, size):
                yield Named(start, end, piece, (), max(cue, 2), hint, is_guess=True)
                at += size
                break
            if not rows and size <= 2 and cue >= 2 and _is_ur_name(text, words, at, size):
                is_said = bool(_UR_SAID.search(text[max(0, start - 24) : start]))
                yield Named(start, end, piece, (), cue, hint, is_guess=not is_said)
                at += size
                break
        else:
            at += 1


def _is_ur_guess(text: str, words: list[tuple[int, int, str]], at: int, size: int) -> bool:
    """Names mostly come first in a headline or a sentence, or end as names of towns do."""
    start, end = words[at][0], words[at + size - 1][1]
    if size == 2:
        return words[at + 1][2] in _UR_ENDINGS and words[at][2] not in UR_NOT and len(words[at][2]) > 2
    if words[at][2] in UR_NOT or len(words[at][2]) < 3:
        return False
    is_first = not text[:start].strip() or text[:start].rstrip(" ")[-1:] in "\n۔:،"
    return is_first and bool(
        re.match(r"\s+(?:میں|کے (?:قریب|نواح|علاقے|مضافات))(?![\u0600-\u06ff])", text[end : end + 16])
    )


def _is_ur_name(text: str, words: list[tuple[int, int, str]], at: int, size: int) -> bool:
    """A word unknown to the gazetteer is a name only beside a word for a kind of place."""
    start, end = words[at][0], words[at + size - 1][1]
    if any(words[number][2] in UR_NOT or len(words[number][2]) < 3 for number in range(at, at + size)):
        return False
    if size == 2:
        return bool(
            _UR_BEFORE.search(text[max(0, start - 24) : start])
            and re.match(r"\s+(?:میں|کے|سے|کی)", text[end : end + 6])
        )
    kind = re.match(
        r"\s+(?:شہر|ضلع|قصب[ہے]|گاؤں|تحصیل|صوب[ہے]|کے (?:قریب|نواح|علاقے|مضافات|قصبے|گاؤں|"
        r"شہر))(?![\u0600-\u06ff])",
        text[end : end + 16],
    )
    return bool(
        kind
        or re.search(
            r"(?:ضلع|تحصیل|صوب[ہے](?: کے)?|شہر|"
            r"قصب[ہے]|گاؤں)\s+$",
            text[max(0, start - 24) : start],
        )
        or re.match(r"\s+(?:سے|جا رہ|کی طرف|کی جانب)", text[end : end + 12])
    )


def _ur_cue(text: str, start: int, end: int, dateline: int) -> tuple[int, Hint]:
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    kind, kind_before = _UR_AFTER.match(after), _UR_BEFORE.search(before)
    hint: Hint = ""
    for found in (kind_before, kind):
        if found and not hint:
            hint = (
                "district"
                if found.group("district")
                else "region"
                if found.group("region")
                else "town"
                if found.group("town")
                else ""
            )
    if start < dateline:
        return 3, hint
    if kind_before or _UR_STRONG.match(after):
        return 3, hint
    return (1 if kind else 0), hint
