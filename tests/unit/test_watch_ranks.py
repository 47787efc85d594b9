"""Columns and tracks say the same at every step, whatever goes from the one to the other."""

import random
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import geo
from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.records.positions import detail_of, position_of, positions_of
from safeconduct.watch import (
    Watch,
    WatchConfig,
    begin,
    from_bytes,
    join,
    kernel,
    next_deadline_ms,
    next_settling_ms,
    part,
    provisional,
    reconfigure,
    split,
    step,
    to_bytes,
)

T0 = 1_700_000_000_000
SCALE = 20_000
LATENESS = 20_000
NEVER = 10**9
"""So many positions at once never come: everything is a track."""


def _box(zone: str, south: int, west: int, size: int) -> Zone:
    corners = ((south, west), (south, west + size), (south + size, west + size), (south + size, west))
    return Zone(zone, zone, "ring", tuple(Point(1 + y * SCALE, x * SCALE) for y, x in corners))


CONFIG = WatchConfig(
    zones=(_box("a", 0, 0, 6), _box("b", 4, 4, 6), _box("c", 0, 4, 8)),
    dwell_ms={"a": 10_000, "b": 5_000, "far": 7_000},
    silence_ms={"car": 12_000},
    asset_class={"v1": "car", "v2": "car"},
    sees={"cam-2": ("a", "far")},
    lateness_ms=LATENESS,
    speed_kmh_max=700,
)
OTHER = msgspec.structs.replace(CONFIG, zones=(_box("a", 1, 1, 6), _box("b", 4, 4, 6), _box("d", 6, 0, 4)))

times = st.integers(0, 60).map(lambda s: T0 + s * 1_000)
names = st.sampled_from(["v1", "v2", "v3", "v4"])
positions = st.builds(
    Position,
    asset=names,
    t_ms=times,
    lat_e7=st.integers(-1, 13).map(lambda y: 1 + y * SCALE),
    lon_e7=st.integers(-1, 13).map(lambda x: x * SCALE),
    acc_m=st.sampled_from([0, 0, 7, 30, 300]),
    speed_kmh=st.sampled_from([None, 0, 50]),
    heading_deg=st.sampled_from([None, 359]),
)
sightings = st.builds(
    Sighting,
    asset=names,
    t_ms=times,
    sensor=st.sampled_from(["cam-1", "cam-2"]),
    zones=st.sampled_from([(), ("a",), ("far",), ("a", "b")]),
)
states = st.builds(SensorState, sensor=st.sampled_from(["cam-1", "v1"]), t_ms=times, is_online=st.booleans())
acts = st.sampled_from(["redraw", "restart"])
seen = st.one_of(positions, positions, positions, positions, positions, positions, sightings, states, acts)


