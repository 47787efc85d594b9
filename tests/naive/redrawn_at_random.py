"""Histories at random in which zones change while assets are in them: positions, cameras, a zone that moves along,
zones with hours, plans that follow each other; late, doubled, from clocks that are ahead, with restarts between.
"""

import random
from collections import Counter
from unittest import mock

import msgspec

from safeconduct.records.area import Point, Zone
from safeconduct.records.observation import Observation, Position, SensorState, Sighting
from safeconduct.watch import (
    Hours,
    MovingZone,
    Step,
    WatchConfig,
    begin,
    from_bytes,
    reconfigure,
    split,
    step,
    to_bytes,
)
from tests.naive.redrawn import Plans, facts

T0 = 1_700_000_000_000
LATENESS, AHEAD = 20_000, 4_000
END = T0 + 90_000
SCALE = 20_000
MINUTE = T0 // 60_000 % 1_440
"""T0 is 20 s past it: zones open or close 40 s later."""

BASE = WatchConfig(
    silence_ms={"car": 12_000},
    asset_class={"v1": "car"},
    sees={"cam-2": ("a", "far")},
    moving=(MovingZone("bubble", "v1", 500),),
    lateness_ms=LATENESS,
    speed_kmh_max=None,
)


def _box(zone: str, south: int, west: int, size: int, hole: bool = False) -> Zone:
    def ring(s: int, w: int, by: int) -> tuple[Point, ...]:
        corners = ((s, w), (s, w + by), (s + by, w + by), (s + by, w))
        return tuple(Point(1 + y * SCALE, x * SCALE) for y, x in corners)

    holes = (ring(south + size // 4, west + size // 4, size // 2),) if hole else ()
    return Zone(zone, zone, "ring", ring(south, west, size), holes=holes)


DRAWN = {  # no zone covers another: then cameras would report both
    "a": (_box("a", 0, 0, 6), _box("a", 1, 1, 6), _box("a", 0, 0, 5, hole=True)),
    "b": (_box("b", 4, 4, 6), _box("b", 5, 3, 6, hole=True)),
    "c": (_box("c", 0, 4, 8, hole=True), _box("c", 0, 5, 8)),
    "d": (_box("d", 6, 0, 4),),
}
HOURS = (Hours(MINUTE, (MINUTE + 1) % 1_440), Hours((MINUTE + 1) % 1_440, (MINUTE + 2) % 1_440))


def _plan(chance: random.Random) -> WatchConfig:
    zones = [chance.choice(ways) for ways in DRAWN.values() if chance.random() < 0.75]
    return msgspec.structs.replace(
        BASE,
        zones=tuple(zones),
        hours={zone.zone: chance.choice(HOURS) for zone in zones if chance.random() < 0.3},
        dwell_ms={zone: chance.choice((5_000, 10_000, 25_000)) for zone in "abcd" if chance.random() < 0.6}
        | {"far": 7_000, "bubble": chance.choice((4_000, 9_000))},
    )


def plans_at_random(chance: random.Random) -> Plans:
    times = sorted(T0 + chance.choice((chance.randint(0, 60) * 1_000, chance.randint(0, 60_000))) for _ in range(3))
    return [(-1, _plan(chance)), *((at, _plan(chance)) for at in times[: chance.randint(1, 3)])]


def history_at_random(chance: random.Random) -> list[Observation]:
    """Positions of three assets on the lattice of the zones, cameras that see them, and a camera that dies."""
    found: dict[tuple, Observation] = {}
    for _ in range(chance.randint(1, 25)):
        asset, t_ms = chance.choice(("v1", "v2", "v3")), T0 + chance.randint(0, 60) * 1_000
        kind = chance.random()
        if kind < 0.7:
            y, x = chance.randint(-1, 12), chance.randint(-1, 12)
            acc_m = chance.choice((0, 0, 7, 30, 300))
            found[asset, t_ms] = Position(asset, t_ms, 1 + y * SCALE, x * SCALE, acc_m)
        elif kind < 0.92:
            zones = chance.choice(((), ("a",), ("far",), ("a", "b")))
            found[asset, t_ms, "seen"] = Sighting(asset, t_ms, chance.choice(("cam-1", "cam-2")), zones)
        else:
            found["cam-1", t_ms] = SensorState("cam-1", t_ms, chance.random() < 0.5)
    return list(found.values())


def check(seed: int) -> int:
    """Raises AssertionError where the kernel and the twin differ. Returns how many facts the history has."""
    chance = random.Random(seed)
    plans, history = plans_at_random(chance), history_at_random(chance)
    last_ms = END + LATENESS + 1
    expected = facts(plans, history, last_ms)
    rows = [(max(T0, seen.t_ms + chance.randint(-AHEAD, LATENESS)), 0, [seen]) for seen in history]
    rows += [(seen.t_ms + chance.randint(0, LATENESS), 0, [seen]) for seen in history if chance.random() < 0.1]
    rows += [(T0 + chance.randint(0, 90_000), 0, []) for _ in range(3)]
    rows += [(at, 1, config) for at, config in plans[1:]]
    state, config, standing, confirmed = begin(plans[0][1]), plans[0][1], Counter(), []
    with mock.patch.object(split, "MANY", chance.choice((1, split.MANY))):
        for now_ms, _, what in [*sorted(rows, key=lambda row: row[:2]), (END, 0, []), (last_ms, 0, [])]:
            if isinstance(what, WatchConfig):
                config = what
                result: Step = reconfigure(state, config, int(now_ms))
            else:
                result = step(state, what, int(now_ms))
            assert not result.refused, f"refused, seed {seed}: {result.refused}"
            standing.update(result.facts)
            standing.subtract(result.withdrawn)
            confirmed += result.confirmed
            state = result.state if chance.random() < 0.9 else from_bytes(config, to_bytes(result.state))
    assert sorted(standing.elements()) == expected, f"facts, seed {seed}"
    assert sorted(f for f in confirmed if f.t_ms <= END) == [f for f in expected if f.t_ms <= END], (
        f"sure, seed {seed}"
    )
    return len(expected)
