"""The watch: positions to facts, beside what only finds the polygons, or only the stops.

A million positions of 10,000 assets that walk about among 1,000 zones, in order of time. Times are seconds of one
core, so that other work on the machine counts less. Rivals' kind of input is made before the clock starts.
"""

import resource
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from time import process_time
from typing import Final, NamedTuple

import numpy as np

from safeconduct import geo
from safeconduct.errors import Unavailable
from safeconduct.feeds import FEEDS, Message, Names
from safeconduct.feeds.owntracks_many import decode_many
from safeconduct.feeds.told import Told
from safeconduct.node.transports.mqtt import BATCH_MAX
from safeconduct.records.area import Point, Zone
from safeconduct.records.positions import packed
from safeconduct.records.units import DurationMs, LatE7, LonE7, Ms, Name, ZoneId
from safeconduct.watch import Watch, WatchConfig, begin, step
from safeconduct.watch.columns import Columns
from safeconduct.watch.ground import Ground, prepare
from safeconduct.watch.kernel import HAS_NUMBA, Fleet, advance, muster

from . import feeds, postgis
from . import watch_rivals as rivals
from .report import Aim, Figure, Run
from .samples import T0_MS
from .watch_node import latencies

ASSETS: Final = 10_000
ZONES: Final = 1_000
POSITIONS: Final = 1_000_000
CORNERS: Final = 20
_SPAN_E7: Final = 3_600_000
"""Zones and assets are spread over some 40 km by 40 km."""
_MIDDLE: Final = (601_700_000, 249_400_000)


class World(NamedTuple):
    """Zones that have a longest stay, a fleet that has not been heard yet, and what it will say."""

    ground: Ground
    fleet: Fleet
    columns: Columns


