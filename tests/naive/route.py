"""Real tracks against the slow twin, in time order and in as many orders of arrival as one likes.

    python -m tests.naive.route SHUFFLES SEED

The buses of one route and every GPX file with times, from ../shared/data/tracks. Facts: corridors, escorts,
silence, moving zones, halts, timetables, strangers, speeds.
"""

import csv
import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from safeconduct import geo
from safeconduct.feeds import FEEDS, FeedError, Message
from safeconduct.records.area import Point, Zone
from safeconduct.records.movement import Checkpoint
from safeconduct.records.observation import Position
from safeconduct.watch import Corridor, Escort, Halt, MovingZone, Stranger, Timetable, WatchConfig, begin, step
from tests.naive.watch import facts as naive_facts

TRACKS = Path(__file__).parents[3] / "shared/data/tracks"
LATE_MS = 60_000


def buses() -> list[Position]:
    """The fixes of the file, in its order: a few rows are out of time order."""
    with (TRACKS / "liverpool_route14.csv").open(newline="") as lines:
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


def gpx() -> dict[str, list[Position]]:
    """Every GPX file that has a track with times."""
    found = {}
    for path in sorted(TRACKS.glob("*.gpx")):
        try:
            seen = FEEDS["gpx"](Message(path.read_bytes(), 0, asset="v1"))
        except FeedError:
            continue
        if len(seen) > 1:
            found[path.name] = list(seen)
    return found


def config_of(history: Sequence[Position]) -> WatchConfig:
    """A movement led by the asset that is heard most, on its own track, planned a little too fast."""
    counts = Counter(seen.asset for seen in history)
    leader, *others = sorted(counts, key=lambda asset: (-counts[asset], asset))
    mine = sorted((seen for seen in history if seen.asset == leader), key=lambda seen: seen.t_ms)
    line = tuple(Point(s.lat_e7, s.lon_e7) for s in mine[:: max(1, len(mine) // 60)])
    length_m = sum(geo.gap_m(*a, *b) for a, b in pairwise(line))
    first_ms, last_ms = mine[0].t_ms, mine[-1].t_ms
    checkpoints = tuple(
        Checkpoint(f"c{n}", line[0], int(length_m * n / 6), first_ms + int((last_ms - first_ms) * n / 6.5))
        for n in range(1, 7)
    )
    every = (leader, *others)
    middle = mine[len(mine) // 2]
    corners = ((-9_000, -9_000), (9_000, -9_000), (9_000, 9_000), (-9_000, 9_000))
    box = tuple(Point(middle.lat_e7 + 4 * y, middle.lon_e7 + 4 * x) for y, x in corners)
    return WatchConfig(
        zones=(Zone("middle", "middle", "zone", box),),
        corridors=(Corridor("m1", every, line, 60),),
        moving=(MovingZone("convoy", leader, 1_000),),
        escorts=tuple(Escort("m1", leader, other, 2_000) for other in others[:1]),
        halts=(Halt("m1", every, 40, 60_000),),
        timetables=(Timetable("m1", every, line, 60, first_ms, checkpoints, slack_ms=120_000),),
        strangers=(Stranger("m1", leader, (leader, *others[:1]), 300),),
        speed_kmh={"middle": 15},
        dwell_ms={"convoy": 120_000, "middle": 60_000},
        silence_ms={"bus": 90_000},
        asset_class=dict.fromkeys(every, "bus"),
        speed_kmh_max=None,
    )


def compare(history: Sequence[Position], seeds: Sequence[int]) -> Counter[str]:
    """The facts of each kind; fails where one order of arrival gives others. Seed 0: in time order."""
    config = config_of(history)
    end = max(seen.t_ms for seen in history) + 600_000
    expected = naive_facts(config, history, end)
    for seed in seeds:
        chance = random.Random(seed)
        late = LATE_MS if seed else 0
        arrivals = sorted(((s.t_ms + chance.randint(0, late), s) for s in history), key=lambda each: each[0])
        state, confirmed, first = begin(config), [], 0
        while first < len(arrivals):
            size = chance.choice((1, 5, 20))
            batch = arrivals[first : first + size]
            if batch[-1][0] - min(seen.t_ms for _, seen in batch) > LATE_MS:
                batch = batch[:1]
            result = step(state, [seen for _, seen in batch], batch[-1][0])
            assert not result.refused, f"seed {seed}"
            state, first = result.state, first + len(batch)
            confirmed += result.confirmed
        confirmed += step(state, [], end + LATE_MS + 1).confirmed
        assert sorted(fact for fact in confirmed if fact.t_ms <= end) == expected, f"seed {seed}"
    return Counter(fact.name for fact in expected)


def main() -> None:
    shuffles, seed = (int(word) for word in sys.argv[1:])
    seeds = [0, *range(seed + 1, seed + 1 + shuffles)]
    for name, history in {"liverpool_route14.csv": buses(), **gpx()}.items():
        told = ", ".join(f"{count} {fact}" for fact, count in sorted(compare(history, seeds).items()))
        print(f"{name}: {len(history)} positions, {shuffles} shuffles and time order, equal: {told}", flush=True)


if __name__ == "__main__":
    main()
