"""The watch of this node: observations go into the log as batches, and what they show as facts.

Only facts that nothing can change any more are logged, because a record is for good. Until then (the watch's
lateness, a minute) they are on our own screens, provisional. After a restart the same batches give the same state.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import msgspec

from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.fact import Arg
from safeconduct.records.movement import MovementOrdered, MovementReleased, MovementReported
from safeconduct.records.observation import Observation, Position
from safeconduct.records.record import AnyBody
from safeconduct.records.site import SiteDrawn
from safeconduct.records.units import AssetId, DurationMs, FeedId, Ms
from safeconduct.records.watch import FactsDerived, ObservationBatch
from safeconduct.site.reduce import SITES
from safeconduct.state.fact import Fact
from safeconduct.state.logs import LOGS
from safeconduct.state.model import State
from safeconduct.state.placed import Placed
from safeconduct.watch import Watch, begin, join, next_deadline_ms, next_settling_ms, reconfigure, step
from safeconduct.watch.config import Corridor, WatchConfig
from safeconduct.watch.reduce import GROUND
from safeconduct.watch.stand import Refused

from .blobs import SALT_BYTES, Blobs
from .truth import Truth

_CHANGES_CONFIG: Final = (SiteDrawn, MovementOrdered, MovementReleased, MovementReported)
_NODE_ONLY: Final = frozenset({"node"})
_FACTS_MAX: Final = 500
Join: TypeAlias = tuple[AssetId, AssetId]
"""(a name that a tracker gave, the name that the vehicle is known by)"""
_CONTENT: Final = msgspec.json.Decoder(tuple[Observation, ...])


class Vigil:
    """Keeps the watch's state. `Node` calls it under the lock."""

    def __init__(self, truth: Truth, blobs: Blobs, keep_ms: DurationMs) -> None:
        self._truth = truth
        self._blobs = blobs
        self._keep_ms = keep_ms
        self.watch: Watch = begin(WatchConfig())
        self.positions: dict[AssetId, Position] = {}
        """The newest position of each asset that our own feeds report: for the map, never logged."""
        self._owed: tuple[Fact, ...] = ()
        """Facts that a crash kept out of the log: they go in with the next turn."""
        self._replay()

    def observe(
        self, feed: FeedId, observations: Sequence[Observation], now_ms: Ms, joins: Sequence[Join] = ()
    ) -> tuple[list[AnyBody], list[str]]:
        """What to log of these observations, and why some were refused. Their content is put aside:
        settle the blobs before the records are written."""
        joined = [fact for other, kept in joins for fact in self._join(other, kept, now_ms)]
        facts, refused = self._step(observations, now_ms)
        bad = {id(each.seen) for each in refused}
        taken = [each for each in observations if id(each) not in bad]
        bodies = self._derived(joined)  # first, as it was done: a restart replays our log in its order
        if taken:
            content = self._blobs.put(os.urandom(SALT_BYTES), msgspec.json.encode(taken))
            times = [each.t_ms for each in taken]
            keep_ms = Ms(now_ms + self._keep_ms)
            bodies.append(ObservationBatch(feed, len(taken), min(times), max(times), content, keep_ms))
        return [*bodies, *self._derived(facts)], [each.reason for each in refused]

    def silence(self, now_ms: Ms) -> list[AnyBody]:
        """What to log because time has passed."""
        facts, _ = self._step((), now_ms)
        return self._derived(facts)

    def next_ms(self) -> Ms | None:
        """When the watch has something to say at the latest, if nothing arrives."""
        times = [at for at in (next_deadline_ms(self.watch), next_settling_ms(self.watch)) if at is not None]
        return min(times, default=None)

    def learn(self, placed: Iterable[Placed]) -> None:
        """Sites and movements decide what the watch looks at."""
        if any(isinstance(each.entry.record.body, _CHANGES_CONFIG) for each in placed):
            self._configure()

    def _step(
        self, observations: Sequence[Observation], now_ms: Ms
    ) -> tuple[tuple[Fact, ...], tuple[Refused, ...]]:
        result = step(self.watch, observations, now_ms)
        self.watch = result.state
        for each in observations:
            if isinstance(each, Position) and each.t_ms >= self._newest_ms(each.asset):
                self.positions[each.asset] = each
        owed, self._owed = self._owed, ()
        return (*owed, *result.confirmed), result.refused

    def _join(self, other: AssetId, kept: AssetId, now_ms: Ms) -> tuple[Fact, ...]:
        """Two names are one vehicle. It goes on under the one that our log has placed in a zone already, so that
        a countdown that both parties see never begins anew; otherwise under `kept`. Returns the facts that nothing
        can change any more; the others are confirmed in their time."""
        if any(asset == other for asset, _ in self._truth.state.of(GROUND).stays):
            other, kept = kept, other
        result = join(self.watch, other, kept, now_ms)
        self.watch = result.state
        sure_ms = now_ms - self.watch.ground.config.lateness_ms
        told = [fact for fact in result.facts if other in fact.args or fact.t_ms <= sure_ms]
        return (*told, *result.confirmed)

    def _newest_ms(self, asset: AssetId) -> int:
        known = self.positions.get(asset)
        return known.t_ms if known else -1

    def _derived(self, facts: Sequence[Fact]) -> list[AnyBody]:
        """Records of these facts. A fact that comes after our log has promised to be complete (the node was down,
        a phone had no coverage) counts from the promise on: as an older one it would not count at all."""
        beat = self._truth.state.of(LOGS).heartbeats.get(self._truth.origin)
        floor_ms = Ms(beat.complete_to_ms + 1) if beat else Ms(0)
        counted = [msgspec.structs.replace(fact, t_ms=max(fact.t_ms, floor_ms)) for fact in facts]
        starts = range(0, len(counted), _FACTS_MAX)
        return [FactsDerived(tuple(counted[start : start + _FACTS_MAX])) for start in starts]

    def _configure(self) -> None:
        result = reconfigure(self.watch, config_of(self._truth.state), self.watch.now_ms)
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
            if isinstance(record.body, ObservationBatch) and (blob := self._blobs.get(record.body.content)):
                shown, _ = self._step(_CONTENT.decode(blob[SALT_BYTES:]), record.at_ms)
        since, _ = self._step((), newest_ms)
        missing = [fact for fact in (*shown, *since) if logged.get((fact.name, fact.args), -1) < fact.t_ms]
        self._owed = tuple(sorted(missing))


def config_of(state: State) -> WatchConfig:
    """What to look at, as sites are drawn and movements stand."""
    corridors = [
        Corridor(movement.movement, (*order.vehicles, *order.escort), order.route, order.half_width_m)
        for movement in state.of(MOVEMENTS).movements.values()
        if (order := movement.order) is not None and movement.status in ("released", "under_way")
    ]
    corridors.sort(key=lambda corridor: corridor.movement)
    return WatchConfig(zones=state.of(SITES).zones(), corridors=tuple(corridors))
