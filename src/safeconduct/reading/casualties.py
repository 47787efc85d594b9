"""How many people came to harm: each number with its source, and the range over all sources that are quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from . import harm_words as words
from .counts_en import Counted, counted
from .counts_other import counted_other
from .counts_ur import counted_ur
from .counts_zh import counted_zh
from .draft import Harm, Range, Tally, Unknown
from .view import Sentence

_READERS: Final = {"en": counted, "zh": counted_zh, "ur": counted_ur, "und": counted}
_SOURCE_EN: Final = re.compile(
    r"according to (?P<a>(?:the )?[\w'’ -]{3,40}?)(?=[,.;]|$| on | in | at )|(?P<b>(?:(?:a|an|the) "
    r")?(?:[\w'’-]+ ){0,4}?(?:police|officials?|authorities|army|military|hospitals?|doctors?|residents?|"
    r"witness(?:es)?|spokes\w+|ministry|governor|mayor|commissioner|commander|rescue\w*|administrator|medics?|"
    r"elders?|chief|"
    r"relatives|union|company|superintendent|officers?|sources?|villagers|locals|survivors?|nurse|director|"
    r"agency|radio|reports?|media))(?: (?:\w+ ){0,4})?(?:,[^,]{2,60},)? (?:\w+ )?(?:said|say|says|told|"
    r"reported|confirmed|put|puts|claimed|added|stated|counted|insisted|spoke|gave|listed)\b",
    re.IGNORECASE,
)
_SOURCE_ZH: Final = re.compile(
    r"(?:据)?(?P<a>[^，。；、\s]{0,8}(?:警方|警察|官员|当局|军方|发言人|医院|医生|目击者|"
    r"居民|村民|消防|救援[^，。]{0,4}|公司|政府|媒体|电台|消息人士|省长|市长|"
    r"县长|家属|幸存者))[^，。；]{0,12}?(?:表示|称|说|证实|确认|通报|介绍|透露|告诉|指出|报道)"
)
_SOURCE_UR: Final = re.compile(
    r"(?P<a>(?:[^\s۔،]+ )?(?:پولیس|حکام|ترجمان|فوج|ہسپتال|اسپتال|ریسکیو|عینی شاہدین|مقامی لوگوں|ڈاکٹر|رہائشیوں|"
    r"انتظامیہ|ڈپٹی کمشنر|دیہاتیوں|ذرائع)(?: [^\s۔،]+){0,2}?) (?:نے|کے مطابق|کا کہنا|کا دعوی)"
)
_CONTRAST: Final = re.compile(
    r"(?:,? (?:while|but|whereas|however|though|although)\s+(?=[^,;]{3,70}\b(?:said|put|say|claim\w*|told|reported|"
    r"counted|spoke|according|insist\w*|gave)\b))|;|,? and (?=[^,;]{3,50}\b(?:said|put|claimed|counted|spoke of)\b"
    r"[^,;]{0,40}(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)|"
    r"(?:，|；)(?=(?:而|但|不过)?[^，。]{1,14}(?:称|说|表示)[^，。]{0,8}[\d一二三四五六七八九十两])|"
    r"(?:،|؛)? (?:جبکہ|تاہم|لیکن|مگر) (?=[^۔]{2,50}(?:مطابق|کہنا|بتایا|دعوی))|، (?=[^۔،]{2,30}(?:کے مطابق|کا کہنا))"
)
_OWN: Final = re.compile(
    r"\btoll\b|\bnow\b|\b(?:rose|risen|climbed|increased)\b|at least|put (?:the|at)|in (?:all|total)|total of|"
    r"升至|增至|上升|更新|تعداد|کم از کم|至少|共",
    re.IGNORECASE,
)
_ROSE_FROM: Final = re.compile(
    r"\b(?:up |rose |risen |revised )?from (?:an (?:earlier|initial) )?(?:\w+ )?$", re.IGNORECASE
)
_LATER: Final = re.compile(
    r"\b(?:later|subsequently)\b[^.]{0,30}\b(?:died|succumbed)|\b(?:died|succumbed)\b[^.]{0,40}\b(?:later|"
    r"hospital|wounds|injuries)\b|(?:随后|后来|其后|经抢救|"
    r"送医)[^，。]{0,10}(?:不治|死亡|身亡)|(?:بعد میں|ہسپتال میں|دوران علاج|"
    r"اسپتال میں)[^۔]{0,30}(?:دم توڑ|چل بس|جاں بحق)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """A tally and where its numbers stand in the view."""

    tally: Tally
    start: int
    end: int
    is_more: bool = False
    is_own: bool = True


@dataclass(frozen=True)
class Casualties:
    """What a text says of people who came to harm."""

    fatalities: Range | Unknown
    injured: Range | Unknown
    told: tuple[Told, ...]
    note: str = ""


def casualties_of(
    title: str, sentences: Sequence[Sentence], counts: Sequence[bool], language: str, *, is_played: bool = False
) -> Casualties:
    """counts: of each sentence whether it tells of this event. title: "" if it tells of other events too.

    is_played: an exercise, whose wounded are none; only that nobody was hurt counts.
    """
    told: list[Told] = []
    none: dict[str, bool] = {}
    titled = _tallies(title, -1, language) if title and not is_played else []
    for sentence, is_told in zip(sentences, counts, strict=True):
        if is_told:
            told += [] if is_played else _tallies(sentence.text, sentence.start, language)
            _nobody(sentence.text, language, none)
    ranges = {
        harm: _range(
            [each for each in told if each.tally.harm == harm], [each for each in titled if each.tally.harm == harm]
        )
        for harm in ("fatalities", "injured")
    }
    dead, hurt = ranges["fatalities"], ranges["injured"]
    note = ""
    if none.get("casualties"):
        dead = dead if dead is not None else Range(0, 0)
        hurt = hurt if hurt is not None else Range(0, 0)
    if none.get("lives") and dead is None:
        dead = Range(0, 0)
    if none.get("hurts") and hurt is None:
        hurt = Range(0, 0)
        dead = Range(0, 0) if dead is None else dead
    for harm, value in (("fatalities", dead), ("injured", hurt)):
        if value is not None and value.low != value.high:
            note += f"{harm}: the page gives {value.low} to {value.high}. "
    return Casualties(
        dead if dead is not None else "unknown", hurt if hurt is not None else "unknown", tuple(told), note.strip()
    )


def _tallies(text: str, base: int, language: str) -> list[Told]:
    """One for each harm in each part of a sentence that has a speaker of its own."""
    parts, at = [], 0
    for match in _CONTRAST.finditer(text):
        parts.append((at, match.start()))
        at = match.end()
    parts.append((at, len(text)))
    found: list[Told] = []
    for start, end in parts:
        part = text[start:end]
        reader = _READERS.get(language, counted_other)
        numbers = reader(part)
        for harm in ("fatalities", "injured"):
            mine = [each for each in numbers if each.harm == harm and not _ROSE_FROM.search(part[: each.start])]
            if mine:
                found.append(_told(part, mine, harm, base + start if base >= 0 else -1, language))
    return found


def _told(part: str, numbers: list[Counted], harm: Harm, base: int, language: str) -> Told:
    """Of several numbers in one breath the sum."""
    by = source_of(part, language)
    low, high = sum(each.low for each in numbers), sum(each.high for each in numbers)
    start, end = numbers[0].start, numbers[-1].end
    is_more = all(each.is_more for each in numbers) or (
        bool(_LATER.search(part)) and high <= 3 and not _OWN.search(part)
    )
    is_own = bool(by) or bool(_OWN.search(part))
    return Told(
        Tally(harm, low, high, by, part[start:end]),
        base + start if base >= 0 else -1,
        base + end if base >= 0 else -1,
        is_more,
        is_own,
    )


def source_of(text: str, language: str) -> str:
    """Who says so, as the text names them; "" for the page itself."""
    pattern = {"zh": _SOURCE_ZH, "ur": _SOURCE_UR}.get(language, _SOURCE_EN)
    match = pattern.search(text)
    if not match:
        return ""
    return next((value.strip() for value in match.groups() if value), "")


def _range(told: list[Told], titled: list[Told]) -> Range | None:
    """Over the numbers of all sources. What is smaller and nobody's own word is a part of what was said before."""
    if not told:
        return Range(titled[0].tally.low, titled[0].tally.high) if titled else None
    first = told[0]
    low, high = first.tally.low, first.tally.high
    added = 0
    for each in told[1:]:
        tally = each.tally
        if each.is_more:
            if not any(
                other.tally.high >= high + tally.high for other in told if other is not each and not other.is_more
            ):
                added += tally.high
        elif tally.high >= low or (each.is_own and 2 * tally.high >= low):
            low, high = min(low, tally.low), max(high, tally.high)
    if added and not (titled and titled[0].tally.high == high):
        high += added
        low += added
    if titled and titled[0].tally.high > 0:
        high = max(high, titled[0].tally.high)
    return Range(low, high)


def _nobody(text: str, language: str, none: dict[str, bool]) -> None:
    """Whether the text says that nobody was hurt. "No immediate reports" says nothing."""
    nobody, unsure = {
        "zh": (words.ZH_NOBODY, words.ZH_NOT_KNOWN),
        "ur": (words.UR_NOBODY, words.UR_NOT_KNOWN),
    }.get(language, (words.EN_NOBODY, words.EN_NOT_KNOWN))
    for match in nobody.finditer(text):
        near = text[max(0, match.start() - 30) : match.end() + 10]
        if unsure.search(near):
            continue
        parts = match.groupdict()
        what = (parts.get("what") or "").lower()
        if (
            parts.get("casualties")
            or what in ("hurt", "harmed", "injured", "or injured", "wounded")
            or (what == "killed" and parts.get("more"))
        ):
            none["casualties"] = True
        elif parts.get("lives") or what == "killed":
            none["lives"] = True
        elif parts.get("hurts"):
            none["hurts"] = True
