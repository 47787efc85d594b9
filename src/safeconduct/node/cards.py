"""Travellers' own links: each opens one traveller's page of one movement, and nothing else.

The secret in a link is made from the node's key, so nothing is stored and a restart changes nothing. It ends when
the movement is over.
"""

import base64
import hashlib
import hmac
from typing import Final

from safeconduct.errors import Denied
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.units import MovementId, Ms, PartyId, Pseudonym
from safeconduct.state.model import State
from safeconduct.wire.ed25519 import Signer

from .headcount import owners

_AFTER_MS: Final = 24 * 3_600_000
"""A link works so long after the arrival: the last ones say late that they are safe."""


def card_secret(signer: Signer, movement: MovementId, traveller: Pseudonym) -> str:
    """The secret of that traveller's link: 144 bits, safe in an address."""
    signed = signer.sign(f"traveller card\n{movement}\n{traveller}\n".encode())
    return base64.urlsafe_b64encode(hashlib.sha256(signed).digest()[:18]).decode()


def card_path(signer: Signer, movement: MovementId, traveller: Pseudonym) -> str:
    """The address on the node."""
    return f"/j/{movement}/{traveller}/{card_secret(signer, movement, traveller)}"


def movement_of_card(
    state: State, signer: Signer, party: PartyId, movement: str, traveller: str, secret: str, now_ms: Ms
) -> Movement:
    """Raises Denied, in the same words whatever is wrong."""
    found = state.of(MOVEMENTS).movements.get(MovementId(movement))
    right = card_secret(signer, MovementId(movement), Pseudonym(traveller))
    is_right = hmac.compare_digest(right.encode(), secret.encode())
    if found is None or not is_right or traveller not in owners(found).get(party, ()) or is_over(found, now_ms):
        raise Denied("this link does not work (any more)", "ask the operations room for a new card")
    return found


def is_over(movement: Movement, now_ms: Ms) -> bool:
    """Whether its links have ended."""
    arrived = [each.at_ms for each in movement.reports if each.report == "arrived"]
    return bool(arrived) and now_ms > max(arrived) + _AFTER_MS
