"""One thing's past and present: what is settled, what may still change, what has been said about it.

Evidence is held until it is older than the lateness. `settled` is the stand after everything older; `front` is
`settled` plus all that is held plus the deadlines up to now. Facts come from the front at once (provisional). When
evidence arrives out of order, the front is worked out again from `settled`; what no longer follows is withdrawn.
What is older than the lateness is confirmed and never changes.
"""

from bisect import bisect_left
from typing import NamedTuple

import msgspec

from .evidence import Evidence, Order
from .ground import MARK, Ground
from .pair import apply_pair
from .stand import Outcome, Stand, apply, due_ms, fire


class Track(msgspec.Struct, frozen=True):
    """One thing: an asset, a sensor, or a device that is both."""

    settled: Stand = Stand()
    settled_to: Order = (-1, 0, ())
    """The last evidence in `settled`."""
    held: tuple[Evidence, ...] = ()
    front: Stand = Stand()
    fired_ms: int = -1
    """The latest deadline that the front has let fall."""
    open: tuple[Outcome, ...] = ()
    """What was said and is not yet confirmed, in order of time."""


class Change(NamedTuple):
    """A track's next state, with what is new, what no longer holds, and what is now beyond change."""

    track: Track
    said: tuple[Outcome, ...] = ()
    withdrawn: tuple[Outcome, ...] = ()
    confirmed: tuple[Outcome, ...] = ()


def is_late(track: Track, evidence: Evidence, horizon_ms: int) -> bool:
    """Whether it belongs before something that is beyond change. Repetitions are not late."""
    if evidence.t_ms >= horizon_ms:
        return False
    fixed = bisect_left(track.held, horizon_ms, key=_time)
    return evidence.order < (track.held[fixed - 1].order if fixed else track.settled_to)


def hear(track: Track, name: str, news: list[Evidence], ground: Ground, now_ms: int) -> Change:
    """Take evidence that is not late; order and repetition do not matter."""
    held = list(track.held)
    is_in_order = True
    fresh: list[Evidence] = []
    for evidence in sorted(news, key=_order):
        at = bisect_left(held, evidence.order, key=_order)
        if evidence.order == track.settled_to or (at < len(held) and held[at].order == evidence.order):
            continue
        is_in_order &= at == len(held) and evidence.t_ms > track.fired_ms
        held.insert(at, evidence)
        fresh.append(evidence)
    if not fresh:
        return Change(track)
    if not is_in_order:
        return rerun(msgspec.structs.replace(track, held=tuple(held)), name, ground, now_ms)
    front, outcomes, fired = _run(track.front, name, fresh, ground, now_ms)
    said = tuple(outcomes)
    fired_ms = max(track.fired_ms, fired)
    return Change(Track(track.settled, track.settled_to, tuple(held), front, fired_ms, track.open + said), said)


def rerun(track: Track, name: str, ground: Ground, now_ms: int) -> Change:
    """Work the front out again from what is settled and held; what was said and no longer follows is withdrawn."""
    front, outcomes, fired_ms = _run(track.settled, name, list(track.held), ground, now_ms)
    said = tuple(outcomes)
    after = Track(track.settled, track.settled_to, track.held, front, fired_ms, said)
    return Change(after, _minus(said, track.open), _minus(track.open, said))


def wait(track: Track, name: str, ground: Ground, now_ms: int) -> Change:
    """Let the deadlines up to now fall."""
    front, outcomes, fired = _run(track.front, name, [], ground, now_ms)
    if not outcomes:
        return Change(track)
    said = tuple(outcomes)
    fired_ms = max(track.fired_ms, fired)
    return Change(msgspec.structs.replace(track, front=front, fired_ms=fired_ms, open=track.open + said), said)


def settle(track: Track, name: str, ground: Ground, horizon_ms: int) -> Change:
    """Put everything before the horizon beyond change."""
    count = bisect_left(track.held, horizon_ms, key=_time)
    done, held = track.held[:count], track.held[count:]
    if not held and track.fired_ms < horizon_ms:
        settled = track.front  # nothing that may still change went into it
    else:
        settled, _, _ = _run(track.settled, name, list(done), ground, horizon_ms - 1)
    settled_to = done[-1].order if done else track.settled_to
    confirmed = tuple(outcome for outcome in track.open if outcome.t_ms < horizon_ms)
    still_open = tuple(outcome for outcome in track.open if outcome.t_ms >= horizon_ms)
    after = Track(settled, settled_to, held, track.front, track.fired_ms, still_open)
    return Change(after, (), (), confirmed)


def due(track: Track, name: str, ground: Ground) -> int | None:
    """When the next deadline of this thing falls."""
    return due_ms(track.front, name, ground)


def oldest_open_ms(track: Track) -> int | None:
    """The earliest time about which the track can still change its mind."""
    times = [*(evidence.t_ms for evidence in track.held[:1]), *(said.t_ms for said in track.open[:1])]
    return min(times, default=None)


def _run(
    stand: Stand, name: str, todo: list[Evidence], ground: Ground, to_ms: int
) -> tuple[Stand, list[Outcome], int]:
    """Evidence and deadlines in order of time; evidence at a deadline comes first. Last: latest deadline fallen."""
    said: list[Outcome] = []
    fired_ms = -1
    is_pair = MARK in name
    for evidence in todo:
        stand, fallen = fire(stand, name, evidence.t_ms - 1, ground)
        stand, outcomes = (apply_pair if is_pair else apply)(stand, name, evidence, ground)
        fired_ms = max(fired_ms, *(fact.t_ms for fact in fallen), -1)
        said += [*fallen, *outcomes]
    stand, fallen = fire(stand, name, to_ms, ground)
    return stand, said + fallen, max(fired_ms, *(fact.t_ms for fact in fallen), -1)


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
