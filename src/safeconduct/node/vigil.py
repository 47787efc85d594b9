"""The watch of this node: observations go into the log as batches, and what they show as facts.

Only facts that nothing can change any more are logged, because a record is for good. Until then (the watch's
lateness: a minute, or what node.toml says of a feed) they are on our own screens, provisional. After a restart the
same batches give the same state.

Nothing of a turn holds before its records are in the log: `observe` and `silence` only say what to write, `done`
makes it so. A disk that is full thus loses no fact and doubles none: the next turn begins where the last one that
was written ended.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import immutables
import msgspec

from safeconduct.feeds.batch import encode
from safeconduct.records.fact import Arg
from safeconduct.records.observation import Observation, Position
from safeconduct.records.positions import Positions, positions_of, without
from safeconduct.records.record import AnyBody
from safeconduct.records.units import AssetId, Digest, DurationMs, FeedId, Ms
from safeconduct.records.watch import AssetJoined, AssetParted, FactsDerived, ObservationBatch
from safeconduct.state.fact import Fact
from safeconduct.state.logs import LOGS
from safeconduct.state.placed import Placed
from safeconduct.watch import (
    Step,
    Watch,
    alert,
    begin,
    join,
    next_deadline_ms,
    next_settling_ms,
    part,
    provisional,
    reconfigure,
    step,
)
from safeconduct.watch.config import WatchConfig
from safeconduct.watch.coverage import FieldOfView
from safeconduct.watch.reduce import GROUND

from .blobs import SALT_BYTES, Blobs
from .history import History
from .lookout import CHANGES_CONFIG, config_of
from .newest import Newest
from .sight import Sight
from .truth import Truth

_NODE_ONLY: Final = frozenset({"node"})
_FACTS_MAX: Final = 500
Join: TypeAlias = tuple[AssetId, AssetId]
"""(a name that a tracker gave, the name that the vehicle is known by)"""
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


class Turn(msgspec.Struct):
    """What to write, and what holds once that is durable."""

    watch: Watch
    bodies: list[AnyBody] = []
    refused: list[tuple[FeedId, str]] = []
    """Which feed's observations were not believed, and why."""
    taken: list[Positions] = []
    """Places that are believed."""
    alerts: list[Fact] = []
    """What devices called out, as it will be logged."""
    contents: list[Digest] = []
    """Where they are put aside."""