class Both:
    """One watch by columns where it can, one by tracks alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.swift = self.slow = begin(CONFIG)
        self._config = CONFIG

    def step(self, batch: Sequence[Observation], now_ms: int, lateness_ms: int | None) -> None:
        is_plain = all(isinstance(each, Position) for each in batch) and now_ms % 2 == 0
        told = positions_of(batch) if is_plain else batch
        self._patch.setattr(split, "MANY", 1)
        one = step(self.swift, told, now_ms, lateness_ms)
        self._patch.setattr(split, "MANY", NEVER)
        other = step(self.slow, batch, now_ms, lateness_ms)
        self._take(one, other)
        assert _later(next_deadline_ms(self.swift), self.swift.now_ms)
        assert _later(next_settling_ms(self.swift), self.swift.now_ms)
        key = msgspec.json.encode
        if told is batch:  # whoever brought it looks it up by identity
            now = [each.seen for each in one.refused if each.reason != "jump"]  # an older one may turn out as that
            assert {id(each) for each in now} <= {id(each) for each in batch}
        assert sorted(map(key, one.refused)) == sorted(map(key, other.refused))

    def act(self, name: str, now_ms: int) -> None:
        if name == "redraw":
            self._config = OTHER if self._config is CONFIG else CONFIG
            self._take(*(reconfigure(each, self._config, now_ms) for each in (self.swift, self.slow)))
        else:
            self.swift, self.slow = (from_bytes(self._config, to_bytes(each)) for each in (self.swift, self.slow))

    def _take(self, one, other) -> None:
        assert one.facts == other.facts
        assert one.withdrawn == other.withdrawn
        assert one.confirmed == other.confirmed
        self.swift, self.slow = one.state, other.state
        assert provisional(self.swift) == provisional(self.slow)


def _later(at_ms: int | None, now_ms: int) -> bool:
    return at_ms is None or at_ms > now_ms


@pytest.mark.parametrize("is_swift", [False, True] if geo.HAS_NUMBA else [False])
@settings(max_examples=100, deadline=None)
@given(history=st.lists(seen, max_size=30), seed=st.integers(0, 2**32))
def test_columns_and_tracks_agree_at_every_step(is_swift: bool, history: list, seed: int) -> None:
    chance = random.Random(seed)
    arrivals = []
    for each in history:
        at_ms = T0 + chance.randint(0, 60_000) if isinstance(each, str) else each.t_ms
        late_ms = chance.choice((0, 1_000, LATENESS, 2 * LATENESS))
        arrivals.append((at_ms + late_ms, each))
        if chance.random() < 0.1:
            arrivals.append((at_ms + LATENESS, each))
    arrivals += [(T0 + chance.randint(0, 90_000), None) for _ in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel.advance, "__kwdefaults__", {"is_swift": is_swift})
        both, waiting = Both(patch), []
        lateness_ms = chance.choice((None, 3_000, 40_000))  # of all: with two, what is sure moves in other steps
        for now_ms, each in [*sorted(arrivals, key=lambda a: a[0]), (T0 + 200_000, None)]:
            if isinstance(each, str):
                both.act(each, now_ms)
                continue
            waiting += [] if each is None else [each]
            if each is None or chance.random() < 0.6:
                both.step(waiting, now_ms, lateness_ms)
                waiting = []


def test_an_old_state_stays_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "MANY", 1)
    batch = positions_of([Position(f"v{n}", T0 + n, 1 + n * SCALE, 5 * SCALE) for n in range(9)])
    first = step(begin(CONFIG), batch, T0)
    later = positions_of([Position(f"v{n}", T0 + 900, 1, 0) for n in range(12)])
    once, twice = (step(first.state, later, T0 + 900) for _ in range(2))
    assert once.facts == twice.facts and once.facts
    assert to_bytes(once.state) == to_bytes(twice.state)
    assert to_bytes(first.state) == to_bytes(step(begin(CONFIG), batch, T0).state)


@given(positions)
def test_a_position_in_one_number_is_the_same_position(seen: Position) -> None:
    assert position_of(seen.asset, seen.t_ms, seen.lat_e7, seen.lon_e7, detail_of(seen)) == seen
    assert positions_of([seen, seen]).values() == [seen, seen]


def test_a_join_takes_both_out_of_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = Position("v3", T0, 1, 0), Position("v4", T0 + 500, -40_000, 0)
    steps = []
    for many in (1, NEVER):
        monkeypatch.setattr(split, "MANY", many)
        state = step(begin(CONFIG), [inside, outside, Position("v2", T0, 1, 0)], T0 + 500).state
        both = join(state, "v3", "v4", T0 + 10_000)
        after = part(both.state, "v3", T0 + 12_000)
        last = step(after.state, [Position("v3", T0 + 13_000, 1, 0)], T0 + 90_000)
        steps.append([(each.facts, each.withdrawn, each.confirmed) for each in (both, after, last)])
    assert steps[0] == steps[1]


def test_many_at_once_go_into_columns_and_few_do_not() -> None:
    def told(count: int, at_ms: int) -> list[Observation]:
        return [Position(f"v{n}", at_ms, 1, 0) for n in range(count)]

    few: Watch = step(begin(CONFIG), told(split.MANY - 1, T0), T0).state
    assert few.ranks is None and len(few.tracks) == split.MANY - 1
    many = step(few, told(split.MANY, T0 + 1_000), T0 + 1_000).state
    assert many.ranks is not None and not len(many.tracks), "those that were tracks too"
    assert len(step(many, [SensorState("v1", T0 + 2_000, False)], T0 + 2_000).state.tracks) == 1
