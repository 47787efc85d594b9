"""The watch against its twins, as long as one likes.

    python -m tests.naive.campaign_watch PAIRS HISTORIES SEED [STORIES]

PAIRS (point, polygon) pairs against shapely: the grid, the sets and the compiled loop; corners, edges, holes, the
date line, poles. HISTORIES random histories against tests/naive/watch.py: `step` with disorder, and the kernel both
by NumPy and compiled. STORIES of zones that change while assets are in them, against tests/naive/redrawn.py; as
many as HISTORIES if not told.
"""

import random
import sys
from collections import Counter

import numpy as np
import shapely

from safeconduct import geo
from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Position
from safeconduct.records.positions import detail_of
from safeconduct.watch import WatchConfig, begin, step
from safeconduct.watch.columns import NO_ROWS, Columns
from safeconduct.watch.ground import prepare
from safeconduct.watch.kernel import HAS_NUMBA, advance, muster
from tests.naive.locate import TURN, inside, unrolled
from tests.naive.redrawn_at_random import check as check_story
from tests.naive.watch import facts as naive_facts

WAYS = (False, True) if HAS_NUMBA else (False,)
CENTRES = ((601_700_000, 249_000_000), (-337_000_000, 1_799_990_000), (899_000_000, 0), (0, -1_799_995_000), (0, 0))
T0 = 1_700_000_000_000


