"""Check-ins of crews, by the phone page or by radio. The answer is the same for either code."""

from typing import Annotated, Final

import msgspec
from litestar import post
from litestar.params import FromPath

from safeconduct.errors import BadInput, Denied
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.crews import check_in, movement_of_crew
from safeconduct.records.journey import CrewSpoke
from safeconduct.records.units import AssetId, Digest, MovementId, Ms
from safeconduct.wire.canonical import digest

from .guard import AnyRequest, body_of, node_of, officer_of
from .travellers import BODY_MAX, Receipt

_WRONG_MAX: Final = 10
"""Wrong codes over one link: 10 guesses at 2 codes of 10,000."""
_PRESSES_MAX: Final = 200

Code = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]
Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]


class Press(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check-in. `key`: 32 random bytes that the phone chose for it."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    code: Code
    said_ms: Moment


class Heard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A check-in by radio: whose, with which code, and when if not now."""

    crew: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    code: Code
    said_ms: Moment | None = None


@post("/j/-/{movement:str}/{crew:str}/{secret:str}/said", status_code=200, request_max_body_size=BODY_MAX)
async def said(request: AnyRequest, movement: FromPath[str], crew: FromPath[str], secret: FromPath[str]) -> Receipt:
    """Take a check-in, durably. 403 for a link that does not work, a wrong code, or too many of them."""
    node = node_of(request)
    signer, now_ms = node.keys.node, node.clock.now_ms()
    found = movement_of_crew(node.truth.state, signer, movement, crew, secret, now_ms)
    press = await body_of(request, Press)
    known: dict[tuple[str, ...], set[str]] = request.app.state.presses
    wrong, right = (
        known.setdefault(("wrong", movement, crew), set()),
        known.setdefault(("crew", movement, crew), set()),
    )
    if len(wrong) >= _WRONG_MAX or (press.key not in right and len(right) >= _PRESSES_MAX):
        raise Denied("too many tries over this link", "call the operations room")
    wrong.add(press.key)
    body = check_in(signer, found.movement, AssetId(crew), press.code, Ms(press.said_ms), Digest(press.key))
    wrong.discard(press.key)
    right.add(press.key)
    accepted, at_ms = await node.speak(body)
    return Receipt(accepted.id[:12], accepted.index, at_ms)


@post("/api/movements/{movement:str}/prepare-check-in", status_code=200)
async def prepare_check_in(request: AnyRequest, movement: FromPath[str]) -> CrewSpoke:
    """What a crew said by radio: the record's body, for the officer who heard it to see and sign."""
    officer_of(request)
    node, heard = node_of(request), await body_of(request, Heard)
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None or heard.crew not in found.crews:
        raise BadInput(
            f"{heard.crew!r} is no vehicle of {movement}",
            next_step="its vehicles: " + (", ".join(found.crews) if found and found.crews else "none is ordered"),
        )
    now_ms = node.clock.now_ms()
    said_ms = Ms(now_ms if heard.said_ms is None else min(heard.said_ms, now_ms))
    key = digest((movement, heard.crew, heard.code, said_ms, now_ms))
    return check_in(node.keys.node, found.movement, AssetId(heard.crew), heard.code, said_ms, Digest(key))


HANDLERS = (said, prepare_check_in)
