"""One step in progress."""

from dataclasses import replace

import msgspec

from safeconduct.state.fact import Fact

from .config import Timetable, WatchConfig
from .evidence import Evidence
from .ground import MARK
from .memory import Step, Watch
from .stand import Outcome, Refused
from .track import Change, Track, due, hear, horizon_of, lateness_of, settle, settles_ms, wait


class Turn:
    """Private copies, so that the state it began from stays as it was."""

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

    def hear(self, name: str, news: list[Evidence], lateness_ms: int = -1) -> None:
        """Take evidence about one thing. lateness_ms: how late its source may be; -1: it comes from no source."""
        track = self.track(name)
        if lateness_ms > track.lateness_ms:
            track = msgspec.structs.replace(track, lateness_ms=lateness_ms)
        self.take(name, hear(track, name, news, self._ground, self._now_ms))

    def expect(self, config: WatchConfig) -> None:
        """Begin a track for each asset that should report or has a timetable, so that its silence is heard."""
        for name in sorted(config.expected_ms):
            root = self._state.same.get(name, name)
            self.take(root, Change(self.track(root)))
        for key, rule in self._ground.pairs.items():
            for asset in rule.assets if isinstance(rule, Timetable) else ():
                judged = key + MARK + self._state.same.get(asset, asset)
                self.take(judged, Change(self.track(judged)))

    def drop(self, name: str) -> None:
        """Forget a thing."""
        self._tracks.pop(name, None)

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
        while (first_ms := self._settlings.first_ms) is not None:
            name = self._settlings.first_name
            real_ms = self._settling_ms(self.track(name))
            if real_ms == first_ms and first_ms > self._now_ms:
                return
            self._settlings.pop()
            if real_ms is not None and real_ms <= self._now_ms:
                track = self.track(name)
                horizon_ms = horizon_of(track, lateness_of(track, self._ground), self._now_ms)
                self.take(name, settle(track, name, self._ground, horizon_ms))
            else:
                self._settlings.no_later_than(name, real_ms)

    def result(self, refused: list[Refused]) -> Step:
        """The next state, and all that was said on the way. The turn is over."""
        changes = self._changes
        state = replace(
            self._state,
            now_ms=self._now_ms,
            tracks=self._tracks.finish(),
            deadlines=self._deadlines,
            settlings=self._settlings,
        )
        said = [outcome for change in changes for outcome in change.said]
        return Step(
            state,
            _facts(said),
            (*refused, *(outcome for outcome in said if isinstance(outcome, Refused))),
            _facts([outcome for change in changes for outcome in change.withdrawn]),
            _facts([outcome for change in changes for outcome in change.confirmed]),
        )

    def _settling_ms(self, track: Track) -> int | None:
        return settles_ms(track, lateness_of(track, self._ground))


def _facts(outcomes: list[Outcome]) -> tuple[Fact, ...]:
    return tuple(sorted(outcome for outcome in outcomes if isinstance(outcome, Fact)))
