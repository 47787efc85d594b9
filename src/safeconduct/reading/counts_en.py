"""How many people were killed and injured, as an English sentence says it."""

import re
from dataclasses import dataclass
from typing import Final

from .draft import Harm
from .harm_words import EN_DEATH, EN_INJURY, EN_PERSON
from .numerals import english


@dataclass(frozen=True)
class Counted:
    """A number of people that came to harm. is_more: beyond what was said before. start, end: in the sentence."""

    harm: Harm
    low: int
    high: int
    start: int
    end: int
    is_more: bool = False


_THING: Final = re.compile(
    r"\s*(?:more |other |small |large |armed |stolen |suspected |separate |big |heavy |empty )*(?:-|%|kilomet|"
    r"explosi|"
    r"(?:km|kms|miles?|met(?:re|er)s?|feet|foot|yards?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|"
    r"a\.?m|p\.?m|"
    r"per ?cent|percent|rupees|dollars|shillings|euros|pesos|pula|ringgit|million|billion|lakh|crore|kg|kilos?|"
    r"tonn?es?|"
    r"lit(?:re|er)s?|rounds?|bullets?|vehicles?|cars?|trucks?|lorr(?:y|ies)|bus(?:es)?|vans?|motorcycles?|"
    r"motorbikes?|bikes?|"
    r"tankers?|trailers?|shops?|stalls?|houses?|homes?|buildings?|schools?|villages?|times|rockets?|grenades?|"
    r"mines?|bombs?|"
    r"blasts?|attacks?|incidents?|shots?|goats?|cattle|cows?|sheep|camels?|animals?|dogs?|donkeys?|horses?|"
    r"livestock|hrs|th|"
    r"st|nd|rd|points?|phases?|checkpoints?|posts?|devices?|guns?|rifles?|weapons?|districts?|provinces?|"
    r"countr(?:y|ies)|"
    r"states?|degrees|storeys?|floors?|rooms?|occasions|cases|stages|mobile|phones|laptops|cameras|containers|"
    r"bags|boxes|"
    r"tyres|windows|pumps|pylons|transformers|groups?|teams?|sides|parties|drills?|sessions?|families|o'clock)\b)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:\baged?|\broad|\broute|\bhighway|\bnumber|\bno\.?|\bphase|\bblock|\bsector|\bsection|\bunit|\bgate|\bbus|"
    r"\bkilomet(?:re|er)|\bkm|\bchapter|\bpage|\bpost|\bpoint|\bcheckpoint|\bwell|\bplant|\bline|\bmile|\bat|"
    r"\bby|\baround|\bcode|(?<=\d)[-/:.,]|"
    r"\bjanuary|\bfebruary|\bmarch|\bapril|\bmay|\bjune|\bjuly|\baugust|\bseptember|\boctober|\bnovember|"
    r"\bdecember)\s*$",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(
    rf"\b(?P<det>a|an|another|the|his|her|its|"
    rf"their)\s+(?:[\w'’-]+\s+){{0,4}}?(?P<noun>{EN_PERSON})\b(?!\s*(?:s'|'s|’s|station|force|post|chief|"
    r"headquarters|spokes|officials?\b|academy|van\b|vehicle|car\b|hospital|killed in \w+ clash|patrol|convoy|"
    r"checkpoint|guards? post|toll))",
    re.IGNORECASE,
)
_PLURAL: Final = re.compile(
    r"(?:people|men|women|children|troops|police|personnel|staff|lives|bodies|dead|injured|wounded|casualties|"
    r"fatalities|deaths|others|members|parents|couple|toll|(?<!s)s)$",
    re.IGNORECASE,
)
_SUBSET: Final = re.compile(
    r"\b(?:including|among them|amongst them|of whom|of which|of them|mostly|most of them|among (?:the|those)|"
    r"comprising|"
    r"namely|both of|all of)\b",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(
    r"\b(?:while|when|after|before|but|because|whereas|although|though|as|since|who (?:died|was|were)|"
    r"in which|in connection|over (?=the|[A-Z])|linked to|suspected of|(?:was|were|been|being) (?:arrested|"
    r"detained|abducted|kidnapped|rescued|missing|held|freed|released|"
    r"evacuated(?! to)|"
    r"taken(?! to)|seized|captured|trapped|displaced|charged|questioned|deployed|damaged|destroyed|travel\w+)|"
    r"arrested|detained|abducted|kidnapped|rescued|"
    r"missing|said|told|fled|escaped|opened fire|seized|captured|stormed|attacked|planted|threw|ambushed|blamed|"
    r"responded|survived|shot at|fired)\b|[;:]",
    re.IGNORECASE,
)
_AUX: Final = r"(?:was|were|is|are|be|been|being|has|have|had|got)"
_ACTIVE: Final = re.compile(
    r"\b(?:kill(?:ed|s|ing)|injur(?:ed|es|ing)|wound(?:ed|s|ing)|hurt(?:s|ing)?|murder(?:ed|s|ing)|martyr(?:ed|"
    r"ing)|shot dead|shoot(?:s|ing)? dead|gun(?:ned|s|ning) down|"
    r"execut(?:ed|es|ing)|behead(?:ed|ing)|claim(?:ed|s|ing)(?: the lives? of)?|t(?:ook|aking) the lives? of|"
    r"cost(?:ing)?(?: the lives of)?|"
    r"deaths? of|killing of|bodies of|"
    r"number of (?:the )?(?:dead|deaths|people killed|killed|fatalities)[^.;]{0,30}?(?:to|at|is|was)|"
    r"number of (?:the )?(?:injured|wounded)[^.;]{0,30}?(?:to|at|is|was)|(?:dead|killed|deaths|fatalities|"
    r"injured|wounded)\s*[:=]|"
    r"treat(?:ed|ing)|received|admitted)"
    r"(?:\s+(?:at least|more than|as many as|up to|about|around|nearly|almost|over|some|another|a total of|the|"
    r"(?:himself|herself|themselves) and|only|not less than|no fewer than|an estimated))*\s*$",
    re.IGNORECASE,
)
_TOLL: Final = re.compile(
    r"\b(?:toll|number of (?:the )?(?:dead|deaths|people killed|fatalities))\b[^.;]{0,90}?\b(?:to|at|is|was|of|"
    r"reached|"
    r"reaching)(?: (?:at least|more than|about|some|nearly|over))?\s*$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(
    r"(?:\s*,|\s+and|\s+as well as|\s+along with|\s*&|\s+plus)\s+(?:at least |another |some |"
    r"also |his |her |their |its |the )*$",
    re.IGNORECASE,
)
_RIGHT_WORDS: Final = 12


def counted(sentence: str) -> list[Counted]:
    """All numbers of people killed or injured in it, parts ("including three children") left out."""
    nouns = _candidates(sentence)
    subsets = _subsets(sentence)
    found: list[Counted] = []
    tolls: list[int] = []
    governed: dict[tuple[int, int], tuple[Harm, int]] = {}
    for number, (start, end, low, high, is_article) in enumerate(nouns):
        if any(begin <= start < after for begin, after in subsets):
            continue
        harm = _governor(sentence, nouns, number, governed)
        if harm is None or (is_article and not _is_person(sentence, start, end, harm)):
            continue
        governed[(start, end)] = (harm, low)
        if harm == "fatalities" and not is_article and _TOLL.search(sentence[:start]):
            tolls.append(start)
        before = sentence[max(0, start - 12) : start].lower()
        after = sentence[end : end + 8].lower()
        is_more = (
            "another" in before
            or "another" in sentence[start:end].lower()
            or bool(re.match(r"\s*more\b", after))
            or "additional" in before + after
        )
        found.append(Counted(harm, low, high, start, end, is_more))
    if re.search(r"\b(?:wounded|injured|hurt)\b[^.;]*\b(?:has|have|had)? ?(?:died|succumbed)\b", sentence):
        found = [each for each in found if each.harm == "fatalities" or each.low > 1]
    if tolls:
        found = [each for each in found if each.harm == "injured" or each.start in tolls]
    return _without_breakdown(found)


def _candidates(sentence: str) -> list[tuple[int, int, int, int, bool]]:
    """Numbers that can be of people, and single persons ("a guard", "his driver")."""
    found: list[tuple[int, int, int, int, bool]] = []
    for number in english(sentence):
        before, after = sentence[: number.start], sentence[number.end :]
        if (
            _THING.match(after)
            or number.high > 100_000
            or re.match(r"\s+of (?:the|them|whom|his|her|its|their|those)\b", after)
        ):
            continue
        if _LABEL.search(before[-14:]) and not re.search(r"\b(?:at|by|around)\s*$", before[-14:]):
            continue
        if re.search(r"\b(?:at|by|around)\s*$", before) and not re.search(
            r"(?:toll|number|dead|deaths|injured|killed)[^.;]*\bat\s*$|\baround\s*$", before, re.IGNORECASE
        ):
            continue
        if (
            sentence[number.start : number.end].isdigit()
            and 1900 <= number.low <= 2099
            and not re.match(rf"\s+(?:{EN_PERSON})\b", after)
        ):
            continue
        if re.search(r",\s*$", before) and re.match(r"\s*,", after) and re.search(r"[A-Z][\w’'-]+\s*,\s*$", before):
            continue
        found.append((number.start, number.end, number.low, number.high, False))
    for match in _ARTICLE.finditer(sentence):
        if any(start < match.end() and match.start() < end for start, end, *_ in found):
            continue
        noun = match.group("noun")
        if _PLURAL.search(noun) and noun.lower() not in ("crew", "boss"):
            continue
        found.append((match.start(), match.end(), 1, 1, True))
    return sorted(found)


def _is_person(sentence: str, start: int, end: int, harm: Harm) -> bool:
    """A single person counts only right beside the word of harm."""
    det = sentence[start:end].split()[0].lower()
    after = sentence[end : end + 90]
    words = (EN_DEATH if harm == "fatalities" else EN_INJURY).search(after)
    left = _ACTIVE.search(sentence[:start])
    return (
        det in ("a", "an", "another")
        or left is not None
        or (words is not None and len(after[: words.start()].split()) <= 8)
    )


def _subsets(sentence: str) -> list[tuple[int, int]]:
    """Stretches that tell of some of those already counted."""
    found = []
    for match in _SUBSET.finditer(sentence):
        rest = sentence[match.end() :]
        ends = [
            each.start()
            for each in (
                re.search(
                    r",? and (?:injur|wound|hurt|kill)\w+|\b(?:was|were|died|have|had)\b|[;.)—–]|, (?:and |"
                    r"while |in )",
                    rest,
                ),
            )
            if each
        ]
        found.append((match.start(), match.end() + min(ends, default=len(rest))))
    found += [
        (match.start(), match.end())
        for match in re.finditer(
            r",? (?:\w+) (?:of (?:the|them)|critically|seriously|in (?:a )?critical)\b(?! (?:injured|"
            r"wounded|hurt))",
            sentence,
        )
    ]
    found += [(match.start(), match.end()) for match in re.finditer(r"\([^()]*\)", sentence)]
    return found


def _governor(
    sentence: str,
    nouns: list[tuple[int, int, int, int, bool]],
    number: int,
    governed: dict[tuple[int, int], tuple[Harm, int]],
) -> Harm | None:
    start, end, *_, is_article = nouns[number]
    if not is_article and _TOLL.search(sentence[:start]):
        return "fatalities"
    active = _ACTIVE.search(sentence[:start])
    if active and not re.search(rf"\b{_AUX}\s*$", sentence[: active.start()]):
        return _harm_of(active.group())
    following = nouns[number + 1][0] if number + 1 < len(nouns) else len(sentence)
    direct = (
        _right(sentence[:following], end, is_across=False)
        if following < len(sentence)
        else _right(sentence, end, is_across=False)
    )
    if direct:
        return direct
    if number and _JOINED.search(sentence[:start]):
        before = nouns[number - 1]
        gap = sentence[before[1] : start]
        if (
            (before[0], before[1]) in governed
            and not EN_DEATH.search(gap)
            and not EN_INJURY.search(gap)
            and len(gap.split()) <= 8
            and _is_np(sentence[end:])
        ):
            return governed[(before[0], before[1])][0]
    if re.match(r"\s+(?:more|others?)\s+(?:in|at|on|later)\b", sentence[end:]):
        harms = [(each.start(), "fatalities") for each in EN_DEATH.finditer(sentence[:start])]
        harms += [(each.start(), "injured") for each in EN_INJURY.finditer(sentence[:start])]
        if harms:
            return "fatalities" if max(harms)[1] == "fatalities" else "injured"
    if following < len(sentence) and not _JOINED.search(sentence[:following]):
        return None
    return _right(sentence, end, is_across=True)


def _is_np(after: str) -> bool:
    """Whether a noun of people follows, so that it can share the verb of the noun before."""
    return (
        bool(re.match(rf"(?:\s+[\w'’-]+){{0,3}}?\s+{EN_PERSON}\b|\s*(?:$|[,.;])", after, re.IGNORECASE))
        or not after.strip()
    )


def _harm_of(verb: str) -> Harm:
    return (
        "injured" if re.search(r"injur|wound|hurt|treat|received|admitted", verb, re.IGNORECASE) else "fatalities"
    )


def _right(sentence: str, end: int, is_across: bool) -> Harm | None:
    """The word of harm that follows. is_across: also beyond an "and" with another number."""
    rest = re.sub(
        r",\s*(?:including|among them|most of them|mostly|all|both|aged|some|one|two|three) [^,;.]*,",
        lambda m: "," + " " * (len(m.group()) - 1),
        sentence[end:],
    )
    rest = re.sub(r"\([^()]*\)|— [^—]* —|– [^–]* –", lambda m: " " * len(m.group()), rest)
    stop = _BREAK.search(rest)
    rest = rest[: stop.start()] if stop else rest
    found = sorted(
        [(m.start(), m.end(), "fatalities") for m in EN_DEATH.finditer(rest)]
        + [(m.start(), m.end(), "injured") for m in EN_INJURY.finditer(rest)]
    )
    if not found:
        return None
    at, after, harm = found[0]
    between = rest[:at]
    if len(between.split()) > _RIGHT_WORDS or (
        re.search(r",", between) and not is_across and "," in between.replace(",   ", "").strip(", ")
    ):
        return None
    if not is_across and re.search(r"\band\b|\bas well as\b|&", between):
        return None
    if is_across and not re.search(rf"\b{_AUX}\b|\bdied\b|\blost\b", rest[: after + 1]):
        return None
    following = rest[after : after + 40]
    is_aux = re.search(rf"\b{_AUX}\s+(?:\w+ly\s+)?$", between)
    word = rest[at:after].lower()
    if (
        not is_aux
        and word
        in (
            "killed",
            "injured",
            "wounded",
            "killing",
            "injuring",
            "wounding",
            "kills",
            "injures",
            "wounds",
            "hurt",
            "hurts",
        )
        and re.match(
            r"\s+(?:at least |more than |some |about |nearly |over |up to |as many as )?(?:\d|a\b|an\b|the\b|"
            r"one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|several|dozens|his|her|"
            r"their|himself)",
            following,
        )
    ):
        return None
    if word in ("kill", "kills", "injure", "injures", "wound", "dies", "die"):
        return None
    if re.match(r"\s+(?:or|and/or) (?:injured|wounded|hurt)", following):
        return None
    return "fatalities" if harm == "fatalities" else "injured"


def _without_breakdown(found: list[Counted]) -> list[Counted]:
    """A total that its parts follow ("five people, three men and two women") counts once."""
    kept: list[Counted] = []
    for harm in ("fatalities", "injured"):
        mine = [each for each in found if each.harm == harm]
        if len(mine) > 2 and mine[0].low == sum(each.low for each in mine[1:]):
            mine = mine[:1]
        kept += mine
    return sorted(kept, key=lambda each: each.start)
