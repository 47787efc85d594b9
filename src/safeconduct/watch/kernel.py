"""The watch for fleets: positions as columns, one row of state an asset, no Python per position.

The same rules as `stand.py` for positions, zones, dwelling and silence, each asset's rows in order. What it cannot
judge (a jump that may be too far) it names and leaves to the tracks of `track.py`. Putting rows in order is
`reorder.py`'s. Work is spent only where an asset's set of zones changes: most positions cost one table look-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct import geo
from safeconduct.records.positions import EXACT_BELOW, acc_of

from .columns import (
    DWELLING,
    ENTERED,
    I64,
    LEFT,
    REPORTING,
    SILENT,
    Columns,
    FactColumns,
    told,
)
from .ground import Ground
from .stand import M_PER_E7_MAX, SLACK_M

T_MS, DUE_MS, SET, LIMIT_MS, LAT, LON, DETAIL, FIRED_MS = range(8)
"""One row an asset: last heard (-1: never); when it becomes silent (NEVER: not), -1 if it is; its set of zones; its
longest silence (-1: any); where it was, how exactly; the latest deadline that has fallen (-1: none)."""
STAY: Final = np.dtype([("key", np.int64), ("since_ms", np.int64), ("is_overdue", np.bool_)])
"""One presence: asset number * zones + zone number; ordered by key."""
NEVER: Final = int(np.iinfo(np.int64).max)
HAS_NUMBA: Final = geo.HAS_NUMBA


@dataclass(frozen=True, eq=False)
class Fleet:
    """The state of all assets. Never changed: `advance` returns the next one."""

    ground: Ground
    sets: geo.ZoneSets
    limits_ms: I64
    """Longest stay per zone number; -1: any."""
    rows: I64
    """Shape (assets, 8)."""
    stays: npt.NDArray[np.void]

    @property
    def zones(self) -> int:
        """By what keys of stays are made."""
        return max(len(self.limits_ms), 1)


class Advance(NamedTuple):
    """What one batch yields. Where `apart` names assets, only that counts: they must be judged by tracks."""

    fleet: Fleet
    facts: FactColumns
    apart: I64


class Moves(NamedTuple):
    """Rows at which an asset's set of zones changed, in order: asset, time, sets before and after."""

    asset: I64
    t_ms: I64
    before: I64
    after: I64


def muster(ground: Ground, silence_ms: I64) -> Fleet:
    """A fleet that has not been heard yet: one asset for each entry of `silence_ms` (-1: any is allowed).

    Opening hours are not looked at: where there are any, nobody is here (`Ground.is_plain`).
    """
    limits = [ground.config.dwell_ms.get(zone, -1) for zone in ground.zone_ids]
    return Fleet(ground, ground.sets, np.array(limits, dtype=np.int64), fresh(silence_ms), np.zeros(0, dtype=STAY))


def fresh(silence_ms: I64) -> I64:
    """Rows of assets that have not been heard."""
    rows = np.zeros((len(silence_ms), 8), dtype=np.int64)
    rows[:, T_MS], rows[:, DUE_MS], rows[:, LIMIT_MS], rows[:, FIRED_MS] = -1, NEVER, silence_ms, -1
    return rows


def advance(fleet: Fleet, batch: Columns, until_ms: int | I64, *, is_swift: bool = HAS_NUMBA) -> Advance:
    """Take positions, each newer than what is known of its asset, and let the deadlines up to `until_ms` fall.

    until_ms: one time for all, or one for each asset. is_swift: by the compiled loops, or by NumPy alone.
    """
    rows = fleet.rows.copy()
    run = _swept if is_swift else _by_columns
    quiet, moves, apart = run(fleet, rows, batch)
    due = rows[:, DUE_MS]
    silent = np.flatnonzero((due >= 0) & (due <= until_ms) & (due < NEVER))
    if len(silent):
        quiet = [*quiet, _facts(SILENT, due[silent].copy(), silent)]
        rows[silent, FIRED_MS] = np.maximum(rows[silent, FIRED_MS], due[silent])
        rows[silent, DUE_MS] = -1
    stays, stayed = _stays(fleet, _changes(fleet, moves), until_ms)
    np.maximum.at(rows[:, FIRED_MS], stayed[0].asset, stayed[0].t_ms)
    return Advance(replace(fleet, rows=rows, stays=stays), told([*quiet, *stayed]), apart)


