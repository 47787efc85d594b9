"""Ways cut at junctions into segments and directed edges, and the part where every trip has a way back."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from safeconduct.records.units import Digest

from .feature import features_of
from .length import steps_mm
from .profile import CLASSES, LINKS, Profile, duration_ms, kind_of, limit_in, limit_kmh
from .roads import RoadReport, Roads

Shape = tuple[tuple[int, int, int], ...]
"""(node key, lat_e7, lon_e7), at least two."""
_NO_FASTER: Final = ("service", "living_street", "track")


class Way(NamedTuple):
    """A drivable way; `nodes` holds (id, lat_e7, lon_e7), None where the extract lacks the node."""

    id: int
    tags: Mapping[str, str]
    nodes: tuple[tuple[int, int, int] | None, ...]


class Segment(NamedTuple):
    """A stretch of a way between two junctions."""

    way: int
    tags: Mapping[str, str]
    shape: Shape
    whole: tuple[int, int] | None = None
    """(ms, mm) of the way that it is a part of, where that takes a time and has no speed."""


class Edge(NamedTuple):
    """One direction of a segment."""

    start: int
    """Node key: an OSM id, or negative for the two sides of a barrier."""
    end: int
    segment: int
    is_forward: bool
    speed_kmh: int


class Graph(NamedTuple):
    """Segments and their directed edges."""

    segments: tuple[Segment, ...]
    edges: tuple[Edge, ...]


def split(ways: Sequence[Way], barriers: frozenset[int], profile: Profile) -> Graph:
    """Segments between junctions. Nobody drives over a missing node or a barrier."""
    runs = [(way, run) for way in ways for run in _runs(way, barriers)]
    uses: Counter[int] = Counter()
    for _, run in runs:
        uses.update(node[0] for node in run)
        uses.update((run[0][0], run[-1][0]))  # an end is a node even where nothing else meets it
    segments: list[Segment] = []
    edges: list[Edge] = []
    for way, run in runs:
        forward, backward = _directions(way.tags)
        whole = _whole(way)
        for shape in _between(run, uses):
            number = len(segments)
            segments.append(Segment(way.id, way.tags, shape, whole))
            first, last = shape[0][0], shape[-1][0]
            if forward:
                edges.append(Edge(first, last, number, True, _speed(way.tags, "forward", profile)))
            if backward:
                edges.append(Edge(last, first, number, False, _speed(way.tags, "backward", profile)))
    return Graph(tuple(segments), tuple(edges))


def largest_component(graph: Graph) -> tuple[frozenset[int], int]:
    """Edges inside the largest strongly connected part, and how many parts there are."""
    keys = sorted({key for edge in graph.edges for key in (edge.start, edge.end)})
    index = {key: i for i, key in enumerate(keys)}
    net: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    net.add_nodes_from([None] * len(keys))
    net.extend_from_edge_list([(index[edge.start], index[edge.end]) for edge in graph.edges])
    parts: list[tuple[int, ...]] = [tuple(part) for part in rx.strongly_connected_components(net)]
    if not parts:
        return frozenset(), 0
    # Equal sizes: the one with the smallest node, so that every machine keeps the same part.
    largest = max(parts, key=lambda part: (len(part), -min(part)))
    best = frozenset(largest)
    inside = (i for i, edge in enumerate(graph.edges) if index[edge.start] in best and index[edge.end] in best)
    return frozenset(inside), len(parts)


def to_roads(
    graph: Graph,
    kept: frozenset[int],
    bans: Sequence[tuple[int, int]],
    profile: Profile,
    source: Digest,
    report: RoadReport,
) -> Roads:
    """The kept edges as arrays, renumbered in the order of segments."""
    edge_ids = sorted(kept)
    edges = [graph.edges[i] for i in edge_ids]
    segment_ids = sorted({edge.segment for edge in edges})
    segments = [graph.segments[i] for i in segment_ids]
    new_edge = {old: new for new, old in enumerate(edge_ids)}
    new_segment = {old: new for new, old in enumerate(segment_ids)}
    places = {node[0]: node for s in segments for node in (s.shape[0], s.shape[-1])}
    keys = sorted(places)
    node = {key: i for i, key in enumerate(keys)}
    names = ("", *sorted({s.tags.get("name", "") for s in segments} - {""}))
    name = {text: i for i, text in enumerate(names)}
    shapes = [np.array(s.shape, dtype=np.int64)[:, 1:].astype(np.int32) for s in segments]
    lengths = np.array([max(1, _length_mm(xy)) for xy in shapes], dtype=np.int64)
    points = np.concatenate(shapes)
    segment_of = np.array([new_segment[e.segment] for e in edges], dtype=np.int32)
    speed = np.array([e.speed_kmh for e in edges], dtype=np.int64)
    pairs = sorted((new_edge[a], new_edge[b]) for a, b in bans)

    return Roads(
        node_lat_e7=np.fromiter((places[k][1] for k in keys), dtype=np.int32),
        node_lon_e7=np.fromiter((places[k][2] for k in keys), dtype=np.int32),
        node_osm=np.fromiter(keys, dtype=np.int64),
        edge_from=np.fromiter((node[e.start] for e in edges), dtype=np.int32),
        edge_to=np.fromiter((node[e.end] for e in edges), dtype=np.int32),
        edge_segment=segment_of,
        edge_forward=np.fromiter((e.is_forward for e in edges), dtype=np.uint8),
        edge_time_ms=_times_ms(lengths, segments, segment_of, speed),
        segment_length_mm=lengths,
        segment_class=np.fromiter((CLASSES.index(kind_of(s.tags) or "road") for s in segments), dtype=np.uint8),
        segment_name=np.fromiter((name[s.tags.get("name", "")] for s in segments), dtype=np.int32),
        segment_way=np.fromiter((s.way for s in segments), dtype=np.int64),
        segment_flags=np.fromiter((features_of(s.tags) for s in segments), dtype=np.uint8),
        segment_height_cm=np.fromiter((limit_in(s.tags.get("maxheight"), 100) for s in segments), dtype=np.int32),
        segment_width_cm=np.fromiter((limit_in(s.tags.get("maxwidth"), 100) for s in segments), dtype=np.int32),
        segment_weight_kg=np.fromiter((limit_in(s.tags.get("maxweight"), 1000) for s in segments), dtype=np.int32),
        shape_start=np.concatenate(([0], np.cumsum([len(xy) for xy in shapes]))).astype(np.int32),
        shape_lat_e7=points[:, 0].copy(),
        shape_lon_e7=points[:, 1].copy(),
        banned=np.array(pairs, dtype=np.int32).reshape(-1, 2),
        names=names,
        profile=profile.name,
        source_sha256=source,
        report=report,
        driving=profile.driving,
    )


def _length_mm(shape: NDArray[np.int32]) -> int:
    return int(steps_mm(shape[:, 0], shape[:, 1]).sum())


def _times_ms(
    lengths: NDArray[np.int64], segments: Sequence[Segment], segment_of: NDArray[np.int32], kmh: NDArray[np.int64]
) -> NDArray[np.int32]:
    """(e,) rounded up, so that no road takes no time. mm to ms at km/h is times 18/5."""
    times = (lengths[segment_of] * 18 + 5 * kmh - 1) // (5 * kmh)
    for at in np.flatnonzero(np.array([segment.whole is not None for segment in segments])[segment_of]).tolist():
        segment = int(segment_of[at])
        ms, mm = segments[segment].whole or (0, 1)
        times[at] = max(1, -(-ms * int(lengths[segment]) // mm))
    return times.astype(np.int32)


def _whole(way: Way) -> tuple[int, int] | None:
    ms = duration_ms(way.tags.get("duration")) if kind_of(way.tags) in LINKS else None
    if ms is None:
        return None
    shape = np.array([node[1:] for node in way.nodes if node is not None], dtype=np.int32)
    return ms, max(1, _length_mm(shape))


def _runs(way: Way, barriers: frozenset[int]) -> Iterator[Shape]:
    """The way's unbroken stretches: cut where a node is missing and, on both sides, at a barrier."""
    run: list[tuple[int, int, int]] = []
    for place in (*way.nodes, None):
        if place is None:
            if len(run) > 1:
                yield tuple(run)
            run = []
        elif run and place[0] == run[-1][0]:
            continue
        elif place[0] in barriers:
            here, back = (-2 * place[0], *place[1:]), (-2 * place[0] - 1, *place[1:])
            if run:
                yield (*run, here)
            run = [back]
        else:
            run.append(place)


