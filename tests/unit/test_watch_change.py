"""What changes under the watch's feet: a ring drawn anew, a limit made shorter, a tracker that gets a name."""

import pytest

from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Position, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import (
    Hours,
    MovingZone,
    WatchConfig,
    begin,
    from_bytes,
    join,
    next_deadline_ms,
    part,
    reconfigure,
    step,
    to_bytes,
)

T0 = 1_700_000_000_000


def _zone(zone: str, half: int) -> Zone:
    corners = ((-half, -half), (-half, half), (half, half), (half, -half))
    return Zone(zone, zone, "ring", tuple(Point(601_700_000 + y, 249_000_000 + x) for y, x in corners))


def _at(asset: str, t_s: int, off: int) -> Position:
    return Position(asset, T0 + t_s * 1000, 601_700_000, 249_000_000 + off)


def _short(facts) -> list[tuple]:
    return [((fact.t_ms - T0) // 1000, fact.name, *fact.args) for fact in facts]


BIG, SMALL = _zone("outer", 50_000), _zone("outer", 10_000)


def test_a_ring_drawn_smaller_and_larger() -> None:
    state = step(begin(WatchConfig(zones=(BIG,))), [_at("v1", 0, 30_000), _at("v2", 0, 60_000)], T0).state
    smaller = reconfigure(state, WatchConfig(zones=(SMALL,)), T0 + 10_000)
    assert _short(smaller.facts) == [(10, "left", "v1", "outer")]
    larger = reconfigure(smaller.state, WatchConfig(zones=(_zone("outer", 70_000),)), T0 + 20_000)
    assert _short(larger.facts) == [(20, "entered", "v1", "outer"), (20, "entered", "v2", "outer")]
    again = reconfigure(larger.state, larger.state.ground.config, T0 + 30_000)
    assert again.facts == ()


def test_a_ring_removed_ends_every_stay_in_it() -> None:
    seen = [_at("v1", 0, 0), Sighting("v2", T0, "cam", ("outer",))]
    state = step(begin(WatchConfig(zones=(BIG,))), seen, T0).state
    gone = reconfigure(state, WatchConfig(), T0 + 5_000)
    assert _short(gone.facts) == [(5, "left", "v1", "outer"), (5, "left", "v2", "outer")]


def test_a_camera_keeps_its_stay_when_the_outline_changes() -> None:
    seen = [_at("v1", 0, 0), Sighting("v1", T0 + 1000, "cam", ("outer",))]
    state = step(begin(WatchConfig(zones=(BIG,))), seen, T0 + 1000).state
    far = Zone("outer", "outer", "ring", (Point(0, 0), Point(0, 9), Point(9, 9)))
    assert reconfigure(state, WatchConfig(zones=(far,)), T0 + 5_000).facts == ()


def test_a_shorter_limit_falls_at_its_own_time_and_a_longer_one_waits() -> None:
    def limit(seconds: int) -> WatchConfig:
        return WatchConfig(zones=(BIG,), dwell_ms={"outer": seconds * 1000})

    state = step(begin(limit(600)), [_at("v1", 0, 0)], T0).state
    assert next_deadline_ms(reconfigure(state, limit(900), T0 + 100_000).state) == T0 + 900_000
    shorter = reconfigure(state, limit(60), T0 + 100_000)
    assert _short(shorter.facts) == [(60, "dwelling", "v1", "outer", T0)]


def test_late_evidence_around_a_change_is_put_in_its_place() -> None:
    state = step(begin(WatchConfig(zones=(BIG,))), [_at("v1", 0, 30_000)], T0).state
    state = reconfigure(state, WatchConfig(zones=(SMALL,)), T0 + 10_000).state
    late = step(state, [_at("v1", 5, 0)], T0 + 12_000)  # it had moved inwards before the change
    assert _short(late.withdrawn) == [(10, "left", "v1", "outer")] and late.facts == ()
    kept = from_bytes(late.state.ground.config, to_bytes(late.state))
    assert to_bytes(kept) == to_bytes(late.state)


def test_two_changes_in_one_millisecond() -> None:
    state = step(begin(WatchConfig(zones=(BIG,))), [_at("v1", 0, 0)], T0).state
    state = reconfigure(state, WatchConfig(), T0 + 1000).state
    back = reconfigure(state, WatchConfig(zones=(BIG,)), T0 + 1000)
    assert _short(back.facts) == [(1, "entered", "v1", "outer")]


def test_a_countdown_goes_on_under_the_plate() -> None:
    config = WatchConfig(dwell_ms={"outer": 600_000})
    state = step(begin(config), [Sighting("track-1", T0, "cam", ("outer",))], T0).state
    joined = join(state, "track-1", "kx-4471", T0 + 300_000)
    assert _short(joined.facts) == [
        (0, "entered", "kx-4471", "outer"),
        (300, "joined", "track-1", "kx-4471"),
        (300, "left", "track-1", "outer"),
    ]
    assert next_deadline_ms(joined.state) == T0 + 600_000
    seen = step(joined.state, [Sighting("track-1", T0 + 400_000, "cam", ("outer",))], T0 + 400_000)
    assert seen.facts == ()
    due = step(from_bytes(config, to_bytes(seen.state)), [], T0 + 600_000)
    assert _short(due.facts) == [(600, "dwelling", "kx-4471", "outer", T0)]
    left = step(due.state, [Sighting("kx-4471", T0 + 700_000, "cam", ())], T0 + 700_000)
    assert _short(left.facts) == [(700, "left", "kx-4471", "outer")]


def test_a_join_within_the_lateness_tells_the_entry_once() -> None:
    state = step(begin(WatchConfig()), [Sighting("track-1", T0, "cam", ("outer",))], T0).state
    joined = join(state, "track-1", "kx", T0 + 6_000)
    assert _short(joined.facts)[0] == (0, "entered", "kx", "outer") and len(joined.facts) == 3
    later = step(joined.state, [Sighting("kx", T0, "cam", ("outer",))], T0 + 6_000)
    assert later.facts == () and later.withdrawn == ()
    assert Fact(T0, "entered", ("track-1", "outer")) in joined.confirmed


def test_a_join_takes_the_moving_zones_along() -> None:
    config = WatchConfig(moving=(MovingZone("convoy", "lead", 500),))
    state = step(begin(config), [_at("lead", 0, 0), _at("t-1", 1, 100)], T0 + 1_000).state
    joined = join(state, "t-1", "kx", T0 + 2_000)
    assert (2, "left", "t-1", "convoy") in _short(joined.facts)
    seen = step(joined.state, [_at("t-1", 3, 200)], T0 + 3_000)
    assert _short(seen.facts) == [(1, "entered", "kx", "convoy")]
    gone = reconfigure(seen.state, WatchConfig(), T0 + 4_000)
    assert _short(gone.facts) == [(4, "left", "kx", "convoy")]


def test_an_overstay_is_not_told_twice() -> None:
    config = WatchConfig(dwell_ms={"outer": 60_000})
    state = step(begin(config), [Sighting("track-1", T0, "cam", ("outer",))], T0).state
    state = step(state, [], T0 + 200_000).state
    joined = join(state, "track-1", "kx", T0 + 200_000)
    assert "dwelling" not in {fact.name for fact in joined.facts}
    assert next_deadline_ms(joined.state) is None


@pytest.mark.parametrize("pair", [("a", "a"), ("track-1", "kx")])
def test_joining_what_is_one_already_changes_nothing(pair: tuple[str, str]) -> None:
    state = join(begin(WatchConfig()), "track-1", "kx", T0).state
    again = join(state, *pair, T0 + 1)
    assert again.facts == () and again.state is state


def test_joins_chain_and_can_be_taken_back() -> None:
    state = join(begin(WatchConfig()), "a", "b", T0).state
    state = join(state, "b", "c", T0).state
    seen = step(state, [Sighting("a", T0 + 1, "cam", ("outer",))], T0 + 1)
    assert _short(seen.facts) == [(0, "entered", "c", "outer")]
    apart = part(seen.state, "a", T0 + 2)
    assert [fact.name for fact in apart.facts] == ["parted"]
    assert _short(step(apart.state, [Sighting("a", T0 + 3, "cam", ("outer",))], T0 + 3).facts) == [
        (0, "entered", "a", "outer")
    ]
    assert part(apart.state, "a", T0 + 4).facts == ()


@pytest.mark.parametrize(
    ("hours", "t_ms", "expected"),
    [
        (Hours(540, 1020), 540 * 60_000, True),  # 1970-01-01 09:00, a Thursday
        (Hours(540, 1020), 540 * 60_000 - 1, False),
        (Hours(540, 1020), 1020 * 60_000, False),
        (Hours(1320, 360), 86_400_000 + 359 * 60_000, True),  # 22:00 to 06:00
        (Hours(1320, 360, days=(3,)), 86_400_000 + 359 * 60_000, True),  # opened on Thursday
        (Hours(1320, 360, days=(4,)), 86_400_000 + 359 * 60_000, False),
        (Hours(540, 1020, offset_min=300), 240 * 60_000, True),  # 09:00 in UTC+5
        (Hours(0, 1440), 10**12, True),
        (Hours(0, 1440, days=()), 10**12, False),
    ],
)
def test_hours(hours: Hours, t_ms: int, expected: bool) -> None:
    assert hours.is_open(t_ms) is expected


def test_always_open_never_turns() -> None:
    assert Hours(0, 1440).turns(0, 10**9) == [] and Hours(600, 600).turns(0, 10**9) == []
