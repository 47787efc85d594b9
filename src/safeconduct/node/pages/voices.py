"""Confidential reports: the desk's page for officers, and the page of a source, who is nobody here."""

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.errors import Denied
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.api.voices import told
from safeconduct.node.node import Node
from safeconduct.node.voices import open_desk
from safeconduct.records.units import Digest, KeyId, PartyId
from safeconduct.records.voice import DeskOpened
from safeconduct.state.content import CONTENTS
from safeconduct.voice.reduce import VOICES
from safeconduct.voice.voice import Asked, Desk, Voice

from .language import language_of, translator
from .names import Names
from .render import environment, page


@get("/v/{desk:str}")
async def source(request: AnyRequest, desk: FromPath[str]) -> Response[str]:
    """The page of a source. Asks for no session and sets no cookie."""
    node = node_of(request)
    found = node.voices.desk(desk)
    if found is None:
        raise Denied("no desk of that name takes reports here", "ask for the address again")
    lang = language_of(str(request.query_params.get("lang", "")) or request.cookies.get("lang"))
    seats, names = open_desk(found, node.truth.state.parties), Names(node.truth.state, lang)
    context = {
        "t": translator(lang),
        "lang": lang,
        "dir": "rtl" if lang == "ur" else "ltr",
        "desk": {
            "title": seats.title,
            "keep_days": seats.keep_days,
            "threshold": seats.threshold,
            "keepers": len(seats.keepers),
            "seats": [
                {
                    "key": key,
                    "name": names.officer(key),
                    "party": names.party(node.truth.state.parties.officers[key].party),
                }
                for key in found.places
            ],
        },
    }
    text = environment().get_template("voices/source.html").render(context)
    return Response(text, media_type="text/html", headers={"cache-control": "no-store"})


@get("/voices")
async def voices(request: AnyRequest) -> Response[str]:
    """The page."""
    return page(request, "voices/page.html", "voices", _context(request))


@get("/voices/list")
async def listed(request: AnyRequest) -> Response[str]:
    """Its living part."""
    return page(request, "voices/list.html", "voices", _context(request))


def _context(request: AnyRequest) -> dict[str, object]:
    key, officer = officer_of(request)
    node, lang = node_of(request), language_of(request.cookies.get("lang"))
    names, known = Names(node.truth.state, lang), node.truth.state.of(VOICES)
    officers = [
        {
            "key": each["key"],
            "name": each["name"],
            "party": names.party(PartyId(each["party"])),
            "id": each["party"],
        }
        for each in _officers(node, key)
    ]
    return {
        "may": bool(DeskOpened.SIGNERS.intersection(officer.roles)),
        "officers": officers,
        "own": [each for each in officers if each["id"] == node.config.party],
        "desks": [_desk(desk, node, key, names) for desk in known.by_name()],
        "reports": [_report(voice, node, key, names) for voice in known.by_time()],
    }


def _officers(node: Node, key: KeyId) -> list[dict[str, str]]:
    found = told(node, key)["officers"]
    return list(found) if isinstance(found, list) else []


def _desk(desk: Desk, node: Node, key: KeyId, names: Names) -> dict[str, object]:
    return {
        "desk": desk.desk,
        "party": names.party(desk.party),
        "party_id": desk.party,
        "title": desk.body.title,
        "opened": desk.opened,
        "is_open": desk.is_open,
        "is_closed": desk.is_closed,
        "is_ours": desk.party == node.config.party,
        "is_named": key in desk.places,
        "is_joined": key in desk.joined,
        "missing": [names.officer(each) for each in desk.missing],
        "readers": [names.officer(each) for each in desk.body.readers],
        "keepers": [names.officer(each) for each in desk.body.keepers],
        "threshold": desk.body.threshold,
        "keep_days": desk.body.keep_days,
    }


def _report(voice: Voice, node: Node, key: KeyId, names: Names) -> dict[str, object]:
    others = [each for each in voice.desk.places if each != key and each not in voice.barred]
    return {
        "voice": voice.voice,
        "short": voice.voice[:8],
        "desk": voice.desk.body.title,
        "party": names.party(voice.desk.party),
        "at_ms": voice.at_ms,
        "keep_until_ms": voice.keep_until_ms,
        "is_erased": (voice.desk.party, Digest(voice.voice)) in node.truth.state.of(CONTENTS).erased,
        "may_read": voice.may_read(key) and voice.desk.party == node.config.party,
        "barred": [names.officer(each) for each in sorted(voice.barred)],
        "others": [{"key": each, "name": names.officer(each)} for each in others],
        "from_source": sum(each.by is None for each in voice.messages),
        "from_desk": sum(each.by is not None for each in voice.messages),
        "asked": _asked(voice, voice.asked[-1], key, names) if voice.asked else None,
    }


def _asked(voice: Voice, asked: Asked, key: KeyId, names: Names) -> dict[str, object]:
    return {
        "name": names.officer(asked.asker),
        "at_ms": asked.at_ms,
        "reason": asked.reason,
        "opened_ms": voice.opened_ms(asked),
        "is_mine": asked.asker == key,
        "may_answer": voice.may_keep(key) and key not in asked.answers,
        "body": {"voice": voice.voice, "asked": asked.record, "keeper": key, "shares": []},
        "answers": [
            {"name": names.officer(each.keeper), "agrees": bool(each.shares), "reason": each.reason}
            for _, each in sorted(asked.answers.items())
        ],
    }


HANDLERS = (source, voices, listed)
