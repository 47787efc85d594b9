"""How far the draw of a movement is, as the logs tell it."""

from typing import Final, Literal, TypeAlias

import immutables
import msgspec

from safeconduct.records.draw import (
    DrawCommitted,
    DrawDisputed,
    DrawOpened,
    DrawPublished,
    DrawSalted,
    DrawWitnessed,
    LegStarted,
)
from safeconduct.records.plan import MovementDrawOrdered, PlannedRoute, leg_digest
from safeconduct.records.units import Digest, Ms, Origin, PartyId, RecordId
from safeconduct.state.placed import Placed
from safeconduct.state.refusal import Refusal

from . import draw

GRACE_MS: Final = 90_000
"""A leg that a party has not opened so long after its time counts as refused."""

What: TypeAlias = Literal["nonce", "fallback"]


class Opened(msgspec.Struct, frozen=True):
    """A sealed opening in the log."""

    sealed: str
    by: PartyId
    at_ms: Ms
    log: Origin
    index: int


class Draw(msgspec.Struct, frozen=True):
    """The draw of one order."""

    committed: immutables.Map[PartyId, DrawCommitted] = immutables.Map()
    is_witnessed: bool = False
    salts: immutables.Map[PartyId, str] = immutables.Map()
    opened: immutables.Map[tuple[int, PartyId, What], Opened] = immutables.Map()
    disputed: immutables.Map[tuple[int, PartyId], RecordId] = immutables.Map()
    refused: tuple[int, PartyId] | None = None
    """The leg that a party refused: the other's fallback decides it."""
    legs: tuple[LegStarted, ...] = ()
    published: immutables.Map[PartyId, DrawPublished] = immutables.Map()

    def has_begun(self, order: MovementDrawOrdered) -> bool:
        """Both have committed: nothing may be chosen any more."""
        return all(party in self.committed for party in order.parties)

    def is_ready(self, order: MovementDrawOrdered) -> bool:
        """The outcome is fixed, and known to nobody."""
        return all(party in self.salts for party in order.parties)

    def decides(self, order: MovementDrawOrdered, leg: int) -> tuple[tuple[PartyId, What], ...]:
        """Whose openings decide that leg: both nonces, or one fallback."""
        if self.refused is not None and self.refused[0] == leg:
            return ((other_of(order, self.refused[1]), "fallback"),)
        return tuple((party, "nonce") for party in order.parties)

    def depart_ms(self, order: MovementDrawOrdered) -> Ms:
        """As drawn; the first, until the first leg has started."""
        drawn_ms = self.legs[0].depart_ms if self.legs else None
        return order.depart_ms if drawn_ms is None else drawn_ms

    def release_ms(self, order: MovementDrawOrdered, leg: int) -> Ms:
        """When that leg may be opened, counted from 1: as much later as the convoy departs."""
        return Ms(order.legs[leg - 1] + self.depart_ms(order) - order.depart_ms)

    def driven(self, order: MovementDrawOrdered) -> tuple[Digest, ...]:
        """Digests of the legs that have started."""
        return tuple(_digest(order, leg) for leg in self.legs)


class Drawn(msgspec.Struct, frozen=True):
    """What the published secrets say was drawn, and whether the legs that were driven are those."""

    route: int
    """Its place in the plan, from 0."""
    is_followed: bool
    """Every leg that was started is the drawn route's."""


def other_of(order: MovementDrawOrdered, party: PartyId) -> PartyId:
    """The other party of the draw."""
    first, second = order.parties
    return second if party == first else first


