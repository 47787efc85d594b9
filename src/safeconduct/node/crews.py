"""Crews' own links and codes. A crew checks in with its code; with its other code it says that it is forced to.

Both are made from the node's key, so nothing is stored and no log holds them. What the crew sees is the same for
either code: whoever looks over its shoulder learns nothing.
"""

import base64
import hashlib
import hmac
from typing import Final, NamedTuple

from safeconduct.errors import Denied
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.journey import CrewSpoke
from safeconduct.records.units import AssetId, Digest, MovementId, Ms
from safeconduct.state.model import State
from safeconduct.wire.ed25519 import Signer

from .cards import is_over

_DIGITS: Final = 4
_APART: Final = 2
"""In so many places the two codes differ at least: one misheard digit makes no alarm."""


class Codes(NamedTuple):
    """A crew's two codes, as digits: they are said by radio in any language."""

    well: str
    forced: str


def crew_codes(signer: Signer, movement: MovementId, crew: AssetId) -> Codes:
    """The same for the same key, movement and crew."""
    stream = hashlib.shake_256(signer.sign(f"crew codes\n{movement}\n{crew}\n".encode())).digest(8 * 64)
    drawn = [int.from_bytes(stream[at : at + 8]) % 10**_DIGITS for at in range(0, len(stream), 8)]
    well, *others = (f"{number:0{_DIGITS}}" for number in drawn)
    return Codes(
        well, next(each for each in others if sum(a != b for a, b in zip(well, each, strict=True)) >= _APART)
    )


def crew_path(signer: Signer, movement: MovementId, crew: AssetId) -> str:
    """The address of the crew's page on the node."""
    return f"/j/-/{movement}/{crew}/{_secret(signer, movement, crew)}"


def movement_of_crew(state: State, signer: Signer, movement: str, crew: str, secret: str, now_ms: Ms) -> Movement:
    """Raises Denied, in the same words whatever is wrong."""
    found = state.of(MOVEMENTS).movements.get(MovementId(movement))
    is_right = hmac.compare_digest(_secret(signer, MovementId(movement), AssetId(crew)).encode(), secret.encode())
    if found is None or not is_right or crew not in found.crews or is_over(found, now_ms):
        raise Denied("this link does not work (any more)", "ask the operations room for a new card")
    return found


def check_in(signer: Signer, movement: MovementId, crew: AssetId, code: str, said_ms: Ms, key: Digest) -> CrewSpoke:
    """What a code says. Raises Denied for one that is neither."""
    codes = crew_codes(signer, movement, crew)
    for word, right in (("check_in", codes.well), ("duress", codes.forced)):
        if hmac.compare_digest(right.encode(), code.encode()):
            return CrewSpoke(movement, crew, word, said_ms, key)  # type: ignore[arg-type]
    raise Denied("this is not the code of this vehicle", "look at the crew's card, or ask the operations room")


def _secret(signer: Signer, movement: MovementId, crew: AssetId) -> str:
    signed = signer.sign(f"crew card\n{movement}\n{crew}\n".encode())
    return base64.urlsafe_b64encode(hashlib.sha256(signed).digest()[:18]).decode()
