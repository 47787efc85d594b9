"""The columnar kernel against the slow twin, and its sets of zones against the grid's pairs."""

import random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import geo
from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Position
from safeconduct.records.positions import detail_of
from safeconduct.state.fact import Fact
from safeconduct.watch import WatchConfig
from safeconduct.watch.columns import SILENT, Columns, FactColumns
from safeconduct.watch.ground import prepare
from safeconduct.watch.kernel import T_MS, advance, muster, next_deadline_ms
from tests.naive.campaign_watch import WAYS, check_history, check_story, pairs
from tests.naive.watch import facts as naive_facts

T0 = 1_700_000_000_000
SCALE = 20_000


def _box(zone: str, south: int, west: int, size: int) -> Zone:
    corners = ((south, west), (south, west + size), (south + size, west + size), (south + size, west))
    return Zone(zone, zone, "ring", tuple(Point(1 + y * SCALE, x * SCALE) for y, x in corners))


CONFIG = WatchConfig(
    zones=(_box("a", 0, 0, 6), _box("b", 4, 4, 6), _box("c", 0, 4, 8)),
    dwell_ms={"a": 10_000, "b": 5_000},
    silence_ms={"car": 7_000},
    asset_class={"v0": "car", "v2": "car"},
    speed_kmh_max=None,
)
GROUND = prepare(CONFIG)
SILENCE = np.array([7_000, -1, 7_000])


def _facts(columns: FactColumns) -> list[Fact]:
    return columns.named(GROUND, [f"v{n}" for n in range(3)])


def _columns(positions: list[Position]) -> Columns:
    rows = [(int(p.asset[1:]), p.t_ms, p.lat_e7, p.lon_e7, detail_of(p)) for p in positions]
    return Columns(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


positions = st.builds(
    Position,
    asset=st.sampled_from(["v0", "v1", "v2"]),
    t_ms=st.integers(0, 60).map(lambda s: T0 + s * 1_000),
    lat_e7=st.integers(-1, 13).map(lambda y: 1 + y * SCALE),
    lon_e7=st.integers(-1, 13).map(lambda x: x * SCALE),
    acc_m=st.sampled_from([0, 0, 7, 30, 300]),
)


@pytest.mark.parametrize("is_swift", WAYS)
@settings(max_examples=120, deadline=None)
@given(history=st.lists(positions, max_size=40, unique_by=lambda p: (p.asset, p.t_ms)), seed=st.integers(0, 2**32))
def test_facts_equal_the_twin_in_any_batches(is_swift: bool, history: list[Position], seed: int) -> None:
    chance = random.Random(seed)
    history = sorted(history, key=lambda p: p.t_ms)
    fleet, told = muster(GROUND, SILENCE), []
    at = 0
    while at < len(history):
        size = chance.randint(1, 15)
        batch = history[at : at + size]
        at += size
        # time that has not reached the next position: with equal times a deadline would be told before it is cured
        now_ms = batch[-1].t_ms if at >= len(history) or batch[-1].t_ms < history[at].t_ms else batch[-1].t_ms - 1
        chance.shuffle(batch)
        result = advance(fleet, _columns(batch), now_ms, is_swift=is_swift)
        fleet, told = result.fleet, told + _facts(result.facts)
        due = next_deadline_ms(fleet)
        assert due is None or due > now_ms
    end = T0 + 90_000
    told += _facts(advance(fleet, _columns([]), end, is_swift=is_swift).facts)
    assert sorted(told) == naive_facts(CONFIG, history, end)


@pytest.mark.parametrize("is_swift", WAYS)
def test_a_jump_that_may_be_too_far_is_left_to_tracks(is_swift: bool) -> None:
    ground = prepare(msgspec.structs.replace(CONFIG, speed_kmh_max=100))
    first = advance(muster(ground, SILENCE), _columns([Position("v1", T0, 1, 0)]), T0, is_swift=is_swift)
    near, far = Position("v1", T0 + 1_000, 20_000, 0), Position("v1", T0 + 1_000, 40_000, 0)
    assert not len(advance(first.fleet, _columns([near]), T0, is_swift=is_swift).apart)
    again = Position("v0", T0, 5, 5)
    assert advance(first.fleet, _columns([again, far]), T0, is_swift=is_swift).apart.tolist() == [1]
    assert advance(muster(ground, SILENCE), _columns([near, far]), T0, is_swift=is_swift).apart.tolist() == [1]


@pytest.mark.parametrize("is_swift", WAYS)
def test_a_fleet_is_never_changed(is_swift: bool) -> None:
    fleet = muster(GROUND, SILENCE)
    batch = _columns([Position("v0", T0, 1, 0), Position("v2", T0, 99_000, 99_000)])
    first, second = (advance(fleet, batch, T0 + 7_000, is_swift=is_swift) for _ in range(2))
    assert fleet.rows[:, T_MS].tolist() == [-1, -1, -1] and not len(fleet.stays)
    assert _facts(first.facts) == _facts(second.facts)
    assert [SILENT in first.facts.code, len(first.fleet.stays)] == [True, len(second.fleet.stays)]


def test_a_slice_of_the_campaign() -> None:
    """`make campaign-watch` runs this for 10,000,000 pairs, 10,000 histories, 10,000 stories of change."""
    assert pairs(0, 60_000) >= 60_000
    assert sum(check_history(seed) for seed in range(15)) > 150
    assert sum(check_story(seed) for seed in range(100)) > 1_000


def test_sets_equal_pairs() -> None:
    rng = np.random.default_rng(3)
    polygons = []
    for _ in range(60):
        angles = np.sort(rng.random(7)) * 2 * np.pi
        south, west = rng.integers(0, 400_000, 2)
        polygons.append(
            geo.polygon([(int(south + 90_000 * np.sin(a)), int(west + 90_000 * np.cos(a))) for a in angles])
        )
    grid = geo.build(polygons)
    lat, lon = rng.integers(-100_000, 500_000, (2, 20_000))
    sets = geo.ZoneSets(grid)
    numbers = sets.of(lat, lon)
    pairs = geo.locate(grid, lat, lon)
    expected: dict[int, list[int]] = {}
    for point, zone in zip(pairs.point.tolist(), pairs.zone.tolist(), strict=True):
        expected.setdefault(point, []).append(zone)
    assert [list(sets.members[n]) for n in numbers.tolist()] == [expected.get(i, []) for i in range(len(lat))]
    assert (sets.of_pairs(pairs, len(lat)) == numbers).all()
