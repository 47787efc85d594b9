"""The shortest way on the roads, turn by turn."""

import heapq
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from safeconduct.errors import BadInput
from safeconduct.records.area import Point

from .length import steps_mm
from .roads import By, Roads
from .snap import Snapped


class NoRoute(BadInput):
    """No way leads from the origin to the destination. `blocked` is an edge that stands in the way, or -1."""

    def __init__(self, why: str, next_step: str, blocked: int = -1) -> None:
        super().__init__(f"no route: {why}", next_step=next_step)
        self.blocked = blocked


class Route(NamedTuple):
    """A drive. Points, progress and time have the same length and never decrease."""

    edges: tuple[int, ...]
    """In order; the first and the last may be driven in part only."""
    points: tuple[Point, ...]
    progress_mm: tuple[int, ...]
    """Driven when at the point."""
    time_ms: tuple[int, ...]
    """Since the start, at free flow."""

    @property
    def length_m(self) -> int:
        """Rounded up."""
        return -(-self.progress_mm[-1] // 1000)

    @property
    def time_s(self) -> int:
        """Rounded up."""
        return -(-self.time_ms[-1] // 1000)


def shortest(
    roads: Roads,
    origin: Snapped,
    destination: Snapped,
    by: By = "time",
    blocked: frozenset[int] = frozenset(),
) -> Route:
    """The quickest (or shortest) drive that obeys one-ways and turn restrictions and uses no blocked edge.

    It turns back on a road only where the road ends. Equal costs: the smaller edge numbers win, so that every
    machine finds the same drive. Raises NoRoute.
    """
    edges = _search(roads, origin, destination, by, blocked)
    if edges is None:
        raise _why_none(roads, origin, destination, by, blocked)
    return _drive(roads, edges, origin, destination)


def _search(
    roads: Roads, origin: Snapped, destination: Snapped, by: By, blocked: frozenset[int]
) -> tuple[int, ...] | None:
    """Dijkstra over edges: a node's best label is no bound where turns are banned (Winter 2002)."""
    cost = (roads.edge_time_ms if by == "time" else roads.edge_length_mm).tolist()
    goal = {edge: cost[edge] - rest for edge, rest in _rests(roads, destination, cost)}  # driven on the last edge
    before: dict[int, int] = {}
    done: set[int] = set()
    queue: list[tuple[int, int, int]] = []  # (cost at the edge's end, edge, the edge before it)
    arrivals: list[tuple[int, int, int]] = []  # (cost at the destination, last edge, the edge before it)
    for edge, rest in _rests(roads, origin, cost):
        if edge not in blocked:
            heapq.heappush(queue, (rest, edge, -1))
            if edge in goal and rest + goal[edge] >= cost[edge]:  # the destination lies ahead on the same edge
                arrivals.append((rest + goal[edge] - cost[edge], edge, -1))
    while queue:
        reached, edge, previous = heapq.heappop(queue)
        if arrivals and min(arrivals)[0] <= reached:
            break
        if edge in done:
            continue
        done.add(edge)
        before[edge] = previous
        for following in _next(roads, edge):
            if following in blocked:
                continue
            if following in goal:
                arrivals.append((reached + goal[following], following, edge))
            if following not in done:
                heapq.heappush(queue, (reached + cost[following], following, edge))
    return _back(before, min(arrivals)) if arrivals else None


def _next(roads: Roads, edge: int) -> Iterator[int]:
    out = roads.out[int(roads.edge_to[edge])]
    banned = roads.banned_after.get(edge, frozenset())
    back = int(roads.twin[edge])
    return (e for e in out if e not in banned and (e != back or len(out) == 1))


def _rests(roads: Roads, place: Snapped, cost: list[int]) -> Iterator[tuple[int, int]]:
    """Each edge through the place, and the cost from there to its end, rounded up."""
    length_mm = int(roads.segment_length_mm[place.segment])
    edge = int(np.searchsorted(roads.edge_segment, place.segment))
    while edge < roads.edge_count and roads.edge_segment[edge] == place.segment:
        ahead_mm = length_mm - place.along_mm if roads.edge_forward[edge] else place.along_mm
        yield edge, -(-cost[edge] * ahead_mm // length_mm)
        edge += 1


def _back(before: dict[int, int], arrival: tuple[int, int, int]) -> tuple[int, ...]:
    _, last, edge = arrival
    edges = [last]
    while edge != -1:
        edges.append(edge)
        edge = before[edge]
    return tuple(reversed(edges))


def _drive(roads: Roads, edges: tuple[int, ...], origin: Snapped, destination: Snapped) -> Route:
    points: list[Point] = []
    progress: list[int] = []
    times: list[int] = []
    driven_mm = spent_ms = 0
    for i, edge in enumerate(edges):
        length_mm, edge_ms = int(roads.edge_length_mm[edge]), int(roads.edge_time_ms[edge])
        begin = _on_edge(roads, edge, origin) if i == 0 else 0
        end = _on_edge(roads, edge, destination) if i == len(edges) - 1 else length_mm
        inner = [(p, at) for p, at in _measured(roads, edge) if begin < at < end]
        first = origin.point if i == 0 else roads.node_point(int(roads.edge_from[edge]))
        last = destination.point if i == len(edges) - 1 else roads.node_point(int(roads.edge_to[edge]))
        for point, at in ([(first, begin)] if i == 0 else []) + inner + [(last, end)]:
            points.append(point)
            progress.append(driven_mm + at - begin)
            times.append(spent_ms + (at - begin) * edge_ms // length_mm)
        driven_mm += end - begin
        spent_ms += (end - begin) * edge_ms // length_mm
    return Route(edges, tuple(points), tuple(progress), tuple(times))


def _measured(roads: Roads, edge: int) -> list[tuple[Point, int]]:
    """The edge's points with the length driven at each."""
    points = roads.edge_points(edge)
    steps = steps_mm(
        np.array([p.lat_e7 for p in points], dtype=np.int32),
        np.array([p.lon_e7 for p in points], dtype=np.int32),
    )
    return list(zip(points, [0, *np.cumsum(steps).tolist()], strict=True))


def _on_edge(roads: Roads, edge: int, place: Snapped) -> int:
    length_mm = int(roads.edge_length_mm[edge])
    return place.along_mm if roads.edge_forward[edge] else length_mm - place.along_mm


def _why_none(roads: Roads, origin: Snapped, destination: Snapped, by: By, blocked: frozenset[int]) -> NoRoute:
    free = _search(roads, origin, destination, by, frozenset())
    if free is None:
        return NoRoute(
            "turn restrictions leave no legal way between the two places",
            "move the origin or the destination to another road",
        )
    closed = next(edge for edge in free if edge in blocked)
    return NoRoute(
        f"the {len(blocked)} blocked edges cut every way; the best one crosses {roads.edge_name(closed)}",
        f"unblock edge {closed} ({roads.edge_name(closed)}), or move the origin or the destination",
        closed,
    )
