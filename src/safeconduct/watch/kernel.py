"""The watch for fleets: positions as columns, one row of state an asset, no Python per position.

The same rules as `step` for positions, zones, dwelling and silence, for data in order of time; what must be put in
order first, sightings, corridors and withdrawals are `step`'s. Work is spent only where an asset's set of zones
changes: most positions cost one table look-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from safeconduct import geo
from safeconduct.records.units import Ms
from safeconduct.state.fact import Arg, Fact

from .ground import Ground

I64 = npt.NDArray[np.int64]
ROW: Final = np.dtype([("t_ms", np.int64), ("zones", np.int64), ("silence_ms", np.int64), ("is_silent", np.bool_)])
"""One asset: last heard (-1: never), its set of zones, its longest silence (-1: any), whether that was exceeded."""
STAY: Final = np.dtype([("key", np.int64), ("since_ms", np.int64), ("is_overdue", np.bool_)])
"""One presence: asset number * zones + zone number; ordered by key."""
NAMES: Final = ("dwelling", "entered", "left", "reporting", "silent")
"""Names of facts by their code, in the order in which facts of one time are told."""
DWELLING, ENTERED, LEFT, REPORTING, SILENT = range(5)
_NEVER: Final = np.iinfo(np.int64).max
_NONE: Final = np.zeros(0)
HAS_NUMBA: Final = find_spec("numba") is not None


class Columns(NamedTuple):
    """Positions: asset number, time, place, accuracy. Equal lengths, any order."""

    asset: I64
    t_ms: I64
    lat_e7: I64
    lon_e7: I64
    acc_m: I64


class FactColumns(NamedTuple):
    """Facts in order of time: code, asset number, zone number (-1: none), since when (dwelling; else -1)."""

    t_ms: I64
    code: I64
    asset: I64
    zone: I64
    since_ms: I64

    def named(self, ground: Ground, assets: Sequence[str]) -> list[Fact]:
        """The same as values. assets: the name of each asset number."""
        told = []
        for t_ms, code, asset, zone, since_ms in zip(*(column.tolist() for column in self), strict=True):
            args: tuple[Arg, ...] = (assets[asset],) if zone < 0 else (assets[asset], ground.zone_ids[zone])
            told.append(Fact(Ms(t_ms), NAMES[code], (*args, since_ms) if code == DWELLING else args))
        return told


@dataclass(frozen=True, eq=False)
class Fleet:
    """The state of all assets. Never changed: `advance` returns the next one."""

    ground: Ground
    sets: geo.ZoneSets
    limits_ms: I64
    """Longest stay per zone number; -1: any."""
    rows: npt.NDArray[np.void]
    stays: npt.NDArray[np.void]
    now_ms: int = -1


class Advance(NamedTuple):
    """What one batch yields. `late` are the places in the batch of positions older than what is known already."""

    fleet: Fleet
    facts: FactColumns
    late: I64


def muster(ground: Ground, silence_ms: I64) -> Fleet:
    """A fleet that has not been heard yet: one asset for each entry of `silence_ms` (-1: any is allowed)."""
    if ground.config.hours:
        raise ValueError("the kernel knows no opening hours: use step")
    rows = np.zeros(len(silence_ms), dtype=ROW)
    rows["t_ms"], rows["silence_ms"] = -1, silence_ms
    limits = [ground.config.dwell_ms.get(zone, -1) for zone in ground.zone_ids]
    return Fleet(ground, geo.ZoneSets(ground.grid), np.array(limits, dtype=np.int64), rows, np.zeros(0, dtype=STAY))


def advance(fleet: Fleet, batch: Columns, now_ms: int, *, is_swift: bool | None = None) -> Advance:
    """Take positions and let the deadlines up to `now_ms` fall.

    is_swift: by the compiled loop of `sweep.py`, or by NumPy alone. None: compiled, where numba is installed.
    """
    now_ms = max(now_ms, fleet.now_ms)
    rows = fleet.rows.copy()
    run = _swept if (HAS_NUMBA if is_swift is None else is_swift) else _by_columns
    quiet, changes, late = run(fleet, rows, batch, now_ms)
    stays, stayed = _stays(fleet, changes, now_ms)
    after = replace(fleet, rows=rows, stays=stays, now_ms=now_ms)
    return Advance(after, _told([*quiet, *stayed]), late)


def _by_columns(
    fleet: Fleet, rows: npt.NDArray[np.void], batch: Columns, now_ms: int
) -> tuple[list[FactColumns], "_Change", I64]:
    """Silences, crossings and late rows with NumPy; `rows` becomes the next state."""
    is_late = batch.t_ms < rows["t_ms"][batch.asset]
    fit = np.flatnonzero(~is_late)
    by_time = fit[np.argsort(batch.t_ms[fit], kind="stable")]
    order = by_time[np.argsort(_small(batch.asset[by_time], len(fleet.rows)), kind="stable")]
    asset, t_ms = batch.asset[order], batch.t_ms[order]
    is_first = np.diff(asset, prepend=-1) != 0
    zones, before = _sets(fleet, batch, order, is_first)
    quiet = _silences(rows, asset, t_ms, is_first, now_ms)
    moved = np.flatnonzero(zones != before)
    changes = _changes(fleet, asset[moved], t_ms[moved], before[moved], zones[moved])
    last = np.flatnonzero(np.append(is_first[1:], True)[: len(asset)])
    rows["t_ms"][asset[last]], rows["zones"][asset[last]] = t_ms[last], zones[last]
    return quiet, changes, np.flatnonzero(is_late)


def _swept(
    fleet: Fleet, rows: npt.NDArray[np.void], batch: Columns, now_ms: int
) -> tuple[list[FactColumns], "_Change", I64]:
    """The same in one compiled pass, two if the batch is not in order of time."""
    from . import sweep
    from .terrain import terrain

    land = fleet.sets.prepared(terrain)
    before, limits = rows["t_ms"].copy(), rows["silence_ms"].copy()
    sizes, firsts, flat = fleet.sets.flat()
    order: I64 | None = None
    while True:
        known, silent = before.copy(), rows["is_silent"].copy()
        first, size = firsts[rows["zones"]], sizes[rows["zones"]]
        north, east = geo.metres_per_e7(batch.lat_e7) if np.any(batch.acc_m > 0) else (_NONE, _NONE)
        found = sweep.sweep(*land, *batch, north, east, before, known, limits, silent, first, size, flat)
        if found.is_sorted:
            break
        order = np.argsort(batch.t_ms, kind="stable")
        batch = Columns(*(column[order] for column in batch))
    due = np.flatnonzero((limits >= 0) & (known >= 0) & ~silent & (known + limits <= now_ms))
    silent[due] = True
    rows["t_ms"], rows["is_silent"] = known, silent
    moved = np.flatnonzero(first >= len(flat))
    starts, ends = first[moved].tolist(), (first + size)[moved].tolist()
    numbers = [
        fleet.sets.number(found.members[start:end].tolist()) for start, end in zip(starts, ends, strict=True)
    ]
    rows["zones"][moved] = numbers
    none = np.full(len(found.quiet_ms), -1)
    quiet = FactColumns(found.quiet_ms, found.quiet_code, found.quiet_asset, none, none)
    changes = _Change(found.key, found.t_ms, found.is_entry, np.arange(len(found.key)))
    late = found.late if order is None else np.sort(order[found.late])
    return [quiet, _facts(SILENT, (known + limits)[due], due)], changes, late


def next_deadline_ms(fleet: Fleet) -> int | None:
    """When the next fact falls due if nothing is heard before."""
    rows, stays = fleet.rows, fleet.stays
    waits = (rows["silence_ms"] >= 0) & (rows["t_ms"] >= 0) & ~rows["is_silent"]
    first = int(np.min(rows["t_ms"][waits] + rows["silence_ms"][waits], initial=_NEVER))
    if len(stays):
        limit = fleet.limits_ms[stays["key"] % len(fleet.limits_ms)]
        runs = (limit >= 0) & ~stays["is_overdue"]
        first = min(first, int(np.min(stays["since_ms"][runs] + limit[runs], initial=_NEVER)))
    return None if first == _NEVER else first


def _small(asset: I64, count: int) -> npt.NDArray[np.uint16] | I64:
    """Asset numbers in 16 bits where they fit: NumPy then sorts them in linear time."""
    return asset.astype(np.uint16) if count <= 65_536 else asset


def _sets(fleet: Fleet, batch: Columns, order: I64, is_first: npt.NDArray[np.bool_]) -> tuple[I64, I64]:
    """The set of zones at each position, and the one before it."""
    lat, lon, acc = batch.lat_e7[order], batch.lon_e7[order], batch.acc_m[order]
    zones = fleet.sets.of(lat, lon)
    known = fleet.rows["zones"][batch.asset[order[is_first]]]
    fuzzy = np.flatnonzero(acc > 0)
    if len(fuzzy):
        near = geo.near_edge(fleet.ground.grid, lat[fuzzy], lon[fuzzy], acc[fuzzy])
        starts = dict(zip(np.flatnonzero(is_first).tolist(), known.tolist(), strict=True))
        _hold(fleet.sets, zones, geo.Pairs(fuzzy[near.point], near.zone), starts)
    before = np.empty_like(zones)
    before[1:] = zones[:-1]
    before[is_first] = known
    return zones, before


def _hold(sets: geo.ZoneSets, zones: I64, near: geo.Pairs, starts: dict[int, int]) -> None:
    """Where an edge is within the accuracy, a zone stays as it was one position before. In order: it may chain."""
    points, first = np.unique(near.point, return_index=True)
    for point, doubtful in zip(points.tolist(), _split(near.zone, first), strict=True):
        doubt = set(doubtful.tolist())
        was = starts[point] if point in starts else int(zones[point - 1])
        kept = (set(sets.members[int(zones[point])]) - doubt) | (set(sets.members[was]) & doubt)
        zones[point] = sets.number(sorted(kept))


def _split(values: I64, first: I64) -> list[I64]:
    return np.split(values, first[1:]) if len(first) else []


def _silences(
    rows: npt.NDArray[np.void], asset: I64, t_ms: I64, is_first: npt.NDArray[np.bool_], now_ms: int
) -> list[FactColumns]:
    """Silences that ended, began or lasted; marks in `rows` who is silent now."""
    limit = rows["silence_ms"][asset]
    before = np.empty_like(t_ms)
    before[1:] = t_ms[:-1]
    before[is_first] = rows["t_ms"][asset[is_first]]
    said = np.zeros(len(asset), dtype=np.bool_)
    said[is_first] = rows["is_silent"][asset[is_first]]
    is_broken = (limit >= 0) & (before >= 0) & (t_ms > before + limit)
    broken = np.flatnonzero(is_broken | said)
    new = np.flatnonzero(is_broken & ~said)
    facts = [_facts(REPORTING, t_ms[broken], asset[broken]), _facts(SILENT, before[new] + limit[new], asset[new])]
    heard = rows["t_ms"].copy()
    heard[asset] = t_ms  # in order of time: the last one stays
    rows["is_silent"][asset] = False
    due = np.flatnonzero(
        (rows["silence_ms"] >= 0) & (heard >= 0) & ~rows["is_silent"] & (heard + rows["silence_ms"] <= now_ms)
    )
    rows["is_silent"][due] = True
    return [*facts, _facts(SILENT, heard[due] + rows["silence_ms"][due], due)]


class _Change(NamedTuple):
    key: I64
    t_ms: I64
    is_entry: npt.NDArray[np.bool_]
    order: I64


def _changes(fleet: Fleet, asset: I64, t_ms: I64, before: I64, after: I64) -> _Change:
    """One entry for each zone entered or left, from the sets before and after."""
    count = max(len(fleet.limits_ms), 1)
    pair, group = np.unique(before * len(fleet.sets.members) + after, return_inverse=True)
    lists: list[list[tuple[int, bool]]] = []
    for number in pair.tolist():
        old, new = (set(fleet.sets.members[at]) for at in divmod(number, len(fleet.sets.members)))
        lists.append([(zone, False) for zone in sorted(old - new)] + [(zone, True) for zone in sorted(new - old)])
    sizes = np.array([len(entries) for entries in lists], dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    flat = [entry for entries in lists for entry in entries]
    zone, is_entry = np.array([z for z, _ in flat], dtype=np.int64), np.array([e for _, e in flat], dtype=np.bool_)
    repeat = sizes[group] if len(group) else group
    row = np.repeat(np.arange(len(group)), repeat)
    place = np.arange(len(row)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    at = starts[group[row]] + place if len(row) else row
    return _Change(asset[row] * count + zone[at], t_ms[row], is_entry[at], row)


def _stays(fleet: Fleet, changes: _Change, now_ms: int) -> tuple[npt.NDArray[np.void], list[FactColumns]]:
    """Presences after the changes, and what was entered, left and overstayed."""
    known = fleet.stays
    key = np.concatenate([known["key"], changes.key])
    since = np.concatenate([known["since_ms"], changes.t_ms])
    is_entry = np.concatenate([np.ones(len(known), dtype=np.bool_), changes.is_entry])
    overdue = np.concatenate([known["is_overdue"], np.zeros(len(changes.key), dtype=np.bool_)])
    rank = np.concatenate([np.full(len(known), -1), changes.order])
    order = np.lexsort((rank, key))
    key, since, is_entry, overdue = key[order], since[order], is_entry[order], overdue[order]
    begins = np.flatnonzero(is_entry)  # entries and exits of one key take turns, so an exit follows its entry
    has_end = np.zeros(len(begins), dtype=np.bool_)
    inner = begins < len(key) - 1
    has_end[inner] = ~is_entry[begins[inner] + 1] & (key[begins[inner] + 1] == key[begins[inner]])
    ends = np.full(len(begins), _NEVER)
    ends[has_end] = since[begins[has_end] + 1]
    count = max(len(fleet.limits_ms), 1)
    limit = fleet.limits_ms[key[begins] % count] if len(begins) else begins
    due = since[begins] + limit
    falls = (limit >= 0) & ~overdue[begins] & (due < ends) & (has_end | (due <= now_ms))
    late = begins[falls]
    late_asset, late_zone = np.divmod(key[late], count)
    dwelling = FactColumns(due[falls], np.full(len(late), DWELLING), late_asset, late_zone, since[late])
    asset, zone = np.divmod(changes.key, count)
    code = np.where(changes.is_entry, ENTERED, LEFT)
    crossing = FactColumns(changes.t_ms, code, asset, zone, np.full(len(code), -1))
    is_open = ~has_end
    stays = np.zeros(int(is_open.sum()), dtype=STAY)
    stays["key"], stays["since_ms"] = key[begins[is_open]], since[begins[is_open]]
    stays["is_overdue"] = (overdue[begins] | falls)[is_open]
    return stays, [dwelling, crossing]


def _facts(code: int, t_ms: I64, asset: I64) -> FactColumns:
    none = np.full(len(t_ms), -1)
    return FactColumns(t_ms, np.full(len(t_ms), code), asset, none, none)


def _told(parts: list[FactColumns]) -> FactColumns:
    """All facts, in order of time, then name, asset, zone."""
    columns = FactColumns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.lexsort((columns.zone, columns.asset, columns.code, columns.t_ms))
    return FactColumns(*(column[order] for column in columns))