class Vigil:
    """Keeps the watch's state. `Node` calls it under the lock."""

    def __init__(
        self,
        truth: Truth,
        blobs: Blobs,
        keep_ms: DurationMs,
        lateness_ms: Mapping[FeedId, DurationMs] = immutables.Map(),
        views: Sequence[FieldOfView] = (),
        history: History | None = None,
    ) -> None:
        """lateness_ms: of feeds that are never as late as the watch waits by default. views: of our sensors."""
        self.sight = Sight(truth, views)
        self.history = history
        self._truth = truth
        self._lateness_ms = lateness_ms
        self._blobs = blobs
        self._keep_ms = keep_ms
        self.watch: Watch = begin(WatchConfig())
        self.positions: Final = Newest()
        self._owed: tuple[Fact, ...] = ()
        """Facts that a crash kept out of the log: they go in with the next turn."""
        self._replay()

    def turn(self) -> Turn:
        """Begin one, with the facts that are owed from before."""
        return Turn(self.watch, self._derived(self._owed))

    def observe(
        self,
        turn: Turn,
        feed: FeedId,
        observations: Sequence[Observation],
        now_ms: Ms,
        joins: Sequence[Join] = (),
        positions: Positions | None = None,
    ) -> None:
        """Add what to log of these observations; positions, as columns, before the others. Their content is put
        aside: settle the blobs before the records are written."""
        watch, joined = turn.watch, list[Fact]()
        for other, kept in joins:
            if self.is_apart(other, kept):
                continue
            watch, facts = self._joined(watch, other, kept, now_ms)
            joined += facts
        turn.watch = watch
        turn.bodies += self._derived(joined)  # first, as it was done: a restart replays our log in its order
        if positions is not None:
            self._heed_many(turn, feed, positions, now_ms)
        if observations or positions is None:
            self._heed(turn, feed, observations, now_ms)

    def _heed(self, turn: Turn, feed: FeedId, observations: Sequence[Observation], now_ms: Ms) -> None:
        result = self._stepped(turn, feed, observations, now_ms)
        bad = {id(each.seen) for each in result.refused}
        taken = [each for each in observations if id(each) not in bad]
        if taken:
            times = [each.t_ms for each in taken]
            self._put(turn, feed, msgspec.json.encode(taken), len(taken), (min(times), max(times)), now_ms)
        turn.bodies += self._derived(result.confirmed)
        turn.bodies += self._called_out(turn, taken)
        turn.taken.append(positions_of([each for each in taken if isinstance(each, Position)]))

    def _heed_many(self, turn: Turn, feed: FeedId, positions: Positions, now_ms: Ms) -> None:
        result = self._stepped(turn, feed, positions, now_ms)
        taken = without(positions, [each.seen for each in result.refused if isinstance(each.seen, Position)])
        if (count := len(taken.asset)) > 0:
            span = int(taken.t_ms.min()), int(taken.t_ms.max())
            self._put(turn, feed, encode(taken), count, span, now_ms)
        turn.bodies += self._derived(result.confirmed)
        turn.taken.append(taken)

    def _stepped(self, turn: Turn, feed: FeedId, batch: Sequence[Observation] | Positions, now_ms: Ms) -> Step:
        result = step(turn.watch, batch, now_ms, self._lateness_ms.get(feed))
        turn.watch = result.state
        turn.refused += [(feed, each.reason) for each in result.refused]
        return result

    def _put(
        self, turn: Turn, feed: FeedId, content: bytes, count: int, span_ms: tuple[int, int], now_ms: Ms
    ) -> None:
        """Put the content of a batch aside, and log what commits to it."""
        digest = self._blobs.put(os.urandom(SALT_BYTES), content)
        keep_ms = Ms(now_ms + self._keep_ms)
        turn.bodies.append(ObservationBatch(feed, count, Ms(span_ms[0]), Ms(span_ms[1]), digest, keep_ms))
        turn.contents.append(digest)

    def silence(self, now_ms: Ms) -> Turn:
        """What to log because time has passed."""
        result = step(self.watch, (), now_ms)
        seen = self.sight.due(result.state, now_ms)
        stored = self.history.due(now_ms) if self.history else []
        return Turn(result.state, [*self._derived((*self._owed, *result.confirmed, *seen)), *stored])

    def done(self, turn: Turn) -> None:
        """Its records are in the log."""
        self.watch, self._owed = turn.watch, ()
        for each in turn.taken:
            self.positions.hear(each)

    def undone(self, turn: Turn) -> None:
        """Its records could not be written: content that was put aside belongs to nothing. The senders keep it."""
        for content in turn.contents:
            self._blobs.erase(content)

    def provisional(self) -> tuple[Fact, ...]:
        """What our own watch says and no log holds yet, because late observations may still change it."""
        return provisional(self.watch)

    @property
    def is_waiting(self) -> bool:
        """Whether something is not sure yet."""
        return next_settling_ms(self.watch) is not None

    def next_ms(self) -> Ms | None:
        """When the watch has something to say at the latest, if nothing arrives."""
        owed_ms = Ms(max(0, self.watch.now_ms)) if self._owed else None
        due = (owed_ms, next_deadline_ms(self.watch), next_settling_ms(self.watch))
        times = [at for at in due if at is not None]
        return min(times, default=None)

    def learn(self, placed: Iterable[Placed]) -> None:
        """Sites and movements decide what the watch looks at."""
        placed = list(placed)
        if self.history:
            self.history.learn(placed)
        for each in placed:
            self._obey(each)
        if any(isinstance(each.entry.record.body, CHANGES_CONFIG) for each in placed):
            self._configure()

    def is_apart(self, other: AssetId, kept: AssetId) -> bool:
        """Whether an officer of ours has said that these names are two vehicles."""
        return (self._truth.party, other, kept) in self._truth.state.of(GROUND).apart

    def _obey(self, placed: Placed) -> None:
        """What an officer says of two names holds for the watch at once; the facts go in with the next turn."""
        body, record = placed.entry.record.body, placed.entry.record
        if record.party != self._truth.party or placed.entry.id in self._truth.state.refused:
            return
        facts: tuple[Fact, ...] = ()
        if isinstance(body, AssetJoined):
            self.watch, facts = self._joined(self.watch, body.other, body.kept, Ms(max(0, self.watch.now_ms)))
        elif isinstance(body, AssetParted):
            facts = self._part(body.other, body.kept)
        self._owed = (*self._owed, *facts)

    def _part(self, other: AssetId, kept: AssetId) -> tuple[Fact, ...]:
        """Take the join back, whichever of the names goes on."""
        named = other if self.watch.same.get(other) == kept else kept
        if self.watch.same.get(named) not in (other, kept):
            return ()
        result = part(self.watch, named, max(0, self.watch.now_ms))
        self.watch = result.state
        return result.confirmed

    def _joined(self, watch: Watch, other: AssetId, kept: AssetId, now_ms: Ms) -> tuple[Watch, tuple[Fact, ...]]:
        """Two names are one vehicle. It goes on under the one that our log has placed in a zone already, so that
        a countdown that both parties see never begins anew; otherwise under `kept`. Returns the facts that nothing
        can change any more; the others are confirmed in their time."""
        stays = self._truth.state.of(GROUND).stays
        if any(asset == other and (kept, zone) not in stays for asset, zone in stays):
            other, kept = kept, other
        result = join(watch, other, kept, now_ms)
        return result.state, result.confirmed

    def _called_out(self, turn: Turn, taken: Sequence[Observation]) -> list[AnyBody]:
        """Calls for help and tampering are facts at once: nothing that comes late could take them back."""
        ground = self._truth.state.of(GROUND)
        facts = alert.told(taken, ground.calling, ground.tampered, turn.alerts)
        turn.alerts += facts
        return self._derived(facts)

    def _derived(self, facts: Sequence[Fact]) -> list[AnyBody]:
        """Records of these facts. A fact that comes after our log has promised to be complete (the node was down,
        a phone had no coverage) counts from the promise on: as an older one it would not count at all."""
        beat = self._truth.state.of(LOGS).heartbeats.get(self._truth.origin)
        floor_ms = Ms(beat.complete_to_ms + 1) if beat else Ms(0)
        counted = [msgspec.structs.replace(fact, t_ms=max(fact.t_ms, floor_ms)) for fact in facts]
        starts = range(0, len(counted), _FACTS_MAX)
        return [FactsDerived(tuple(counted[start : start + _FACTS_MAX])) for start in starts]

    def _configure(self) -> None:
        config = config_of(self._truth.state, self._truth.parties)
        if config == self.watch.ground.config:
            return
        result = reconfigure(self.watch, config, self.watch.now_ms)
        self.watch = result.state
        self._owed = (*self._owed, *result.confirmed)

    def _replay(self) -> None:
        """The watch's state from our own log's batches, up to the time of our newest record. What that shows and
        a crash kept out of the log is owed; it cannot be older than the last batch."""
        self._configure()
        shown: tuple[Fact, ...] = ()
        logged: dict[tuple[str, tuple[Arg, ...]], Ms] = {}
        newest_ms = Ms(0)
        for placed in self._truth.fold.order:
            record = placed.entry.record
            if placed.entry.log != self._truth.origin or record.body.SIGNERS != _NODE_ONLY:
                continue
            newest_ms = max(newest_ms, record.at_ms)
            if isinstance(record.body, FactsDerived):
                logged.update({(fact.name, fact.args): fact.t_ms for fact in record.body.facts})
                for fact in record.body.facts:
                    if fact.name == "joined":
                        other, kept = (AssetId(str(arg)) for arg in fact.args)
                        self.watch = join(self.watch, other, kept, record.at_ms).state
                    if fact.name == "parted":
                        self._part(*(AssetId(str(arg)) for arg in fact.args))
            if isinstance(record.body, ObservationBatch) and (blob := self._blobs.get(record.body.content)):
                seen = list(_CONTENT.decode(blob[SALT_BYTES:]))
                result = step(self.watch, seen, record.at_ms, self._lateness_ms.get(record.body.feed))
                ground = self._truth.state.of(GROUND)
                shown = (*result.confirmed, *alert.told(seen, ground.calling, ground.tampered))
                places = [each for each in seen if isinstance(each, Position)]
                self.done(Turn(result.state, taken=[positions_of(places)]))
        result = step(self.watch, (), newest_ms)
        self.watch = result.state
        missing = [
            fact for fact in (*shown, *result.confirmed) if logged.get((fact.name, fact.args), -1) < fact.t_ms
        ]
        undone = [pair for pair in self._truth.state.of(GROUND).apart if pair[0] == self._truth.party]
        parted = [fact for _, other, kept in undone for fact in self._part(other, kept)]
        self._owed = tuple(sorted([*missing, *parted]))
