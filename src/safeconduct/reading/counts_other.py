"""How many people were killed and injured, in languages that are not read in full: digits before a word of harm."""

import re
from typing import Final

from .counts_en import Counted

_DEAD: Final = (
    r"morts?|tués?|décès|muertos?|muertes|fallecidos?|asesinad\w+|mortos?|tote[nr]?|getötet\w*|todesopfer|"
    r"morti|uccis\w|"
    r"ölü|öldü|hayatını|tewas|meninggal|doden|gedood|zabit\w*|погиб\w*|убит\w*|загин\w*|قتل\w*|قتيل\w*|شهيد|"
    r"شهداء|کشته|"
    r"вбит\w*|waliuawa|wamekufa|walifariki|死亡|사망|मारे|मौत|নিহত|chết|patay|вафот"
)
_HURT: Final = (
    r"bless\w+|herid\w+|ferid\w+|verletzt\w*|verletzte[nr]?|ferit\w|yaral\w+|luka|terluka|gewond\w*|rann\w+|"
    r"ранен\w*|"
    r"поранен\w*|пострада\w*|جريح\w*|جرحى|إصاب\w+|أصيب|زخمی|مجروح|"
    r"majeruhi|kujeruhiwa|walijeruhiwa|負傷|けが|부상|घायल|আহত|"
    r"bị thương|sugatan"
)
_NUMBER: Final = re.compile(
    rf"(?<![\w.,/-])(\d{{1,5}})(?![\d/-])\s*(?:[^\W\d]+\s+){{0,3}}?(?:(?P<dead>{_DEAD})|(?P<hurt>{_HURT}))",
    re.IGNORECASE,
)


def counted_other(sentence: str) -> list[Counted]:
    """All numbers, in digits, of people killed or injured."""
    return [
        Counted(
            "fatalities" if match.group("dead") else "injured",
            int(match.group(1)),
            int(match.group(1)),
            *match.span(1),
        )
        for match in _NUMBER.finditer(sentence)
    ]