def next_deadline_ms(fleet: Fleet) -> int | None:
    """When the next fact falls due if nothing is heard before."""
    due, stays = fleet.rows[:, DUE_MS], fleet.stays
    first = int(np.min(due[due >= 0], initial=NEVER))
    if len(stays):
        limit = fleet.limits_ms[stays["key"] % fleet.zones]
        runs = (limit >= 0) & ~stays["is_overdue"]
        first = min(first, int(np.min(stays["since_ms"][runs] + limit[runs], initial=NEVER)))
    return None if first == NEVER else first


def _swept(fleet: Fleet, rows: I64, batch: Columns) -> tuple[list[FactColumns], Moves, I64]:
    """Silences, changes of zones and assets apart, by the compiled loops; `rows` becomes the next state."""
    from . import sweep

    kmh = -1 if fleet.ground.config.speed_kmh_max is None else fleet.ground.config.speed_kmh_max
    sets, near = _placed(fleet, batch, True)
    silence, moved = sweep.Grown(), sweep.Grown()
    apart = np.zeros(len(rows), dtype=np.bool_)
    start, resolved, is_in_order = 0, -1, False  # mostly it is: to look would take longer than to find out
    while True:
        start, quiet, moves = sweep.sweep(
            rows, *batch, sets, *near, *fleet.sets.flat(), kmh, apart, start, resolved, is_in_order
        )
        if start == sweep.OUT_OF_ORDER:
            batch, is_in_order, start, resolved = batch.in_order(), True, 0, -1
            sets, near = _placed(fleet, batch, True)
            silence, moved = sweep.Grown(), sweep.Grown()
            rows[:], apart[:] = fleet.rows, False
            continue
        silence.add(quiet)
        moved.add(moves)
        if start == len(batch.asset):
            break
        resolved = start  # some of the zones that differ are in doubt, others are not
        doubt = near.zone[near.point == start]
        was = int(rows[batch.asset[start], SET])
        sets[start] = _kept(fleet.sets, int(sets[start]), was, set(doubt.tolist()))
    t_ms, code, asset = silence.columns()
    row, before = moved.columns()
    none = np.full(len(t_ms), -1)
    moves_ = Moves(batch.asset[row], batch.t_ms[row], before, sets[row].astype(np.int64))
    return [FactColumns(t_ms, code, asset, none, none)], moves_, np.flatnonzero(apart)


def _by_columns(fleet: Fleet, rows: I64, batch: Columns) -> tuple[list[FactColumns], Moves, I64]:
    """The same with NumPy."""
    batch = batch.in_order()
    asset, t_ms = batch.asset, batch.t_ms
    is_first = np.diff(asset, prepend=-1) != 0
    sets, near = _placed(fleet, batch, False)
    zones = sets.astype(np.int64)
    known = rows[asset[is_first], SET]
    starts = dict(zip(np.flatnonzero(is_first).tolist(), known.tolist(), strict=True))
    _hold(fleet.sets, zones, near, starts)
    before = _shifted(zones, is_first, known)
    apart = _far(rows, batch, is_first, fleet.ground.config.speed_kmh_max)
    quiet = _silences(rows, asset, t_ms, is_first)
    moved = np.flatnonzero(zones != before)
    last = np.flatnonzero(np.append(is_first[1:], True)[: len(asset)])
    for at, column in (
        (T_MS, t_ms),
        (SET, zones),
        (LAT, batch.lat_e7),
        (LON, batch.lon_e7),
        (DETAIL, batch.detail),
    ):
        rows[asset[last], at] = column[last]
    return quiet, Moves(asset[moved], t_ms[moved], before[moved], zones[moved]), apart


def _placed(fleet: Fleet, batch: Columns, is_swift: bool) -> tuple[npt.NDArray[np.int32], geo.Pairs]:
    """The set of zones at each position, and the zones that its accuracy leaves in doubt."""
    sets = fleet.sets.of(batch.lat_e7, batch.lon_e7, is_swift=is_swift)
    none = np.zeros(0, dtype=np.int64)
    if int(np.max(batch.detail, initial=0)) < EXACT_BELOW:
        return sets, geo.Pairs(none, none)
    return sets, fleet.sets.near(batch.lat_e7, batch.lon_e7, acc_of(batch.detail), is_swift=is_swift)


