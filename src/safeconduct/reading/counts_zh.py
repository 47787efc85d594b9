"""How many people were killed and injured, as a Chinese sentence says it: the number before the verb."""

import re
from typing import Final

from .counts_en import Counted
from .draft import Harm
from .harm_words import ZH_DEATH, ZH_INJURY
from .numerals import chinese

_ZH_PERSON: Final = re.compile(r"(?:余|多)?(?:名|位|个|具|条|人|死|伤|亡)")
_ZH_THING: Final = re.compile(
    r"(?:余|多)?(?:岁|年|月|日|号|时|点|分|秒|公里|千米|米|辆|台|枚|发|支|把|起|次|间|栋|座|"
    r"家|所|处|只|头|匹|元|万|亿|%|％|公斤|吨|艘|架|条枪|周|天|小时|级|届|"
    r"期|路|楼|层|国|省|县|镇|村|个(?:小时|月|国家|村|检查站|地区|营地|炸弹|爆炸|营|星期|多小时))"
)
_ZH_SUBSET: Final = re.compile(r"(?:其中|包括|含|当中|内有|里面)")
_ZH_LEFT: Final = re.compile(
    r"(?:打死|炸死|杀死|杀害|击毙|枪杀|撞死|致死|死亡(?:人数)?[^，。；\d]{0,6}|"
    r"遇难者?(?:人数)?[^，。；\d]{0,8}|死者[^，。；\d]{0,4}|"
    r"死亡数[^，。；]{0,4}|造成|夺走了?)(?:了)?(?:至少|约|近|超过|逾|多达|共|已有|达|升至|增至|为|至)*$"
)
_ZH_LEFT_HURT: Final = re.compile(
    r"(?:打伤|炸伤|刺伤|撞伤|烧伤|受伤(?:人数)?[^，。；\d]{0,8}|"
    r"伤者(?:人数)?[^，。；\d]{0,8}|负伤|重伤|轻伤)(?:了)?(?:至少|约|近|超过|逾|多达|共|已有|达|"
    r"升至|增至|为|至|另有)*$"
)
_ZH_ONE: Final = re.compile(
    r"(?:(?:他|她|他们|其|该车|车上)的?|，|和|及)(?:司机|驾驶员|保安|警卫|门卫|向导|翻译|店主|丈夫|妻子|助手)"
    r"(?:当场|不幸|被|也|则|在[^，。]{1,8}中){0,2}(?P<harm>受伤|"
    r"受重伤|重伤|轻伤|打伤|死亡|身亡|遇难|丧生|打死|遇害)"
)
_ZH_OUT: Final = re.compile(
    r"被捕|逮捕|抓获|拘留|拘捕|绑架|劫持|掳走|失踪|获救|救出|疏散|撤离|被带走|释放|参加|参与|失联|围观|"
    r"持枪|武装分子(?:骑|驾|乘)|袭击者(?:骑|驾|乘)|枪手(?:骑|驾|乘)?"
)


def counted_zh(sentence: str) -> list[Counted]:
    """All numbers of people killed or injured in a Chinese sentence, in simplified characters."""
    found: list[Counted] = []
    numbers = [each for each in chinese(sentence) if each.high < 100_000]
    skips = [
        (match.start(), clause_end(sentence, match.end(), "，；。：")) for match in _ZH_SUBSET.finditer(sentence)
    ]
    for at, number in enumerate(numbers):
        after = sentence[number.end :]
        if _ZH_THING.match(after) or any(begin <= number.start < end for begin, end in skips):
            continue
        if not _ZH_PERSON.match(after) and not re.search(r"[余多]?[人名位]", after[:3]):
            continue
        if re.match(r"人(?:民|行|口|次)", after):
            continue
        limit = min([each.start for each in numbers[at + 1 :]] + [len(sentence)])
        tight = re.match(r"(?:余|多)?人?(死|亡|伤)(?!亡|者)", after)
        harm: Harm | None
        if tight and not (tight.group(1) == "死" and after[tight.end() : tight.end() + 1] == "伤"):
            harm = "injured" if tight.group(1) == "伤" else "fatalities"
        else:
            harm = _zh_harm(sentence, number.start, number.end, limit, [each.start for each in numbers[at + 1 :]])
        if harm:
            found.append(Counted(harm, number.low, number.high, number.start, number.end))
    for match in _ZH_ONE.finditer(sentence):
        if not any(begin <= match.start() < end for begin, end in skips) and not any(
            match.start() <= each.start < match.end() for each in found
        ):
            harm = "fatalities" if ZH_DEATH.match(match.group("harm")) else "injured"
            found.append(Counted(harm, 1, 1, match.start(), match.end()))
    return found


def _zh_harm(sentence: str, start: int, end: int, limit: int, later: list[int]) -> Harm | None:
    before = sentence[max(0, start - 22) : start]
    own = sentence[end:limit]
    own_clause = re.split(r"[，；。：]", own, maxsplit=1)[0]
    dead, hurt, out = ZH_DEATH.search(own_clause), ZH_INJURY.search(own_clause), _ZH_OUT.search(own_clause)
    firsts = [
        (each.start(), name) for each, name in ((dead, "fatalities"), (hurt, "injured"), (out, "out")) if each
    ]
    if re.match(r".{0,8}死伤|.{0,8}伤亡", own_clause):
        return None
    if firsts:
        name = min(firsts)[1]
        return None if name == "out" else ("fatalities" if name == "fatalities" else "injured")
    if _ZH_LEFT_HURT.search(before):
        return "injured"
    if re.search(r"造成(?:了)?(?:至少|约|近|超过|逾|多达|共)*$", before):
        return None if not later else _shared(sentence, end, later)
    if _ZH_LEFT.search(before):
        return "fatalities"
    return _shared(sentence, end, later)


def _shared(sentence: str, end: int, later: list[int]) -> Harm | None:
    """Two soldiers 和 a driver died: the verb that follows the last of them."""
    rest = sentence[end:]
    match = re.match(r"(?:余|多)?[名位个人][^，。；、]{0,8}[、和与及][^，。；]{0,24}", rest)
    if not match or not later:
        return None
    dead, hurt, out = ZH_DEATH.search(match.group()), ZH_INJURY.search(match.group()), _ZH_OUT.search(match.group())
    firsts = [
        (each.start(), name) for each, name in ((dead, "fatalities"), (hurt, "injured"), (out, "out")) if each
    ]
    if not firsts or min(firsts)[1] == "out":
        return None
    return "fatalities" if min(firsts)[1] == "fatalities" else "injured"


def clause_end(sentence: str, start: int, marks: str) -> int:
    """Where the clause ends that goes on from start."""
    ends = [sentence.find(mark, start) for mark in marks]
    return min([each for each in ends if each >= 0], default=len(sentence))
