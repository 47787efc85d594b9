"""The road network: arrays of nodes, segments (a road between two nodes) and edges (a direction of it)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.units import Digest, LatE7, LonE7

from .graph import by_node, distances
from .profile import CLASSES
from .simplify import simplify

U8: TypeAlias = NDArray[np.uint8]
I32: TypeAlias = NDArray[np.int32]
I64: TypeAlias = NDArray[np.int64]
By: TypeAlias = Literal["time", "length"]


class RoadsUnreadable(BadInput):
    """The bytes hold no road network that can be used. Nothing was imported."""

    next_step = "get the extract again (an .osm.pbf of the whole area of the movement) and import it once more"


class RoadReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was read and what was left out, for a person to judge whether the map is good enough."""

    ways_seen: int
    """Ways with a drivable `highway` class, before access."""
    ways_used: int
    dropped: tuple[tuple[str, int], ...]
    """(reason, how many), largest first."""
    nodes_missing: int
    """Node references that the extract does not hold: ways cut at its border."""
    restrictions_seen: int
    banned_pairs: int
    """On all roads that were read; those inside the network are in Roads.banned."""
    components: int
    edges_outside: int
    """Edges that no round trip can use: outside the largest strongly connected part."""
    ferries: int = 0
    links: int = 0
    """Crossings that were asked for."""


@dataclass(frozen=True, eq=False)
class Roads:
    """A directed road graph, strongly connected. Indexes are positions in the arrays.

    n nodes, s segments, e edges, p shape points, b banned pairs. Both directions of a road share a segment.
    """

    node_lat_e7: I32
    """(n,)"""
    node_lon_e7: I32
    node_osm: I64
    """(n,) OSM node id; negative where a way was cut at a barrier."""
    edge_from: I32
    """(e,) node"""
    edge_to: I32
    edge_segment: I32
    edge_forward: U8
    """(e,) 1 = runs along the segment's shape, 0 = against it"""
    edge_time_ms: I32
    segment_length_mm: I64
    """(s,)"""
    segment_class: U8
    """(s,) index into profile.CLASSES"""
    segment_name: I32
    """(s,) index into names"""
    segment_way: I64
    segment_flags: U8
    """(s,) bits of feature.FEATURES"""
    segment_height_cm: I32
    """(s,) signed limit; 0 = none"""
    segment_width_cm: I32
    segment_weight_kg: I32
    shape_start: I32
    """(s+1,) the segment's points are shape_*[start[i]:start[i+1]], both ends included"""
    shape_lat_e7: I32
    shape_lon_e7: I32
    banned: I32
    """(b, 2) edge, edge: the second may not follow the first"""
    names: tuple[str, ...]
    """names[0] is empty"""
    profile: str
    source_sha256: Digest
    report: RoadReport
    driving: str = ""
    """left or right; empty: no country was named"""

    @property
    def node_count(self) -> int:
        return len(self.node_lat_e7)

    @property
    def edge_count(self) -> int:
        return len(self.edge_from)

    @cached_property
    def edge_length_mm(self) -> I64:
        return self.segment_length_mm[self.edge_segment]

    @cached_property
    def out(self) -> tuple[tuple[int, ...], ...]:
        """Edges that leave each node."""
        return _by_node(self.edge_from, self.node_count)

    @cached_property
    def into(self) -> tuple[tuple[int, ...], ...]:
        """Edges that enter each node."""
        return _by_node(self.edge_to, self.node_count)

    @cached_property
    def twin(self) -> I32:
        """(e,) the same road the other way, -1 where it is one-way."""
        twin = np.full(self.edge_count, -1, dtype=np.int32)
        same = np.flatnonzero(self.edge_segment[1:] == self.edge_segment[:-1])  # edges are in segment order
        twin[same], twin[same + 1] = same + 1, same
        return twin

    @cached_property
    def banned_after(self) -> dict[int, frozenset[int]]:
        """Edges that may not follow this one."""
        after: dict[int, set[int]] = {}
        for first, second in self.banned.tolist():
            after.setdefault(first, set()).add(second)
        return {edge: frozenset(others) for edge, others in after.items()}

    def edge_weight(self, by: By) -> I64:
        """(e,) mm or ms"""
        return self.edge_length_mm if by == "length" else self.edge_time_ms.astype(np.int64)

    def lengths_from(self, node: int, edges: I64 | None = None, by: By = "length") -> I64:
        """(n,) shortest length in mm (or time in ms) from the node, -1 where unreachable; turn bans ignored.

        Over all edges, or over the given ones only.
        """
        return self._lengths(self.edge_from, self.edge_to, node, edges, by)

    def lengths_to(self, node: int, edges: I64 | None = None, by: By = "length") -> I64:
        """(n,) the same towards the node."""
        return self._lengths(self.edge_to, self.edge_from, node, edges, by)

    def _lengths(self, start: I32, end: I32, node: int, edges: I64 | None, by: By) -> I64:
        its = slice(None) if edges is None else edges
        return distances(start[its], end[its], self.edge_weight(by)[its], node, self.node_count)

    def node_point(self, node: int) -> Point:
        return _point(self.node_lat_e7[node], self.node_lon_e7[node])

    def segment_points(self, segment: int) -> tuple[Point, ...]:
        """The shape of a segment."""
        a, b = int(self.shape_start[segment]), int(self.shape_start[segment + 1])
        return tuple(map(_point, self.shape_lat_e7[a:b], self.shape_lon_e7[a:b]))

    def edge_points(self, edge: int) -> tuple[Point, ...]:
        """The shape of an edge, in the direction of travel."""
        points = self.segment_points(int(self.edge_segment[edge]))
        return points if self.edge_forward[edge] else points[::-1]

    def edge_name(self, edge: int) -> str:
        """The road's name, or its class where it has none."""
        segment = int(self.edge_segment[edge])
        name = self.names[int(self.segment_name[segment])]
        return name or CLASSES[int(self.segment_class[segment])]


