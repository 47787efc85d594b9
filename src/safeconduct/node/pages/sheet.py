"""The signing sheet: what an officer's signature would mean, in the server's words for the very bytes. The page
has no script, and no script of another page can load or read it: `node/sheets.py:is_page_itself`."""

import base64
import hashlib
from typing import Final
from urllib.parse import parse_qs

from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied, SafeconductError
from safeconduct.node.api.guard import WALL, AnyRequest, node_of, officer_of, sheets_of
from safeconduct.node.sheets import Waiting, is_page_itself
from safeconduct.records.clause import ClausePosition
from safeconduct.records.record import Record
from safeconduct.state.model import State

from .act_words import rows
from .language import language_of, translator
from .moment import full
from .names import Names
from .render import page
from .sentence import sentence

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    # With another embedder policy than the other pages have, a window that one of them opened is out of its reach
    # (HTML, cross-origin opener policies: "same-origin-plus-COEP" matches itself only).
    "cross-origin-embedder-policy": "require-corp",
}
_BACK: Final = {
    "clause": "/accord",
    "dispatch": "/dispatch",
    "minutes": "/meetings",
    "statement": "/statements",
    "document": "/disclosure",
    "glass": "/disclosure",
    "inquiry": "/disclosure",
}
"""By the noun of the type: where it came from."""


@get("/sign/{name:str}")
async def sheet(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """The words, and the button that confirms them."""
    key, _ = officer_of(request)
    _demand_page(request)
    return _answer(request, sheets_of(request).show(name, key, WALL.now_ms()), name)


@post("/sign/{name:str}", status_code=200)
async def confirm(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """Take what was confirmed into the log; or let it go."""
    key, _ = officer_of(request)
    _demand_page(request)
    form = parse_qs((await request.body()).decode("ascii", "replace"))
    waiting = sheets_of(request).take(name, key, form.get("word", [""])[0], WALL.now_ms())
    back = _back(waiting.record, node_of(request).truth.state)
    if "sign" in form:
        try:
            await node_of(request).submit(waiting.signed)
        except SafeconductError as error:
            return _answer(request, waiting, name, refused=error)
    return Response("", status_code=303, headers={"location": back})


def _demand_page(request: AnyRequest) -> None:
    if not is_page_itself(request.headers):
        raise Denied("a signing sheet opens as a page only", "open it in the browser's window itself")


def _answer(
    request: AnyRequest, waiting: Waiting, name: str, refused: SafeconductError | None = None
) -> Response[str]:
    lang, state, record = language_of(request.cookies.get("lang")), node_of(request).truth.state, waiting.record
    payload, names = base64.b64decode(waiting.signed.payload), Names(state, lang)
    context = {
        "name": name,
        "word": waiting.word,
        "act": sentence(record.body, translator(lang), names),
        "officer": state.parties.name(record.by),
        "signer": names.party(record.party),
        "rows": [] if refused else rows(record.body, state, lang, node_of(request).clock.now_ms()),
        "at": full(record.at_ms),
        "digest": hashlib.sha256(payload).hexdigest(),
        "exact": payload.decode(),
        "back": _back(record, state),
        "refused": {"error": str(refused), "next": refused.next_step} if refused else None,
    }
    answer = page(request, "sign-sheet.html", "sheet", context)
    answer.headers.update(HEADERS)
    answer.status_code = 200 if refused is None else 409
    return answer


def _back(record: Record, state: State) -> str:
    noun, _, _ = record.type.partition(".")
    body = record.body
    clause = state.of(ACCORD).clauses.get(body.clause) if isinstance(body, ClausePosition) else None
    return f"{_BACK[noun]}#clause-{clause.number}" if clause is not None else _BACK[noun]


HANDLERS = (sheet, confirm)
