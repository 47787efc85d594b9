"""Which observations go into columns, and which to tracks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.records.positions import Positions, positions_of

from . import ranks as columns
from .columns import I64, NO_ROWS, Columns
from .exchange import lifted_names, lowered
from .memory import Watch
from .stand import Refused

MANY: Final = 64
"""Fewer positions at once of assets that are not in columns yet go to tracks: columns have a price a batch."""
_SPEED_MAX: Final = 100_000
_HEADING_MAX: Final = 360


class Split(NamedTuple):
    """The state with each asset where it belongs; the batch in two; what cannot be true whatever else is known."""

    state: Watch
    rows: Columns
    told: "Told"
    """Where the rows come from."""
    others: list[Observation]
    refused: list[Refused]


class Told(NamedTuple):
    """Positions as columns, and as the values that they came as, if they did: what is refused is one of those."""

    rows: Positions
    seen: list[Position] | None = None

    def take(self, rows: I64 | columns.Bools) -> "Told":
        """Some of the rows."""
        some = np.arange(len(self.rows.t_ms))[rows]
        return Told(self.rows.take(some), None if self.seen is None else [self.seen[row] for row in some.tolist()])

    def values(self) -> list[Position]:
        """As values."""
        return self.rows.values() if self.seen is None else self.seen


NOTHING_TOLD: Final = Told(positions_of(()), [])


def split(state: Watch, batch: Sequence[Observation] | Positions, now_ms: int) -> Split:
    """Sort a batch out."""
    others: list[Observation] = []
    if isinstance(batch, Positions):
        told = Told(batch)
    else:
        fit = [seen for seen in batch if isinstance(seen, Position) and _is_packable(seen)]
        if not fit or (state.ranks is None and len(fit) < MANY):
            return _with_others(state, list(batch), [], now_ms)
        told = Told(positions_of(fit), fit)
        others = [seen for seen in batch if not (isinstance(seen, Position) and _is_packable(seen))]
    is_flawed = told.rows.t_ms > now_ms + state.ground.config.future_ms
    refused = [Refused(seen.t_ms, "future", seen) for seen in told.take(is_flawed).values()]
    if not state.ground.is_by_null_island:
        is_null = (told.rows.lat_e7 == 0) & (told.rows.lon_e7 == 0) & ~is_flawed
        refused += [Refused(seen.t_ms, "null-island", seen) for seen in told.take(is_null).values()]
        is_flawed |= is_null
    if is_flawed.any():
        told = told.take(~is_flawed)
    former = state.ground.former
    if former is not None and (is_old := told.rows.t_ms <= former.until_ms).any():
        others += told.take(is_old).values()  # another ground was in force then: columns know one
        told = told.take(~is_old)
    if state.ranks is None:
        state = replace(state, ranks=columns.begin(state.ground))
    assert state.ranks is not None  # noqa: S101  for mypy
    numbers = _numbers(state, told.rows)
    is_here = _is_here(state, numbers)
    if not is_here.all() and len(numbers) >= MANY:
        state = _welcomed(state, numbers[~is_here])
    state = _with_others(state, others, refused, now_ms).state
    is_here = _is_here(state, numbers)
    if not is_here.all():
        others += told.take(~is_here).values()
        told, numbers = told.take(is_here), numbers[is_here]
    return Split(state, Columns(numbers, *told.rows[2:]), told, others, refused)


def _numbers(state: Watch, rows: Positions) -> I64:
    """The number of the asset of each row, under the name that its vehicle is known by."""
    assert state.ranks is not None  # noqa: S101  for mypy
    roster = state.ranks.roster
    if not len(state.same):
        return roster.of(rows.names, rows.asset)
    used, place = np.unique(rows.asset, return_inverse=True)
    told = [rows.names[asset] for asset in used.tolist()]
    return roster.numbers([state.same.get(name, name) for name in told])[place]


def _with_others(state: Watch, others: list[Observation], refused: list[Refused], now_ms: int) -> Split:
    """Assets that others than their own positions speak of go on as tracks."""
    if state.ranks is not None and others:
        told: set[str] = {seen.asset for seen in others if isinstance(seen, Position | Sighting)}
        told |= {seen.sensor for seen in others if isinstance(seen, Sighting | SensorState)}
        state = lifted_names(state, told)
    return Split(state, NO_ROWS, NOTHING_TOLD, others, refused)


def _welcomed(state: Watch, numbers: I64) -> Watch:
    """Those that columns can follow, in columns from now on."""
    assert state.ranks is not None  # noqa: S101  for mypy
    names = state.ranks.roster.names
    plain = [number for number in np.unique(numbers).tolist() if state.ground.is_plain(names[number])]
    known = [number for number in plain if names[number] in state.tracks]
    state = replace(state, ranks=columns.enrol(state.ranks, sorted(set(plain) - set(known))))
    return lowered(state, [names[number] for number in known])


def _is_here(state: Watch, numbers: I64) -> columns.Bools:
    assert state.ranks is not None  # noqa: S101  for mypy
    known = state.ranks.is_here
    is_here = np.zeros(len(numbers), dtype=np.bool_)
    is_known = numbers < len(known)
    is_here[is_known] = known[numbers[is_known]]
    return is_here


def _is_packable(seen: Position) -> bool:
    speed, heading = seen.speed_kmh, seen.heading_deg
    return (speed is None or 0 <= speed <= _SPEED_MAX) and (heading is None or 0 <= heading <= _HEADING_MAX)
