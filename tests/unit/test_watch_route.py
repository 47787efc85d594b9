"""Real buses on one route: corridor, gap and silence facts equal the slow twin, in any order within 60 s."""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safeconduct.records.area import Point
from safeconduct.records.observation import Position
from safeconduct.watch import Corridor, Escort, MovingZone, WatchConfig, begin, step
from tests.naive.watch import facts as naive_facts

FILE = Path(__file__).parents[3] / "shared/data/tracks/liverpool_route14.csv"


def _history() -> list[Position]:
    with FILE.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Position(
            asset=f"bus-{row['vehicle_id']}",
            t_ms=int(datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC).timestamp()) * 1000,
            lat_e7=round(float(row["latitude"]) * 1e7),
            lon_e7=round(float(row["longitude"]) * 1e7),
        )
        for row in rows
    ]


@pytest.mark.shared
def test_buses_in_time_order_and_in_shuffles() -> None:
    if not FILE.exists():
        pytest.skip(f"{FILE} is not there: real tracks are not part of the repository")
    history = _history()
    buses = tuple(sorted({seen.asset for seen in history}))
    leader = max(buses, key=lambda bus: sum(seen.asset == bus for seen in history))
    line = [seen for seen in sorted(history, key=lambda s: s.t_ms) if seen.asset == leader][::9]
    config = WatchConfig(
        corridors=(Corridor("m1", buses, tuple(Point(s.lat_e7, s.lon_e7) for s in line), 60),),
        moving=(MovingZone("convoy", leader, 1_000),),
        escorts=(Escort("m1", leader, next(bus for bus in buses if bus != leader), 2_000),),
        dwell_ms={"convoy": 120_000},
        silence_ms={"bus": 90_000},
        asset_class=dict.fromkeys(buses, "bus"),
        speed_kmh_max=None,
    )
    end = max(seen.t_ms for seen in history) + 600_000
    expected = naive_facts(config, history, end)
    names = {fact.name for fact in expected}
    assert {"off_corridor", "on_corridor", "separated", "silent", "entered"} <= names and len(expected) > 100
    for seed in range(6):
        chance = random.Random(seed)
        late = 60_000 if seed else 0
        arrivals = sorted(((seen.t_ms + chance.randint(0, late), seen) for seen in history), key=lambda a: a[0])
        state, confirmed = begin(config), []
        for first in range(0, len(arrivals), 5):
            batch = arrivals[first : first + 5]
            if batch[-1][0] - min(seen.t_ms for _, seen in batch) <= 60_000:
                parts = [batch]
            else:
                parts = [[arrival] for arrival in batch]
            for part in parts:
                result = step(state, [seen for _, seen in part], part[-1][0])
                assert not result.refused
                state = result.state
                confirmed += result.confirmed
        confirmed += step(state, [], end + 60_001).confirmed
        assert sorted(fact for fact in confirmed if fact.t_ms <= end) == expected
