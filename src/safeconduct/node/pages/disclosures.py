"""Disclosure: documents with who could know them and since when; releases to whoever looks; inquiries."""

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath

from safeconduct.accord.reduce import ACCORD
from safeconduct.disclosure.reduce import DISCLOSURES
from safeconduct.node.api.disclosures import release_told, told
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.records.clause import MandateContent
from safeconduct.records.units import KeyId, ObjectId, RecordId

from .language import language_of, translator
from .ledger import ledger_shown
from .moment import field
from .names import Names
from .render import page

_RELEASE_MS: Final = 8 * 3_600_000
"""How long a release lasts unless its author says otherwise: a day's work."""


@get("/disclosure")
async def disclosure(request: AnyRequest) -> Response[str]:
    """The page."""
    key, _ = officer_of(request)
    await node_of(request).read(key, ObjectId("page/disclosure"))
    return page(request, "disclosure/page.html", "disclosure", {**_board(request, key), **_forms(request, key)})


@get("/disclosure/board")
async def board(request: AnyRequest) -> Response[str]:
    """Its living part."""
    key, _ = officer_of(request)
    await node_of(request).read(key, ObjectId("page/disclosure"))
    return page(request, "disclosure/board.html", "disclosure", _board(request, key))


@get("/disclosure/read/{release:str}")
async def reader(request: AnyRequest, release: FromPath[str]) -> Response[str]:
    """A reader's page, for a phone: opens the copy in the browser, with a key that never leaves it."""
    key, _ = officer_of(request)
    node = node_of(request)
    found = node.truth.state.of(DISCLOSURES).releases.get(RecordId(release))
    mine = found if found is not None and found.body.reader == key else None
    if mine is not None:
        await node.read(key, ObjectId(f"document/{mine.body.document}/{mine.body.part}"))
    context = {"release": release_told(mine, node) if mine else None}
    return page(request, "disclosure/read.html", "disclosure", context)


def _board(request: AnyRequest, key: KeyId) -> dict[str, object]:
    node = node_of(request)
    all_: dict[str, Any] = told(node)
    lang = language_of(request.cookies.get("lang"))
    names = Names(node.truth.state, lang)
    for release in all_["releases"]:
        release["recall"] = {"release": release["release"]}
        release["late"] = [names.party(party) for party in release["withheld"]]
        release["unnoticed"] = (
            [names.party(party) for party in release["held"] if party not in release["ended"]]
            if release["standing"] in ("recalled", "expired")
            else []
        )
    for document in all_["documents"]:
        document["releases"] = [each for each in all_["releases"] if each["document"] == document["id"]]
        document["broken"] = [part for part, glass in document["glass"].items() if glass["broken"]]
        document["glasses"] = [
            {"document": document["id"], "part": part, "holder": key}
            for part in document["recoveries"]
            if key in document["holders"] and key not in document["glass"].get(part, {"broken": ()})["broken"]
        ]
    for inquiry in all_["inquiries"]:
        inquiry["openers"] = [names.party(party) for party in inquiry["opened"]]
        inquiry["can_open"] = node.config.party not in inquiry["opened"]
        inquiry["body"] = {"inquiry": inquiry["id"], "documents": inquiry["documents"], "leak": inquiry["leak"],
                           "found_ms": inquiry["found_ms"]}  # fmt: skip
    mine = [
        each
        for each in all_["releases"]
        if each["reader"] == key and each["standing"] in ("held", "opened", "given")
    ]
    shown = [ledger_shown(each, translator(lang), names, all_["now_ms"]) for each in all_["ledgers"]]
    return {"documents": all_["documents"], "inquiries": all_["inquiries"], "mine": mine, "ledgers": shown}


def _forms(request: AnyRequest, key: KeyId) -> dict[str, object]:
    """What the forms offer to choose from."""
    node = node_of(request)
    lang = language_of(request.cookies.get("lang"))
    state, now_ms = node.truth.state, node.clock.now_ms()
    now, names, t = state.of(DISCLOSURES), Names(state, lang), translator(lang)
    officers = state.parties.officers
    readers = [(each, f"{names.officer(each)} · {names.party(keyed.party)}") for each, keyed in now.keys.items()
               if each != key and each in officers]  # fmt: skip
    mandates = [
        (clause.clause, f"{clause.number}, {clause.title_in(lang)}")
        for clause in state.of(ACCORD).numbered()
        if isinstance(clause.content, MandateContent) and clause.content.act == "read_documents"
    ]
    return {
        "readers": sorted(readers, key=lambda each: each[1]),
        "mandates": [("", t("release-mandate-any")), *mandates],
        "document_names": sorted(now.documents),
        "open_inquiries": [
            (name, name)
            for name, inquiry in sorted(now.inquiries.items())
            if inquiry.is_open(now.documents[inquiry.body.documents[0]].body.between)
        ],
        "until": field(now_ms + _RELEASE_MS),
        "found": field(now_ms),
    }


HANDLERS = (disclosure, board, reader)
