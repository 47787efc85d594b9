"""The register: files to rows, rows to the index, and what an answer takes of the processor. Waiting for others is
not in it."""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from safeconduct.incident.imports import read_csv, usable
from safeconduct.incident.incident import row_name
from safeconduct.incident.row import ROWS_MAX, pack_rows, unpack_rows
from safeconduct.node.incident_search import Query, search
from safeconduct.node.register import Register
from safeconduct.records.units import BatchId, Ms

from .report import Aim, Figure, Run

_NOW_MS: Final = Ms(1_790_000_000_000)
_TODAY: Final = _NOW_MS // 86_400_000
_PLACES: Final = (
    ("Dalbandin", 28.88, 64.40),
    ("داسو", 35.29, 73.29),
    ("瓜达尔", 25.12, 62.33),
    ("Hub", 25.03, 66.88),
)
_WORDS: Final = (
    "convoy",
    "checkpoint",
    "highway",
    "bridge",
    "market",
    "حملہ",
    "قافلہ",
    "پولیس",
    "爆炸",
    "车队",
    "检查站",
)
_TYPES: Final = ("shooting", "roadside_bomb", "grenade", "armed_attack", "protest_blockade", "road_accident")
_QUERIES: Final = {
    "everything": Query(),
    "a Latin word": Query(text="convoy"),
    "a word in Urdu": Query(text="قافلہ"),
    "a word in Han": Query(text="检查站"),
    "kind and killed": Query(types=("shooting",), is_fatal=True),
    "a box": Query(box=(250_000_000, 600_000_000, 300_000_000, 650_000_000)),
}


def measure(run: Run) -> Iterator[Figure]:
    """A million made-up incidents in three scripts; in a hurry 50,000."""
    count = 50_000 if run.is_quick else 1_000_000
    register = Register(run.scratch / "register.db")
    try:
        yield _imported(register, count)
        search(register, Query())  # the columns are put together once, after a change
        for name, query in _QUERIES.items():
            yield _answered(register, name, query)
    finally:
        register.close()


def _imported(register: Register, count: int) -> Figure:
    spent = dict.fromkeys(("read", "packed", "unpacked", "indexed"), 0.0)

    def note(what: str, since: float) -> float:
        now = time.process_time()
        spent[what] += now - since
        return now

    for start in range(0, count, ROWS_MAX):
        lines = list(_lines(start, min(ROWS_MAX, count - start)))
        at = time.process_time()
        rows = list(usable(read_csv(lines, _NOW_MS), "", []))
        at = note("read", at)
        packed = pack_rows(rows)
        at = note("packed", at)
        rows_again = unpack_rows(packed)
        at = note("unpacked", at)
        names = [row_name(BatchId("b"), start + number) for number in range(1, len(rows) + 1)]
        register.add_part(f"{start}", names, rows_again, "GREEN")
        note("indexed", at)
    at = time.process_time()
    register.merge()
    note("indexed", at)
    shares = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in spent.items())
    return Figure(
        f"{count:,} incidents imported, processor", sum(spent.values()), "s", {}, shares, Aim("at most", 60)
    )


def _answered(register: Register, name: str, query: Query) -> Figure:
    times = []
    for _ in range(7):
        start = time.process_time()
        found = search(register, query, _TODAY)
        times.append(1_000 * (time.process_time() - start))
    said = f"{found.total:,} selected, {len(found.cells)} cells, {len(found.bars)} bars"
    return Figure(f"answered, {name}, processor", sorted(times)[3], "ms", {}, said, Aim("at most", 200))


def _lines(start: int, count: int) -> Iterator[str]:
    rng = random.Random(start)  # noqa: S311 - made-up incidents
    yield "event_type,date,title,place,lat,lon,fatalities,said_by,source,ref"
    for number in range(start, start + count):
        place, lat, lon = rng.choice(_PLACES)
        kind = rng.choice(_TYPES)
        on = date(2010, 1, 1) + timedelta(days=rng.randrange(5_900))
        title = f"{kind.replace('_', ' ')} near {rng.choice(_WORDS)} {rng.choice(_WORDS)} {number}"
        at = f"{lat + rng.gauss(0, 0.3):.5f},{lon + rng.gauss(0, 0.3):.5f}"
        killed = rng.choice(("", "0", "1", "2-5", "10+"))
        yield f"{kind},{on},{title},{place},{at},{killed},police,made up,x{number}"
