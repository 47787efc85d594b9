"""The watch as a pure function: observations and the time in, facts out. An empty batch is time alone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safeconduct.records.observation import Observation, Position
from safeconduct.records.positions import Positions
from safeconduct.records.units import DurationMs, Ms
from safeconduct.state.fact import Fact

from .columns import Columns
from .config import WatchConfig
from .evidence import Evidence, change, place
from .exchange import lifted, with_columns
from .ground import prepare
from .hours import DAY_MS
from .memory import Step, Watch
from .pairing import pairs_of
from .ranks import NOTHING, Taken, take
from .split import Told, split
from .stand import Refused
from .track import Track, horizon_of, is_late
from .turn import Turn


def begin(config: WatchConfig) -> Watch:
    """A watch that has seen nothing yet."""
    turn = Turn(Watch(prepare(config)), -1)
    turn.expect(config)
    return turn.result([]).state


def step(
    state: Watch, batch: Sequence[Observation] | Positions, now_ms: int, lateness_ms: DurationMs | None = None
) -> Step:
    """Take a batch and let the deadlines up to `now_ms` fall.

    Facts bear the time of the observation or of the deadline, never of the call. Observations may be up to
    `lateness_ms` late in any order: after that time the result is the same. Older ones still count if nothing newer
    is known of that asset (a phone that was out of coverage); otherwise they are refused as `late`. Time that runs
    backwards counts as standing still.

    lateness_ms: how late the source of this batch may be, where that is known; None: as the configuration says. A
    thing is waited for as long as the slowest source that has reported it may be late.

    Many positions of assets that only tell where they are go into columns (`ranks.py`), everything else to tracks
    (`track.py`): the same facts, in a hundredth of the time.
    """
    now_ms = max(now_ms, state.now_ms)
    told_ms = state.ground.config.lateness_ms if lateness_ms is None else lateness_ms
    state, rows, told, others, refused = split(state, batch, now_ms)
    state, taken, told, apart = _in_columns(state, rows, told, told_ms, now_ms)
    others += apart
    refused += [Refused(seen.t_ms, "late", seen) for seen in told.take(taken.late).values()]
    result = _by_tracks(state, others, refused, now_ms, told_ms)
    return with_columns(result, taken)


def _in_columns(
    state: Watch, rows: Columns, told: Told, told_ms: int, now_ms: int
) -> tuple[Watch, Taken, Told, list[Position]]:
    """The assets in columns: the state, what was found, of which positions. Last, positions of assets that must be
    judged by tracks from now on."""
    if state.ranks is None:
        return state, NOTHING, told, []
    left: list[Position] = []
    taken = take(state.ranks, rows, told_ms, now_ms)
    while len(taken.apart):
        is_apart = np.isin(rows.asset, taken.apart)
        left += told.take(is_apart).values()
        rows, told = rows.take(~is_apart), told.take(~is_apart)
        state = lifted(state, taken.apart)
        assert state.ranks is not None  # noqa: S101  for mypy
        taken = take(state.ranks, rows, told_ms, now_ms)
    return replace(state, ranks=taken.ranks), taken, told, left


def _by_tracks(
    state: Watch, batch: Sequence[Observation], refused: list[Refused], now_ms: int, told_ms: int
) -> Step:
    """What cannot be said in columns."""
    refused += [Refused(seen.t_ms, reason, seen) for seen in batch if (reason := _flaw(seen, state, now_ms))]
    unfit = {id(item.seen) for item in refused}
    placed: list[tuple[str, Evidence]] = []
    for told, evidence in place([seen for seen in batch if id(seen) not in unfit], state.ground):
        name = state.same.get(told, told)
        if not _is_late(state, name, evidence, now_ms, _wait_ms(state, name, told_ms)):
            placed.append((name, evidence))
        elif evidence.seen is not None:
            refused.append(Refused(Ms(evidence.t_ms), "late", evidence.seen))
    for name, evidence in pairs_of(placed, state.tracks, state.ground.pairs):
        if not _is_late(state, name, evidence, now_ms, _wait_ms(state, name, told_ms)):
            placed.append((name, evidence))
    waits = {name: _wait_ms(state, name, told_ms) for name, _ in placed}
    news: dict[str, list[Evidence]] = {}
    for name, evidence in placed:
        news.setdefault(name, []).append(evidence)
    if state.ground.config.hours or state.ground.former is not None:
        _add_turns(state, news, now_ms)
    turn = Turn(state, now_ms)
    for name in sorted(news):
        turn.hear(name, news[name], waits.get(name, -1))
    turn.wait()
    turn.settle()
    return turn.result(refused)


def next_deadline_ms(state: Watch) -> Ms | None:
    """When a fact may fall due if nothing is heard before; None: no deadline runs and no zone opens or closes."""
    times = [] if state.deadlines.first_ms is None else [state.deadlines.first_ms]
    if state.ground.config.hours and len(state.tracks) and state.now_ms >= 0:
        times += [turn[0] for turn in state.ground.turns(state.now_ms, state.now_ms + 8 * DAY_MS)[:1]]
    if state.ranks is not None and (due_ms := state.ranks.next_deadline_ms()) is not None:
        times.append(due_ms)
    return Ms(min(times)) if times else None


def provisional(state: Watch) -> tuple[Fact, ...]:
    """What has been said and may still change, in order of time."""
    told = [outcome for track in state.tracks.values() for outcome in track.open if isinstance(outcome, Fact)]
    if state.ranks is not None:
        told += state.ranks.open.named(state.ground, state.ranks.roster.names)
    return tuple(sorted(told))


def next_settling_ms(state: Watch) -> Ms | None:
    """When a step will next have something to confirm; None: nothing is open."""
    times = [state.settlings.first_ms, None if state.ranks is None else state.ranks.next_settling_ms()]
    return min((Ms(at) for at in times if at is not None), default=None)


def _add_turns(state: Watch, news: dict[str, list[Evidence]], now_ms: int) -> None:
    """Openings and closings since the last step for everything known, since its first evidence for what is new; and
    for late evidence, the changes of the ground since."""
    recent = state.ground.turns(state.now_ms, now_ms) if state.now_ms >= 0 else []
    for name in {*state.tracks, *news} if recent else set(news):
        since_ms = min((evidence.t_ms for evidence in news.get(name, ())), default=now_ms)
        turns = {turn[0]: turn for turn in recent} if name in state.tracks else {}
        turns |= {turn[0]: turn for turn in state.ground.turns(since_ms - 1, now_ms)}
        changes = [change(t_ms, 0, ended, begun) for t_ms, ended, begun in turns.values()]
        formers = state.ground.changes(since_ms)
        changes += [change(each.until_ms, each.serial, each.ended, each.begun) for each in formers]
        fit = [evidence for evidence in changes if not _is_late(state, name, evidence, now_ms, -1)]
        if fit:
            news.setdefault(name, []).extend(fit)


def _is_late(state: Watch, name: str, evidence: Evidence, now_ms: int, lateness_ms: int) -> bool:
    track = state.tracks.get(name, Track())
    wait_ms = max(lateness_ms, track.lateness_ms)
    if wait_ms < 0:
        wait_ms = state.ground.config.lateness_ms
    return is_late(track, evidence, horizon_of(track, wait_ms, now_ms))


def _wait_ms(state: Watch, name: str, lateness_ms: int) -> int:
    """How long to wait for a thing that a source with this lateness reports. Who may be one of a pair is waited for
    as long as the configuration says: its source may be slower, and must know where this one was."""
    if not state.ground.is_paired(name):
        return lateness_ms
    return max(lateness_ms, state.ground.config.lateness_ms)


def _flaw(seen: Observation, state: Watch, now_ms: int) -> str | None:
    """Why this observation cannot be true whatever else is known."""
    if seen.t_ms > now_ms + state.ground.config.future_ms:
        return "future"
    if isinstance(seen, Position) and seen.lat_e7 == 0 and seen.lon_e7 == 0:
        return None if state.ground.is_by_null_island else "null-island"
    return None
