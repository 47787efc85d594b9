"""Definitions in words, in three languages, written from what is signed: nobody has to compare versions."""

from collections.abc import Mapping
from typing import Final

from safeconduct.records.clause import DefinitionContent, LevelsContent
from safeconduct.records.units import Lang
from safeconduct.site.reduce import SITES
from safeconduct.state.model import State

_PLACES: Final[Mapping[Lang, str]] = {
    "en": "The places of {site} are those of its drawing {drawn}.",
    "zh": "{site}的地点以图纸{drawn}为准。",
    "ur": "{site} کے مقامات وہی ہیں جو نقشے {drawn} میں ہیں۔",
}
_LEVELS: Final[Mapping[Lang, str]] = {
    "en": "There are {of} threat levels; 1 is the lowest. The one that holds is the highest that is stated by at "
    "least this many parties: {by}.",
    "zh": "威胁等级共{of}级，1级最低。以达到下列当事方数所报的最高等级为准：{by}。",
    "ur": "خطرے کے {of} درجے ہیں؛ 1 سب سے کم ہے۔ وہ سب سے اونچا درجہ لاگو ہے جسے کم از کم اتنے فریق بتائیں: {by}۔",
}


def say_definition(content: DefinitionContent | LevelsContent, lang: Lang, state: State) -> str:
    """The definition as a sentence, with the site's name as that state has it."""
    if isinstance(content, LevelsContent):
        return _LEVELS[lang].format(of=content.of, by=content.stated_by)
    site = state.of(SITES).sites.get(content.site)
    return _PLACES[lang].format(site=site.name if site else content.site, drawn=content.drawn[:16])
