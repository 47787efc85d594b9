"""One thing's past and present: what is settled, what may still change, what has been said about it.

Evidence is held until it is older than the lateness. `settled` is the stand after everything older; `front` is
`settled` plus all that is held plus the deadlines up to now. Facts come from the front at once (provisional). When
evidence arrives out of order, the front is worked out again from `settled`; what no longer follows is withdrawn.
What is older than the lateness is confirmed and never changes.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from .evidence import Evidence, Order, serial_of
from .ground import MARK, Ground
from .pair import apply_pair, fire_pair, pair_due_ms
from .stand import Outcome, Stand, apply, due_ms, fire

GATHER_MS: Final = 10_000
"""Evidence about which nothing is open is settled in groups of so long: it saves work and changes nothing."""


class Track(msgspec.Struct, frozen=True):
    """One thing: an asset, a sensor, a device that is both, or a pair."""

    settled: Stand = Stand()
    settled_to: Order = (-1, 0, ())
    """The last evidence in `settled`."""
    held: tuple[Evidence, ...] = ()
    stands: tuple[Stand, ...] = ()
    """The stand right after each held evidence."""
    front: Stand = Stand()
    fired_ms: int = -1
    """The latest deadline that the front has let fall."""
    open: tuple[Outcome, ...] = ()
    """What was said and is not yet confirmed, in order of time."""
    lateness_ms: int = -1
    """The largest lateness of the sources that have reported it; -1: none has, the configuration's holds."""
    sure_ms: int = -1
    """Everything before this is beyond change, also if a slower source reports it from now on."""


class Change(NamedTuple):
    """A track's next state, with what is new, what no longer holds, and what is now beyond change."""

    track: Track
    said: tuple[Outcome, ...] = ()
    withdrawn: tuple[Outcome, ...] = ()
    confirmed: tuple[Outcome, ...] = ()


def lateness_of(track: Track, ground: Ground) -> int:
    """How late evidence about this thing may be."""
    return track.lateness_ms if track.lateness_ms >= 0 else ground.config.lateness_ms


def horizon_of(track: Track, lateness_ms: int, now_ms: int) -> int:
    """Everything before is beyond change once evidence that may be so late is waited for."""
    return max(track.sure_ms, now_ms - lateness_ms)


def is_late(track: Track, evidence: Evidence, horizon_ms: int) -> bool:
    """Whether it belongs before something that is beyond change. Repetitions are not late."""
    if evidence.t_ms >= horizon_ms:
        return False
    fixed = bisect_left(track.held, horizon_ms, key=_time)
    return evidence.order < (track.held[fixed - 1].order if fixed else track.settled_to)


def hear(track: Track, name: str, news: list[Evidence], ground: Ground, now_ms: int) -> Change:
    """Take evidence that is not late; order and repetition do not matter."""
    if len(news) > 1:
        news = sorted(news, key=_order)
    last = track.held[-1].order if track.held else track.settled_to
    if news[0].order > last and news[0].t_ms > track.fired_ms and len({e.order for e in news}) == len(news):
        return _append(track, name, news, ground, now_ms)
    held = list(track.held)
    for evidence in news:
        at = bisect_left(held, evidence.order, key=_order)
        if evidence.order != track.settled_to and not (at < len(held) and held[at].order == evidence.order):
            held.insert(at, evidence)
    if len(held) == len(track.held):
        return Change(track)
    return rerun(msgspec.structs.replace(track, held=tuple(held)), name, ground, now_ms)


def rerun(track: Track, name: str, ground: Ground, now_ms: int) -> Change:
    """Work the front out again from what is settled and held; what was said and no longer follows is withdrawn."""
    front, stands, said, fired_ms = _run(track.settled, name, track.held, ground, now_ms)
    after = msgspec.structs.replace(track, stands=stands, front=front, fired_ms=fired_ms, open=said)
    return Change(after, _minus(said, track.open), _minus(track.open, said))


def wait(track: Track, name: str, ground: Ground, now_ms: int) -> Change:
    """Let the deadlines up to now fall."""
    return _append(track, name, [], ground, now_ms)


