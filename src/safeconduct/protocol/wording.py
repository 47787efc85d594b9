"""Slot values in words: how each kind of slot is said in English, Chinese and Urdu."""

from .lexicon import Lexicon
from .slots import (
    Count,
    Distance,
    Duration,
    Happening,
    PartiesSlot,
    PlaceSlot,
    Slot,
    SlotValue,
    Stretch,
    Thing,
)
from .words import NOUNS, Lang, Wording

_UNITS_MS = (("hour", 3_600_000), ("minute", 60_000), ("second", 1_000))
_UNIT_WORDS = {
    "zh": {"hour": "小时", "minute": "分钟", "second": "秒"},
    "ur": {"hour": "گھنٹے", "minute": "منٹ", "second": "سیکنڈ"},
}
_EACH = {"en": "each party", "zh": "每一方", "ur": "ہر فریق"}
_LIST = {"en": " and ", "zh": "和", "ur": " اور "}
_BY = {"en": "{noun} by {party}", "zh": "{party}的{noun}", "ur": "{party} کی جانب سے {noun}"}


def duration(ms: int, lang: Lang) -> str:
    """A length of time in the largest unit that counts it whole; whole seconds only."""
    unit, size = next((u for u in _UNITS_MS if ms % u[1] == 0 and ms >= u[1]), _UNITS_MS[-1])
    n = ms // size
    if lang == "en":
        return f"{n} {unit}" if n == 1 else f"{n} {unit}s"
    if lang == "zh":
        return f"{n}{_UNIT_WORDS['zh'][unit]}"
    return f"{n} {_UNIT_WORDS['ur'][unit]}"  # the oblique form: a postposition always follows


def distance(m: int, lang: Lang) -> str:
    """A distance in whole kilometres where it is one, otherwise in metres."""
    is_km = m % 1000 == 0 and m > 0
    n = m // 1000 if is_km else m
    if lang == "zh":
        return f"{n}{'公里' if is_km else '米'}"
    if lang == "ur":
        return f"{n} {'کلومیٹر' if is_km else 'میٹر'}"
    unit = "kilometre" if is_km else "metre"
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def event(happening: Happening, lang: Lang, lexicon: Lexicon) -> str:
    """An event as a noun, with its place and party."""
    wording: Wording = getattr(happening.word, lang)
    noun = wording.noun
    if happening.zone:
        noun = wording.at.format(place=lexicon.place(happening.zone, lang))  # type: ignore[arg-type]
    if happening.party:
        return _BY[lang].format(noun=noun, party=lexicon.party(happening.party, lang))  # type: ignore[arg-type]
    return noun


def with_article(noun: str) -> str:
    """English: a or an. Every noun of the vocabulary sounds as it is spelled."""
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def many(noun: str) -> str:
    """English: the plural of a noun of the vocabulary; what follows the noun itself stays as it is."""
    head, space, rest = noun, "", ""
    for word in (" in ", " into ", " from "):
        if word in noun:
            head, space, rest = noun.partition(word)
            break
    if head.endswith("y"):
        return f"{head[:-1]}ies{space}{rest}"
    return f"{head}{'es' if head.endswith(('s', 'x', 'ch', 'sh')) else 's'}{space}{rest}"


def slot(value: SlotValue, kind: str, lang: Lang, lexicon: Lexicon) -> str:
    """A slot's value in words; `kind` is the slot's kind in the pattern's text."""
    match value:
        case Duration():
            return duration(value.ms, lang)
        case Distance():
            return distance(value.m, lang)
        case Count():
            if lang == "en" and kind == "escorts":
                return f"{value.n} escort is" if value.n == 1 else f"{value.n} escorts are"
            return str(value.n)
        case PlaceSlot():
            return lexicon.place(value.zone, lang)
        case Thing():
            return str(getattr(NOUNS[value.kind], lang))
        case Stretch():
            return str(getattr(value.word, lang))
        case PartiesSlot():
            if value.parties == lexicon.party_ids():
                return _EACH[lang]
            return _LIST[lang].join(lexicon.party(party, lang) for party in value.parties)
        case Happening():
            if lang == "en" and kind == "act":
                return value.word.en.does
            noun = event(value, lang, lexicon)
            return with_article(noun) if lang == "en" and kind == "an_event" else noun


def fill(text: str, slots: tuple[Slot, ...], lang: Lang, lexicon: Lexicon) -> str:
    """A pattern's text with its slots in words."""
    for s in slots:
        for kind in KINDS:
            text = text.replace(f"{{{s.name}:{kind}}}", slot(s.value, kind, lang, lexicon))
        text = text.replace(f"{{{s.name}}}", slot(s.value, "", lang, lexicon))
    return text if lang != "en" else text[0].upper() + text[1:]


KINDS = (
    "place",
    "duration",
    "distance",
    "count",
    "escorts",
    "event",
    "an_event",
    "act",
    "state",
    "thing",
    "each_party",
)
"""Kinds of slot that a pattern's English text may name."""
