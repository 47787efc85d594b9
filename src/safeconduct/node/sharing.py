"""Our feeds for the others: only what a mandate in force allows, for its hours, as exactly as it says."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from safeconduct.accord.authority import Asked
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from safeconduct.records.clause import MandateContent
from safeconduct.records.feed import SHARED_MAX, FeedShared, OfficerRole
from safeconduct.records.observation import Observation
from safeconduct.records.units import ClauseId, Digest, FeedId, Ms, PartyId, RecordId, Resource
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.placed import Placed
from safeconduct.watch.coarse import coarse

from .access import Access
from .blobs import SALT_BYTES, Blobs
from .truth import Truth

_MINUTE_MS: Final = 60_000
_EXACT_M: Final = 0
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


class Content(msgspec.Struct, frozen=True):
    """What is handed over; `chance` keeps its digest from being guessed."""

    chance: str
    observations: tuple[Observation, ...]


class Delivery(msgspec.Struct, frozen=True):
    """An answer: ask again from `cursor` on. `content` is the JSON of a Content; none: nothing new that you may
    have."""

    cursor: int
    shared: RecordId | None = None
    content: str | None = None


class Sharing:
    """Knows which batches each of our feeds has in the log. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, blobs: Blobs, access: Access) -> None:
        self._truth, self._blobs, self._access = truth, blobs, access
        self._batches: dict[FeedId, list[tuple[int, Digest]]] = {}
        self.learn(truth.fold.order)

    def learn(self, placed: Iterable[Placed]) -> None:
        """Note what our feeds have delivered."""
        for each in placed:
            body = each.entry.record.body
            if isinstance(body, ObservationBatch) and each.entry.log == self._truth.origin:
                self._batches.setdefault(body.feed, []).append((each.entry.index, body.content))

    async def deliver(
        self, feed: FeedId, to: PartyId, role: OfficerRole, cursor: int, now_ms: Ms
    ) -> tuple[Delivery, list[Placed]]:
        """What came from our log's entry `cursor` on, logged first, and that record. Raises Denied. The caller
        holds the lock."""
        self._check(feed, to, role, now_ms)
        found: list[Observation] = []
        by: dict[int, _Allowed | None] = {}
        for index, batch in self._after(feed, cursor):
            told = [(each, allowed) for each in batch if (allowed := self._allowed(feed, to, role, each.t_ms, by))]
            if len(found) + len(told) > SHARED_MAX:
                break
            found += (coarse(each, allowed.resolution_m) for each, allowed in told)
            cursor = index + 1
        if not found:
            return Delivery(cursor), []
        content = msgspec.json.encode(Content(os.urandom(SALT_BYTES).hex(), tuple(found)))
        times = [each.t_ms for each in found]
        digest = Digest(hashlib.sha256(content).hexdigest())
        used = [allowed for allowed in by.values() if allowed is not None]
        clauses = tuple(sorted({clause for allowed in used for clause in allowed.clauses}))
        finest_m = min(allowed.resolution_m for allowed in used)
        body = FeedShared(feed, to, role, clauses, finest_m, len(found), min(times), max(times), digest)
        placed = await self._truth.write([body], now_ms)
        if not placed:  # our log is shut: what is not logged is not shown
            return Delivery(cursor), []
        return Delivery(cursor, placed[0].entry.id, content.decode()), placed

    def _after(self, feed: FeedId, cursor: int) -> Iterator[tuple[int, tuple[Observation, ...]]]:
        for index, digest in self._batches.get(feed, ()):
            if index >= cursor and (blob := self._blobs.get(digest)) is not None:
                yield index, _CONTENT.decode(blob[SALT_BYTES:])

    def _check(self, feed: FeedId, to: PartyId, role: OfficerRole, now_ms: Ms) -> None:
        """Raises Denied, naming the clause that is missing, unless a mandate for it is in force now, whatever its
        hours: what was seen in them may be fetched later."""
        accord = self._truth.state.of(ACCORD)
        running = [each.content for each in accord.in_force(self._truth.parties, now_ms)]
        if any(_speaks_of(content, feed, to, role) for content in running):
            return
        wanting = [each.number for each in accord.numbered() if _speaks_of(each.content, feed, to, role)]
        raise Denied(
            f"no mandate in force lets {to}, as {role}, see the feed {feed}",
            f"clause {wanting[0]} would: it has to come into force" if wanting else "propose a mandate: see_feed",
        )

    def _allowed(
        self, feed: FeedId, to: PartyId, role: OfficerRole, t_ms: Ms, known: dict[int, "_Allowed | None"]
    ) -> "_Allowed | None":
        """How exactly what was seen then may be known, and by which mandates: within their hours, and not before
        they began. known: what was decided already, by minute."""
        minute = t_ms // _MINUTE_MS
        if minute not in known:
            options = (self._decide(feed, to, role, t_ms, each) for each in self._resolutions(to))
            known[minute] = next((each for each in options if each is not None), None)
        return known[minute]

    def _decide(self, feed: FeedId, to: PartyId, role: OfficerRole, t_ms: Ms, metres: int) -> "_Allowed | None":
        asked = Asked("see_feed", to, role, t_ms, Resource(f"feed/{feed}"), resolution_m=metres)
        decision = self._access.authority.decide(asked)
        accord, members = self._truth.state.of(ACCORD), self._truth.parties
        since = [(each, accord.in_force_since(accord.clauses[each], members)) for each in decision.clauses]
        holding = tuple(each for each, from_ms in since if from_ms is not None and from_ms <= t_ms)
        return _Allowed(metres, holding) if holding else None

    def _resolutions(self, to: PartyId) -> list[int]:
        """From the finest on: those that mandates on the table speak of."""
        told = {
            clause.content.resolution_m or _EXACT_M
            for clause in self._truth.state.of(ACCORD).numbered()
            if isinstance(clause.content, MandateContent) and clause.content.party == to
        }
        return sorted(told | {_EXACT_M})


class _Allowed(NamedTuple):
    resolution_m: int
    clauses: tuple[ClauseId, ...]


def _speaks_of(content: object, feed: FeedId, to: PartyId, role: OfficerRole) -> bool:
    return (
        isinstance(content, MandateContent)
        and (content.act, content.party, content.role) == ("see_feed", to, role)
        and (not content.on or f"feed/{feed}" in content.on)
    )
