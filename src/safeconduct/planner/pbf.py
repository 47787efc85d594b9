"""OpenStreetMap's `.osm.pbf` (wiki: PBF Format) -> Roads, from bytes.

Two passes over groups of blocks, each by itself: `scan` takes ways, barriers and restrictions, `locate` the places
of the nodes that those ways use. What a pass brings is a value that the shell may keep, so that an import that was
broken off goes on. `assemble` makes the network of all of them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
import osmium
from numpy.typing import NDArray

from safeconduct.records.area import Point
from safeconduct.records.units import Digest

from .blob import HEAD_BYTES, Block, block_at
from .length import metres_at
from .profile import CAR, LINKS, Link, Profile, is_closed, kind_of, link_tags
from .restriction import Restriction, banned_pairs
from .roads import RoadReport, Roads, RoadsUnreadable
from .segments import Way, largest_component, split, to_roads

_LINK_WAY = 1 << 60
"""Ids of links follow from here: far above those of the map."""
_LINK_OFF_M = 2_000


class Scanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What matters of a group of blocks, but for places."""

    ways: tuple[tuple[int, dict[str, str], tuple[int, ...]], ...]
    """(id, tags, ids of its nodes)"""
    restrictions: tuple[tuple[int, dict[str, str], tuple[tuple[str, int, str], ...]], ...]
    barriers: tuple[int, ...]
    """Nodes that a vehicle cannot pass."""
    ways_seen: int
    dropped: dict[str, int]


class Located(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """Places of nodes: columns of 8-byte ids, and 4-byte degrees x 10^7, little endian."""

    ids: bytes
    lat_e7: bytes
    lon_e7: bytes


def read_roads(pbf: bytes, profile: Profile = CAR) -> Roads:
    """The largest strongly connected road network in the extract, as `profile` may drive it.

    Raises RoadsUnreadable: not a PBF, cut short, damaged, or no drivable road in it.
    """
    header, *groups = groups_of(blocks_of(pbf), len(pbf))
    parts = [pbf[header[0] : header[1]] + pbf[start:end] for start, end in groups]
    scanned = [scan(part, profile) for part in parts]
    ids = node_ids(scanned)
    return assemble(
        scanned, [locate(part, ids) for part in parts], profile, Digest(hashlib.sha256(pbf).hexdigest())
    )


def blocks_of(pbf: bytes) -> Iterator[Block]:
    """Every block. Raises RoadsUnreadable."""
    at = 0
    while at < len(pbf):
        block = block_at(pbf[at : at + HEAD_BYTES], at, len(pbf))
        yield block
        at = block.end


def groups_of(blocks: Iterable[Block], bytes_min: int) -> list[tuple[int, int]]:
    """(start, end) of the header, and of groups of neighbouring blocks of about so many bytes each.

    Raises RoadsUnreadable: empty, or it does not begin as an extract does.
    """
    every = list(blocks)
    if not every:
        raise RoadsUnreadable("the road extract cannot be read: it is empty")
    first, *rest = every
    if first.kind != "OSMHeader":
        raise RoadsUnreadable("the road extract cannot be read: it does not begin with a header")
    groups: list[tuple[int, int]] = []
    for block in rest:
        if groups and groups[-1][1] - groups[-1][0] < bytes_min:
            groups[-1] = (groups[-1][0], block.end)
        else:
            groups.append((block.start, block.end))
    return [(first.start, first.end), *groups]


def scan(pbf: bytes, profile: Profile) -> Scanned:
    """First pass over one group, its header before it. Raises RoadsUnreadable."""
    ways: list[tuple[int, dict[str, str], tuple[int, ...]]] = []
    restrictions: list[tuple[int, dict[str, str], tuple[tuple[str, int, str], ...]]] = []
    barriers: list[int] = []
    dropped: Counter[str] = Counter()
    ways_seen = 0
    try:
        file = osmium.FileProcessor(osmium.io.FileBuffer(pbf, "pbf"))
        for item in file.with_filter(osmium.filter.KeyFilter("highway", "route", "barrier", "restriction")):
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Node):
                if tags.get("barrier") is not None and _stops(tags, profile):
                    barriers.append(item.id)
            elif isinstance(item, osmium.osm.Relation):
                if tags.get("type") == "restriction":
                    members = tuple((m.type, m.ref, m.role) for m in item.members)
                    restrictions.append((item.id, tags, members))
            elif isinstance(item, osmium.osm.Way) and (kind := kind_of(tags)) is not None:
                ways_seen += kind != "ferry"
                reason = _why_not(kind, tags, profile)
                if reason:
                    dropped[reason] += 1
                else:
                    ways.append((item.id, tags, tuple(node.ref for node in item.nodes)))
    except (RuntimeError, ValueError) as error:  # osmium has no class of its own for a damaged file
        raise RoadsUnreadable(f"the road extract cannot be read: {error}") from error
    return Scanned(tuple(ways), tuple(restrictions), tuple(barriers), ways_seen, dict(dropped))


