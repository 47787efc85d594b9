"""What travellers' phones say, over links of their own. The same press again gives the same receipt."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from safeconduct.errors import Denied
from safeconduct.node.assets import STATIC
from safeconduct.node.cards import movement_of_card
from safeconduct.records.journey import TravellerSpoke, Word
from safeconduct.records.units import Digest, MovementId, Ms, Pseudonym

from .guard import AnyRequest, body_of, node_of

BODY_MAX = 2 * 1024
_PRESSES_MAX = 100
"""By one traveller: a link that somebody else got hold of cannot fill the log."""


class Press(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A button pressed. `key`: 32 random bytes that the phone chose for this press."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    word: Word
    said_ms: Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]


class Receipt(msgspec.Struct, frozen=True):
    """The press is durable in the log, as that record; the room that reads the log sees it."""

    receipt: str
    index: int
    at_ms: Ms


@post("/j/{movement:str}/{traveller:str}/{secret:str}/said", status_code=200, request_max_body_size=BODY_MAX)
async def said(
    request: AnyRequest, movement: FromPath[str], traveller: FromPath[str], secret: FromPath[str]
) -> Receipt:
    """Take a press, durably. 403 for a link that does not work."""
    node = node_of(request)
    found = movement_of_card(
        node.truth.state, node.keys.node, node.config.party, movement, traveller, secret, node.clock.now_ms()
    )
    press = await body_of(request, Press)
    presses: dict[tuple[str, str], set[str]] = request.app.state.presses
    known = presses.setdefault((movement, traveller), set())
    if press.key not in known and len(known) >= _PRESSES_MAX:
        raise Denied("too many presses from this link", "call the operations room")
    known.add(press.key)
    body = TravellerSpoke(
        MovementId(found.movement), Pseudonym(traveller), press.word, Ms(press.said_ms), Digest(press.key)
    )
    accepted, at_ms = await node.speak(body)
    return Receipt(accepted.id[:12], accepted.index, at_ms)


@get("/j/worker.js")
async def worker(request: AnyRequest) -> Response[bytes]:
    """Keeps the traveller's page on the phone, so that it opens without a network. The same for everybody."""
    content = (STATIC / "traveller-worker.js").read_bytes()
    return Response(content, media_type="text/javascript", headers={"cache-control": "no-cache"})


HANDLERS = (said, worker)
