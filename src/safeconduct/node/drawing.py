"""This node's part in the draws: it commits, gives its salt, opens each leg when its time has come, and publishes.

The secrets are never stored: each is the hash of the node key's signature over the order and what it is for, which
only this node can make and makes the same again after a restart. Openings are sealed with age to the leader's key.
"""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyrage

from safeconduct.movement.draw import FALLBACK, commitment, is_kept, of_leg
from safeconduct.movement.drawing import GRACE_MS, Draw, other_of
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.draw import DrawCommitted, DrawOpened, DrawPublished, DrawSalted, DrawWitnessed
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.record import AnyBody
from safeconduct.records.units import Ms, ObjectId, PartyId, RecordId
from safeconduct.wire.ed25519 import Signer

from .truth import Truth

_SALT: Final = "salt"
_AGAIN_MS: Final = 60_000


class Draws:
    """What this node must log for the draws that it has a part in. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, signer: Signer, identity: Path) -> None:
        self._truth = truth
        self._signer = signer
        self._identity = identity
        """Where the key lies that this node opens sealed nonces with, if it is a witness."""
        self._tried: dict[ObjectId, Ms] = {}
        """What was written, and when: a record that does not count is not written again at once."""

    def due(self, now_ms: Ms) -> list[AnyBody]:
        """Records to write now."""
        wanted = [body for movement, order in self._drawn() for body in self._due(movement, order, now_ms)]
        due: list[AnyBody] = []
        for body in wanted:
            about = body.about(self._truth.party)
            if now_ms - self._tried.get(about, -_AGAIN_MS) >= _AGAIN_MS:
                self._tried[about] = now_ms
                due.append(body)
        return due

    def next_ms(self, now_ms: Ms) -> Ms | None:
        """When the next leg is to be opened, or counts as refused."""
        times = [
            at_ms
            for movement, order in self._drawn()
            if movement.status in ("released", "under_way") and len(movement.draw.legs) < len(order.legs)
            for due_ms in (
                movement.draw.release_ms(order, len(movement.draw.legs) + 1),
                *(each.at_ms for each in movement.draw.opened.values()),
            )
            for at_ms in (due_ms, due_ms + GRACE_MS)
            if at_ms > now_ms
        ]
        return Ms(min(times)) if times else None

    def _drawn(self) -> Iterator[tuple[Movement, MovementDrawOrdered]]:
        for _, movement in sorted(self._truth.state.of(MOVEMENTS).movements.items()):
            if isinstance(movement.order, MovementDrawOrdered) and movement.order_id is not None:
                yield movement, movement.order

    def _due(self, movement: Movement, order: MovementDrawOrdered, now_ms: Ms) -> Iterator[AnyBody]:
        now, me, order_id = movement.draw, self._truth.party, movement.order_id
        if order_id is None or movement.missing_approvals(frozenset()):
            return
        if order.witness is not None and me == order.witness.party:
            yield from self._witness(movement, order, order_id, now_ms)
        if me not in order.parties:
            return
        legs = range(1, len(order.legs) + 1)
        if movement.status == "arrived":
            if me in now.committed and me not in now.published:
                nonces = tuple(self._secret(order_id, of_leg(leg)) for leg in legs)
                yield DrawPublished(movement.movement, order_id, nonces, self._secret(order_id, FALLBACK))
            return
        if me not in now.committed:
            yield self._commitment(movement, order, order_id)
        elif me not in now.salts and now.has_begun(order) and (order.witness is None or now.is_witnessed):
            yield DrawSalted(movement.movement, order_id, self._secret(order_id, _SALT))
        elif now.is_ready(order) and movement.status in ("released", "under_way") and not movement.is_stopped:
            yield from self._open(movement, order, order_id, now_ms)

    def _commitment(self, movement: Movement, order: MovementDrawOrdered, order_id: RecordId) -> DrawCommitted:
        me = self._truth.party
        whats = [of_leg(leg) for leg in range(1, len(order.legs) + 1)]
        secrets = [self._secret(order_id, what) for what in whats]
        return DrawCommitted(
            movement.movement,
            order_id,
            tuple(commitment(order_id, me, what, secret) for what, secret in zip(whats, secrets, strict=True)),
            commitment(order_id, me, FALLBACK, self._secret(order_id, FALLBACK)),
            tuple(seal(secret, order.witness.recipient) for secret in secrets) if order.witness else (),
        )

    def _open(
        self, movement: Movement, order: MovementDrawOrdered, order_id: RecordId, now_ms: Ms
    ) -> Iterator[AnyBody]:
        """Our nonce when its time has come; our fallback when the other's has not come in time."""
        now, me, leg = movement.draw, self._truth.party, len(movement.draw.legs) + 1
        if leg > len(order.legs) or now_ms < now.release_ms(order, leg):
            return
        if (leg, me, "nonce") not in now.opened:
            sealed = seal(self._secret(order_id, of_leg(leg)), order.leader)
            yield DrawOpened(movement.movement, order_id, leg, me, "nonce", sealed)
            return
        other = other_of(order, me)
        is_late = (leg, other, "nonce") not in now.opened and now_ms >= self._late_ms(now, order, leg, me)
        if order.witness is None and now.refused is None and (is_late or (leg, other) in now.disputed):
            sealed = seal(self._secret(order_id, FALLBACK), order.leader)
            yield DrawOpened(movement.movement, order_id, leg, me, "fallback", sealed)

    @staticmethod
    def _late_ms(now: Draw, order: MovementDrawOrdered, leg: int, me: PartyId) -> int:
        """When the other's opening is overdue: a leg may be opened late, after a stop, and then by both."""
        return max(now.release_ms(order, leg), now.opened[leg, me, "nonce"].at_ms) + GRACE_MS

    def _witness(
        self, movement: Movement, order: MovementDrawOrdered, order_id: RecordId, now_ms: Ms
    ) -> Iterator[AnyBody]:
        now, me = movement.draw, self._truth.party
        if not self._identity.exists() or not now.has_begun(order):
            return
        if not now.is_witnessed:
            if all(self._unsealed(now, order_id, party) is not None for party in order.parties):
                yield DrawWitnessed(movement.movement, order_id)
            return
        leg = len(now.legs) + 1
        is_open = movement.status in ("released", "under_way") and not movement.is_stopped and now.is_ready(order)
        if not is_open or leg > len(order.legs) or now_ms < now.release_ms(order, leg) + GRACE_MS:
            return
        for party in order.parties:
            theirs = now.opened.get((leg, party, "nonce"))
            is_false = theirs is not None and (leg, party) in now.disputed and theirs.by != me
            if (theirs is None or is_false) and (secrets := self._unsealed(now, order_id, party)):
                sealed = seal(secrets[leg - 1], order.leader)
                yield DrawOpened(movement.movement, order_id, leg, party, "nonce", sealed)

    def _unsealed(self, now: Draw, order_id: RecordId, party: PartyId) -> list[str] | None:
        """What the party sealed to us; None unless all of it is as committed."""
        committed = now.committed[party]
        try:
            identity = self._identity.read_text(encoding="ascii")
            secrets = [unseal(sealed, identity) for sealed in committed.sealed]
        except NotSealed:
            return None
        for leg, (secret, digest) in enumerate(zip(secrets, committed.nonces, strict=True), 1):
            if not is_kept(order_id, party, of_leg(leg), secret, digest):
                return None
        return secrets

    def _secret(self, order_id: RecordId, what: str) -> str:
        text = f"safeconduct draw secret\n{self._truth.party}\n{order_id}\n{what}\n"
        return hashlib.sha256(self._signer.sign(text.encode())).hexdigest()


class NotSealed(ValueError):
    """The text cannot be opened with that key, or holds no secret."""


def seal(secret: str, recipient: str) -> str:
    """A secret of 64 hexadecimal digits, encrypted with age to that key."""
    sealed = pyrage.encrypt(bytes.fromhex(secret), [pyrage.x25519.Recipient.from_str(recipient)])
    return base64.b64encode(sealed).decode()


def unseal(sealed: str, identity: str) -> str:
    """The secret. Raises NotSealed."""
    try:
        raw = pyrage.decrypt(base64.b64decode(sealed), [pyrage.x25519.Identity.from_str(identity.strip())])
    except (ValueError, pyrage.IdentityError, pyrage.DecryptError) as error:
        raise NotSealed(str(error)) from error
    if len(raw) != 32:
        raise NotSealed("not 32 bytes")
    return bytes(raw).hex()
