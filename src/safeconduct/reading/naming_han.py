"""Where a Chinese article names a place."""

import re
from collections.abc import Iterator
from typing import Final

from safeconduct.gazetteer import Gazetteer, fold
from safeconduct.gazetteer.han_sounds import SPELLING

from .name_words import HAN_NOT
from .named import Hint, Named

_BARE_FROM: Final = 100_000
_HAN_PLACED: Final = re.compile(r"(?:在|于|位于|前往|省|州|县|市|国|部|驶往|开往|距|至|从|\n|小镇|城镇|城市)$")
_HAN_PEOPLE: Final = re.compile(r"公民|员工|企业|工程|工人|籍|驻|大使|使馆|政府|人员|同胞|游客|专家|承包|公司")
_HAN_FILLER: Final = re.compile(
    r"(?:[东南西北中]{1,2}部|边境|沿海|首都|省会|港口)?(?:的)?(?:小城镇|"
    r"城镇|小镇|城市|省份|地区|山区|村庄|小城|港市)?(?:的)?"
)
_HAN_SPELT: Final = re.compile(
    f"(?!摩托|卡车|巴士|坦克|吉普|咖啡|沙发|雷达|"
    f"拉萨路)(?:(?![省县郡镇村州市区国部附以地等和])[{SPELLING}·]){{3,9}}"
)
_HAN_SHORT: Final = re.compile(
    f"[{SPELLING}]{{2}}(?=水电站|电站|机场|车站|口岸|油田|矿|公路|高速|铁路|至|收费站|检查站|"
    f"监狱|附近|发生|遭|遇|举行|一处|一家|一个|一座|的|郊|境内|以[东南西北]|市|镇|$)"
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


def named_in_han(text: str, gazetteer: Gazetteer, dateline: int) -> Iterator[Named]:
    """Candidates, in order. dateline: where the dateline ends."""
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
                if _HAN_PEOPLE.match(text, end):
                    at += size
                    break
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
    spelt = _HAN_SHORT.match(chars, at) or _HAN_SPELT.match(chars, at)
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
