"""Dates as they are written in English, Chinese and Urdu (and the months of some other languages).

A date that lacks its year, or counts from "today", is only known beside the day of publication; without that it is
unknown, never guessed. 03/04/2031 is two dates in one, so it is unknown too.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = (
    "jan january enero janvier janeiro januar gennaio ocak januari جنوری يناير ژانویه января",
    "feb february febrero février fevrier fevereiro februar febbraio şubat februari فروری فبراير فوریه февраля",
    "mar march marzo mars março märz mart maret مارچ مارس марта",
    "apr april abril avril aprile nisan اپریل أبريل ابريل آوریل апреля",
    "may maj mayo mai maio maggio mayıs mei مئی مايو مه мая",
    "jun june junio juin junho juni giugno haziran جون يونيو ژوئن июня",
    "jul july julio juillet julho juli luglio temmuz جولائی يوليو ژوئیه июля",
    "aug august agosto août aout ağustos agustus اگست أغسطس اوت августа",
    "sep sept september septiembre septembre setembro settembre eylül ستمبر سبتمبر سپتامبر сентября",
    "oct october octubre octobre outubro oktober ottobre ekim اکتوبر أكتوبر اکتبر октября",
    "nov november noviembre novembre novembro kasım نومبر نوفمبر نوامبر ноября",
    "dec december diciembre décembre decembre dezembro dezember dicembre aralık desember دسمبر ديسمبر "
    "دسامبر декабря",
)
MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_MONTH: Final = "|".join(sorted(map(re.escape, MONTH_OF), key=len, reverse=True))
_DAYS: Final = (
    "monday lundi lunes segunda-feira montag lunedì pazartesi senin پیر سوموار دوشنبه الاثنين понедельник",
    "tuesday mardi martes terça-feira dienstag martedì salı selasa منگل سه‌شنبه الثلاثاء вторник",
    "wednesday mercredi miércoles quarta-feira mittwoch mercoledì çarşamba rabu بدھ چهارشنبه الأربعاء среду",
    "thursday jeudi jueves quinta-feira donnerstag giovedì perşembe kamis جمعرات پنجشنبه الخميس четверг",
    "friday vendredi viernes sexta-feira freitag venerdì cuma jumat جمعہ جمعے جمعه الجمعة пятницу",
    "saturday samedi sábado samstag sabato cumartesi sabtu ہفتہ ہفتے شنبه السبت субботу",
    "sunday dimanche domingo sonntag domenica pazar minggu اتوار یکشنبه الأحد воскресенье",
)
DAY_OF: Final = {name: number for number, names in enumerate(_DAYS) for name in names.split()}
_DAY: Final = "|".join(sorted(map(re.escape, DAY_OF), key=len, reverse=True))
_ZH_DAY: Final = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6, "末": -1}

_FULL: Final = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})(?!\d)\s?日?"),
    re.compile(
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º)?(?: of| de|\.)?[ -](?P<mon>{_MONTH})\.?(?:,|،| de|[ -])* ?"
        r"(?P<y>(?:19|20)\d\d)(?!\d)(?:ء)?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?P<mon>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
    ),
    re.compile(rf"(?<!\w)(?P<mon>{_MONTH}) (?P<d>\d{{1,2}})،? (?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<![\d.])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_NO_YEAR: Final = (
    re.compile(
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)?[ -](?P<mon>{_MONTH})\b(?!\.?,? ?\d{{4}})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\w)(?P<mon>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? ?\d{{4}})", re.IGNORECASE),
    re.compile(r"(?<![\d年])(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
)
_RELATIVE: Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (re.compile(r"\bday before yesterday\b|前天|前晚|前日(?!本)|پرسوں", re.IGNORECASE), -2),
    (
        re.compile(
            r"\byesterday\b|\blast (?:night|evening)\b|昨(?:日|天|晚|夜|晨|早)|"
            r"گزشتہ (?:روز|شب|رات)|گذشتہ (?:روز|شب|رات)|"
            r"(?<!\w)کل (?=صبح|شام|رات|دوپہر|[^۔]{0,90}(?:تھا|تھی|تھے|گیا|گئے|گئی|ہوا|ہوئے|ہوئی|دیا|کیا|کی))|"
            r"\bayer\b|\bhier\b|\bontem\b|\bgestern\b",
            re.IGNORECASE,
        ),
        -1,
    ),
    (
        re.compile(
            r"\btoday\b|\btonight\b|\b(?:earlier )?this (?:morning|"
            r"afternoon|evening)\b|今(?:日|天|晚|晨|早)|"
            r"(?<!\w)آج(?!\w)(?! کل)|\bhoy\b|\baujourd['’]hui\b|\bhoje\b|\bheute\b",
            re.IGNORECASE,
        ),
        0,
    ),
    (re.compile(r"\btomorrow\b|明[天日晚]|(?<!\w)کل (?=[^۔]{0,90}(?:گا|گی|گے)(?!\w))", re.IGNORECASE), 1),
)
_AGO: Final = re.compile(
    r"\b(?P<n>two|three|four|five|\d) days (?:ago|earlier)\b|"
    r"(?P<zn>[两三四五二])天前|(?P<un>دو|تین|چار) روز (?:قبل|پہلے)",
    re.IGNORECASE,
)
_AGO_OF: Final = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "دو": 2,
    "تین": 3,
    "چار": 4,
}
_WEEKDAY: Final = re.compile(
    rf"(?<!\w)(?P<last>last |next |this |coming |گزشتہ |گذشتہ |آئندہ )?(?P<day>{_DAY})(?![\w-])", re.IGNORECASE
)
_ZH_WEEKDAY: Final = re.compile(r"(?P<last>上|本|这|下)?(?:个)?(?:星期|礼拜|周)(?P<day>[一二三四五六日天])(?!\d)")
_ZH_DAY_ONLY: Final = re.compile(r"(?:(?P<last>上|本|当)月)?(?<![\d月年至-])(?P<d>\d{1,2})[日号](?!电|本)")


@dataclass(frozen=True)
class Dated:
    """A date in a text. day: None where it cannot be known. is_full: it bears its year. start, end: where."""

    start: int
    end: int
    day: date | None
    is_full: bool


def full_dates(text: str) -> list[Dated]:
    """Dates with day, month and year, in order; a day of None where two readings are possible."""
    found: list[Dated] = []
    for pattern in _FULL:
        for match in pattern.finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                found.append(Dated(match.start(), match.end(), _full(match), True))
    return sorted(found, key=lambda each: each.start)


def dates_in(text: str, published: date | None) -> list[Dated]:
    """All dates of a text, those that need a year or a today counted from the day of publication."""
    found = full_dates(text)

    def add(start: int, end: int, day: date | None) -> None:
        if not any(each.start < end and start < each.end for each in found):
            found.append(Dated(start, end, day, False))

    for pattern in _NO_YEAR:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else MONTH_OF[parts["mon"].lower()]
            add(match.start(), match.end(), _last_such(month, int(parts["d"]), published))
    for pattern, days in _RELATIVE:
        for match in pattern.finditer(text):
            add(match.start(), match.end(), published + timedelta(days) if published else None)
    for match in _AGO.finditer(text):
        word = (match.group("n") or match.group("zn") or match.group("un")).lower()
        days = int(word) if word.isdigit() else _AGO_OF[word]
        add(match.start(), match.end(), published - timedelta(days) if published else None)
    for match in _ZH_WEEKDAY.finditer(text):
        add(match.start(), match.end(), _zh_weekday(match, published))
    for match in _WEEKDAY.finditer(text):
        word = match.group("day")
        if word.lower() in ("ہفتہ", "ہفتے", "پیر", "mart") and not _is_ur_day(text, match):
            continue
        if (
            word.isascii()
            and not word[0].isupper()
            and match.group("last") is None
            and word.lower() == word
            and text.isascii()
        ):
            continue
        add(
            match.start(),
            match.end(),
            _weekday(DAY_OF[word.lower()], (match.group("last") or "").strip().lower(), published),
        )
    for match in _ZH_DAY_ONLY.finditer(text):
        add(match.start(), match.end(), _day_only(match, published))
    return sorted(found, key=lambda each: each.start)


def _is_ur_day(text: str, match: re.Match[str]) -> bool:
    """ہفتہ is a week as well as Saturday, پیر also a holy man: a day only with what stands beside days."""
    after, before = text[match.end() : match.end() + 12], text[max(0, match.start() - 8) : match.start()]
    return (
        (
            bool(re.match(r" (?:کو|کے روز|کے دن|کی (?:صبح|شام|شب|رات|دوپہر|علی)|کی$|کے)", after))
            and not re.search(r"(?:گزشتہ|گذشتہ|اس|رواں|ایک|دو|تین|ہر|کئی) $", before)
        )
        or before.endswith("بروز ")
        or bool(re.match(r"[،,] ?\d", after))
    )


def _full(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    year = int(parts["y"])
    if parts.get("a"):
        first, second = int(parts["a"]), int(parts["b"])
        if parts["sep"] == "." or first > 12 or first == second:
            return _day(year, second, first)
        return _day(year, first, second) if second > 12 else None
    month = int(parts["m"]) if parts.get("m") else MONTH_OF[parts["mon"].lower()]
    return _day(year, month, int(parts["d"]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_such(month: int, day: int, published: date | None) -> date | None:
    """The last such day up to the day after publication (a paper is dated early, a world has zones)."""
    if published is None:
        return None
    found = _day(published.year, month, day)
    if found and found > published + timedelta(31):
        return _day(published.year - 1, month, day)
    return found


def _weekday(day: int, which: str, published: date | None) -> date | None:
    if published is None:
        return None
    back = (published.weekday() - day) % 7
    if which in ("next", "coming", "آئندہ"):
        return published + timedelta(7 - back)
    if which in ("last", "گزشتہ", "گذشتہ") and back == 0:
        back = 7
    return published - timedelta(back)


def _zh_weekday(match: re.Match[str], published: date | None) -> date | None:
    if published is None:
        return None
    day, which = _ZH_DAY[match.group("day")], match.group("last")
    monday = published - timedelta(published.weekday())
    if which == "上":
        return monday - timedelta(7 - day)
    if which == "下":
        return monday + timedelta(7 + day)
    if which in ("本", "这"):
        return monday + timedelta(day)
    return published - timedelta((published.weekday() - day) % 7)


def _day_only(match: re.Match[str], published: date | None) -> date | None:
    if published is None:
        return None
    day = int(match.group("d"))
    if match.group("last") == "上" or (match.group("last") is None and day > published.day):
        before = published.replace(day=1) - timedelta(1)
        return _day(before.year, before.month, day)
    return _day(published.year, published.month, day)
