"""Turn restrictions (OSM wiki, Relation:restriction) as pairs of edges that may not follow each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .segments import Edge, Graph

_EXEMPT = frozenset(("motorcar", "motor_vehicle", "vehicle"))


class Restriction(NamedTuple):
    """A turn restriction as the map tells it."""

    id: int
    tags: Mapping[str, str]
    members: tuple[tuple[str, int, str], ...]
    """(n, w or r; id; role)"""


def banned_pairs(restrictions: Sequence[Restriction], graph: Graph) -> tuple[list[tuple[int, int]], Counter[str]]:
    """Pairs of indexes into graph.edges, sorted, and what was left out.

    One that holds at some hours only is taken to hold always: an escort does not wait for the hour.
    """
    index = _Ends(graph.edges)
    pairs: set[tuple[int, int]] = set()
    dropped: Counter[str] = Counter()
    for restriction in restrictions:
        kind = restriction.tags.get("restriction", "")
        vias = [(sort, ref) for sort, ref, role in restriction.members if role == "via"]
        if not kind.startswith(("no_", "only_")):
            dropped["restriction of an unknown kind"] += 1
        elif _EXEMPT & set(restriction.tags.get("except", "").replace(" ", "").split(";")):
            dropped["restriction that exempts the vehicle"] += 1
        elif len(vias) != 1 or vias[0][0] != "n":
            dropped["restriction via a way, not applied"] += 1
        else:
            found = _pairs(restriction, kind.startswith("only_"), vias[0][1], index, graph)
            if not found:
                dropped["restriction on roads that are not there"] += 1
            pairs.update(found)
    return sorted(pairs), dropped


class _Ends:
    """Edges by the node they enter and the node they leave."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self.into: dict[int, list[int]] = {}
        self.out: dict[int, list[int]] = {}
        for number, edge in enumerate(edges):
            self.into.setdefault(edge.end, []).append(number)
            self.out.setdefault(edge.start, []).append(number)


def _pairs(restriction: Restriction, is_only: bool, via: int, ends: _Ends, graph: Graph) -> set[tuple[int, int]]:
    def of_way(edges: list[int], role: str) -> list[int]:
        ways = {ref for sort, ref, r in restriction.members if sort == "w" and r == role}
        return [e for e in edges if graph.segments[graph.edges[e].segment].way in ways]

    out = ends.out.get(via, [])
    sources, targets = of_way(ends.into.get(via, []), "from"), of_way(out, "to")
    if is_only:  # holds even where the one road it leaves open is closed to the vehicle or cut off
        targets = [edge for edge in out if edge not in targets]
    return {(a, b) for a in sources for b in targets}