def _wrap(lon):
    return (lon + TURN // 2) % TURN - TURN // 2


def _outline(rng, lat0: int, lon0: int, size: int) -> list[tuple[int, int]]:
    count = int(rng.integers(3, 14))
    angles = np.sort(rng.random(count)) * 2 * np.pi
    radius = rng.integers(size // 3, size, count)
    step = max(1, size // 8) if rng.random() < 0.5 else 1  # on a lattice, so that points meet edges and corners
    corners = [
        (lat0 + int(r * np.sin(a)) // step * step, int(_wrap(lon0 + int(r * np.cos(a)) // step * step)))
        for a, r in zip(angles, radius, strict=True)
    ]
    return [(min(max(lat, -900_000_000), 900_000_000), lon) for lat, lon in corners]


def _polygon(rng, lat0: int, lon0: int, size: int):
    """An outline and holes that shapely calls valid; now and then a cap round a pole."""
    if abs(lat0) > 890_000_000 and rng.random() < 0.5:
        edge = (1 if lat0 > 0 else -1) * int(rng.integers(880_000_000, 899_000_000))
        return [(edge, _wrap(lon)) for lon in range(0, TURN, TURN // 9)], []
    while True:
        outline = _outline(rng, lat0, lon0, size)
        holes = [_outline(rng, lat0, lon0, size // 4)] if rng.random() < 0.4 else []
        shape = shapely.Polygon(unrolled(outline), [unrolled(hole) for hole in holes])
        if shape.is_valid and shape.area > 0:
            return outline, holes


def _points(rng, polygons, lat0: int, lon0: int, size: int, count: int):
    corners = [corner for outline, holes in polygons for ring in (outline, *holes) for corner in ring]
    lat, lon = (np.array(column, dtype=np.int64) for column in zip(*corners, strict=True))
    pick = rng.integers(0, len(lat), count // 4)
    lattice = max(1, size // 8)
    near = rng.integers(-12, 13, (2, count // 4)) * lattice + rng.integers(-1, 2, (2, count // 4))
    free = rng.integers(-3 * size // 2, 3 * size // 2, (2, count - 2 * (count // 4)))
    lats = np.concatenate([lat[pick] + rng.integers(-1, 2, len(pick)), lat0 + near[0], lat0 + free[0]])
    lons = np.concatenate([lon[pick] + rng.integers(-1, 2, len(pick)), lon0 + near[1], lon0 + free[1]])
    return np.clip(lats, -900_000_000, 900_000_000), _wrap(lons)


def _is_cap(outline) -> bool:
    lons = np.array([lon for _, lon in outline])
    return ((np.roll(lons, -1) - lons + TURN // 2) % TURN - TURN // 2).sum() != 0


def _expected(outline, holes, lat, lon):
    if _is_cap(outline):
        pole = 1 if outline[0][0] > 0 else -1
        return lat * pole >= outline[0][0] * pole
    return inside(outline, holes, lat, lon)


def pairs(seed: int, wanted: int) -> int:
    """Compare until so many pairs have been. Returns how many were."""
    done = 0
    while done < wanted:
        rng = np.random.default_rng(seed)
        lat0, lon0 = CENTRES[seed % len(CENTRES)]
        size = int(rng.choice([900, 30_000, 400_000, 20_000_000]))
        polygons = [_polygon(rng, lat0, lon0, size) for _ in range(int(rng.integers(1, 9)))]
        lat, lon = _points(rng, polygons, lat0, lon0, size, 4_000)
        zones = tuple(
            Zone(
                f"z{n}",
                f"z{n}",
                "zone",
                tuple(Point(*c) for c in outline),
                holes=tuple(tuple(Point(*c) for c in h) for h in holes),
            )
            for n, (outline, holes) in enumerate(polygons)
        )
        ground = prepare(WatchConfig(zones=zones))
        expected = np.stack([_expected(outline, holes, lat, lon) for outline, holes in polygons], axis=1)
        found = geo.locate(ground.grid, lat, lon)
        got = np.zeros_like(expected)
        got[found.point, found.zone] = True
        assert (got == expected).all(), f"grid, seed {seed}"
        zero = np.zeros(len(lat), dtype=np.int64)
        batch = Columns(np.arange(len(lat)), zero, lat, lon, zero)
        for is_swift in WAYS:
            facts = advance(muster(ground, np.full(len(lat), -1)), batch, 0, is_swift=is_swift).facts
            got = np.zeros_like(expected)
            got[facts.asset, facts.zone] = True
            assert (got == expected).all(), f"kernel, swift {is_swift}, seed {seed}"
        done += expected.size
        seed += 1
    return done


SCALE = 20_000


def _box(zone: str, south: int, west: int, size: int, hole: bool = False) -> Zone:
    def ring(s: int, w: int, by: int) -> tuple[Point, ...]:
        corners = ((s, w), (s, w + by), (s + by, w + by), (s + by, w))
        return tuple(Point(1 + y * SCALE, x * SCALE) for y, x in corners)

    return Zone(
        zone, zone, "ring", ring(south, west, size), holes=(ring(south + 2, west + 2, size // 2),) if hole else ()
    )


CONFIG = WatchConfig(
    zones=(_box("a", 0, 0, 6), _box("b", 4, 4, 6), _box("c", 0, 4, 8, hole=True)),
    dwell_ms={"a": 10_000, "b": 5_000},
    silence_ms={"car": 7_000},
    asset_class={"v0": "car", "v2": "car"},
    lateness_ms=20_000,
    speed_kmh_max=None,
)
GROUND = prepare(CONFIG)
SILENCE = np.array([7_000, -1, 7_000])


def history(seed: int) -> list[Position]:
    """Positions of three assets, on the lattice of the zones, no two of one asset at one time."""
    chance = random.Random(seed)
    told = {
        (chance.choice(("v0", "v1", "v2")), chance.randint(0, 60)): (chance.randint(-1, 13), chance.randint(-1, 13))
        for _ in range(chance.randint(0, 40))
    }
    return [
        Position(asset, T0 + t * 1000, 1 + y * SCALE, x * SCALE, chance.choice((0, 0, 7, 30, 300)))
        for (asset, t), (y, x) in sorted(told.items(), key=lambda row: row[0][1])
    ]


def check_history(seed: int) -> int:
    """Raises AssertionError where a history is judged differently. Returns how many facts it has."""
    seen, end = history(seed), T0 + 90_000
    expected = naive_facts(CONFIG, seen, end)
    chance = random.Random(seed)
    state, standing = begin(CONFIG), Counter()
    arrivals = sorted((each.t_ms + chance.randint(0, 20_000), n) for n, each in enumerate(seen))
    for now_ms, n in [*arrivals, (end, -1)]:
        result = step(state, [seen[n]] if n >= 0 else [], now_ms)
        state = result.state
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
    assert sorted(standing.elements()) == expected, f"step, seed {seed}"
    rows = np.array([(int(p.asset[1:]), p.t_ms, p.lat_e7, p.lon_e7, detail_of(p)) for p in seen], dtype=np.int64)
    for is_swift in WAYS:
        fleet, told, cut = muster(GROUND, SILENCE), [], chance.randint(0, len(seen))
        for part in (rows[:cut], rows[cut:]):
            columns = Columns(*np.array(chance.sample(list(part), len(part)), dtype=np.int64).reshape(-1, 5).T)
            result = advance(fleet, columns, 0, is_swift=is_swift)
            fleet = result.fleet
            told += result.facts.named(GROUND, [f"v{n}" for n in range(3)])
        told += advance(fleet, NO_ROWS, end, is_swift=is_swift).facts.named(GROUND, [f"v{n}" for n in range(3)])
        assert sorted(told) == expected, f"kernel, swift {is_swift}, seed {seed}"
    return len(expected)


if __name__ == "__main__":
    wanted, histories, first = (int(word) for word in sys.argv[1:4])
    print(f"{pairs(first, wanted):,} pairs of point and polygon: none differs; ways of the kernel: {len(WAYS)}")
    facts = sum(check_history(seed) for seed in range(first, first + histories))
    print(f"{histories:,} histories, {facts:,} facts: none differs")
    stories = int(sys.argv[4]) if len(sys.argv) > 4 else histories
    facts = sum(check_story(seed) for seed in range(first, first + stories))
    print(f"{stories:,} stories of zones that change, {facts:,} facts: none differs")