def _digest(order: MovementDrawOrdered, leg: LegStarted) -> Digest:
    """As the plan has it; of a departure between two whole seconds it has nothing."""
    late_ms = 0 if leg.depart_ms is None else leg.depart_ms - order.depart_ms
    return leg_digest(leg.line, late_ms // 1000) if late_ms % 1000 == 0 else Digest("")


def drawn(
    order_id: RecordId, order: MovementDrawOrdered, routes: tuple[PlannedRoute, ...], now: Draw
) -> Drawn | None:
    """None until both parties have published."""
    if any(party not in now.published for party in order.parties):
        return None
    secrets = {
        (leg, party, "nonce"): nonce
        for party, said in now.published.items()
        for leg, nonce in enumerate(said.nonces, 1)
    }
    fallbacks = {party: said.fallback for party, said in now.published.items()}
    seeds: list[bytes] = []
    for leg in range(1, len(order.legs) + 1):
        if now.refused is not None and now.refused[0] == leg:
            party = other_of(order, now.refused[1])
            salt, before = now.salts[now.refused[1]], seeds[-1] if seeds else b""
            seeds.append(draw.seed_of_fallback(order_id, leg, party, fallbacks[party], salt, before))
        else:
            first, second = (secrets[leg, party, "nonce"] for party in order.parties)
            seeds.append(draw.seed_of_both(order_id, leg, first, second))
    (route,) = draw.walk(routes, seeds)
    followed = now.driven(order) == routes[route].legs[: len(now.legs)]
    return Drawn(route, followed)


def commit(now: Draw, order: MovementDrawOrdered, party: PartyId, body: DrawCommitted) -> Draw | Refusal:
    """A party's commitments."""
    if party not in order.parties:
        return Refusal(f"{party} has no part in this draw")
    if party in now.committed:
        return Refusal(f"{party} has committed already")
    if len(body.nonces) != len(order.legs):
        return Refusal(f"{len(body.nonces)} commitments for {len(order.legs)} legs")
    if len(body.sealed) != (len(order.legs) if order.witness else 0):
        return Refusal("the nonces are not sealed as the order asks")
    return msgspec.structs.replace(now, committed=now.committed.set(party, body))


def witness(now: Draw, order: MovementDrawOrdered, party: PartyId, body: DrawWitnessed) -> Draw | Refusal:
    """The witness holds what it needs."""
    if order.witness is None or party != order.witness.party:
        return Refusal(f"{party} is not the witness of this draw")
    if not now.has_begun(order):
        return Refusal("not both parties have committed")
    return msgspec.structs.replace(now, is_witnessed=True)


def salt(now: Draw, order: MovementDrawOrdered, party: PartyId, body: DrawSalted) -> Draw | Refusal:
    """A party's salt, once nothing can be chosen any more."""
    if party not in order.parties or party in now.salts:
        return Refusal(f"{party} has no salt to give")
    if not now.has_begun(order):
        return Refusal("not both parties have committed")
    if order.witness is not None and not now.is_witnessed:
        return Refusal(f"the witness {order.witness.party} has not looked at the sealed nonces")
    return msgspec.structs.replace(now, salts=now.salts.set(party, body.salt))


def open_leg(now: Draw, order: MovementDrawOrdered, placed: Placed, body: DrawOpened) -> Draw | Refusal:
    """A sealed opening of one leg."""
    entry, record = placed.entry, placed.entry.record
    key: tuple[int, PartyId, What] = (body.leg, body.of, body.what)
    if body.leg > len(order.legs) or body.of not in order.parties:
        return Refusal("there is nothing of that kind to open")
    is_witness = order.witness is not None and record.party == order.witness.party
    if body.of != record.party and not (is_witness and body.what == "nonce"):
        return Refusal(f"{record.party} cannot open what {body.of} committed to")
    if not now.is_ready(order):
        return Refusal("the draw is not ready: commitments or salts are missing")
    if record.at_ms < now.release_ms(order, body.leg):
        return Refusal(f"leg {body.leg} was opened before its time")
    if body.leg != len(now.legs) + 1:
        return Refusal(f"leg {len(now.legs) + 1} is next, not {body.leg}")
    is_mended = is_witness and (body.leg, body.of) in now.disputed and now.opened[key].by != record.party
    if key in now.opened and not is_mended:
        return Refusal("that is open already")
    if body.what == "fallback":
        fault = _no_fallback(now, order, placed, body)
        if fault is not None:
            return Refusal(fault)
        now = msgspec.structs.replace(now, refused=(body.leg, other_of(order, body.of)))
    opened = Opened(body.sealed, record.party, record.at_ms, entry.log, entry.index)
    return msgspec.structs.replace(now, opened=now.opened.set(key, opened))


def _no_fallback(now: Draw, order: MovementDrawOrdered, placed: Placed, body: DrawOpened) -> str | None:
    refuser = other_of(order, body.of)
    if order.witness is not None:
        return f"the witness {order.witness.party} opens what is missing: there is no fallback"
    if now.refused is not None:
        return f"{now.refused[1]} has refused leg {now.refused[0]} already: a second refusal cancels the movement"
    if (body.leg, body.of, "nonce") not in now.opened:
        return f"{body.of} has not opened leg {body.leg} itself"
    if (body.leg, refuser) in now.disputed:
        return None
    if placed.entry.record.at_ms < now.release_ms(order, body.leg) + GRACE_MS:
        return f"{refuser} still has time to open leg {body.leg}"
    theirs = now.opened.get((body.leg, refuser, "nonce"))
    if theirs is not None and any(
        head.origin == theirs.log and head.size > theirs.index for head in placed.entry.record.seen
    ):
        return f"{refuser} has opened leg {body.leg}, and {body.of} had seen it"
    return None


def dispute(now: Draw, order: MovementDrawOrdered, record: RecordId, body: DrawDisputed) -> Draw | Refusal:
    """The leader could not use what a party sealed."""
    if (body.leg, body.of, "nonce") not in now.opened or (body.leg, body.of) in now.disputed:
        return Refusal(f"{body.of} has opened nothing there that could be disputed")
    return msgspec.structs.replace(now, disputed=now.disputed.set((body.leg, body.of), record))


def start_leg(
    now: Draw, order: MovementDrawOrdered, routes: tuple[PlannedRoute, ...], body: LegStarted
) -> Draw | Refusal:
    """The convoy drives on. The line must be one that the plan has after the legs before."""
    if body.leg != len(now.legs) + 1:
        return Refusal(f"leg {len(now.legs) + 1} is next, not {body.leg}")
    if any((body.leg, party, what) not in now.opened for party, what in now.decides(order, body.leg)):
        return Refusal(f"leg {body.leg} is not open yet")
    if (body.depart_ms is not None) != (body.leg == 1 and order.depart_to_ms is not None):
        return Refusal("the departure is told with the first leg of a plan that has several")
    driven = (*now.driven(order), _digest(order, body))
    if not any(route.legs[: body.leg] == driven for route in routes):
        return Refusal(f"the plan has no such leg {body.leg}")
    return msgspec.structs.replace(now, legs=(*now.legs, body))


def publish(
    now: Draw, order_id: RecordId, order: MovementDrawOrdered, party: PartyId, body: DrawPublished
) -> Draw | Refusal:
    """A party's secrets, each compared with its commitment."""
    committed = now.committed.get(party)
    if committed is None or party in now.published:
        return Refusal(f"{party} has nothing to publish")
    if len(body.nonces) != len(committed.nonces):
        return Refusal(f"{len(body.nonces)} nonces for {len(committed.nonces)} commitments")
    for leg, (nonce, digest) in enumerate(zip(body.nonces, committed.nonces, strict=True), 1):
        if not draw.is_kept(order_id, party, draw.of_leg(leg), nonce, digest):
            return Refusal(f"the nonce of leg {leg} is not what {party} had committed to")
    if not draw.is_kept(order_id, party, draw.FALLBACK, body.fallback, committed.fallback):
        return Refusal(f"the fallback is not what {party} had committed to")
    return msgspec.structs.replace(now, published=now.published.set(party, body))
