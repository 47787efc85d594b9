"""What kind of text it is, what happened, and which of its sentences tell of it rather than of what was before."""

import re
from collections.abc import Sequence
from typing import Final

from .draft import EventType, Kind
from .event_words import ANNIVERSARY, ATTACKS, CONFIRMED, EVENTS, NOT_ATTACKS, PAST, UNCONFIRMED
from .view import Sentence

_TITLE_WEIGHT: Final = 3.0
_LEAD_WEIGHT: Final = 2.0
_ORDER: Final = {name: number for number, name in enumerate(EVENTS)}
_DONE_THERE: Final[tuple[EventType, ...]] = ("abduction", "robbery", "shooting", "armed_attack")
"""What a false checkpoint was set up for, where the text says so."""
_FIGURE: Final = re.compile(
    r"(?:demand|prices?|sales|popularity|interest|anger|growth|debt|costs?|numbers|population)(?: \w+){0,2} "
    r"(?:explod\w+|blew up)|bombed at the box office|blockbuster|under attack from critics",
    re.IGNORECASE,
)
"""Figures of speech: nothing has blown up."""
_BLEW: Final = re.compile(
    r"explo(?:ded|sion)|\bblast|detonated|went off|ripped|爆炸|炸死|炸伤|دھماک", re.IGNORECASE
)
_SAFE: Final = re.compile(
    r"controlled|defus|made safe|disarm|neutrali|before it "
    r"(?:could )?(?:explod|went|detonat)|拆除|排除|受控|ناکارہ|"
    r"پھٹنے سے پہلے",
    re.IGNORECASE,
)


def background_of(sentences: Sequence[Sentence]) -> list[bool]:
    """Of each sentence whether it tells of earlier events. The rest of the paragraph goes with one that does."""
    found: list[bool] = []
    paragraph, is_past = -1, False
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            paragraph, is_past = sentence.paragraph, False
        mine = PAST.search(sentence.text)
        if mine and len(found) > 0:
            is_past = True
        found.append(is_past and len(found) > 0)
    return found


def event_type_of(title: str, sentences: Sequence[Sentence]) -> EventType:
    """The kind of event that title and text weigh for most; the first sentences weigh more."""
    score: dict[EventType, float] = {}
    texts = [(title, _TITLE_WEIGHT)] + [
        (sentence.text, _LEAD_WEIGHT if number == 0 else 1.5 if number == 1 else 1.0 / (1 + number / 4))
        for number, sentence in enumerate(sentences[:12])
    ]
    for text, weight in ((_FIGURE.sub(" ", each), much) for each, much in texts):
        for name, pattern in EVENTS.items():
            if pattern.search(text):
                score[name] = score.get(name, 0.0) + weight
    if not score:
        return "unknown"
    return _settled(score, title, " ".join(sentence.text for sentence in sentences[:8]))


def _settled(score: dict[EventType, float], title: str, text: str) -> EventType:
    """Where several fit: what is more particular, if the text does not only brush it."""
    lead = f"{title} {text}"
    peaceful: tuple[EventType, ...] = ("exercise", "road_accident", "talks")
    for name in peaceful:
        attacks = max((score.get(each, 0.0) for each in ATTACKS), default=0.0)
        mine = score.get(name, 0.0)
        if name == "exercise" and mine >= 3.0:
            return "exercise"
        if name == "road_accident" and mine >= 2.0 and mine >= attacks:
            return "road_accident"
        if name == "talks" and mine >= 3.0 and mine >= attacks:
            return "talks"
    if score.get("ied_found", 0.0) >= 2.0 and (not _BLEW.search(lead) or _SAFE.search(lead)):
        return "ied_found"
    score.pop("ied_found", None)
    if "explosion" in score and any(
        name in score
        for name in ("vehicle_bomb", "roadside_bomb", "landmine", "grenade", "bomb", "pipeline_sabotage")
    ):
        score.pop("explosion")
    bombs: tuple[EventType, ...] = ("vehicle_bomb", "roadside_bomb", "landmine", "grenade")
    for name in bombs:
        if score.get(name, 0.0) >= 1.0:
            score[name] += score.get("bomb", 0.0)
        if score.get(name, 0.0) >= _TITLE_WEIGHT:
            score["armed_attack"] = score.get("armed_attack", 0.0) * 0.5
    if score.get("abduction", 0.0) >= 3.0:
        score["abduction"] += 3.0
    if score.get("illegal_checkpoint", 0.0) >= 3.0 and not any(score.get(each, 0.0) >= 2.0 for each in _DONE_THERE):
        score["illegal_checkpoint"] += 4.0
    if score.get("robbery", 0.0) >= 3.0:
        score["robbery"] += 2.0
    if score.get("insider_leak", 0.0) >= 3.0:
        score["insider_leak"] += 3.0
    if score.get("armed_attack", 0.0) >= 2.0:
        score["armed_attack"] += 0.6 * score.get("shooting", 0.0)
    if score.get("talks", 0.0) and len(score) > 1:
        score["talks"] *= 0.6
    best = max(score, key=lambda name: (round(score[name], 3), -_ORDER[name]))
    return best if score else "unknown"


