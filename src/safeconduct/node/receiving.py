"""Feeds of the others that mandates let our officers see: shown while that lasts; only receipts are kept."""

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

import msgspec

from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from safeconduct.records.clause import MandateContent
from safeconduct.records.feed import FeedReceived, OfficerRole
from safeconduct.records.observation import Position
from safeconduct.records.record import AnyBody
from safeconduct.records.units import AssetId, Digest, FeedId, Ms, PartyId, RecordId
from safeconduct.state.parties import Officer
from safeconduct.watch.reduce import GROUND
from safeconduct.watch.shares import SHARES

from .sharing import Content, Delivery
from .truth import Truth

_ASSETS_MAX: Final = 10_000
_CONTENT: Final = msgspec.json.Decoder(Content)
AskFeed: TypeAlias = Callable[["Source", int], Awaitable[Delivery]]
"""The owner's answer for a source, from a cursor on. Raises Denied where it may not be seen."""


class Source(NamedTuple):
    """Somebody's feed, as our officers in that role see it."""

    owner: PartyId
    feed: FeedId
    role: OfficerRole


class Receiving:
    """The newest position of each shared asset, in memory only: with the mandate it is gone."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._cursors: dict[Source, int] = {}
        self.positions: dict[Source, dict[AssetId, Position]] = {}
        self.false: dict[Source, RecordId] = {}
        """Sources that sent other bytes than their owner logged: shown no more, and told."""
        self._unreceipted: dict[RecordId, tuple[Source, Digest]] = {}

    def sources(self, owner: PartyId, now_ms: Ms) -> list[Source]:
        """What mandates in force let us see of that party's."""
        us, accord, members = self._truth.party, self._truth.state.of(ACCORD), self._truth.parties
        found: set[Source] = set()
        for clause in accord.in_force(members, now_ms):
            mandate = clause.content
            if isinstance(mandate, MandateContent) and (mandate.act, mandate.party) == ("see_feed", us):
                feeds, roles = self._feeds(mandate, owner), _roles(mandate)
                found |= {Source(owner, feed, role) for feed in feeds for role in roles}
        return sorted(found)

    async def look(self, owner: PartyId, ask: AskFeed, now_ms: Ms) -> bool:
        """Ask for what is new, and let go of what may be seen no longer. Returns whether anything changed. Raises
        what the network raises."""
        wanted = self.sources(owner, now_ms)
        is_changed = self._let_go(owner, set(wanted))
        for source in (each for each in wanted if each not in self.false):
            try:
                delivery = await ask(source, self._cursors.get(source, 0))
            except Denied:
                is_changed |= self.positions.pop(source, None) is not None
                continue
            self._cursors[source] = delivery.cursor
            if delivery.content is not None and delivery.shared is not None:
                self._take(source, delivery.shared, delivery.content)
                is_changed = True
        return is_changed

    def due(self) -> list[AnyBody]:
        """Receipts for what has come and whose record we hold by now."""
        shares = self._truth.state.of(SHARES).shares
        known = [record for record in self._unreceipted if record in shares]
        bodies: list[AnyBody] = []
        for record in known:
            source, digest = self._unreceipted.pop(record)
            share = shares[record]
            if (share.owner, share.body.feed, share.body.content) != (source.owner, source.feed, digest):
                self.false[source] = record
                self.positions.pop(source, None)
                continue
            bodies.append(FeedReceived(source.feed, source.owner, record, digest))
        return bodies

    def seen_by(self, officer: Officer, now_ms: Ms) -> Iterator[tuple[Source, Position]]:
        """What that officer may see, by the mandates in force at this moment."""
        for source, positions in sorted(self.positions.items()):
            if source.role in officer.roles and source in self.sources(source.owner, now_ms):
                yield from ((source, each) for each in positions.values())

    def _take(self, source: Source, shared: RecordId, content: str) -> None:
        positions = self.positions.setdefault(source, {})
        for seen in _CONTENT.decode(content).observations:
            if not isinstance(seen, Position) or (seen.asset not in positions and len(positions) >= _ASSETS_MAX):
                continue
            if seen.asset not in positions or positions[seen.asset].t_ms <= seen.t_ms:
                positions[seen.asset] = seen
        self._unreceipted[shared] = (source, Digest(hashlib.sha256(content.encode()).hexdigest()))

    def _let_go(self, owner: PartyId, wanted: set[Source]) -> bool:
        ended = [source for source in self.positions if source.owner == owner and source not in wanted]
        for source in ended:
            del self.positions[source]
        return bool(ended)

    def _feeds(self, mandate: MandateContent, owner: PartyId) -> set[FeedId]:
        named = {FeedId(each.removeprefix("feed/")) for each in mandate.on if each.startswith("feed/")}
        known = {feed for feed, party in self._truth.state.of(GROUND).feeds if party == owner}
        return known & named if mandate.on else known


def _roles(mandate: MandateContent) -> tuple[OfficerRole, ...]:
    return (mandate.role,) if mandate.role != "node" else ()
