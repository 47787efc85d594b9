"""Templates of accords: clauses as data, to be filled with the names of one accord and proposed one by one."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final, TypeVar

import msgspec

from safeconduct.errors import BadInput
from safeconduct.protocol import Lexicon, parse, rule_bytes
from safeconduct.records.body import Role
from safeconduct.records.clause import MandateAct
from safeconduct.records.units import ClauseId, Lang, Name, PartyId, ZoneId

_Id = TypeVar("_Id")
_NAMED: Final = re.compile(r"\{([a-z_]+)\}")
_LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")


class Mandate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A permission. `party` and `on` are the template's own names: of a party, of places where it holds."""

    act: MandateAct
    party: str
    role: Role
    on: tuple[str, ...] = ()


class TemplateClause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One clause: a sentence that a machine checks, a text, or a mandate."""

    id: ClauseId
    title: dict[Lang, Name]
    sentence: str = ""
    text: dict[Lang, str] = {}
    mandate: Mandate | None = None

    def __post_init__(self) -> None:
        if bool(self.sentence) + bool(self.text) + (self.mandate is not None) != 1:
            raise ValueError("a clause is a sentence, a text or a mandate")


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`places` and `parties`: the template's names, and what the accord calls them where nothing else is said."""

    title: dict[Lang, str]
    places: dict[str, str]
    parties: dict[str, str]
    clause: tuple[TemplateClause, ...]


class Filled(msgspec.Struct, frozen=True):
    """A clause with the names of one accord: what is proposed, without a number."""

    clause: ClauseId
    title: Name
    titles: dict[Lang, Name]
    content: dict[str, Any]


def names() -> tuple[str, ...]:
    """The templates that there are."""
    found = files("safeconduct.node").joinpath("accords").iterdir()
    return tuple(sorted(each.name.removesuffix(".toml") for each in found if each.name.endswith(".toml")))


def template(name: str) -> Template:
    """The template of that name. Raises BadInput."""
    if name not in names():
        raise BadInput(f"there is no template {name!r}", next_step=f"one of: {', '.join(names())}")
    payload = files("safeconduct.node").joinpath("accords", f"{name}.toml").read_bytes()
    return msgspec.toml.decode(payload, type=Template)


def fill(wanted: Template, lexicon: Lexicon, said: Mapping[str, str]) -> tuple[Filled, ...]:
    """The clauses by the names of this accord. `said`: what the accord calls the template's places and parties, in
    English. Raises BadInput for a name that one of them does not know, Misread for a sentence that has none."""
    if unknown := sorted(said.keys() - wanted.places.keys() - wanted.parties.keys()):
        ours = ", ".join(sorted({*wanted.places, *wanted.parties}))
        raise BadInput(f"the template has no name {unknown[0]!r}", next_step=f"its names are: {ours}")
    places = {each.names.en: each.zone for each in lexicon.places}
    parties = {each.names.en: each.party for each in lexicon.parties}
    zone_of = {key: _known(key, said.get(key, name), places) for key, name in wanted.places.items()}
    party_of = {key: _known(key, said.get(key, name), parties) for key, name in wanted.parties.items()}

    def named(text: str, lang: Lang) -> str:
        return _NAMED.sub(lambda found: _call(found[1], lang, lexicon, zone_of, party_of), text)

    def content(clause: TemplateClause) -> dict[str, Any]:
        if clause.sentence:
            return {"kind": "protocol", "rule": rule_bytes(parse(named(clause.sentence, "en"), lexicon)).decode()}
        if (mandate := clause.mandate) is not None:
            on = [f"zone/{zone_of[each]}" for each in mandate.on]
            party = party_of[mandate.party]
            return {"kind": "mandate", "act": mandate.act, "party": party, "role": mandate.role, "on": on}
        texts = {lang: _capital(named(text, lang)) for lang, text in clause.text.items()}
        return {"kind": "text", "authentic": "en", "texts": texts}

    return tuple(
        Filled(clause.id, clause.title["en"], _others(clause.title), content(clause)) for clause in wanted.clause
    )


def _known(key: str, name: str, ids: Mapping[Name, _Id]) -> _Id:
    found = ids.get(Name(name))
    if found is None:
        known = ", ".join(sorted(ids)) or "none yet"
        raise BadInput(
            f"this accord has nothing called {name!r}, for the template's {key}",
            next_step=f"say which it is: --name {key}=NAME; there are: {known}",
        )
    return found


def _call(
    key: str, lang: Lang, lexicon: Lexicon, zone_of: Mapping[str, ZoneId], party_of: Mapping[str, PartyId]
) -> str:
    return lexicon.place(zone_of[key], lang) if key in zone_of else lexicon.party(party_of[key], lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _others(titles: Mapping[Lang, Name]) -> dict[Lang, Name]:
    return {lang: titles[lang] for lang in _LANGS if lang != "en" and lang in titles}
