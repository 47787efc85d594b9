"""The draw: which route, decided by both parties and by neither alone, and checked by anyone afterwards.

1. Each party sends two commitments, to a nonce and to a fallback nonce.
2. When both have them, each sends its salt in clear.
3. Each opens its nonce. The hash of both nonces decides.

Whoever opens last sees the outcome first and may refuse; no protocol of two parties is free of that (Cleve 1986).
So either a witness holds both openings, sealed, from the start and opens them at the deadline: refusing is useless.
Or the other party's fallback, mixed with the refuser's salt, decides: the refuser swaps a known outcome once for an
unknown one, and the order prints what that is worth (`after_refusal`). A second refusal cancels the movement.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from safeconduct.errors import BadInput, Untrusted
from safeconduct.records.units import Digest, MovementId, Ms, PartyId
from safeconduct.wire import canonical

from .game import ODDS

NONCE_BYTES: Final = 32

_Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn. Every hash below binds it, so nothing can be drawn twice or for something else."""

    movement: MovementId
    plan: Digest
    """Of the certificate, which fixes the order of the routes."""
    roads: Digest
    """Of the road file."""
    release_ms: Ms
    """When the openings are due."""
    parties: tuple[PartyId, PartyId]
    """In the order of their names."""
    witness: PartyId | None = None


class Commitment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party's commitment to its random value."""

    nonce: Digest
    fallback: Digest


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """32 random bytes each, hexadecimal. The fallback stays closed unless the other party refuses."""

    nonce: _Hex32
    fallback: _Hex32 | None = None


class Outcome(NamedTuple):
    """What the draw gave."""

    drawn: int
    """0 <= drawn < 2^32; see `pick`."""
    refused: PartyId | None
    """Whose opening never came; its fallback never counts."""


class BadSession(BadInput):
    """The draw cannot begin."""


class OpeningFalse(Untrusted):
    """An opening is not what the party committed to: treat the party as having refused, and keep both."""

    def __init__(self, party: PartyId, what: str) -> None:
        super().__init__(
            f"{party} opened a {what} that does not match its commitment",
            f"keep both records; {party} counts as having refused, and the draw goes on by the fallback",
        )
        self.party = party


class DrawVoid(BadInput):
    """Neither the openings nor one fallback decide."""

    next_step = "cancel the movement and plan a new one; the log shows who refused"


def check_session(session: Session) -> None:
    """Raises BadSession: parties out of order or the same, or a witness who is one of them."""
    first, second = session.parties
    if not first < second:
        raise BadSession(f"the parties {first} and {second} are not in order", next_step="sort them by name")
    if session.witness in session.parties:
        raise BadSession(
            f"{session.witness} cannot witness its own draw", next_step="name a third organisation, or none"
        )


def commit(session: Session, party: PartyId, nonce: bytes, fallback: bytes) -> Commitment:
    """Two commitments. The bytes must be random, 32 each, and used once."""
    if len(nonce) != NONCE_BYTES or len(fallback) != NONCE_BYTES or nonce == fallback:
        raise BadSession("a draw needs two different nonces of 32 bytes", next_step="draw them from the system")
    return Commitment(
        _commitment(session, party, "nonce", nonce), _commitment(session, party, "fallback", fallback)
    )


def check_opening(session: Session, party: PartyId, committed: Commitment, opening: Opening) -> None:
    """Raises OpeningFalse."""
    if not hmac.compare_digest(_commitment(session, party, "nonce", bytes.fromhex(opening.nonce)), committed.nonce):
        raise OpeningFalse(party, "nonce")
    if opening.fallback is not None:
        found = _commitment(session, party, "fallback", bytes.fromhex(opening.fallback))
        if not hmac.compare_digest(found, committed.fallback):
            raise OpeningFalse(party, "fallback")


def outcome(
    session: Session,
    commitments: Mapping[PartyId, Commitment],
    salts: Mapping[PartyId, str],
    openings: Mapping[PartyId, Opening],
) -> Outcome:
    """What the log decides after the deadline. With a witness, `openings` holds what the witness unsealed.

    Raises OpeningFalse (leave that opening out and ask again), DrawVoid.
    """
    check_session(session)
    for party in session.parties:
        if party not in commitments:
            raise DrawVoid(f"{party} never committed")
        if party in openings:
            check_opening(session, party, commitments[party], openings[party])
    first, second = session.parties
    if first in openings and second in openings:
        return Outcome(_number(session, "both", openings[first].nonce, openings[second].nonce), None)
    for party, refuser in ((first, second), (second, first)):
        if party in openings and refuser not in openings:
            fallback, salt = openings[party].fallback, salts.get(refuser)
            if fallback is None:
                raise DrawVoid(f"{refuser} refused, and {party} has not opened its fallback")
            if salt is None:
                raise DrawVoid(f"{refuser} never sent its salt, so {party} should not have opened")
            return Outcome(_number(session, "fallback", party, fallback, salt), refuser)
    raise DrawVoid(f"neither {first} nor {second} opened")


def pick(odds: Sequence[int], drawn: int) -> int:
    """Index of the route: odds are integers out of 2^32, in the plan's order. No modulo, so no bias."""
    if sum(odds) != ODDS or min(odds, default=0) < 0:
        raise BadSession(f"the odds add up to {sum(odds)}, not 2^32", next_step="certify the plan first")
    for i, odd in enumerate(odds):
        if drawn < odd:
            return i
        drawn -= odd
    raise BadSession("the number drawn is 2^32 or more", next_step="take it from `outcome`")


def after_refusal(q: Fraction) -> tuple[Fraction, Fraction]:
    """Odds of an event of odds q if the last to open may refuse once: (to avoid it, to bring it about)."""
    return q * q, 1 - (1 - q) * (1 - q)


def _number(session: Session, how: str, *parts: str) -> int:
    return int.from_bytes(_hash(session, how, *parts)[:4], "big")


def _commitment(session: Session, party: PartyId, what: str, nonce: bytes) -> Digest:
    return Digest(_hash(session, "commit " + what, party, nonce.hex()).hex())


def _hash(session: Session, *parts: str) -> bytes:
    """SHA-256 of canonical JSON: every part has its own quotes, so no two lists of parts give one text."""
    return hashlib.sha256(canonical.encode(("safeconduct draw/1", session, *parts))).digest()
