"""The watch as a pure function: observations and the time in, facts out. An empty batch is time alone."""

from collections.abc import Sequence

from safeconduct.records.observation import Observation, Position
from safeconduct.records.units import Ms

from .config import WatchConfig
from .evidence import Evidence, change, place
from .ground import prepare
from .hours import DAY_MS
from .memory import Step, Watch
from .pairing import pairs_of
from .stand import Refused
from .track import Track, is_late
from .turn import Turn


def begin(config: WatchConfig) -> Watch:
    """A watch that has seen nothing yet."""
    turn = Turn(Watch(prepare(config)), -1)
    turn.expect(config)
    return turn.result([]).state


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
    placed: list[tuple[str, Evidence]] = []
    for told, evidence in place([seen for seen in batch if id(seen) not in unfit], state.ground):
        name = state.same.get(told, told)
        if not is_late(state.tracks.get(name, Track()), evidence, horizon_ms):
            placed.append((name, evidence))
        elif evidence.seen is not None:
            refused.append(Refused(Ms(evidence.t_ms), "late", evidence.seen))
    for name, evidence in pairs_of(placed, state.tracks, state.ground.pairs):
        if not is_late(state.tracks.get(name, Track()), evidence, horizon_ms):
            placed.append((name, evidence))
    news: dict[str, list[Evidence]] = {}
    for name, evidence in placed:
        news.setdefault(name, []).append(evidence)
    if state.ground.config.hours:
        _add_turns(state, news, now_ms, horizon_ms)
    turn = Turn(state, now_ms)
    for name in sorted(news):
        turn.hear(name, news[name])
    turn.wait()
    turn.settle()
    return turn.result(refused)


def next_deadline_ms(state: Watch) -> Ms | None:
    """When a fact may fall due if nothing is heard before; None: no deadline runs and no zone opens or closes."""
    times = [] if state.deadlines.first_ms is None else [state.deadlines.first_ms]
    if state.ground.config.hours and len(state.tracks) and state.now_ms >= 0:
        times += [turn[0] for turn in state.ground.turns(state.now_ms, state.now_ms + 8 * DAY_MS)[:1]]
    return Ms(min(times)) if times else None


def next_settling_ms(state: Watch) -> Ms | None:
    """When a step will next have something to confirm; None: nothing is open."""
    return None if state.settlings.first_ms is None else Ms(state.settlings.first_ms)


def _add_turns(state: Watch, news: dict[str, list[Evidence]], now_ms: int, horizon_ms: int) -> None:
    """Openings and closings since the last step for everything known, since its first evidence for what is new."""
    recent = state.ground.turns(state.now_ms, now_ms) if state.now_ms >= 0 else []
    for name in {*state.tracks, *news} if recent else set(news):
        track = state.tracks.get(name, Track())
        since_ms = min((evidence.t_ms for evidence in news.get(name, ())), default=now_ms)
        turns = {turn[0]: turn for turn in recent} if name in state.tracks else {}
        turns |= {turn[0]: turn for turn in state.ground.turns(since_ms - 1, now_ms)}
        changes = [change(t_ms, 0, ended, begun) for t_ms, ended, begun in turns.values()]
        fit = [evidence for evidence in changes if not is_late(track, evidence, horizon_ms)]
        if fit:
            news.setdefault(name, []).extend(fit)


def _flaw(seen: Observation, state: Watch, now_ms: int) -> str | None:
    """Why this observation cannot be true whatever else is known."""
    if seen.t_ms > now_ms + state.ground.config.future_ms:
        return "future"
    if isinstance(seen, Position) and seen.lat_e7 == 0 and seen.lon_e7 == 0:
        return None if state.ground.is_by_null_island else "null-island"
    return None
