"""Sources that are known to be in order are waited for less long, and nothing that was confirmed changes."""

import random
from collections import Counter

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Position, Sighting
from safeconduct.watch import MovingZone, WatchConfig, begin, from_bytes, next_settling_ms, step, to_bytes
from tests.naive.watch import facts as naive_facts

T0 = 1_700_000_000_000
FAST, SLOW = 5_000, 20_000
LATENESS = {"v1": FAST, "v2": SLOW}
RING = Zone(
    "a", "a", "ring", tuple(Point(1 + y, x) for y, x in ((0, 0), (0, 90_000), (90_000, 90_000), (90_000, 0)))
)
CONFIG = WatchConfig(zones=(RING,), dwell_ms={"a": 7_000}, speed_kmh_max=None)
PAIRED = msgspec.structs.replace(CONFIG, moving=(MovingZone("bubble", "v1", 500),))

places = st.tuples(
    st.sampled_from(["v1", "v2", "v3"]), st.integers(0, 50), st.integers(-1, 4), st.integers(-1, 4), st.booleans()
)


def _arrivals(rows, seed: int):
    """(arrival, source's lateness, observation): v1 from the fast source, v2 from the slow one, v3 from both."""
    chance = random.Random(seed)
    found = []
    for asset, t_s, y, x, flip in rows:
        late_ms = LATENESS.get(asset, FAST if flip else SLOW)
        seen = Position(asset, T0 + t_s * 1000, 1 + y * 30_000, x * 30_000)
        found.append((seen.t_ms + chance.randint(0, late_ms), late_ms, seen))
    return sorted(found, key=lambda row: row[0])


@settings(max_examples=150, deadline=None)
@example([("v1", 0, 0, 0, False), ("v1", 0, 1, 0, False), ("v1", 1, 0, 0, False), ("v2", 1, 2, 0, False)], 0, True)
@given(st.lists(places, max_size=25), st.integers(0, 2**32), st.booleans())
def test_each_source_is_waited_for_as_long_as_it_may_be_late(rows, seed: int, is_paired: bool) -> None:
    config = PAIRED if is_paired else CONFIG
    state, standing, confirmed = begin(config), Counter(), Counter()
    end = T0 + 180_000
    for now_ms, late_ms, seen in [*_arrivals(rows, seed), (end, FAST, None)]:
        while (due := next_settling_ms(state)) is not None and due < now_ms:
            result = step(state, [], due)
            state = result.state
            standing.update(result.facts)
            confirmed.update(result.confirmed)
            assert not result.withdrawn
            for fact in result.confirmed:
                if fact.args == ("v1", "a") and not is_paired:
                    assert due <= fact.t_ms + FAST + 1, "the fast source was waited for too long"
        result = step(state, [] if seen is None else [seen], now_ms, late_ms)
        for item in result.refused:
            assert item.reason == "late" and item.seen.asset == "v3", "within its lateness, and refused"
        standing.update(result.facts)
        standing.subtract(result.withdrawn)
        confirmed.update(result.confirmed)
        assert not confirmed - standing, "a confirmed fact was withdrawn"
        state = result.state if seed % 2 else from_bytes(config, to_bytes(result.state))
    expected = naive_facts(config, [row[2] for row in _arrivals(rows, seed)], end)
    alone = ("v1", "v2")
    assert sorted(f for f in standing.elements() if f.args[0] in alone) == [
        f for f in expected if f.args[0] in alone
    ]
    assert sorted(confirmed.elements()) == sorted(standing.elements())


def test_a_camera_in_order_rings_a_short_limit_at_its_second() -> None:
    state = step(begin(CONFIG), [Sighting("v1", T0, "cam", ("a",))], T0, 0).state
    assert next_settling_ms(state) == T0 + 1
    told = step(state, [], T0 + 1)
    assert [fact.name for fact in told.confirmed] == ["entered"]
    due = step(told.state, [], T0 + 7_001)
    assert [(fact.t_ms - T0, fact.name) for fact in due.confirmed] == [(7_000, "dwelling")]


@pytest.mark.parametrize("late_ms", [SLOW, None])
def test_a_slower_source_cannot_change_what_is_sure(late_ms: int | None) -> None:
    state = step(begin(CONFIG), [Position("v1", T0, 1, 0)], T0, FAST).state
    state = step(state, [], T0 + 10_000).state
    assert next_settling_ms(state) is None or next_settling_ms(state) > T0 + 10_000
    older = step(state, [Position("v1", T0 - 1_000, 1, 0)], T0 + 10_000, late_ms)
    assert [item.reason for item in older.refused] == ["late"] and older.withdrawn == ()
