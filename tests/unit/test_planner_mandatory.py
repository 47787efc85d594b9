"""Mandatory places: the layered roads against a search that carries the set of places passed."""

import functools
import heapq
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import planner
from safeconduct.errors import BadInput
from safeconduct.planner.mandatory import in_layers

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


@functools.cache
def _roads() -> planner.Roads:
    return planner.read_roads(DEMO.read_bytes())


def _naive(start: int, end: int, places: list[set[int]]) -> int:
    """Shortest length in mm, by Dijkstra over (node, places passed); -1: none. Turn bans are ignored, as there."""
    roads, all_of_them = _roads(), frozenset(range(len(places)))
    heap: list[tuple[int, int, tuple[int, ...]]] = [(0, start, ())]
    done: set[tuple[int, tuple[int, ...]]] = set()
    while heap:
        length, node, passed = heapq.heappop(heap)
        if (node, passed) in done:
            continue
        done.add((node, passed))
        if node == end and frozenset(passed) == all_of_them:
            return length
        for edge in roads.out[node]:
            now = set(passed) | {at for at, its in enumerate(places) if int(roads.edge_segment[edge]) in its}
            step = int(roads.edge_length_mm[edge])
            heapq.heappush(heap, (length + step, int(roads.edge_to[edge]), tuple(sorted(now))))
    return -1


_SEGMENTS = st.sets(st.integers(0, 700), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 800), st.integers(0, 800), st.lists(_SEGMENTS, max_size=2))
def test_the_shortest_way_through_all_places_is_that_of_the_naive_search(
    start: int, end: int, places: list[set[int]]
) -> None:
    roads = _roads()
    masks = []
    for its in places:
        mask = np.zeros(len(roads.segment_class), dtype=np.bool_)
        mask[sorted(its)] = True
        masks.append(mask)
    layered = in_layers(roads, masks)
    found = int(layered.roads.lengths_from(start)[end + layered.last])
    assert found == _naive(start, end, places)


def test_turns_that_are_banned_stay_banned_in_every_layer() -> None:
    roads = _roads()
    mask = np.zeros(len(roads.segment_class), dtype=np.bool_)
    mask[:50] = True
    layered = in_layers(roads, [mask])
    assert len(layered.roads.banned) == 2 * len(roads.banned)
    for first, second in layered.roads.banned.tolist():
        assert layered.roads.edge_to[first] == layered.roads.edge_from[second]
        pair = [int(layered.edges[first]), int(layered.edges[second])]
        assert pair in roads.banned.tolist()


def test_more_than_three_are_refused() -> None:
    mask = np.ones(len(_roads().segment_class), dtype=np.bool_)
    with pytest.raises(BadInput, match="4 mandatory places"):
        in_layers(_roads(), [mask] * 4)
