"""From columns to tracks and back: an asset goes where what is known of it can be said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import cast

import msgspec
import numpy as np

from safeconduct.records.observation import Position
from safeconduct.records.positions import Positions, detail_of, position_of, positions_of
from safeconduct.records.units import AssetId, Ms, ZoneId
from safeconduct.state.fact import Fact

from . import ranks as columns
from .columns import I64, NAMES, Columns, FactColumns, joined
from .evidence import Kind, place, position_order
from .kernel import DETAIL, DUE_MS, FIRED_MS, LAT, LIMIT_MS, LON, NEVER, SET, STAY, T_MS, stays_of
from .memory import Step, Watch
from .ranks import Ranks, Taken, leave, rows_of
from .stand import Stand, Stay
from .track import Change, Track, rerun
from .turn import Turn


def lifted(state: Watch, numbers: I64 | None = None) -> Watch:
    """These assets as tracks, by their number; None: all. Says nothing new: the same is known as before."""
    ranks = state.ranks
    if ranks is None:
        return state
    numbers = np.flatnonzero(ranks.is_here) if numbers is None else numbers
    if not len(numbers):
        return state
    turn = Turn(replace(state, ranks=leave(ranks, numbers)), state.now_ms)
    for name, track in _tracks(ranks, numbers):
        turn.take(name, Change(rerun(track, name, state.ground, state.now_ms).track))
    return turn.result([]).state


def lifted_names(state: Watch, names: Iterable[str]) -> Watch:
    """Those of these assets that are in columns, as tracks."""
    ranks = state.ranks
    if ranks is None:
        return state
    known = {ranks.roster.find(state.same.get(name, name)) for name in names}
    here = [number for number in sorted(known) if 0 <= number < len(ranks.is_here) and ranks.is_here[number]]
    return lifted(state, np.array(here, dtype=np.int64))


def lowered(state: Watch, names: Sequence[str]) -> Watch:
    """Those of the tracks that can be said in columns, in columns."""
    known = [(name, track) for name in names if (track := state.tracks.get(name)) is not None]
    fit = [(name, track) for name, track in known if _is_plain(track, state)]
    if not fit:
        return state
    ranks = state.ranks or columns.begin(state.ground)
    numbers = ranks.roster.numbers([name for name, _ in fit])
    after = _entered(columns.enrol(ranks, numbers.tolist()), numbers, [track for _, track in fit])
    if (found := columns.again(after, numbers, state.now_ms)) is None:
        return state
    tracks = state.tracks.mutate()
    for name, _ in fit:
        del tracks[name]
    return replace(state, ranks=found, tracks=tracks.finish())


def with_columns(result: Step, taken: Taken) -> Step:
    """What tracks yield, with what columns yield."""
    ranks = result.state.ranks
    if ranks is None:
        return result
    known = (result.facts, result.withdrawn, result.confirmed)
    facts, withdrawn, confirmed = (
        tuple(sorted((*old, *new.named(ranks.front.ground, ranks.roster.names)))) if len(new.t_ms) else old
        for old, new in zip(known, (taken.said, taken.withdrawn, taken.confirmed), strict=True)
    )
    return msgspec.structs.replace(result, facts=facts, withdrawn=withdrawn, confirmed=confirmed)


def _tracks(ranks: Ranks, numbers: I64) -> Iterator[tuple[str, Track]]:
    ground, names, settled = ranks.front.ground, ranks.roster.names, ranks.settled
    held = rows_of(ranks, numbers)
    told = Positions(cast(list[AssetId], names), *held)
    evidence = [each for _, each in place(told.values(), ground)]
    stays: dict[int, list[Stay]] = {}
    for key, since_ms, is_overdue in settled.stays[stays_of(settled, numbers)].tolist():
        asset, zone = divmod(key, settled.zones)
        stays.setdefault(asset, []).append(Stay(ground.zone_ids[zone], Ms(since_ms), is_overdue))
    order = np.argsort(ranks.open.t_ms, kind="stable")
    facts: dict[str, list[Fact]] = {}
    for fact in ranks.open.take(order).named(ground, names):
        facts.setdefault(str(fact.args[0]), []).append(fact)
    for number in numbers.tolist():
        name, row = names[number], settled.rows[number].tolist()
        first, end = np.searchsorted(held.asset, [number, number + 1])
        at = position_of(name, row[T_MS], row[LAT], row[LON], row[DETAIL]) if row[T_MS] >= 0 else None
        inside = tuple(sorted(stays.get(number, ()), key=lambda stay: (stay.since_ms, stay.zone)))
        yield (
            name,
            Track(
                settled=Stand(row[T_MS], row[T_MS], row[DUE_MS] < 0, stays=inside, place=at),
                settled_to=(-1, 0, ()) if at is None else position_order(at),
                held=tuple(evidence[first:end]),
                fired_ms=row[FIRED_MS],
                open=tuple(sorted(facts.get(name, ()))),
                lateness_ms=int(ranks.lateness_ms[number]),
                sure_ms=int(ranks.sure_ms[number]),
            ),
        )


def _is_plain(track: Track, state: Watch) -> bool:
    """Whether columns can hold all that is known of it."""
    settled, drawn = track.settled, state.ground.drawn
    at_ms = -1 if settled.place is None else settled.place.t_ms
    stands = (settled, track.front, *track.stands)
    last = (-1, 0, ()) if settled.place is None else position_order(settled.place)
    if (settled.heard_ms, settled.proved_ms, track.settled_to) != (at_ms, at_ms, last):
        return False
    if any(stand.is_blind or stand.far or stand.off or stand.beside for stand in stands):
        return False
    if any(stay.sensors or stay.zone not in drawn for stand in stands for stay in stand.stays):
        return False
    if not all(isinstance(outcome, Fact) for outcome in track.open):
        return False
    seen = [evidence.seen for evidence in track.held if isinstance(evidence.seen, Position)]
    if len(seen) < len(track.held) or any(evidence.kind is not Kind.POSITION for evidence in track.held):
        return False
    # What was held when the ground changed was placed on the old one.
    return [evidence for _, evidence in place(seen, state.ground)] == list(track.held)


def _entered(ranks: Ranks, numbers: I64, tracks: Sequence[Track]) -> Ranks:
    """What is settled, held and open of these, in columns."""
    fleet, ground = ranks.settled, ranks.settled.ground
    zone_of = {zone: number for number, zone in enumerate(ground.zone_ids)}
    rows, stays, facts, held = fleet.rows.copy(), list[tuple[int, int, bool]](), list[tuple[int, ...]](), []
    lateness, sure = ranks.lateness_ms.copy(), ranks.sure_ms.copy()
    for number, track in zip(numbers.tolist(), tracks, strict=True):
        settled, row, limit = track.settled, rows[number], int(rows[number, LIMIT_MS])
        if (at := settled.place) is not None:
            row[T_MS], row[LAT], row[LON], row[DETAIL] = at.t_ms, at.lat_e7, at.lon_e7, detail_of(at)
            row[DUE_MS] = -1 if settled.is_silent else at.t_ms + limit if limit >= 0 else NEVER
        row[FIRED_MS] = track.fired_ms
        inside = [(zone_of[stay.zone], stay) for stay in settled.stays]
        row[SET] = fleet.sets.number(sorted(zone for zone, _ in inside))
        stays += [(number * fleet.zones + zone, stay.since_ms, stay.is_overdue) for zone, stay in inside]
        lateness[number], sure[number] = track.lateness_ms, track.sure_ms
        for fact in track.open:
            if not isinstance(fact, Fact):
                continue
            zone = zone_of[ZoneId(str(fact.args[1]))] if len(fact.args) > 1 else -1
            since = fact.args[2] if len(fact.args) > 2 else -1
            facts.append((fact.t_ms, NAMES.index(fact.name), number, zone, int(since)))
        told = positions_of([evidence.seen for evidence in track.held if isinstance(evidence.seen, Position)])
        held.append(Columns(np.full(len(told.t_ms), number), *told[2:]))
    both = np.concatenate([fleet.stays, np.array(stays, dtype=STAY)])
    new = FactColumns(*np.array(facts, dtype=np.int64).reshape(-1, 5).T)
    return replace(
        ranks,
        settled=replace(fleet, rows=rows, stays=both[np.argsort(both["key"], kind="stable")]),
        lateness_ms=lateness,
        sure_ms=sure,
        held=columns.holding(ranks.held, joined(held)),
        open=FactColumns(*(np.concatenate(pair) for pair in zip(ranks.open, new, strict=True))),
    )
