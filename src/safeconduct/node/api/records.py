"""Acts of officers: the page asks for a draft, shows it, signs it, and posts it."""

import base64

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.errors import BadInput
from safeconduct.node.acts import Draft, Signed
from safeconduct.node.node import Accepted
from safeconduct.node.sheets import BINDING, is_browser

from .guard import WALL, AnyRequest, body_of, node_of, officer_of, sheets_of


class Offered(msgspec.Struct, frozen=True):
    """Where the officer reads what was signed, and confirms it."""

    sheet: str


@post("/api/drafts", status_code=200)
async def draft(request: AnyRequest) -> dict[str, str]:
    """The canonical payload of that act, to show and sign. Nothing is stored."""
    key, _ = officer_of(request)
    wanted = await body_of(request, Draft)
    return {"payload": base64.b64encode(node_of(request).acts.draft(wanted, key)).decode()}


@post("/api/records")
async def submit(request: AnyRequest) -> Response[Accepted | Offered]:
    """Take a signed act into the log. Answers 201 once it is durable. The signer must be who is signed in. An act
    that binds the party and comes from a page answers 202 with the sheet on which the officer confirms it."""
    key, officer = officer_of(request)
    data = await body_of(request, Signed)
    if data.keyid != key:
        raise BadInput(f"{officer.name} is signed in, another key signed", next_step="sign in with that key first")
    node = node_of(request)
    if is_browser(request.headers):
        record, _ = node.acts.opened(data)
        if record.type in BINDING:
            sheet = sheets_of(request).put(key, record, data, WALL.now_ms())
            return Response(Offered(f"/sign/{sheet}"), status_code=202)
    return Response(await node.submit(data), status_code=201)


@get("/api/records/{start:str}")
async def show(request: AnyRequest, start: FromPath[str]) -> dict[str, object]:
    """The record whose id starts so, as it stands in the log."""
    officer_of(request)
    truth = node_of(request).truth
    found = truth.store.find(start)
    if len(found) != 1:
        raise BadInput(
            f"{len(found)} records have an id that starts with {start!r}", next_step="give more of the id"
        )
    entry = truth.entry(found[0].log, found[0].index)
    return {"log": found[0].log, "index": found[0].index, "entry": base64.b64encode(entry).decode()}


HANDLERS = (draft, submit, show)