def settle(track: Track, name: str, ground: Ground, horizon_ms: int) -> Change:
    """Put everything before the horizon beyond change."""
    count = bisect_left(track.held, horizon_ms, key=_time)
    settled, settled_to = track.settled, track.settled_to
    if count:
        settled, settled_to = track.stands[count - 1], track.held[count - 1].order
    settled, _ = (fire_pair if MARK in name else fire)(settled, name, horizon_ms - 1, ground.at(horizon_ms))
    if ground.former is None or _first_change_ms(track) is None:
        confirmed = tuple(outcome for outcome in track.open if outcome.t_ms < horizon_ms)
        still_open = tuple(outcome for outcome in track.open if outcome.t_ms >= horizon_ms)
    else:  # what a shorter limit has made due in the past is not sure before the change is
        confirmed = _run(track.settled, name, track.held[:count], ground.at(horizon_ms), horizon_ms - 1).said
        still_open = _minus(track.open, confirmed)
    held, stands = track.held[count:], track.stands[count:]
    after = msgspec.structs.replace(
        track,
        settled=settled,
        settled_to=settled_to,
        held=held,
        stands=stands,
        open=still_open,
        sure_ms=max(track.sure_ms, horizon_ms),
    )
    return Change(after, confirmed=confirmed)


def due(track: Track, name: str, ground: Ground) -> int | None:
    """When the next deadline of this thing falls."""
    return (pair_due_ms if MARK in name else due_ms)(track.front, name, ground)


def settles_ms(track: Track, lateness_ms: int) -> int | None:
    """When there is something to confirm; with nothing open, when enough is held to make it worth while."""
    times: list[int] = []
    if track.open:
        first_ms: int = track.open[0].t_ms
        if first_ms < track.sure_ms and (change_ms := _first_change_ms(track)) is not None:
            first_ms = change_ms  # it fell due by that
        times.append(first_ms + lateness_ms + 1)
    if track.held:
        times.append(track.held[0].t_ms + lateness_ms + 1 + GATHER_MS)
    return min(times, default=None)


def _first_change_ms(track: Track) -> int | None:
    """When the first change of what is in force was that is not settled yet."""
    return next((evidence.t_ms for evidence in track.held if serial_of(evidence)), None)


def _append(track: Track, name: str, news: Sequence[Evidence], ground: Ground, now_ms: int) -> Change:
    """Go on from the front: evidence newer than everything known, then the deadlines up to now."""
    front, stands, said, fired_ms = _run(track.front, name, news, ground, now_ms)
    after = Track(
        track.settled,
        track.settled_to,
        (*track.held, *news),
        track.stands + stands,
        front,
        max(track.fired_ms, fired_ms),
        track.open + said,
        track.lateness_ms,
        track.sure_ms,
    )
    return Change(after, said)


class _Run(NamedTuple):
    front: Stand
    stands: tuple[Stand, ...]
    said: tuple[Outcome, ...]
    fired_ms: int
    """The latest deadline that fell; -1: none."""


def _run(stand: Stand, name: str, todo: Sequence[Evidence], ground: Ground, to_ms: int) -> _Run:
    """Evidence and deadlines in order of time; evidence at a deadline comes first, a change of what is in force
    last of all. Each by what was in force then."""
    said: list[Outcome] = []
    stands: list[Stand] = []
    fired_ms = -1
    change, fall = (apply_pair, fire_pair) if MARK in name else (apply, fire)
    for evidence in todo:
        before, then, until_ms = _in_force(evidence, ground)
        stand, fallen = fall(stand, name, until_ms, before)
        stand, outcomes = change(stand, name, evidence, ground if MARK in name else then)
        stands.append(stand)
        if fallen:
            fired_ms = max(fired_ms, fallen[-1].t_ms)
            said += fallen
        said += outcomes
    stand, fallen = fall(stand, name, to_ms, ground)
    if fallen:
        fired_ms = max(fired_ms, fallen[-1].t_ms)
        said += fallen
    return _Run(stand, tuple(stands), tuple(said), fired_ms)


def _in_force(evidence: Evidence, ground: Ground) -> tuple[Ground, Ground, int]:
    """By what deadlines fall before this evidence, by what it is judged, and up to when they fall."""
    if ground.former is None:
        return ground, ground, evidence.t_ms - 1
    serial = serial_of(evidence)
    if serial == 0:
        then = ground.at(evidence.t_ms)
        return then, then, evidence.t_ms - 1
    return ground.after(serial - 1), ground.after(serial), evidence.t_ms


def _minus(these: tuple[Outcome, ...], those: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """What is in `these` and not in `those`, repetitions counted, order kept."""
    rest = list(those)
    left: list[Outcome] = []
    for outcome in these:
        if outcome in rest:
            rest.remove(outcome)
        else:
            left.append(outcome)
    return tuple(left)


def _order(evidence: Evidence) -> Order:
    return evidence.order


def _time(evidence: Evidence) -> int:
    return evidence.t_ms
