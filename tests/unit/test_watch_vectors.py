"""Runs tests/vectors/watch: a small site, what the feeds said and when it came, and the facts that must stand.

Ground: rings `outer` (1,000 m square) and `inner` (200 m square) around one place; movement m1 of v1 and v2 goes
straight north from it. Steps happen whenever something arrives, at every announced deadline, at `steps_s` and at
`until_s`. `plans`: from when on the rings have other sizes (`rings`: half a side in metres; none: no such ring),
limits, and minutes from T0's in which they count.
"""

import tomllib
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest

from safeconduct import geo
from safeconduct.records.area import Point, Zone
from safeconduct.records.movement import Checkpoint
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.state.fact import Fact
from safeconduct.watch import (
    Corridor,
    Halt,
    Hours,
    Stranger,
    Timetable,
    WatchConfig,
    begin,
    next_deadline_ms,
    reconfigure,
    step,
)

VECTORS = sorted(Path(__file__).parents[1].joinpath("vectors/watch").glob("*.toml"))
T0 = 1_700_000_000_000
SITE = geo.Frame(601_700_000, 249_000_000)
KNOWN = {
    "catches",
    "feed",
    "expect",
    "until_s",
    "steps_s",
    "dwell_s",
    "silence_s",
    "expected_s",
    "corridor_m",
    "halt",
    "apart_m",
    "speed_kmh",
    "timetable",
    "plans",
    "refused",
    "withdrawn",
}


def _place(x_m: float, y_m: float) -> Point:
    lat, lon = SITE.to_e7(np.array([x_m]), np.array([y_m]))
    return Point(int(lat[0]), int(lon[0]))


def _ring(zone: str, half: float) -> Zone:
    return Zone(
        zone, zone, "ring", tuple(_place(x * half, y * half) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
    )


def _config(vector: dict) -> WatchConfig:
    line = (_place(0, 1_000), _place(0, 9_000))
    width_m = vector.get("corridor_m", 0)
    corridor = Corridor("m1", ("v1", "v2"), line, width_m, until_ms=T0 + 60_000)
    return WatchConfig(
        zones=(_ring("outer", 500), _ring("inner", 100)),
        dwell_ms={zone: s * 1_000 for zone, s in vector.get("dwell_s", {}).items()},
        silence_ms={f"class-{a}": s * 1_000 for a, s in vector.get("silence_s", {}).items()},
        asset_class={asset: f"class-{asset}" for asset in vector.get("silence_s", {})},
        expected_ms={asset: T0 + s * 1_000 for asset, s in vector.get("expected_s", {}).items()},
        corridors=(corridor,) if "corridor_m" in vector else (),
        halts=(Halt("m1", ("v1",), vector["halt"]["within_m"], vector["halt"]["after_s"] * 1_000),)
        if "halt" in vector
        else (),
        strangers=(Stranger("m1", "v1", ("v1", "v2"), vector["apart_m"]),) if "apart_m" in vector else (),
        speed_kmh=vector.get("speed_kmh", {}),
        timetables=(_timetable(vector["timetable"]),) if "timetable" in vector else (),
    )


def _planned(before: WatchConfig, told: dict) -> WatchConfig:
    minute = T0 // 60_000
    return msgspec.structs.replace(
        before,
        zones=tuple(_ring(zone, half) for zone, half in told.get("rings", {"outer": 500, "inner": 100}).items()),
        dwell_ms={zone: s * 1_000 for zone, s in told.get("dwell_s", {}).items()},
        hours={zone: Hours(*((minute + m) % 1_440 for m in open_)) for zone, open_ in told.get("open", {}).items()},
    )


def _timetable(told: dict) -> Timetable:
    """North from y = 1,000 m, and back again where it says so."""
    line = (_place(0, 1_000), _place(0, 9_000), *([_place(20, 1_000)] if told.get("returns") else []))
    stops = tuple(Checkpoint(c, line[0], m, T0 + s * 1_000) for c, m, s in told["checkpoints"])
    return Timetable("m1", ("v1",), line, 100, T0, stops, told.get("slack_s", 0) * 1_000)


def _observation(row: dict) -> Observation:
    t_ms = T0 + row["at_s"] * 1_000
    if "online" in row:
        return SensorState(row["sensor"], t_ms, row["online"])
    if "camera" in row:
        return Sighting(row["asset"], t_ms, row["camera"], tuple(row["zones"]))
    if "lat_e7" in row:
        return Position(row["asset"], t_ms, row["lat_e7"], row["lon_e7"])
    edge = _place(0, 500).lat_e7
    if row["y_m"] == "edge":
        return Position(row["asset"], t_ms, edge, SITE.lon_e7)
    if row["y_m"] == "just outside":
        return Position(row["asset"], t_ms, edge + 1, SITE.lon_e7)
    at = _place(row["x_m"], row["y_m"])
    return Position(row["asset"], t_ms, at.lat_e7, at.lon_e7, row.get("acc_m", 0), row.get("kmh"))


def _fact(row: dict) -> Fact:
    (name,) = row.keys() - {"t_s"}
    timed = {"dwelling": 2, "halted": 2, "behind": 3}.get(name)
    args = [T0 + arg * 1_000 if i == timed else arg for i, arg in enumerate(row[name])]
    return Fact(T0 + row["t_s"] * 1_000, name, tuple(args))


@pytest.mark.parametrize("path", VECTORS, ids=lambda p: p.stem)
def test_vector(path: Path) -> None:
    vector = tomllib.loads(path.read_text())
    assert vector.keys() <= KNOWN and vector["catches"], "an unknown key would test nothing"
    arrivals = [(T0 + row.get("got_s", row["at_s"]) * 1_000, [_observation(row)]) for row in vector["feed"]]
    arrivals += [(T0 + s * 1_000, []) for s in (*vector.get("steps_s", ()), vector["until_s"])]
    config = _config(vector)
    arrivals += [(T0 + plan["at_s"] * 1_000, _planned(config, plan)) for plan in vector.get("plans", ())]
    arrivals.sort(key=lambda a: a[0])
    state = begin(config)
    standing: Counter = Counter()
    withdrawn, refused = [], []
    for now_ms, batch in arrivals:
        steps = [(now_ms, batch)]
        while steps:
            due = next_deadline_ms(state)
            at_ms, seen = (due, []) if due is not None and due < now_ms else steps.pop()
            result = reconfigure(state, seen, at_ms) if isinstance(seen, WatchConfig) else step(state, seen, at_ms)
            state = result.state
            standing.update(result.facts)
            standing.subtract(result.withdrawn)
            withdrawn += result.withdrawn
            refused += [item.reason for item in result.refused]
    assert sorted(standing.elements()) == sorted(map(_fact, vector["expect"]))
    assert withdrawn == [_fact(row) for row in vector.get("withdrawn", ())]
    assert refused == vector.get("refused", [])
