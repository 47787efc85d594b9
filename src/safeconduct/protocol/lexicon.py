"""What the words of one accord stand for: its places, parties and roles. Signed with the accord."""

from typing import Final

import msgspec

from safeconduct.records.units import Name, PartyId, ZoneId

from .words import Lang


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in three languages. English must be there; a missing one is shown in English.

    English with its article; Urdu in the oblique form, because names stand before a postposition.
    """

    en: Name
    zh: str = ""
    ur: str = ""

    def say(self, lang: Lang) -> str:
        return {"en": self.en, "zh": self.zh, "ur": self.ur}[lang] or self.en


class NamedPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone and what people call it. English with its article: "the outer ring"."""

    zone: ZoneId
    names: Names


class NamedParty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party and what people call it. English with its article: "the Host"."""

    party: PartyId
    names: Names


class NamedRole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role that officers hold. English without article: "movement officer"."""

    role: str
    names: Names


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names that sentences may use beyond the built-in vocabulary (words.py)."""

    places: tuple[NamedPlace, ...] = ()
    parties: tuple[NamedParty, ...] = ()
    roles: tuple[NamedRole, ...] = ()

    def place(self, zone: ZoneId, lang: Lang) -> str:
        """The zone's name, or its id where the lexicon does not name it."""
        found = next((p.names.say(lang) for p in self.places if p.zone == zone), None)
        return found if found is not None else str(zone)

    def party(self, party: PartyId, lang: Lang) -> str:
        """The party's name, or its id where the lexicon does not name it."""
        found = next((p.names.say(lang) for p in self.parties if p.party == party), None)
        return found if found is not None else str(party)

    def party_ids(self) -> tuple[PartyId, ...]:
        return tuple(sorted(p.party for p in self.parties))


PLAIN: Final = Lexicon(
    places=(
        NamedPlace(ZoneId("outer"), Names(Name("the outer ring"), "外环", "بیرونی حلقے")),
        NamedPlace(ZoneId("middle"), Names(Name("the middle ring"), "中环", "درمیانی حلقے")),
        NamedPlace(ZoneId("inner"), Names(Name("the inner ring"), "内环", "اندرونی حلقے")),
        NamedPlace(ZoneId("main-gate"), Names(Name("the main gate"), "正门", "مرکزی گیٹ")),
        NamedPlace(ZoneId("tunnel"), Names(Name("the tunnel"), "隧道", "سرنگ")),
    ),
    parties=(
        NamedParty(PartyId("host"), Names(Name("the Host"), "东道方", "میزبان")),
        NamedParty(PartyId("company"), Names(Name("the Company"), "公司方", "کمپنی")),
    ),
)
"""A lexicon to try sentences with when no accord is at hand."""
