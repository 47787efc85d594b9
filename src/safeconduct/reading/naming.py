"""Where an article names a place, in three scripts: candidates with what stands around them, not yet looked up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from safeconduct.gazetteer import Gazetteer, fold
from safeconduct.gazetteer.han_sounds import SPELLING

from .name_words import EN_NOT, HAN_NOT, UR_NOT

Hint: TypeAlias = Literal["", "town", "district", "region", "country"]

_CAPITAL: Final = re.compile(
    r"(?<![\w'’-])[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*(?:(?:[ -](?:de|del|la|las|los|el|al|da|do|dos|das|di|du|des|le|les|"
    r"of|the|e|y|sur|upon|bin|un|am|an der))*[ -](?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*)){0,4}"
)
_PREPOSITION: Final = re.compile(
    r"(?:\b(?:in|at|near|outside|around|from|to|towards?|between|of|into|through|via|across|within|beyond|"
    r"inside|reach(?:ed|ing)?|left|"
    r"leaving|for|off|along|on|entering|hit|hits|rocks?|struck|strikes?|shakes?|jolts?|and|or|north|south|east|"
    r"west|central|downtown|en|à|dans|na|em|nel|près|cerca|de|del|di|katika|mjini)\s+"
    r"(?:the\s+)?(?:(?:town|city|village|district|province|state|region|county|port|area|suburb|settlement|"
    r"municipality|outskirts|division|department|prefecture|"
    r"governorate|border town|hamlet|township|island|valley|remote|northern|southern|eastern|western|central|"
    r"north-?eastern|north-?western|"
    r"south-?eastern|south-?western|upper|lower|restive|nearby|neighbouring|neighboring|market|mining|fishing|"
    r"coastal|small|old|capital)\s+(?:of\s+)?){0,4})$",
    re.IGNORECASE,
)
_KIND_AFTER: Final = re.compile(
    r"(?:'s|’s)?[ -](?:(?P<district>districts?|count(?:y|ies)|tehsil|taluk\w?|sub-?district|department|"
    r"municipality|sub-?county|commune|division|woreda|upazila|agency|parish|canton|rayon|regency)|"
    r"(?P<region>provinces?|states?|regions?|governorates?|oblast|prefecture|wilaya|emirate)|(?P<town>towns?|"
    r"cit(?:y|ies)|villages?|township|"
    r"market|bazaar|bazar|port|airport|railway station|bus (?:station|stand|terminal)|hospital|suburb|area|"
    r"neighbou?rhood|road|highway|bridge|dam|mine|"
    r"power (?:plant|station)|plant|refinery|police station|university|border|crossing|junction|hills|valley|"
    r"river|outskirts|camp|barracks|checkpoint|checkpost|jail|prison))\b",
    re.IGNORECASE,
)
_KIND_BEFORE: Final = re.compile(
    r"\b(?:(?P<district>district|county|tehsil|municipality|department)|(?P<region>province|state|region|"
    r"governorate|prefecture)|(?P<town>town|city|village|port|hamlet|township|settlement|capital|suburb)) of\s+$",
    re.IGNORECASE,
)
_PERSON_BEFORE: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen(?:eral)?|Lt|Lieutenant|Col(?:onel)?|Maj(?:or)?|Capt(?:ain)?|Sgt|Sergeant|"
    r"Insp(?:ector)?|Supt|Superintendent|Commander|Commissioner|Governor|Minister|President|Senator|Chief|"
    r"Officer|Constable|Judge|Father|Sheikh|Imam|Mullah|Maulana|Haji|Sir|Lady|Director|Spokes\w+|Secretary|"
    r"Mayor|Deputy|Brig(?:adier)?|Cpl|Corporal|Pvt|Private)\.? (?:[A-Z][\w'’.-]+ ){0,2}$"
)
_PERSON_AFTER: Final = re.compile(
    r"(?:, \d{1,2},|,? (?:a (?:spokes|local|resident|shop|wit|senior|doctor|teacher|driver|farmer)\w*)\b,?|,? "
    r"(?:said|told|added|says|was (?:named|quoted)|who)\b|['’]s (?:wife|husband|family|son|brother|father))"
)


@dataclass(frozen=True)
class Named:
    """A stretch of the view that may name a place. rows: what the gazetteer has under it, or (). cue: how
    surely it is a place, 0 to 3. hint: what kind the text says it is. is_guess: only if it sounds like a place."""

    start: int
    end: int
    text: str
    rows: tuple[int, ...]
    cue: int
    hint: Hint = ""
    is_guess: bool = False


def named_in(text: str, language: str, gazetteer: Gazetteer, dateline: int) -> list[Named]:
    """Candidates in a text of that language, in order, none overlapping. dateline: where the dateline ends."""
    if language in ("zh", "ja"):
        return list(_han(text, gazetteer, dateline))
    if language in ("ur", "ar", "fa", "ps", "sd"):
        return list(_arabic(text, gazetteer, dateline))
    return list(_latin(text, gazetteer, dateline))


def _latin(text: str, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
    agency = re.search(r"\([^()]*\)", text[:dateline])
    for match in _CAPITAL.finditer(text):
        start = match.start()
        if agency and agency.start() <= start < agency.end():
            continue
        raw = match.group()
        if raw.isupper() and start >= dateline and len(raw) <= 4 and " " not in raw:
            continue
        yield from _latin_parts(text, raw, start, gazetteer, dateline)


def _latin_parts(text: str, raw: str, start: int, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
    """The longest names that the gazetteer has in a run of capitalised words; else the run, if it has a cue."""
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\s-]+(?:-[^\s-]+)*", raw)]
    at, got = 0, False
    while at < len(words):
        for after in range(len(words), at, -1):
            begin, end = words[at][0], words[after - 1][1]
            piece = re.sub(r"(?:['’]s?|[.])$", "", raw[begin:end])
            if (after - at == 1 and (piece in EN_NOT or len(piece) < 3)) or _all_common(piece):
                continue
            rows = gazetteer.named(fold(piece))
            if not rows and "-" in piece and after - at == 1:
                yield from _hyphened(text, piece, start + begin, gazetteer)
            if not rows:
                continue
            is_inner = (at > 0 and raw[:begin].split()[-1] not in EN_NOT and not got) or (
                after < len(words) and raw[end:].split()[0] not in EN_NOT and not _KIND_AFTER.match(raw[end:])
            )
            cue, hint = _latin_cue(text, start + begin, start + begin + len(piece), dateline)
            if is_inner and cue < 3 and len(words) - (after - at) > 0 and not (at > 0 and got):
                cue = 0
            yield Named(start + begin, start + begin + len(piece), piece, rows, cue, hint)
            at, got = after, True
            break
        else:
            at += 1
    if not got:
        yield from _unknown(text, raw, start)


def _hyphened(text: str, piece: str, start: int, gazetteer: Gazetteer) -> Iterator[Named]:
    """Both ends of a road: Lodwar-Kitale highway."""
    if not re.match(
        r"\s*(?:road|highway|motorway|route|"
        r"expressway|railway|line|section)",
        text[start + len(piece) :],
        re.IGNORECASE,
    ):
        return
    at = start
    for part in piece.split("-"):
        rows = gazetteer.named(fold(part))
        if rows:
            yield Named(at, at + len(part), part, rows, 1, "town")
        at += len(part) + 1


def _unknown(text: str, raw: str, start: int) -> Iterator[Named]:
    words = raw.split()
    while words and words[0] in EN_NOT:
        start += len(words[0]) + 1
        words = words[1:]
    while words and words[-1] in EN_NOT:
        words = words[:-1]
    piece = re.sub(r"['’]s?$", "", " ".join(words))
    if not piece or text[start : start + len(piece)] != piece or len(words) > 3:
        return
    cue, hint = _latin_cue(text, start, start + len(piece), 0)
    if hint and cue >= 2:
        yield Named(start, start + len(piece), piece, (), cue, hint)
    elif cue >= 2 and re.search(r"\b(?:in|near|at)\s+$", text[:start]):
        yield Named(start, start + len(piece), piece, (), 1, "")


def _all_common(piece: str) -> bool:
    return all(word in EN_NOT for word in piece.split())


def _latin_cue(text: str, start: int, end: int, dateline: int) -> tuple[int, Hint]:
    before, after = text[max(0, start - 90) : start], text[end : end + 40]
    hint: Hint = ""
    kind = _KIND_AFTER.match(after)
    kind_before = _KIND_BEFORE.search(before)
    for found in (kind, kind_before):
        if found and not hint:
            hint = "district" if found.group("district") else "region" if found.group("region") else "town"
    if start < dateline:
        return 3, hint
    if _PERSON_BEFORE.search(before) or (_PERSON_AFTER.match(after) and not _PREPOSITION.search(before)):
        return 0, hint
    if _PREPOSITION.search(before):
        return 3 if not re.search(r"\b(?:of|for|to|and|or|left|on)\s+$", before, re.IGNORECASE) or hint else 2, hint
    if kind or kind_before:
        return 2, hint
    if re.search(r"[\w’')],\s+$", before) or re.match(r",\s+[A-Z]", after):
        return 1, hint
    return 1, hint


_BARE_FROM: Final = 100_000
_HAN_PLACED: Final = re.compile(r"(?:在|于|位于|前往|省|州|县|市|国|部|驶往|开往|距|至|从|\n|小镇|城镇|城市)$")
_HAN_FILLER: Final = re.compile(
    r"(?:[东南西北中]{1,2}部|边境|沿海|首都|省会|港口)?(?:的)?(?:小城镇|"
    r"城镇|小镇|城市|省份|地区|山区|村庄|小城|港市)?(?:的)?"
)
_HAN_SPELT: Final = re.compile(
    f"(?!摩托|卡车|巴士|坦克|吉普|咖啡|沙发|雷达|"
    f"拉萨路)(?:(?![省县郡镇村州市区国部附以地等和])[{SPELLING}·]){{3,9}}"
)
_HAN_SHORT: Final = re.compile(
    f"[{SPELLING}]{{2}}(?=附近|发生|遭|遇|举行|一处|一家|一个|一座|的|郊|境内|以[东南西北]|市|镇|$)"
)
_HAN_BEFORE_KIND: Final = re.compile(r"[\u3400-\u9fff·]{2,7}?(?=(?:省|县|郡|镇|村(?!民)|州|市(?!场|民|长|政)))")
_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff·•]+")
_HAN_KIND: Final = re.compile(
    r"(?P<region>省|自治区|州(?!长)|邦|大区|行政区)|(?P<district>县|郡|区(?!域|分)|专区|地区|府(?!方))|"
    r"(?P<town>市(?!场|民|长|政)|镇|村(?!民)|乡|城(?!市)|港|岛|集市|机场|车站|"
    r"火车站|市场|郊外|郊区|附近|周边|以[东南西北]|境内|当地|口岸|公路|大桥)"
)
_HAN_BEFORE: Final = re.compile(
    r"(?:在|于|从|自|往|至|到|赴|向|抵达|离开|经|途经|位于|来自|开往|驶往|"
    r"前往|返回|距|距离|省|州|县|市|区|国|部|北部|南部|"
    r"东部|西部|中部|小镇|城镇|城市|，|、|。|^|和|与|—|”|\n|日|：)$"
)


def _han(text: str, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
    placed = -1
    for run in _HAN_RUN.finditer(text):
        at, begin = 0, run.start()
        chars = run.group()
        while at < len(chars):
            filler = _HAN_FILLER.match(chars, at) if placed == begin + at else None
            if filler and filler.group():
                at, placed = filler.end(), begin + filler.end()
                continue
            for size in range(min(10, len(chars) - at), 1, -1):
                piece = chars[at : at + size]
                rows = gazetteer.named(fold(piece)) if piece not in HAN_NOT else ()
                if not rows:
                    continue
                start, end = begin + at, begin + at + size
                cue, hint = _han_cue(text, start, end, piece, dateline)
                if placed == start:
                    cue = max(cue, 2)
                if not cue and not _is_large(rows, gazetteer):
                    continue
                cue, placed = max(cue, 1), end
                yield Named(start, end, piece, rows, cue, hint)
                at += size
                break
            else:
                unknown = _han_unknown(text, chars, at, begin, placed)
                if unknown is None:
                    at += 1
                    continue
                yield unknown
                at, placed = at + len(unknown.text), unknown.end


def _han_unknown(text: str, chars: str, at: int, begin: int, placed: int) -> Named | None:
    """A name that no list has: spelt in the characters for foreign names, or before a word for a kind of place."""
    start = begin + at
    before = text[max(0, start - 3) : start]
    if not (_HAN_PLACED.search(before) or placed == start):
        return None
    spelt = _HAN_SPELT.match(chars, at) or (_HAN_SHORT.match(chars, at) if placed == start else None)
    if spelt:
        kind = _HAN_KIND.match(chars[spelt.end() :])
        return Named(start, begin + spelt.end(), spelt.group(), (), 2, _hint_of(kind))
    name = _HAN_BEFORE_KIND.match(chars, at)
    if not name or re.search(r"[的了在和与名人发生一两三当该]", name.group()):
        return None
    return Named(start, begin + name.end(), name.group(), (), 2, _hint_of(_HAN_KIND.match(chars[name.end() :])))


def _is_large(rows: tuple[int, ...], gazetteer: Gazetteer) -> bool:
    """Whether a bare name of two characters is that of a city, a region or a country."""
    return any(
        (place := gazetteer.place(row)).kind in ("country", "region") or place.people >= _BARE_FROM for row in rows
    )


def _hint_of(kind: re.Match[str] | None) -> Hint:
    if not kind:
        return ""
    return "region" if kind.group("region") else "district" if kind.group("district") else "town"


def _han_cue(text: str, start: int, end: int, piece: str, dateline: int) -> tuple[int, Hint]:
    before, after = text[max(0, start - 4) : start], text[end : end + 4]
    kind = _HAN_KIND.match(after) or (_HAN_KIND.match(piece[-1]) if len(piece) > 2 else None)
    hint = _hint_of(kind)
    is_placed = bool(_HAN_BEFORE.search(before))
    if start < dateline:
        return 3, hint
    if kind and is_placed:
        return 3, hint
    if is_placed and (len(piece) >= 3 or re.search(r"(?:在|于|从|往|至|到|赴|抵达|经|自)$", before)):
        return 2, hint
    if kind and len(piece) >= 3:
        return 2, hint
    if len(piece) >= 3:
        return 1, hint
    return (1, hint) if kind else (1 if is_placed and piece[-1] in "国省市县" else 0, hint)


_UR_ENDINGS: Final = frozenset(("آباد", "پور", "کوٹ", "نگر", "گڑھ", "خیل", "گنج", "والا", "کلی", "بانڈہ"))
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


def _arabic(text: str, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
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
                yield Named(start, end, piece, (), cue, hint)
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
