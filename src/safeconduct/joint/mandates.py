"""Mandates in the names of one state."""

from safeconduct.accord import mandate as accord_mandate
from safeconduct.protocol.lexicon import Lexicon
from safeconduct.records.clause import MandateContent
from safeconduct.records.units import Lang, PartyId, Resource, SiteId, ZoneId
from safeconduct.site.reduce import SITES
from safeconduct.state.model import State


class _Names:
    def __init__(self, state: State, lexicon: Lexicon) -> None:
        self._sites = state.of(SITES).sites
        self._lexicon = lexicon

    def party(self, party: PartyId, lang: Lang) -> str:
        return self._lexicon.party(party, lang)

    def resource(self, resource: Resource, lang: Lang) -> str:
        kind, _, name = resource.partition("/")
        if kind == "zone":
            return self._lexicon.place(ZoneId(name), lang)
        site = self._sites.get(SiteId(name)) if kind == "site" else None
        return site.name if site else name


def say_mandate(mandate: MandateContent, lang: Lang, state: State, lexicon: Lexicon) -> str:
    """The permission as one sentence, in the names of that state and its lexicon."""
    return accord_mandate.say(mandate, lang, _Names(state, lexicon))
