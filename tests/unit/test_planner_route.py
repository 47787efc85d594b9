"""Routes against the twin that tries every drive; corridors and checkpoints as laws."""

from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct import planner
from safeconduct.errors import BadInput
from safeconduct.planner import segments
from safeconduct.planner.length import distance_mm
from safeconduct.planner.profile import CAR
from safeconduct.planner.roads import RoadReport
from safeconduct.records.area import Point
from safeconduct.records.units import Digest
from tests.naive import routes as naive

REPORT = RoadReport(0, 0, (), 0, 0, 0, 0, 0)


class Way(NamedTuple):
    id: int
    tags: dict[str, str]
    nodes: tuple[tuple[int, int, int] | None, ...]


@st.composite
def maps(draw: st.DrawFn) -> planner.Roads | None:
    """A few crossings within a kilometre, joined at random, some streets one-way, some turns banned."""
    count = draw(st.integers(2, 6))
    nodes = [(i, draw(st.integers(-30_000, 30_000)), draw(st.integers(-30_000, 30_000))) for i in range(count)]
    pairs = draw(st.lists(st.tuples(*[st.integers(0, count - 1)] * 2), min_size=2, max_size=8))
    ways = [
        Way(i, {"highway": "primary", "oneway": draw(st.sampled_from(("no", "no", "yes")))}, (nodes[a], nodes[b]))
        for i, (a, b) in enumerate(pairs)
        if a != b
    ]
    graph = segments.split(ways, frozenset(), CAR)
    kept, _ = segments.largest_component(graph)
    if len(kept) < 2:
        return None
    follow = [(a, b) for a in kept for b in kept if graph.edges[a].end == graph.edges[b].start]
    bans = draw(st.lists(st.sampled_from(sorted(follow)), max_size=4, unique=True))
    return segments.to_roads(graph, kept, bans, CAR, Digest("0" * 64), REPORT)


def _middle(roads: planner.Roads, segment: int) -> planner.Snapped:
    half = int(roads.segment_length_mm[segment]) // 2
    edge = roads.edge_segment.tolist().index(segment)
    return planner.Snapped(roads.segment_points(segment)[0], segment, half, 0, int(roads.edge_from[edge]))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_drive_is_shorter_and_the_drive_is_legal(data: st.DataObject) -> None:
    roads = data.draw(maps())
    if roads is None:
        return
    last = len(roads.segment_class) - 1
    start, goal = (data.draw(st.integers(0, last)) for _ in range(2))
    if start == goal:
        return
    blocked = data.draw(st.frozensets(st.integers(0, roads.edge_count - 1), max_size=2))
    edges = list(zip(roads.edge_from.tolist(), roads.edge_to.tolist(), strict=True))
    banned = {(int(a), int(b)) for a, b in roads.banned}
    twins = {e: t for e, t in enumerate(roads.twin.tolist()) if t >= 0}
    of = roads.edge_segment.tolist()
    drives = list(
        naive.drives(
            edges,
            banned,
            twins,
            set(blocked),
            [e for e in range(len(edges)) if of[e] == start],
            {e for e in range(len(edges)) if of[e] == goal},
        )
    )
    begin, end = _middle(roads, start), _middle(roads, goal)
    if not drives:
        with pytest.raises(planner.NoRoute):
            planner.shortest(roads, begin, end, "length", blocked)
        return
    route = planner.shortest(roads, begin, end, "length", blocked)
    assert route.edges in drives

    def length(drive: tuple[int, ...]) -> int:
        first, *middle = (int(roads.edge_length_mm[e]) for e in drive[:-1])
        ahead = first - begin.along_mm if roads.edge_forward[drive[0]] else begin.along_mm
        whole = int(roads.edge_length_mm[drive[-1]])
        return ahead + sum(middle) + (end.along_mm if roads.edge_forward[drive[-1]] else whole - end.along_mm)

    assert abs(route.progress_mm[-1] - min(map(length, drives))) <= 2  # halves are rounded at both ends


@settings(max_examples=60, deadline=None)
@given(maps(), st.integers(1, 40), st.integers(5, 5000))
def test_checkpoints_and_corridor(roads: planner.Roads | None, count: int, half_width_m: int) -> None:
    if roads is None or len(roads.segment_class) < 2:
        return
    try:
        route = planner.shortest(roads, _middle(roads, 0), _middle(roads, len(roads.segment_class) - 1))
    except planner.NoRoute:
        return
    stops = planner.checkpoints(route, count=count)
    assert len(stops) == count and stops[-1].point == route.points[-1]
    assert [s.progress_m for s in stops] == sorted(s.progress_m for s in stops)
    assert [s.eta_s for s in stops] == sorted(s.eta_s for s in stops)
    assert stops[-1].eta_s == route.time_s
    assert len(planner.checkpoints(route, every_m=max(1, route.length_m))) == 1
    strip = planner.corridor(route, half_width_m)
    assert strip.line[0] == route.points[0] and strip.line[-1] == route.points[-1]
    assert not Counter(strip.line) - Counter(route.points)


@pytest.mark.parametrize("half_width_m", [-1, 0, 4, 5001])
def test_a_useless_corridor_is_refused(half_width_m: int) -> None:
    here = Point(0, 0)
    route = planner.Route((0,), (here, here), (0, 1000), (0, 100))
    with pytest.raises(BadInput, match="of no use"):
        planner.corridor(route, half_width_m)


@pytest.mark.parametrize("ask", [{}, {"count": 0}, {"every_m": -5}, {"count": 2, "every_m": 100}])
def test_a_contradictory_request_for_checkpoints_is_refused(ask: dict[str, int]) -> None:
    here = Point(0, 0)
    with pytest.raises(BadInput, match="spacing or a number"):
        planner.checkpoints(planner.Route((0,), (here, here), (0, 1000), (0, 100)), **ask)


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [  # a hundredth of a degree by the radii of curvature of WGS 84
        ((600_000_000, 250_000_000), (600_000_000, 250_100_000), 558.000),
        ((600_000_000, 250_000_000), (600_100_000, 250_000_000), 1114.124),
        ((337_000_000, 730_000_000), (337_000_000, 730_100_000), 927.083),
        ((0, 0), (0, 10_000), 111.319),
    ],
)
def test_lengths_on_the_ellipsoid(a: tuple[int, int], b: tuple[int, int], metres: float) -> None:
    assert distance_mm(Point(*a), Point(*b)) / 1000 == pytest.approx(metres, abs=0.0006)
