"""OpenStreetMap's `.osm.pbf` (wiki: PBF Format) -> Roads, from bytes."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import osmium

from safeconduct.records.units import Digest

from .profile import CAR, SPEED_KMH, Profile, is_closed
from .restriction import Restriction, banned_pairs
from .roads import RoadReport, Roads, RoadsUnreadable
from .segments import largest_component, split, to_roads


class Way(NamedTuple):
    """A drivable way; `nodes` holds (id, lat_e7, lon_e7), None where the extract lacks the node."""

    id: int
    tags: Mapping[str, str]
    nodes: tuple[tuple[int, int, int] | None, ...]


class Scan(NamedTuple):
    """What matters of the file, in order of id."""

    ways: tuple[Way, ...]
    restrictions: tuple[Restriction, ...]
    barriers: frozenset[int]
    """Nodes that a vehicle cannot pass."""
    ways_seen: int
    dropped: Counter[str]


def read_roads(pbf: bytes, profile: Profile = CAR) -> Roads:
    """The largest strongly connected road network in the extract, as `profile` may drive it.

    Raises RoadsUnreadable: not a PBF, cut short, damaged, or no drivable road in it.
    """
    scan = _scan(pbf, profile)
    graph = split(scan.ways, scan.barriers, profile)
    bans, ban_drops = banned_pairs(scan.restrictions, graph)
    kept, components = largest_component(graph)
    if not kept:
        raise RoadsUnreadable(
            f"no drivable round trip in the extract: {scan.ways_seen} roads, {len(scan.ways)} open",
            next_step="choose an extract that holds roads, not only buildings or footways",
        )
    report = RoadReport(
        ways_seen=scan.ways_seen,
        ways_used=len(scan.ways),
        dropped=tuple((scan.dropped + ban_drops).most_common()),
        nodes_missing=sum(node is None for way in scan.ways for node in way.nodes),
        restrictions_seen=len(scan.restrictions),
        banned_pairs=len(bans),
        components=components,
        edges_outside=len(graph.edges) - len(kept),
    )
    inside = [pair for pair in bans if kept.issuperset(pair)]
    return to_roads(graph, kept, inside, profile.name, Digest(hashlib.sha256(pbf).hexdigest()), report)


def _scan(pbf: bytes, profile: Profile) -> Scan:
    ways: list[Way] = []
    restrictions: list[Restriction] = []
    barriers: set[int] = set()
    dropped: Counter[str] = Counter()
    ways_seen = 0
    try:
        file = osmium.FileProcessor(osmium.io.FileBuffer(pbf, "pbf")).with_locations()
        for item in file.with_filter(osmium.filter.KeyFilter("highway", "barrier", "restriction")):
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Node):
                if tags.get("barrier") is not None and _stops(tags, profile):
                    barriers.add(item.id)
            elif isinstance(item, osmium.osm.Relation):
                if tags.get("type") == "restriction":
                    members = tuple((m.type, m.ref, m.role) for m in item.members)
                    restrictions.append(Restriction(item.id, tags, members))
            elif isinstance(item, osmium.osm.Way) and tags.get("highway") in SPEED_KMH:
                ways_seen += 1
                reason = _why_not(tags, profile)
                if reason:
                    dropped[reason] += 1
                else:
                    ways.append(Way(item.id, tags, tuple(map(_located, item.nodes))))
    except (RuntimeError, ValueError) as error:  # osmium has no class of its own for a damaged file
        raise RoadsUnreadable(f"the road extract cannot be read: {error or 'it is empty'}") from error
    ways.sort()
    restrictions.sort()
    return Scan(tuple(ways), tuple(restrictions), frozenset(barriers), ways_seen, dropped)


def _why_not(tags: Mapping[str, str], profile: Profile) -> str | None:
    if is_closed(tags, profile):
        return "way closed to the vehicle"
    if tags.get("area") == "yes":
        return "area, not a line"
    if tags.get("oneway") in profile.oneway_closed:
        return "direction changes by the hour"
    return None


def _stops(tags: Mapping[str, str], profile: Profile) -> bool:
    if any(key in tags for key in profile.access_keys):
        return is_closed(tags, profile)
    return tags["barrier"] in profile.barriers_closed


def _located(node: osmium.osm.NodeRef) -> tuple[int, int, int] | None:
    place = node.location
    return (node.ref, place.y, place.x) if place.valid() else None
