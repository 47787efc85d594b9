"""Two names of one thing: what a camera followed as an unknown object turns out to be a known vehicle."""

from dataclasses import replace

import msgspec
from immutables import Map

from safeconduct.records.units import AssetId, Ms
from safeconduct.state.fact import Fact

from .columns import NO_ROWS
from .exchange import lifted_names, with_columns
from .ground import MARK
from .memory import Step, Watch
from .ranks import take
from .stand import Stand, Stay
from .track import Track, rerun
from .turn import Turn


def join(state: Watch, other: AssetId, kept: AssetId, now_ms: int) -> Step:
    """From now on, what is heard of `other` counts for `kept`; so does all that is remembered of it.

    Facts: `joined(other, kept)`; for each zone that `other` is in, `left(other, zone)` now and
    `entered(kept, zone)` at the time when `other` entered, unless `kept` was there earlier. So a countdown that
    began before the plate was read goes on. A stay that `other` has overstayed is not told again. What was told of
    `other` stands. Joining twice changes nothing.
    """
    now_ms = max(now_ms, state.now_ms)
    state = lifted_names(state, (other, kept))
    root = state.same.get(kept, kept)
    if state.same.get(other, other) == root:
        return Step(state)
    names = {name: root if target == other else target for name, target in state.same.items()}
    names[other] = root
    mine, theirs = state.tracks.get(root, Track()), state.tracks.get(other, Track())
    turn = Turn(replace(state, same=Map(names)), now_ms)
    settled = _merged(mine.settled, theirs.settled)
    held = sorted({e.order: e for e in (*mine.held, *theirs.held)}.values(), key=lambda e: e.order)
    settled_to = max(mine.settled_to, theirs.settled_to)
    begun = Track(
        settled,
        settled_to,
        tuple(held),
        open=mine.open,
        lateness_ms=max(mine.lateness_ms, theirs.lateness_ms),
        sure_ms=max(mine.sure_ms, theirs.sure_ms),
    )
    change = rerun(begun, root, state.ground, now_ms)
    others = [name for name in state.tracks if name == other or name.endswith(MARK + other)]
    for name in others:  # its pairs too: `kept` is paired when it is next heard
        turn.drop(name)
    turn.take(root, change)
    turn.wait()
    turn.settle()
    step = turn.result([])
    if step.state.ranks is not None:  # time passes for the others too
        taken = take(step.state.ranks, NO_ROWS, -1, now_ms)
        step = with_columns(msgspec.structs.replace(step, state=replace(step.state, ranks=taken.ranks)), taken)
    before = {stay.zone for stay in mine.settled.stays}
    new = [stay for stay in settled.stays if stay.zone not in before]
    told = [Fact(Ms(now_ms), "joined", (other, root))]
    told += [Fact(stay.since_ms, "entered", (root, stay.zone)) for stay in new]
    told += [
        Fact(Ms(now_ms), "left", (other, stay.zone)) for name in others for stay in state.tracks[name].front.stays
    ]
    standing = [outcome for outcome in theirs.open if isinstance(outcome, Fact)]
    return msgspec.structs.replace(
        step,
        facts=tuple(sorted((*step.facts, *told))),
        confirmed=tuple(sorted((*step.confirmed, *standing, *told))),
    )


def part(state: Watch, other: AssetId, now_ms: int) -> Step:
    """Take a join back: what is heard of `other` counts for itself again. What was told stays told."""
    kept = state.same.get(other)
    if kept is None:
        return Step(state)
    told = (Fact(Ms(max(now_ms, state.now_ms)), "parted", (other, kept)),)
    return Step(replace(state, same=state.same.delete(other)), facts=told, confirmed=told)


def _merged(mine: Stand, theirs: Stand) -> Stand:
    """Both stands as one: each zone since the earlier entry, the later place."""
    stays = {stay.zone: stay for stay in mine.stays}
    for stay in theirs.stays:
        known = stays.get(stay.zone, stay)
        sensors = tuple(dict.fromkeys((*known.sensors, *stay.sensors)))
        since_ms = min(known.since_ms, stay.since_ms)
        stays[stay.zone] = Stay(stay.zone, since_ms, known.is_overdue or stay.is_overdue, sensors)
    places = [stand.place for stand in (mine, theirs) if stand.place is not None]
    return Stand(
        heard_ms=max(mine.heard_ms, theirs.heard_ms),
        proved_ms=mine.proved_ms,
        is_silent=mine.is_silent and theirs.heard_ms <= mine.heard_ms,
        is_blind=mine.is_blind,
        stays=tuple(stays.values()),
        place=max(places, key=lambda place: place.t_ms, default=None),
        off=mine.off,
    )