def road_lines(roads: Roads, points_max: int = 40_000) -> list[tuple[str, list[Point]]]:
    """(road class, line) of every road, for drawing; the largest classes first.

    Coarser until at most `points_max` points are left; then the smallest classes are left out.
    """
    ways = sorted(_way_lines(roads), key=lambda way: way[0])
    for tolerance_m in (1, 5, 25):
        lines = [(CLASSES[c], list(simplify(points, tolerance_m))) for c, points in ways]
        if sum(len(points) for _, points in lines) <= points_max:
            return lines
    sizes = Counter[str]()
    for road_class, points in lines:
        sizes[road_class] += len(points)
    shown: set[str] = set()
    for road_class, size in sizes.items():  # in the order of `lines`
        points_max -= size
        if points_max < 0:
            break
        shown.add(road_class)
    return [line for line in lines if line[0] in shown]


def _way_lines(roads: Roads) -> list[tuple[int, list[Point]]]:
    """(class, points): segments of one way that follow each other are one line."""
    lines: list[tuple[int, list[Point]]] = []
    lat, lon = roads.shape_lat_e7.tolist(), roads.shape_lon_e7.tolist()
    way_before = -1
    for segment, way in enumerate(roads.segment_way.tolist()):
        a, b = int(roads.shape_start[segment]), int(roads.shape_start[segment + 1])
        points = [Point(LatE7(y), LonE7(x)) for y, x in zip(lat[a:b], lon[a:b], strict=True)]
        if way == way_before and lines[-1][1][-1] == points[0]:
            lines[-1][1].extend(points[1:])
        else:
            lines.append((int(roads.segment_class[segment]), points))
        way_before = way
    return lines


def _by_node(ends: I32, node_count: int) -> tuple[tuple[int, ...], ...]:
    starts, order = (its.tolist() for its in by_node(ends, node_count))
    return tuple(tuple(order[starts[i] : starts[i + 1]]) for i in range(node_count))


def _point(lat_e7: np.int32, lon_e7: np.int32) -> Point:
    return Point(LatE7(int(lat_e7)), LonE7(int(lon_e7)))
