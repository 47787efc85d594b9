"""The watch as a pure function: observations and the time in, facts out. An empty batch is time alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from immutables import Map

from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import Ms
from safeconduct.state.fact import Fact

from .config import WatchConfig
from .deadlines import Deadlines
from .evidence import Evidence, place
from .ground import Ground, prepare
from .stand import Outcome, Refused
from .track import Change, Track, due, hear, is_late, oldest_open_ms, settle, wait


@dataclass(frozen=True)
class Watch:
    """Everything the watch remembers. Never changed: `step` returns the next one."""

    ground: Ground
    now_ms: int = -1
    tracks: Map[str, Track] = field(default_factory=Map)
    deadlines: Deadlines = field(default_factory=Deadlines)
    settlings: Deadlines = field(default_factory=Deadlines)
    """When each thing's oldest open outcome or held evidence is beyond change."""


class Step(msgspec.Struct, frozen=True):
    """What one step yields. Facts are in order of time."""

    state: Watch
    facts: tuple[Fact, ...] = ()
    """New facts, each said once, at once. Until its time plus the lateness has passed a fact is provisional."""
    refused: tuple[Refused, ...] = ()
    withdrawn: tuple[Fact, ...] = ()
    """Facts said earlier that late evidence has shown to be wrong."""
    confirmed: tuple[Fact, ...] = ()
    """Facts said earlier or now that nothing can change any more."""


def begin(config: WatchConfig) -> Watch:
    """A watch that has seen nothing yet."""
    return Watch(prepare(config))


def resume(ground: Ground, now_ms: int, tracks: Map[str, Track]) -> Watch:
    """A watch that goes on with these tracks."""
    work = _Work(Watch(ground, now_ms, tracks), now_ms)
    for name, track in sorted(tracks.items()):
        work.take(name, wait(track, name, ground, now_ms))
    return work.result([]).state


def step(state: Watch, batch: Sequence[Observation], now_ms: int) -> Step:
    """Take a batch and let the deadlines up to `now_ms` fall.

    Facts bear the time of the observation or of the deadline, never of the call. Observations may be up to
    `lateness_ms` late in any order: after that time the result is the same. Older ones still count if nothing newer
    is known of that asset (a phone that was out of coverage); otherwise they are refused as `late`. Time that runs
    backwards counts as standing still.
    """
    now_ms = max(now_ms, state.now_ms)
    refused = [Refused(seen.t_ms, reason, seen) for seen in batch if (reason := _flaw(seen, state, now_ms))]
    unfit = {id(item.seen) for item in refused}
    horizon_ms = now_ms - state.ground.config.lateness_ms
    news: dict[str, list[Evidence]] = {}
    for name, evidence in place([seen for seen in batch if id(seen) not in unfit], state.ground):
        if is_late(state.tracks.get(name, Track()), evidence, horizon_ms):
            refused.append(Refused(Ms(evidence.t_ms), "late", evidence.seen))
        else:
            news.setdefault(name, []).append(evidence)
    work = _Work(state, now_ms)
    for name in sorted(news):
        work.take(name, hear(work.track(name), name, news[name], state.ground, now_ms))
    work.wait()
    work.settle()
    return work.result(refused)


def next_deadline_ms(state: Watch) -> Ms | None:
    """When a fact will fall due if nothing is heard before; None: no deadline runs."""
    return None if state.deadlines.first_ms is None else Ms(state.deadlines.first_ms)


def next_settling_ms(state: Watch) -> Ms | None:
    """When a step will next have something to confirm; None: nothing is open."""
    return None if state.settlings.first_ms is None else Ms(state.settlings.first_ms)


def _flaw(seen: Observation, state: Watch, now_ms: int) -> str | None:
    """Why this observation cannot be true whatever else is known."""
    if seen.t_ms > now_ms + state.ground.config.future_ms:
        return "future"
    if isinstance(seen, Position) and seen.lat_e7 == 0 and seen.lon_e7 == 0:
        return None if state.ground.is_by_null_island else "null-island"
    return None


class _Work:
    """One step in progress: private copies, so that the state it began from stays as it was."""

    def __init__(self, state: Watch, now_ms: int) -> None:
        self._state, self._ground, self._now_ms = state, state.ground, now_ms
        self._tracks = state.tracks.mutate()
        self._deadlines, self._settlings = state.deadlines.copy(), state.settlings.copy()
        self._changes: list[Change] = []

    def track(self, name: str) -> Track:
        return self._tracks.get(name, Track())

    def take(self, name: str, change: Change) -> None:
        """Keep a track's next state, and see that it is looked at in time."""
        self._tracks[name] = change.track
        self._changes.append(change)
        self._deadlines.no_later_than(name, due(change.track, name, self._ground))
        self._settlings.no_later_than(name, self._settling_ms(change.track))

    def wait(self) -> None:
        """Let deadlines fall. Then the first one left is true: others may have moved to later."""
        while (first_ms := self._deadlines.first_ms) is not None:
            name = self._deadlines.first_name
            real_ms = due(self.track(name), name, self._ground)
            if real_ms == first_ms and first_ms > self._now_ms:
                return
            self._deadlines.pop()
            if real_ms is not None and real_ms <= self._now_ms:
                self.take(name, wait(self.track(name), name, self._ground, self._now_ms))
            else:
                self._deadlines.no_later_than(name, real_ms)

    def settle(self) -> None:
        """Confirm what is older than the lateness. Then the first settling left is true."""
        horizon_ms = self._now_ms - self._ground.config.lateness_ms
        while (first_ms := self._settlings.first_ms) is not None:
            name = self._settlings.first_name
            real_ms = self._settling_ms(self.track(name))
            if real_ms == first_ms and first_ms > self._now_ms:
                return
            self._settlings.pop()
            if real_ms is not None and real_ms <= self._now_ms:
                self.take(name, settle(self.track(name), name, self._ground, horizon_ms))
            else:
                self._settlings.no_later_than(name, real_ms)

    def result(self, refused: list[Refused]) -> Step:
        changes = self._changes
        state = Watch(self._ground, self._now_ms, self._tracks.finish(), self._deadlines, self._settlings)
        said = [outcome for change in changes for outcome in change.said]
        return Step(
            state,
            _facts(said),
            (*refused, *(outcome for outcome in said if isinstance(outcome, Refused))),
            _facts([outcome for change in changes for outcome in change.withdrawn]),
            _facts([outcome for change in changes for outcome in change.confirmed]),
        )

    def _settling_ms(self, track: Track) -> int | None:
        oldest = oldest_open_ms(track)
        return None if oldest is None else oldest + self._ground.config.lateness_ms + 1


def _facts(outcomes: list[Outcome]) -> tuple[Fact, ...]:
    return tuple(sorted(outcome for outcome in outcomes if isinstance(outcome, Fact)))
