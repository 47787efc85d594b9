"""The watch against its slow twin: any history, in any order within the lateness, cut into any steps."""

import random
from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.records.area import Point, Zone
from safeconduct.records.movement import Checkpoint
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.watch import (
    Corridor,
    Escort,
    Halt,
    Hours,
    MovingZone,
    Stranger,
    Timetable,
    WatchConfig,
    begin,
    from_bytes,
    next_deadline_ms,
    step,
    to_bytes,
)
from tests.naive.watch import facts as naive_facts

T0 = 1_700_000_000_000
LATENESS = 20_000


SCALE = 20_000


def _box(zone: str, south: int, west: int, size: int, hole: bool = False) -> Zone:
    """A square on the lattice of the positions, so that edges and corners are hit."""

    def ring(s: int, w: int, by: int) -> tuple[Point, ...]:
        corners = ((s, w), (s, w + by), (s + by, w + by), (s + by, w))
        return tuple(Point(1 + y * SCALE, x * SCALE) for y, x in corners)

    holes = (ring(south + size // 4, west + size // 4, size // 2),) if hole else ()
    return Zone(zone, zone, "ring", ring(south, west, size), holes=holes)


CONFIG = WatchConfig(
    zones=(_box("a", 0, 0, 6), _box("b", 4, 4, 6), _box("c", 0, 4, 8, hole=True)),
    dwell_ms={"a": 10_000, "b": 5_000, "far": 7_000},
    silence_ms={"car": 12_000},
    asset_class={"v1": "car", "v2": "car", "v9": "car"},
    expected_ms={"v2": T0 + 15_000, "v9": T0 + 5_000},
    sees={"cam-2": ("a", "far")},
    lateness_ms=LATENESS,
    speed_kmh_max=None,
)

times = st.integers(0, 60).map(lambda s: T0 + s * 1_000)
names = st.sampled_from(["v1", "v2", "v3"])
positions = st.builds(
    Position,
    asset=names,
    t_ms=times,
    lat_e7=st.integers(-1, 13).map(lambda y: 1 + y * SCALE),
    lon_e7=st.integers(-1, 13).map(lambda x: x * SCALE),
    acc_m=st.sampled_from([0, 0, 7, 30, 300]),
)
sightings = st.builds(
    Sighting,
    asset=names,
    t_ms=times,
    sensor=st.sampled_from(["cam-1", "cam-2"]),
    zones=st.sampled_from([(), ("a",), ("far",), ("a", "b")]),
)
states = st.builds(SensorState, sensor=st.sampled_from(["cam-1", "v1"]), t_ms=times, is_online=st.booleans())
histories = st.lists(st.one_of(positions, positions, sightings, states), max_size=25)
END = T0 + 90_000


def _arrivals(history: list[Observation], seed: int) -> list[tuple[int, Observation | None]]:
    """When each observation arrives: up to the lateness after its time. Some arrive twice; some steps are empty."""
    chance = random.Random(seed)
    arrivals: list[tuple[int, Observation | None]] = []
    for seen in history:
        arrivals.append((seen.t_ms + chance.randint(0, LATENESS), seen))
        if chance.random() < 0.2:
            arrivals.append((seen.t_ms + chance.randint(0, LATENESS), seen))
    arrivals += [(T0 + chance.randint(0, 90_000), None) for _ in range(chance.randint(0, 10))]
    return sorted(arrivals, key=lambda a: a[0])


@settings(max_examples=250, deadline=None)
@given(histories, st.integers(0, 2**32))
def test_facts_equal_the_twin_in_any_order(history: list[Observation], seed: int) -> None:
    chance = random.Random(seed)
    state = begin(CONFIG)
    standing: Counter = Counter()
    confirmed = []
    waiting: list[Observation] = []
    turns = [*_arrivals(history, seed), (END, None), (END + LATENESS + 1, None)]
    for (now_ms, seen), (next_ms, _) in zip(turns, [*turns[1:], turns[-1]], strict=True):
        waiting += [seen] if seen is not None else []
        if waiting and chance.random() < 0.3 and all(w.t_ms >= next_ms - LATENESS for w in waiting):
            continue  # a larger batch
        result = step(state, waiting, now_ms)
        waiting = []
        assert not result.refused
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
        assert min(standing.values(), default=0) >= 0, "withdrawn, but never said"
        confirmed += result.confirmed
        assert list(result.facts) == sorted(result.facts)
        state = result.state
        if chance.random() < 0.1:
            state = from_bytes(CONFIG, to_bytes(state))
        due = next_deadline_ms(state)
        assert due is None or due > state.now_ms
    expected = naive_facts(CONFIG, history, END + LATENESS + 1)
    assert sorted(standing.elements()) == expected
    assert sorted(f for f in confirmed if f.t_ms <= END) == [f for f in expected if f.t_ms <= END]


@settings(max_examples=80, deadline=None)
@given(histories, st.integers(0, 2**32), st.integers(0, 1_439), st.sampled_from([0, 1]))
def test_opening_hours_equal_the_twin(history: list[Observation], seed: int, opens: int, minutes: int) -> None:
    """T0 is at 20 s past a minute: within the history the zones open or close once or twice."""
    minute = T0 // 60_000 % 1_440
    closes = (minute + 1) % 1_440 or 1_440
    hours = {"a": Hours(opens, closes), "b": Hours((minute + 1) % 1_440, (minute + 1 + minutes) % 1_440)}
    config = msgspec.structs.replace(CONFIG, hours=hours)
    state, standing = begin(config), Counter()
    end = END + LATENESS + 1
    for now_ms, seen in [*_arrivals(history, seed), (END, None), (end, None)]:
        result = step(state, [] if seen is None else [seen], now_ms)
        state = result.state if seed % 3 else from_bytes(config, to_bytes(result.state))
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
    assert sorted(standing.elements()) == naive_facts(config, history, end)


PAIRED = msgspec.structs.replace(
    CONFIG,
    zones=(),
    dwell_ms={"bubble": 6_000},
    moving=(MovingZone("bubble", "v1", 500),),
    escorts=(Escort("m1", "v1", "v2", 900), Escort("m1", "v1", "v3", 100), Escort("m1", "v1", "v2", 300)),
    corridors=(
        Corridor("m2", ("v1", "v3"), (Point(7, 11), Point(90_007, 150_011), Point(200_007, 140_011)), 400),
        Corridor("m3", ("v1",), (Point(7, 11), Point(7, 200_011)), 900, from_ms=T0 + 9_000, until_ms=T0 + 40_000),
    ),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(positions, max_size=20), st.integers(0, 2**32))
def test_pairs_equal_the_twin(history: list[Observation], seed: int) -> None:
    state, standing = begin(PAIRED), Counter()
    end = END + LATENESS + 1
    for now_ms, seen in [*_arrivals(history, seed), (END, None), (end, None)]:
        result = step(state, [] if seen is None else [seen], now_ms)
        assert not result.refused
        state = result.state if seed % 3 else from_bytes(PAIRED, to_bytes(result.state))
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
    assert sorted(standing.elements()) == naive_facts(PAIRED, history, end)


STATIONS = tuple(
    Checkpoint(f"c{n}", Point(1, 1), progress_m, T0 + due_s * 1_000)
    for n, (progress_m, due_s) in enumerate([(150, 12), (400, 30), (900, 45), (1_300, 80)])
)
ROUTE = tuple(Point(y * SCALE + 7, x * SCALE + 11) for y, x in ((0, 0), (4, 4), (4, 9), (9, 9), (9, 4), (1, 4)))
GUARDED = msgspec.structs.replace(
    CONFIG,
    speed_kmh={"a": 60, "c": 90},
    halts=(Halt("m1", ("v1", "v2"), 300, 5_000),),
    timetables=(Timetable("m1", ("v1", "v9"), ROUTE, 120, T0 + 2_000, STATIONS, slack_ms=3_000),),
    strangers=(Stranger("m1", "v1", ("v1", "v2"), 350), Stranger("m1", "v1", ("v1", "v2"), 120)),
)
moves = st.builds(
    Position,
    asset=names,
    t_ms=times,
    lat_e7=st.integers(-1, 11).map(lambda y: 1 + y * SCALE),
    lon_e7=st.integers(-1, 11).map(lambda x: x * SCALE),
    acc_m=st.sampled_from([0, 0, 7, 40]),
    speed_kmh=st.sampled_from([None, None, 59, 60, 61, 130]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(moves, max_size=25), st.integers(0, 2**32))
def test_courses_equal_the_twin(history: list[Observation], seed: int) -> None:
    """Halts, timetables, speeds and strangers: v9 never reports, and is late all the same."""
    state, standing = begin(GUARDED), Counter()
    end = END + LATENESS + 1
    for now_ms, seen in [*_arrivals(history, seed), (END, None), (end, None)]:
        result = step(state, [] if seen is None else [seen], now_ms)
        assert not result.refused
        state = result.state if seed % 3 else from_bytes(GUARDED, to_bytes(result.state))
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
    expected = naive_facts(GUARDED, history, end)
    assert sum(fact.name == "late" for fact in expected) >= len(STATIONS)
    assert sorted(standing.elements()) == expected


@settings(max_examples=100, deadline=None)
@given(histories)
def test_deadlines_fire_at_the_time_that_was_announced(history: list[Observation]) -> None:
    """Step only when something arrives or is due: each fact comes no later than at its own time."""
    state = begin(CONFIG)
    for seen in sorted(history, key=lambda s: s.t_ms):
        while (due := next_deadline_ms(state)) is not None and due < seen.t_ms:
            result = step(state, [], due)
            assert result.facts and all(fact.t_ms == due for fact in result.facts)
            state = result.state
        result = step(state, [seen], seen.t_ms)
        assert all(fact.t_ms == seen.t_ms for fact in result.facts)
        state = result.state


@settings(max_examples=50, deadline=None)
@given(histories, st.integers(0, 2**32))
def test_a_step_leaves_its_state_as_it_was(history: list[Observation], seed: int) -> None:
    state = begin(CONFIG)
    half = len(history) // 2
    state = step(state, history[:half], T0 + 70_000).state
    before, due = to_bytes(state), next_deadline_ms(state)
    first = step(state, history[half:], T0 + 75_000)
    second = step(state, history[half:], T0 + 75_000)
    assert to_bytes(state) == before and next_deadline_ms(state) == due
    assert first.facts == second.facts and to_bytes(first.state) == to_bytes(second.state)