def _between(run: Shape, uses: Counter[int]) -> Iterator[Shape]:
    start = 0
    for i in range(1, len(run)):
        if uses[run[i][0]] > 1:
            shape = run[start : i + 1]
            start = i
            if shape[0][0] != shape[-1][0]:
                yield shape
            elif len(shape) > 3:  # a loop: a road from a node to itself leads nowhere, two halves do
                middle = len(shape) // 2
                yield shape[: middle + 1]
                yield shape[middle:]


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """(forward, backward). OSM wiki, Key:oneway, with its implied cases."""
    for key in ("oneway:motor_vehicle", "oneway"):
        value = tags.get(key)
        if value in ("yes", "true", "1"):
            return True, False
        if value in ("-1", "reverse"):
            return False, True
        if value in ("no", "false", "0", "alternating"):
            return True, True
    implied = tags.get("junction") in ("roundabout", "circular") or tags.get("highway") in (
        "motorway",
        "motorway_link",
    )
    return True, not implied


def _speed(tags: Mapping[str, str], way: str, profile: Profile) -> int:
    default = profile.speed_kmh(kind_of(tags) or "road")
    for key in (f"maxspeed:{way}", "maxspeed"):
        limit = limit_kmh(tags.get(key))
        if limit is not None:
            # A limit allows; it does not make a car park or an alley fast.
            return min(limit, default) if tags.get("highway") in _NO_FASTER else limit
    return default