def kind_of_text(
    title: str, sentences: Sequence[Sentence], event_type: EventType, incidents: int, background: Sequence[bool]
) -> Kind:
    """incident, unless the text speaks for another kind."""
    lead = " ".join(sentence.text for sentence in sentences[:3])
    whole = " ".join(sentence.text for sentence in sentences)
    if event_type == "unknown" or event_type in NOT_ATTACKS:
        return "non_incident"
    if is_retrospective(title, sentences):
        return "retrospective"
    if incidents >= 2:
        return "roundup"
    if UNCONFIRMED.search(f"{title} {lead}"):
        denied = re.search(
            r"den(?:y|ied|ies)|dismiss|rumou?r|hoax|baseless|"
            r"unconfirmed|unverified|false|辟谣|谣言|否认|不实|未经证实|不属实|"
            r"传言|网传|تردید|افواہ|بے بنیاد|غیر مصدقہ|من گھڑت",
            f"{title} {lead}",
            re.IGNORECASE,
        )
        if _is_about_deed(f"{title} {lead}") and (denied or not CONFIRMED.search(_without(whole))):
            return "unverified"
    return "incident"


def _is_about_deed(text: str) -> bool:
    """Whether the doubt is about the event, not about who did it or how many."""
    doubt = UNCONFIRMED.search(text)
    if doubt is None:
        return False
    near = text[max(0, doubt.start() - 50) : doubt.end() + 90]
    return not re.search(
        r"(?:den(?:y|ied|ies)|reject\w*)(?: \w+){0,3} (?:responsib|involvement|role)|(?:death toll|number of|"
        r"casualt|toll|claim of responsib|identity|motive|who was "
        r"behind)|否认[^。]{0,10}(?:责任|有关|参与)|(?:ذمہ داری|"
        r"ملوث)[^۔]{0,20}(?:تردید|انکار)|responsib\w+[^.]{0,120}(?:not|yet|could|unable)[^.]{0,30}(?:confirm|verif)|"
        r"(?:负责|所为|认领)[^。]{0,30}(?:未|没有|无法|不予)[^。]{0,6}(?:证实|确认)|"
        r"ذمہ داری[^۔]{0,60}تصدیق نہیں",
        near,
        re.IGNORECASE,
    )


def _without(text: str) -> str:
    """Without sentences in which somebody says that it cannot be confirmed."""
    return " ".join(part for part in re.split(r"(?<=[.。۔!?])\s*", text) if not UNCONFIRMED.search(part))


def is_retrospective(title: str, sentences: Sequence[Sentence]) -> bool:
    """Whether it looks back: an anniversary in its title or lead, and nothing new that happened."""
    lead = " ".join(sentence.text for sentence in sentences[:2])
    if ANNIVERSARY.search(title):
        return True
    found = ANNIVERSARY.search(lead)
    if not found:
        return False
    new = re.search(
        r"\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|last night|this "
        r"morning)\b[^.]{0,60}(?:kill|explo|attack|shot|bomb|abduct)|(?:kill|explo|attack|shot|bomb|"
        r"abduct)\w*[^.]{0,60}\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|last night|"
        r"this morning)\b",
        lead,
        re.IGNORECASE,
    )
    strong = re.search(
        r"anniversar|years? (?:on|after|since|ago today)|"
        r"commemorat|vigil|memorial|周年|纪念|悼念|年后|برسی|سال مکمل|"
        r"یاد میں|سال بعد|برس بعد|برس مکمل|years? later",
        lead,
        re.IGNORECASE,
    )
    return bool(strong) and not new