def _shifted(values: I64, is_first: npt.NDArray[np.bool_], known: I64) -> I64:
    """At each row, the value one row before; at an asset's first row, what was known."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    before[is_first] = known
    return before


def _far(rows: I64, batch: Columns, is_first: npt.NDArray[np.bool_], kmh: int | None) -> I64:
    """Assets with a position that may be too far from the one before it."""
    if kmh is None:
        return np.zeros(0, dtype=np.int64)
    first = batch.asset[is_first]
    t_ms = _shifted(batch.t_ms, is_first, rows[first, T_MS])
    lat, lon = (
        _shifted(batch.lat_e7, is_first, rows[first, LAT]),
        _shifted(batch.lon_e7, is_first, rows[first, LON]),
    )
    most_m = (np.abs(batch.lat_e7 - lat) + np.abs(batch.lon_e7 - lon)) * M_PER_E7_MAX
    is_far = (most_m > SLACK_M) & (most_m - SLACK_M > kmh * (batch.t_ms - t_ms) / 3_600 * 0.999)
    return np.unique(batch.asset[is_far & (t_ms >= 0)])


def _hold(sets: geo.ZoneSets, zones: I64, near: geo.Pairs, starts: dict[int, int]) -> None:
    """Where an edge is within the accuracy, a zone stays as it was one position before. In order: it may chain."""
    points, first = np.unique(near.point, return_index=True)
    for point, doubtful in zip(points.tolist(), _split(near.zone, first), strict=True):
        was = starts[point] if point in starts else int(zones[point - 1])
        zones[point] = _kept(sets, int(zones[point]), was, set(doubtful.tolist()))


def _kept(sets: geo.ZoneSets, now: int, was: int, doubt: set[int]) -> int:
    return sets.number(sorted((set(sets.members[now]) - doubt) | (set(sets.members[was]) & doubt)))


def _split(values: I64, first: I64) -> list[I64]:
    return np.split(values, first[1:]) if len(first) else []


def _silences(rows: I64, asset: I64, t_ms: I64, is_first: npt.NDArray[np.bool_]) -> list[FactColumns]:
    """Silences that ended or began before a row; marks in `rows` when the next ones begin."""
    limit = rows[asset, LIMIT_MS]
    before = _shifted(t_ms, is_first, rows[asset[is_first], T_MS])
    said = np.zeros(len(asset), dtype=np.bool_)
    said[is_first] = rows[asset[is_first], DUE_MS] < 0
    is_broken = (limit >= 0) & (before >= 0) & (t_ms > before + limit)
    broken, new = np.flatnonzero(is_broken | said), np.flatnonzero(is_broken & ~said)
    due = before[new] + limit[new]
    rows[asset, DUE_MS] = np.where(limit >= 0, t_ms + limit, NEVER)  # in order of time: the last one stays
    np.maximum.at(rows[:, FIRED_MS], asset[new], due)
    return [_facts(REPORTING, t_ms[broken], asset[broken]), _facts(SILENT, due, asset[new])]


class _Change(NamedTuple):
    key: I64
    t_ms: I64
    is_entry: npt.NDArray[np.bool_]
    order: I64


def _changes(fleet: Fleet, moves: Moves) -> _Change:
    """One entry for each zone entered or left, from the sets before and after."""
    members = fleet.sets.members
    pair, group = np.unique(moves.before * len(members) + moves.after, return_inverse=True)
    zones, entries, sizes_ = list[int](), list[bool](), list[int]()
    for number in pair.tolist():
        old, new = members[number // len(members)], members[number % len(members)]
        gone: Sequence[int] = old
        come: Sequence[int] = new
        if old and new:  # else, mostly, all of the one goes or all of the other comes
            gone, come = [z for z in old if z not in new], [z for z in new if z not in old]
        zones += gone
        zones += come
        entries += [False] * len(gone) + [True] * len(come)
        sizes_.append(len(gone) + len(come))
    sizes = np.array(sizes_, dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    zone, is_entry = np.array(zones, dtype=np.int64), np.array(entries, dtype=np.bool_)
    repeat = sizes[group] if len(group) else group
    row = np.repeat(np.arange(len(group)), repeat)
    place = np.arange(len(row)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    at = starts[group[row]] + place if len(row) else row
    return _Change(moves.asset[row] * fleet.zones + zone[at], moves.t_ms[row], is_entry[at], row)


def _stays(fleet: Fleet, changes: _Change, until_ms: int | I64) -> tuple[npt.NDArray[np.void], list[FactColumns]]:
    """Presences after the changes, and what was overstayed, entered and left."""
    known = fleet.stays
    touched = np.unique(changes.key)
    at = np.searchsorted(known["key"], touched)
    hit = at[at < len(known)]
    hit = hit[known["key"][hit] == touched[: len(hit)]] if len(hit) else hit
    kept, mine = np.delete(known, hit), known[hit]
    fallen = _overstayed(fleet, kept, np.full(len(kept), NEVER), until_ms)
    kept["is_overdue"][fallen] = True
    key = np.concatenate([mine["key"], changes.key])
    since = np.concatenate([mine["since_ms"], changes.t_ms])
    is_entry = np.concatenate([np.ones(len(mine), dtype=np.bool_), changes.is_entry])
    overdue = np.concatenate([mine["is_overdue"], np.zeros(len(changes.key), dtype=np.bool_)])
    rank = np.concatenate([np.full(len(mine), -1), changes.order])
    order = np.lexsort((rank, key))
    key, since, is_entry, overdue = key[order], since[order], is_entry[order], overdue[order]
    begins = np.flatnonzero(is_entry)  # entries and exits of one key take turns, so an exit follows its entry
    ends = np.full(len(begins), NEVER)
    inner = np.flatnonzero(begins < len(key) - 1)
    after = begins[inner] + 1
    has_end = ~is_entry[after] & (key[after] == key[begins[inner]])
    ends[inner[has_end]] = since[after[has_end]]
    stays = np.zeros(len(begins), dtype=STAY)
    stays["key"], stays["since_ms"], stays["is_overdue"] = key[begins], since[begins], overdue[begins]
    over = _overstayed(fleet, stays, ends, until_ms)
    stays["is_overdue"][over] = True
    late = np.concatenate([kept[fallen], stays[over]])
    asset, zone = np.divmod(late["key"], fleet.zones)
    due_ms = late["since_ms"] + fleet.limits_ms[zone] if len(late) else asset
    dwelling = FactColumns(due_ms, np.full(len(late), DWELLING), asset, zone, late["since_ms"].copy())
    asset, zone = np.divmod(changes.key, fleet.zones)
    code = np.where(changes.is_entry, ENTERED, LEFT)
    crossing = FactColumns(changes.t_ms, code, asset, zone, np.full(len(code), -1))
    stays = stays[ends == NEVER]
    return np.insert(kept, np.searchsorted(kept["key"], stays["key"]), stays), [dwelling, crossing]


def _overstayed(fleet: Fleet, stays: npt.NDArray[np.void], ends: I64, until_ms: int | I64) -> I64:
    """Stays whose limit falls before their end, and not after `until_ms` where they have none. Once each."""
    if not len(stays) or fleet.limits_ms.max() < 0:
        return np.zeros(0, dtype=np.int64)
    asset, zone = np.divmod(stays["key"], fleet.zones)
    limit = fleet.limits_ms[zone]
    due = stays["since_ms"] + limit
    until = until_ms if isinstance(until_ms, int) else until_ms[asset]
    return np.flatnonzero((limit >= 0) & ~stays["is_overdue"] & (due < ends) & ((ends < NEVER) | (due <= until)))


def _facts(code: int, t_ms: I64, asset: I64) -> FactColumns:
    none = np.full(len(t_ms), -1)
    return FactColumns(t_ms, np.full(len(t_ms), code), asset, none, none)


def stays_of(fleet: Fleet, assets: Sequence[int] | I64) -> npt.NDArray[np.bool_]:
    """Which presences are of these assets."""
    is_theirs = np.zeros(len(fleet.rows), dtype=np.bool_)
    is_theirs[assets] = True
    return is_theirs[fleet.stays["key"] // fleet.zones] if len(fleet.stays) else np.zeros(0, dtype=np.bool_)