def node_ids(scanned: Sequence[Scanned]) -> NDArray[np.int64]:
    """Ids of the nodes that the ways use, ascending."""
    return np.unique(
        np.fromiter((ref for part in scanned for _, _, refs in part.ways for ref in refs), dtype=np.int64)
    )


def locate(pbf: bytes, ids: NDArray[np.int64]) -> Located:
    """Second pass over one group: where these nodes are. Raises RoadsUnreadable."""
    found: list[tuple[int, int, int]] = []
    try:
        file = osmium.FileProcessor(osmium.io.FileBuffer(pbf, "pbf"), osmium.osm.NODE)
        for node in file.with_filter(osmium.filter.IdFilter(ids.tolist())):
            if isinstance(node, osmium.osm.Node) and node.location.valid():
                found.append((node.id, node.location.y, node.location.x))
    except (RuntimeError, ValueError) as error:
        raise RoadsUnreadable(f"the road extract cannot be read: {error}") from error
    rows = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Located(
        rows[:, 0].astype("<i8").tobytes(), rows[:, 1].astype("<i4").tobytes(), rows[:, 2].astype("<i4").tobytes()
    )


def assemble(scanned: Sequence[Scanned], located: Sequence[Located], profile: Profile, source: Digest) -> Roads:
    """The network of all parts. Raises RoadsUnreadable: there is no drivable road in it."""
    places = _places(located)
    ways = sorted(
        Way(number, tags, tuple(places.get(ref) for ref in refs))
        for part in scanned
        for number, tags, refs in part.ways
    )
    ways += _links(profile.links, ways)
    restrictions = sorted(Restriction(*said) for part in scanned for said in part.restrictions)
    dropped = sum((Counter(part.dropped) for part in scanned), Counter[str]())
    ways_seen = sum(part.ways_seen for part in scanned)
    graph = split(ways, frozenset(node for part in scanned for node in part.barriers), profile)
    bans, ban_drops = banned_pairs(restrictions, graph)
    kept, components = largest_component(graph)
    if not kept:
        raise RoadsUnreadable(
            f"no drivable round trip in the extract: {ways_seen} roads, {len(ways)} open",
            next_step="choose an extract that holds roads, not only buildings or footways",
        )
    kinds = Counter(kind_of(way.tags) for way in ways)
    report = RoadReport(
        ways_seen=ways_seen,
        ways_used=len(ways) - kinds["ferry"] - kinds["rail"],
        dropped=tuple((dropped + ban_drops).most_common()),
        nodes_missing=sum(node is None for way in ways if kind_of(way.tags) not in LINKS for node in way.nodes),
        restrictions_seen=len(restrictions),
        banned_pairs=len(bans),
        components=components,
        edges_outside=len(graph.edges) - len(kept),
        ferries=kinds["ferry"],
        links=len(profile.links),
    )
    inside = [pair for pair in bans if kept.issuperset(pair)]
    return to_roads(graph, kept, inside, profile, source, report)


def _why_not(kind: str, tags: dict[str, str], profile: Profile) -> str | None:
    if kind == "ferry" and not any(key in tags for key in profile.access_keys) and {"foot", "bicycle"} & set(tags):
        return "ferry for people only"
    if kind == "track" and "track" not in profile.opened:
        return "track, closed in this profile"
    if is_closed(tags, profile):
        return "way closed to the vehicle"
    if tags.get("area") == "yes":
        return "area, not a line"
    if tags.get("oneway") in profile.oneway_closed:
        return "direction changes by the hour"
    return None


def _stops(tags: dict[str, str], profile: Profile) -> bool:
    if any(key in tags for key in profile.access_keys):
        return is_closed(tags, profile)
    return tags["barrier"] in profile.barriers_closed


def _places(located: Sequence[Located]) -> dict[int, tuple[int, int, int]]:
    found: dict[int, tuple[int, int, int]] = {}
    for part in located:
        ids = np.frombuffer(part.ids, "<i8").tolist()
        lat, lon = (np.frombuffer(column, "<i4").tolist() for column in (part.lat_e7, part.lon_e7))
        found.update((row[0], row) for row in zip(ids, lat, lon, strict=True))
    return found


def _links(links: Sequence[Link], ways: Sequence[Way]) -> list[Way]:
    """Each between the nodes of the map's roads that are nearest to its ends."""
    if not links:
        return []
    nodes = sorted({node for way in ways for node in way.nodes if node is not None})
    rows = np.array(nodes, dtype=np.int64).reshape(-1, 3)
    return [
        Way(_LINK_WAY + number, link_tags(link), tuple(nodes[_nearest(rows, place, link)] for place in link.ends))
        for number, link in enumerate(links)
    ]


def _nearest(rows: NDArray[np.int64], place: Point, link: Link) -> int:
    north, east = metres_at(place.lat_e7)
    gaps = np.hypot((rows[:, 1] - place.lat_e7) * north, (rows[:, 2] - place.lon_e7) * east)
    if not len(gaps) or gaps.min() > _LINK_OFF_M:
        raise RoadsUnreadable(
            f"an end of the link {link.name!r} is more than {_LINK_OFF_M} m from every road of the extract",
            next_step="correct the place (LAT,LON), or import an extract that holds it",
        )
    return int(gaps.argmin())
