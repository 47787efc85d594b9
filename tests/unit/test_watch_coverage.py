"""Coverage: what working sensors see of a ring, and that a lost camera leaves a blind sector."""

from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import SensorState, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import FieldOfView, WatchConfig, begin, cover, coverage_changes, sectors, step

T0 = 1_700_000_000_000
LAT, LON = 601_700_000, 249_000_000


def _box(south: int, west: int, north: int, east: int) -> tuple[Point, ...]:
    corners = ((south, west), (south, east), (north, east), (north, west))
    return tuple(Point(LAT + y, LON + 2 * x) for y, x in corners)


RING = Zone("outer", "outer", "ring", _box(-50_000, -50_000, 50_000, 50_000))
NORTH = FieldOfView("cam-n", _box(0, -60_000, 60_000, 60_000))
SMALL = FieldOfView("cam-s", _box(-60_000, -5_000, -40_000, 5_000))
COVERAGE = cover([RING], [NORTH, SMALL])


def _heard(*sensors: str):
    return step(begin(WatchConfig()), [SensorState(sensor, T0, True) for sensor in sensors], T0).state


def test_only_working_sensors_count() -> None:
    assert all(not part.sensors and part.proved_ms == -1 for part in sectors(COVERAGE, begin(WatchConfig())))
    parts = {part.number: part for part in sectors(COVERAGE, _heard("cam-n"))}
    assert len(parts) == 16
    assert parts[0].sensors == ("cam-n",) and parts[0].seen_permille == 1000 and parts[0].proved_ms == T0
    assert [number for number, part in parts.items() if not part.sensors] == [4, 5, 6, 7, 8, 9, 10, 11]


def test_a_part_of_a_sector_is_seen() -> None:
    parts = {part.number: part for part in sectors(COVERAGE, _heard("cam-n", "cam-s"))}
    assert parts[7].sensors == ("cam-s",) and 100 < parts[7].seen_permille < 400


def test_a_lost_camera_uncovers_and_a_sighting_covers_again() -> None:
    state = _heard("cam-n")
    before = sectors(COVERAGE, state)
    lost = step(state, [SensorState("cam-n", T0 + 5_000, False)], T0 + 5_000).state
    after = sectors(COVERAGE, lost)
    gone = coverage_changes(before, after, T0 + 5_000)
    assert gone == tuple(Fact(T0 + 5_000, "uncovered", ("outer", n)) for n in (0, 1, 2, 3, 12, 13, 14, 15))
    assert after[0].proved_ms == T0
    back = step(lost, [Sighting("v1", T0 + 9_000, "cam-n", ())], T0 + 9_000).state
    told = coverage_changes(after, sectors(COVERAGE, back), T0 + 9_000)
    assert {fact.name for fact in told} == {"covered"} and len(told) == 8


def test_no_sensors_at_all() -> None:
    parts = sectors(cover([RING], []), begin(WatchConfig()))
    assert len(parts) == 16 and all(part.seen_permille == 0 for part in parts)
