"""What a movement may not use: limits of the roads, and the time to a haven."""

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np

from safeconduct import planner
from safeconduct.planner.closed import far_from_haven, too_small

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


@functools.cache
def _roads() -> planner.Roads:
    return planner.read_roads(DEMO.read_bytes())


def test_a_limit_closes_both_directions_for_what_is_over_it_only() -> None:
    heights = np.zeros(len(_roads().segment_class), dtype=np.int32)
    heights[5], heights[9] = 350, 420
    roads = replace(_roads(), segment_height_cm=heights)
    assert too_small(roads) == frozenset() == too_small(roads, height_cm=350)
    low = {edge for edge in range(roads.edge_count) if roads.edge_segment[edge] == 5}
    assert too_small(roads, height_cm=351) == low
    assert too_small(roads, height_cm=421) == low | set(np.flatnonzero(roads.edge_segment == 9).tolist())
    assert too_small(roads, weight_kg=40_000) >= too_small(roads, weight_kg=3_000)


def test_havens_are_reached_in_time_from_every_open_edge() -> None:
    """The twin: relax all edges until nothing changes."""
    roads = _roads()
    havens = [0, roads.node_count // 2]
    times, start, end = roads.edge_time_ms.tolist(), roads.edge_from.tolist(), roads.edge_to.tolist()
    left = [10**12] * roads.node_count
    for node in havens:
        left[node] = 0
    changed = True
    while changed:
        changed = False
        for edge, (a, b) in enumerate(zip(start, end, strict=True)):
            if left[b] + times[edge] < left[a]:
                left[a], changed = left[b] + times[edge], True
    for within_s in (0, 30, 60, 120, 10_000):
        slow = {e for e in range(roads.edge_count) if left[end[e]] + times[e] > within_s * 1000}
        assert far_from_haven(roads, havens, within_s) == slow
    assert len(far_from_haven(roads, havens, 0)) == roads.edge_count
    assert not far_from_haven(roads, havens, 10_000)
    assert len(far_from_haven(roads, [], 60)) == roads.edge_count
