"""Where an article names a place, in three scripts: candidates with what stands around them, not yet looked up."""

import re
from collections.abc import Iterator
from typing import Final

from safeconduct.gazetteer import Gazetteer, fold

from .name_words import EN_NOT
from .named import Hint, Named
from .naming_han import named_in_han
from .naming_urdu import named_in_arabic

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


def named_in(text: str, language: str, gazetteer: Gazetteer, dateline: int) -> list[Named]:
    """Candidates in a text of that language, in order, none overlapping. dateline: where the dateline ends."""
    if language in ("zh", "ja"):
        return list(named_in_han(text, gazetteer, dateline))
    if language in ("ur", "ar", "fa", "ps", "sd"):
        return list(named_in_arabic(text, gazetteer, dateline))
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
