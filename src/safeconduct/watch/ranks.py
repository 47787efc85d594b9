"""Assets that only tell where they are, in columns: a reorder buffer between two states of the kernel.

`settled` has everything that is beyond change, `front` that and all that is held. Rows go to the front at once: its
facts are provisional. A row out of order takes its asset's front back to `settled` and through all that is held
again; what no longer follows is withdrawn. Rows older than the lateness go to `settled`, in order: its facts are
confirmed. The same as `track.py`, which keeps what cannot be said in columns.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from .columns import I64, NO_FACTS, NO_ROWS, Columns, FactColumns, joined, told
from .ground import Ground
from .kernel import (
    DETAIL,
    FIRED_MS,
    LAT,
    LON,
    NEVER,
    STAY,
    T_MS,
    Fleet,
    advance,
    fresh,
    muster,
    next_deadline_ms,
    stays_of,
)
from .roster import Roster

GATHER_MS: Final = 10_000
"""Rows about which nothing is open are settled in groups of so long: it saves work and changes nothing."""
_SMALL: Final = 512
"""Held parts up to that size are put together."""
Bools = npt.NDArray[np.bool_]


class Held(NamedTuple):
    """Rows that wait to be beyond change."""

    rows: Columns
    first_ms: int


@dataclass(frozen=True, eq=False)
class Ranks:
    """The state. Never changed: `take` returns the next one."""

    roster: Roster
    settled: Fleet
    front: Fleet
    is_here: Bools
    """Whether each asset is one of these; the others have tracks, or are not known."""
    lateness_ms: I64
    """The largest lateness of the sources that have reported it; -1: none has."""
    sure_ms: I64
    """Everything before is beyond change, also if a slower source reports it from now on."""
    held: tuple[Held, ...] = ()
    open: FactColumns = NO_FACTS
    """What was said and is not yet confirmed."""

    @property
    def waits_ms(self) -> I64:
        """How long to wait for each asset."""
        return np.where(self.lateness_ms >= 0, self.lateness_ms, self.front.ground.config.lateness_ms)

    def next_deadline_ms(self) -> int | None:
        """When the next fact falls due if nothing is heard before."""
        return next_deadline_ms(self.front)

    def next_settling_ms(self) -> int | None:
        """When there is something to confirm, or enough is held to make it worth while."""
        if not (self.held or len(self.open.t_ms)):
            return None
        waits = self.waits_ms
        first = int(np.min(self.open.t_ms + waits[self.open.asset], initial=NEVER))
        most = int(np.max(waits, initial=0))
        gathered = min((part.first_ms + most + GATHER_MS for part in self.held), default=NEVER)
        return min(first, gathered) + 1


class Taken(NamedTuple):
    """What a batch yields. late: its rows that are refused. Where `apart` names assets, only that counts."""

    ranks: Ranks | None = None
    said: FactColumns = NO_FACTS
    withdrawn: FactColumns = NO_FACTS
    confirmed: FactColumns = NO_FACTS
    late: I64 = np.zeros(0, dtype=np.int64)
    apart: I64 = np.zeros(0, dtype=np.int64)


NOTHING: Final = Taken()


def begin(ground: Ground) -> Ranks:
    """Nobody is here yet."""
    none = np.zeros(0, dtype=np.int64)
    fleet = muster(ground, none)
    return Ranks(Roster(), fleet, fleet, np.zeros(0, dtype=np.bool_), none, none)


def enrol(ranks: Ranks, numbers: Sequence[int]) -> Ranks:
    """Take these assets in: nothing has been heard of them."""
    new = len(ranks.roster.names) - len(ranks.is_here)
    none = np.full(new, -1)
    is_here = np.concatenate([ranks.is_here, np.zeros(new, dtype=np.bool_)])
    is_here[list(numbers)] = True
    limits = [ranks.front.ground.silence_ms(ranks.roster.names[number]) for number in numbers]
    rows = fresh(np.array([-1 if limit is None else limit for limit in limits], dtype=np.int64))
    fleets = []
    for fleet in (ranks.settled, ranks.front):
        grown = np.concatenate([fleet.rows, fresh(none)])
        grown[list(numbers)] = rows
        fleets.append(replace(fleet, rows=grown))
    return replace(
        ranks,
        settled=fleets[0],
        front=fleets[1],
        is_here=is_here,
        lateness_ms=np.concatenate([ranks.lateness_ms, none]),
        sure_ms=np.concatenate([ranks.sure_ms, none]),
    )


def take(ranks: Ranks, batch: Columns, told_ms: int, now_ms: int) -> Taken:
    """Take rows of assets that are here, in any order, and let the deadlines up to `now_ms` fall.

    told_ms: how late their source may be.
    """
    is_late = _late(ranks, batch, told_ms, now_ms)
    fit = batch.take(~is_late) if is_late.any() else batch
    lateness = ranks.lateness_ms.copy()
    np.maximum.at(lateness, fit.asset, told_ms)
    ranks = replace(ranks, lateness_ms=lateness)
    known = ranks.front.rows[fit.asset]
    is_new = (fit.t_ms > known[:, T_MS]) & (fit.t_ms > known[:, FIRED_MS])
    said, withdrawn = NO_FACTS, NO_FACTS
    if is_new.all():
        found = advance(ranks.front, fit, now_ms)
        said = found.facts
        held = holding(ranks.held, fit)
    else:
        anew = np.zeros(len(ranks.is_here), dtype=np.bool_)
        anew[fit.asset[~is_new]] = True
        theirs, held = _gathered(ranks, anew)
        theirs = _unsettled(ranks, joined([theirs, fit.take(anew[fit.asset])]).in_order())
        others = fit.take(~anew[fit.asset])
        found = advance(_back(ranks, anew), joined([theirs, others]), now_ms)
        held = holding(holding(held, theirs), others)
    if len(found.apart):
        return Taken(ranks, apart=found.apart)
    still = ranks.open
    if not is_new.all():
        is_anew = anew[found.facts.asset]
        said, withdrawn = _differing(still.take(anew[still.asset]), found.facts.take(is_anew))
        said = told([said, found.facts.take(~is_anew)])
        still = still.take(~anew[still.asset])
    if len(found.facts.t_ms):
        still = FactColumns(*(np.concatenate(pair) for pair in zip(still, found.facts, strict=True)))
    after = replace(ranks, front=found.fleet, held=held, open=still)
    after, confirmed = settle(after, now_ms)
    return Taken(after, said, withdrawn, confirmed, np.flatnonzero(is_late))


def settle(ranks: Ranks, now_ms: int) -> tuple[Ranks, FactColumns]:
    """Put what is older than the lateness beyond change, if there is anything to confirm or enough is held."""
    due_ms = ranks.next_settling_ms()
    if due_ms is None or due_ms > now_ms:
        return ranks, NO_FACTS
    horizon = np.maximum(ranks.sure_ms, now_ms - ranks.waits_ms)
    horizon[~ranks.is_here] = -1
    newest = int(horizon.max())
    rows, held = [], []
    for part in ranks.held:
        if part.first_ms >= newest:
            held.append(part)
            continue
        is_old = part.rows.t_ms < horizon[part.rows.asset]
        if not is_old.any():
            held.append(part)
        elif is_old.all():
            rows.append(part.rows)
        else:
            rows.append(part.rows.take(is_old))
            rest = part.rows.take(~is_old)
            held.append(Held(rest, int(rest.t_ms.min())))
    old = joined(rows) if rows else NO_ROWS
    found = advance(ranks.settled, old, horizon - 1)
    sure = ranks.sure_ms.copy()
    sure[old.asset] = horizon[old.asset]
    sure[found.facts.asset] = horizon[found.facts.asset]
    is_open = ranks.open.t_ms >= horizon[ranks.open.asset]
    after = replace(ranks, settled=found.fleet, held=tuple(held), open=ranks.open.take(is_open), sure_ms=sure)
    return after, found.facts


def leave(ranks: Ranks, numbers: I64) -> Ranks:
    """Forget these assets: they go on as tracks."""
    gone = np.zeros(len(ranks.is_here), dtype=np.bool_)
    gone[numbers] = True
    _, held = _gathered(ranks, gone)
    fleets = []
    for fleet in (ranks.settled, ranks.front):
        rows = fleet.rows.copy()
        rows[numbers] = fresh(np.full(len(numbers), -1))
        fleets.append(replace(fleet, rows=rows, stays=fleet.stays[~stays_of(fleet, numbers)]))
    return replace(
        ranks,
        settled=fleets[0],
        front=fleets[1],
        is_here=ranks.is_here & ~gone,
        lateness_ms=np.where(gone, -1, ranks.lateness_ms),
        sure_ms=np.where(gone, -1, ranks.sure_ms),
        held=held,
        open=ranks.open.take(~gone[ranks.open.asset]),
    )


def again(ranks: Ranks, numbers: I64, now_ms: int) -> Ranks | None:
    """Work the front of these assets out from what is settled and held; None: they must be judged by tracks."""
    theirs = np.zeros(len(ranks.is_here), dtype=np.bool_)
    theirs[numbers] = True
    found = advance(_back(ranks, theirs), rows_of(ranks, numbers), now_ms)
    return None if len(found.apart) else replace(ranks, front=found.fleet)


def rows_of(ranks: Ranks, numbers: I64) -> Columns:
    """What is held of these assets, by asset and in order."""
    theirs = np.zeros(len(ranks.is_here), dtype=np.bool_)
    theirs[numbers] = True
    return _gathered(ranks, theirs)[0].in_order()


def _late(ranks: Ranks, batch: Columns, told_ms: int, now_ms: int) -> Bools:
    """Rows that belong before something that is beyond change. Repetitions are not late."""
    wait = np.maximum(told_ms, ranks.lateness_ms[batch.asset])
    horizon = np.maximum(ranks.sure_ms[batch.asset], now_ms - wait)
    is_late = np.zeros(len(batch.asset), dtype=np.bool_)
    old = np.flatnonzero((batch.t_ms < horizon) & (batch.t_ms <= ranks.front.rows[batch.asset, T_MS]))
    if not len(old):
        return is_late
    asked = np.unique(batch.asset[old])
    theirs = rows_of(ranks, asked)
    settled = ranks.settled.rows[:, (T_MS, LAT, LON, DETAIL)]
    for row in old.tolist():
        asset, *order = (int(column[row]) for column in batch)
        last = tuple(settled[asset].tolist())
        first, end = np.searchsorted(theirs.asset, [asset, asset + 1])
        fixed = first + int(np.searchsorted(theirs.t_ms[first:end], horizon[row]))
        if fixed > first:
            last = tuple(int(column[fixed - 1]) for column in theirs[1:])
        is_late[row] = tuple(order) < last
    return is_late


def holding(held: tuple[Held, ...], rows: Columns) -> tuple[Held, ...]:
    """One more part; small ones are put together."""
    if not len(rows.t_ms):
        return held
    first_ms = int(rows.t_ms.min())
    if held and len(held[-1].rows.t_ms) + len(rows.t_ms) <= _SMALL:
        last = held[-1]
        return (*held[:-1], Held(joined([last.rows, rows]), min(last.first_ms, first_ms)))
    return (*held, Held(rows, first_ms))


def _gathered(ranks: Ranks, theirs: Bools) -> tuple[Columns, tuple[Held, ...]]:
    """The held rows of these assets, and the others."""
    found, others = list[Columns](), list[Held]()
    for part in ranks.held:
        is_theirs = theirs[part.rows.asset]
        if not is_theirs.any():
            others.append(part)
            continue
        found.append(part.rows.take(is_theirs))
        rest = part.rows.take(~is_theirs)
        if len(rest.t_ms):
            others.append(Held(rest, int(rest.t_ms.min())))
    return (joined(found) if found else NO_ROWS), tuple(others)


def _unsettled(ranks: Ranks, rows: Columns) -> Columns:
    """Without repetitions of the last settled row."""
    last = ranks.settled.rows[rows.asset][:, (T_MS, LAT, LON, DETAIL)]
    is_same = (last == np.stack(rows[1:], axis=1)).all(axis=1)
    return rows.take(~is_same) if is_same.any() else rows


def _back(ranks: Ranks, anew: Bools) -> Fleet:
    """The front, with these assets where they were when settled."""
    front, settled, numbers = ranks.front, ranks.settled, np.flatnonzero(anew)
    rows = np.where(anew[:, None], settled.rows, front.rows)
    both = np.concatenate([front.stays[~stays_of(front, numbers)], settled.stays[stays_of(settled, numbers)]])
    stays = both.astype(STAY, copy=False)
    return replace(front, rows=rows, stays=stays[np.argsort(stays["key"], kind="stable")])


def _differing(before: FactColumns, now: FactColumns) -> tuple[FactColumns, FactColumns]:
    """(new, no longer there), repetitions counted."""
    old, new = (list(zip(*(column.tolist() for column in facts), strict=True)) for facts in (before, now))
    return _columns(Counter(new) - Counter(old)), _columns(Counter(old) - Counter(new))


def _columns(facts: Counter[tuple[int, ...]]) -> FactColumns:
    rows = np.array(list(facts.elements()), dtype=np.int64).reshape(-1, 5)
    return told([FactColumns(*np.ascontiguousarray(rows.T))])
