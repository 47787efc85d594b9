"""What is asked of the register: a page of the list, the map in cells, numbers over time, of one selection."""

from typing import Annotated, Final

import msgspec
import numpy as np
import numpy.typing as npt

from safeconduct.incident.rates import is_hot
from safeconduct.incident.row import Row
from safeconduct.incident.summary import KINDS, TYPES
from safeconduct.records.incident import EventType, ReportKind
from safeconduct.records.units import IncidentId

from .register import HITS_MAX, NO_PLACE, Numbers, Register, Table, day_of, first_of

LINES: Final = 50
TREND_DAYS: Final = 90
_CELLS_WIDE, _CELLS_HIGH = 48, 36
_BARS_MAX: Final = 60
_STEPS: Final = (1, 7, 30, 91, 365, 3_650)
"""Days of a bar."""


class Query(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to select. Days since 1970, both ends included; box: south, west, north, east in degrees x 10^7."""

    text: Annotated[str, msgspec.Meta(max_length=200)] = ""
    types: tuple[EventType, ...] = ()
    kinds: tuple[ReportKind, ...] = ()
    from_day: int | None = None
    to_day: int | None = None
    box: tuple[int, int, int, int] | None = None
    is_fatal: bool = False
    before: int | None = None
    """The last row of the page before."""


class Line(msgspec.Struct, frozen=True):
    """A row of the list."""

    n: int
    id: IncidentId
    row: Row


class Cell(msgspec.Struct, frozen=True):
    """Incidents close together: their middle, how many, and how many of them killed somebody."""

    lat_e7: int
    lon_e7: int
    count: int
    fatal: int
    is_hot: bool
    """Whether it has more than chance explains, among the cells with any."""


class Bar(msgspec.Struct, frozen=True):
    """Incidents of some days, the last not included."""

    from_day: int
    to_day: int
    count: int


class Answer(msgspec.Struct, frozen=True):
    """`is_capped`: the search found more, this is of the newest. `undated`: in no bar; `unplaced`: in no cell."""

    total: int
    is_capped: bool
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]
    bars: tuple[Bar, ...]
    undated: int
    unplaced: int
    recent: tuple[int, int] = (0, 0)
    """In the last TREND_DAYS up to `today`, and in as many before."""


def search(register: Register, query: Query, today: int = 0) -> Answer:
    """One selection, answered in full. today: days since 1970."""
    table, hits = register.table, register.found(query.text)
    chosen = selected(table, query, hits)
    numbers = chosen.n
    shown = numbers if query.before is None else numbers[: np.searchsorted(numbers, query.before)]
    page = shown[-LINES:][::-1].tolist()
    found = register.lines(page)
    cells, unplaced = _cells(chosen, query.box)
    bars, undated = _bars(numbers)
    return Answer(
        len(chosen.n),
        hits is not None and len(hits) >= HITS_MAX,
        tuple(Line(n, name, row) for n, (name, row) in zip(page, found, strict=False)),
        cells,
        bars,
        undated,
        unplaced,
        _recent(numbers, today),
    )


def selected(table: Table, query: Query, hits: Numbers | None) -> Table:
    """The rows that the query selects, the oldest first."""
    if hits is not None:
        at = np.searchsorted(table.n, hits)
        at = at[at < len(table.n)]
        table = table.take(at[table.n[at] == hits[: len(at)]])  # both ascend: what is past the end is the last hits
    if query.from_day is not None or query.to_day is not None:
        low = np.searchsorted(table.n, first_of(max(query.from_day or 0, 0)))
        high = len(table.n) if query.to_day is None else np.searchsorted(table.n, first_of(query.to_day + 1))
        table = table.take(slice(int(low), int(high)))
    asked = []
    if query.types:
        asked.append(np.isin(table.type, np.array([TYPES.index(each) for each in query.types], dtype=np.uint8)))
    if query.kinds:
        asked.append(np.isin(table.kind, np.array([KINDS.index(each) for each in query.kinds], dtype=np.uint8)))
    if query.is_fatal:
        asked.append(table.low > 0)
    if query.box is not None:
        south, west, north, east = query.box
        asked.append((table.lat_e7 >= south) & (table.lat_e7 <= north) & (table.lon_e7 >= west))
        asked.append(table.lon_e7 <= east)
    return table.take(np.logical_and.reduce(asked)) if asked else table


def _cells(chosen: Table, box: tuple[int, int, int, int] | None) -> tuple[tuple[Cell, ...], int]:
    is_placed = chosen.lat_e7 != NO_PLACE
    placed = chosen if is_placed.all() else chosen.take(is_placed)
    unplaced = len(chosen.n) - len(placed.n)
    if not len(placed.n):
        return (), unplaced
    lats, lons = placed.lat_e7, placed.lon_e7
    south, west, north, east = box or (int(lats.min()), int(lons.min()), int(lats.max()), int(lons.max()))
    rows = _bins(lats, south, north, _CELLS_HIGH)
    key, size = rows * np.int32(_CELLS_WIDE) + _bins(lons, west, east, _CELLS_WIDE), _CELLS_HIGH * _CELLS_WIDE
    counts = np.bincount(key, minlength=size)
    fatal = np.bincount(key[placed.low > 0], minlength=size)
    lat, lon = np.bincount(key, lats, size), np.bincount(key, lons, size)
    filled = np.flatnonzero(counts)
    hot = dict(zip(filled.tolist(), is_hot(counts[filled]).tolist(), strict=True))
    cells = tuple(
        Cell(round(lat[at] / counts[at]), round(lon[at] / counts[at]), int(counts[at]), int(fatal[at]), hot[at])
        for at in filled.tolist()
    )
    return cells, unplaced


def _bins(values: npt.NDArray[np.int32], low: int, high: int, count: int) -> npt.NDArray[np.int32]:
    scaled = (values - np.float32(low)) * np.float32(count / max(high - low, 1))
    return np.clip(scaled.astype(np.int32), 0, count - 1)


def _recent(numbers: Numbers, today: int) -> tuple[int, int]:
    edges = [first_of(max(today + 1 - days, 0)) for days in (2 * TREND_DAYS, TREND_DAYS, 0)]
    old, new, end = np.searchsorted(numbers, edges).tolist()
    return end - new, new - old


def _bars(numbers: npt.NDArray[np.int64]) -> tuple[tuple[Bar, ...], int]:
    undated = int(np.searchsorted(numbers, first_of(0)))
    dated = numbers[undated:]
    if not len(dated):
        return (), undated
    first, last = day_of(int(dated[0])) or 0, day_of(int(dated[-1])) or 0
    step = next((each for each in _STEPS if (last - first) // each < _BARS_MAX), _STEPS[-1])
    starts = range(first, last + 1, step)
    edges = np.searchsorted(dated, [first_of(day) for day in (*starts, last + 1)])
    bars = zip(starts, np.diff(edges).tolist(), strict=True)
    return tuple(Bar(day, min(day + step, last + 1), count) for day, count in bars), undated