def world(positions: int, acc_m: int = 0) -> World:
    """The same in every run."""
    rng = np.random.default_rng(1)
    zones = tuple(_zone(f"zone-{n}", rng) for n in range(ZONES))
    ground = prepare(WatchConfig(zones=zones, dwell_ms={zone.zone: DurationMs(60_000) for zone in zones}))
    each = max(1, positions // ASSETS)
    start = rng.integers(-_SPAN_E7 // 2, _SPAN_E7 // 2, (2, ASSETS, 1)) * np.array([1, 2]).reshape(2, 1, 1)
    walk = np.cumsum(rng.normal(0, 900, (2, ASSETS, each)), axis=2) * np.array([1, 2]).reshape(2, 1, 1)
    lat, lon = (start + walk).astype(np.int64) + np.array(_MIDDLE).reshape(2, 1, 1)
    t_ms = T0_MS + np.arange(each) * 1_000 + rng.integers(0, 1_000, (ASSETS, 1))
    asset = np.broadcast_to(np.arange(ASSETS).reshape(-1, 1), t_ms.shape)
    order = np.argsort(t_ms, axis=None, kind="stable")
    asset, t_ms, lat, lon = (column.ravel()[order] for column in (asset, t_ms, lat, lon))
    none = np.full(t_ms.size, -1)
    columns = Columns(asset, t_ms, lat, lon, packed(none + 1 + acc_m, none, none))
    return World(ground, muster(ground, np.full(ASSETS, 300_000)), columns)


def measure(run: Run) -> Iterator[Figure]:
    """All figures."""
    positions = POSITIONS // 10 if run.is_quick else POSITIONS
    yield from _kernel(world(positions), positions, run)
    yield _with_accuracy(world(positions, acc_m=15), positions, run)
    yield from _whole_walk(world(positions), run)
    yield from _cot(run)
    yield from _mqtt(run)
    yield from latencies(run)


def _mqtt(run: Run) -> Iterator[Figure]:
    try:
        yield from feeds.intake(run)
    except Unavailable as error:
        yield Figure("not measured: MQTT beside paho", 0, "", {}, str(error))


def core_s(work: Callable[[], object], rounds: int) -> float:
    """Median seconds of one core, after one round that is not counted."""
    return in_turns({"": work}, rounds)[""]


def in_turns(cases: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The same of each, in turns."""
    spent: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(rounds + 1):
        for name, work in cases.items():
            start = process_time()
            work()
            if turn:
                spent[name].append(process_time() - start)
    return {name: median(times) for name, times in spent.items()}


def _kernel(at: World, positions: int, run: Run) -> Iterator[Figure]:
    now_ms = int(at.columns.t_ms[-1])
    cases: dict[str, Callable[[], object]] = {}
    cases["NumPy"] = partial(advance, at.fleet, at.columns, now_ms, is_swift=False)
    if HAS_NUMBA:
        cases["compiled"] = partial(advance, at.fleet, at.columns, now_ms, is_swift=True)
    rival = rivals.cases(at.ground, at.columns)
    took_s = in_turns(cases | {name: work for name, (work, _) in rival.items()}, run.rounds)
    spent = {name: took_s[name] for name in cases}
    others = {name: took_s[name] / share for name, (_, share) in rival.items()}
    facts = len(advance(at.fleet, at.columns, now_ms).facts.t_ms)
    missing = rivals.missing()
    try:
        took, pairs = postgis.spent_s(at.ground, at.columns, 2)
        others["PostGIS"] = took
        ours = len(geo.locate(at.ground.grid, at.columns.lat_e7, at.columns.lon_e7).point)
        yield Figure("PostGIS, pairs of position and zone", pairs, "pairs", {}, f"ours: {ours:,}")
    except Unavailable as error:
        missing["PostGIS"] = f"{error}: {error.next_step}"
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, took in spent.items():
        against = {other: each / took for other, each in others.items()}
        bound = f"{facts:,} facts; memory of the whole process so far {peak_mib:,} MiB, rivals included"
        aim = Aim("at least", 12_000_000) if name == "compiled" else None
        yield Figure(f"zones and stays, {name}", positions / took, "positions/s", against, bound, aim)
    best = min(spent.values())
    for other, why in missing.items():
        yield Figure(f"not measured: {other}", 0, "", {}, why)
    for other, least in (("shapely", 8), ("MovingPandas stops", 3_000)):
        if other in others:
            yield Figure(f"best against {other}", others[other] / best, "times", {}, "", Aim("at least", least))


def _with_accuracy(at: World, positions: int, run: Run) -> Figure:
    took = core_s(partial(advance, at.fleet, at.columns, int(at.columns.t_ms[-1])), min(run.rounds, 3))
    return Figure("zones and stays, 15 m accuracy each", positions / took, "positions/s")


def _whole_walk(at: World, run: Run) -> Iterator[Figure]:
    """OwnTracks JSON as it comes, to facts that can still be corrected: what a node does, without the disk."""
    payloads = [
        b'{"_type":"location","tid":"v%d","tst":%.3f,"lat":%.7f,"lon":%.7f,"acc":0}'
        % (asset, t_ms / 1000, lat / 1e7, lon / 1e7)
        for asset, t_ms, lat, lon, _ in zip(*(column.tolist() for column in at.columns), strict=True)
    ]
    begun = begin(at.ground.config)
    for size in (1_000, BATCH_MAX):
        batches = [payloads[first : first + size] for first in range(0, len(payloads), size)]
        decoding, whole = (core_s(partial(_walk, begun, batches, watches=way), run.rounds) for way in (False, True))
        bound = f"decoding alone: {len(payloads) / decoding:,.0f}/s"
        aim = Aim("at least", 1_000_000) if size == BATCH_MAX else None
        name = f"OwnTracks JSON to facts, batches of {size:,}"
        yield Figure(name, len(payloads) / whole, "messages/s", {}, bound, aim)


def _walk(state: Watch, batches: list[list[bytes]], *, watches: bool) -> int:
    told, facts = Told(), 0
    for payloads in batches:
        many = decode_many(payloads, (), None, told)
        if watches:
            result = step(state, many.positions, int(many.positions.t_ms.max()))
            state, facts = result.state, facts + len(result.facts)
    return facts


def _cot(run: Run) -> Iterator[Figure]:
    payload = (
        b'<event version="2.0" uid="car-1" type="a-f-G" time="2023-11-14T22:13:20Z" start="2023-11-14T22:13:20Z" '
        b'stale="2023-11-14T22:18:20Z" how="m-g"><point lat="60.17" lon="24.94" hae="0" ce="5" le="9"/></event>'
    )
    decode, count = FEEDS["cot"], 5_000
    ours = core_s(partial(_times, count, partial(decode, Message(payload, Ms(T0_MS)), Names())), run.rounds)
    against = {}
    if (parse := rivals.lxml_point(payload)) is not None:
        against["lxml, point and uid only"] = core_s(partial(_times, count, parse), run.rounds) / ours
    yield Figure("CoT XML to positions", count / ours, "events/s", against, "checked, with entities refused")


def _times(count: int, work: Callable[[], object]) -> None:
    for _ in range(count):
        work()


def _zone(name: str, rng: np.random.Generator) -> Zone:
    angles = np.sort(rng.random(CORNERS)) * 2 * np.pi
    radius = rng.uniform(0.6, 1, CORNERS) * rng.uniform(100, 600) / float(geo.metres_per_e7(_MIDDLE[0])[0])
    lat = _MIDDLE[0] + int(rng.integers(-_SPAN_E7 // 2, _SPAN_E7 // 2))
    lon = _MIDDLE[1] + int(rng.integers(-_SPAN_E7, _SPAN_E7))
    outline = tuple(
        Point(LatE7(int(lat + r * np.sin(a))), LonE7(int(lon + 2 * r * np.cos(a))))
        for a, r in zip(angles, radius, strict=True)
    )
    return Zone(ZoneId(name), Name(name), "zone", outline)
