"""The part of a game's network that a route can use, with its chains joined: small, and the same routes."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import rustworkx as rx

from .game import EVERY_SLOT, Game, NoWay

Arc = tuple[int, int, int, tuple[int, ...]]
"""(from, to, length, edges)"""
Hop = tuple[int, int, int]
"""(arc, the node at its other end, length)"""
Cover = tuple[tuple[int, int], ...]
"""(arc, success_ppm) of one site in one slot."""


class Reach(NamedTuple):
    """Shortest lengths of walks that meet a site; nodes that none reaches within the limit are absent."""

    before: dict[int, int]
    """node -> from the origin over the site to the node"""
    after: dict[int, int]
    """node -> from the node over the site to the destination"""


@dataclass(frozen=True, eq=False)
class Net:
    """The game's directed graph, in arrays."""

    node_count: int
    origin: int
    destination: int
    arcs: tuple[Arc, ...]
    to_go: tuple[int, ...]
    """Shortest length from each node to the destination, turn bans ignored: never too much."""
    length_max: int
    banned_after: dict[int, frozenset[int]]
    """arc -> arcs that may not follow it"""
    is_limited: bool = True
    """False: no route is too long, `length_max` is only a number that none exceeds."""

    @cached_property
    def out(self) -> tuple[tuple[Hop, ...], ...]:
        """Arcs that leave the node."""
        hops: list[list[Hop]] = [[] for _ in range(self.node_count)]
        for i, (start, end, length, _) in enumerate(self.arcs):
            hops[start].append((i, end, length))
        return tuple(map(tuple, hops))

    @cached_property
    def into(self) -> tuple[tuple[Hop, ...], ...]:
        """Arcs that end in the node."""
        hops: list[list[Hop]] = [[] for _ in range(self.node_count)]
        for i, (start, end, length, _) in enumerate(self.arcs):
            hops[end].append((i, start, length))
        return tuple(map(tuple, hops))

    @cached_property
    def come(self) -> tuple[int, ...]:
        """Shortest length from the origin to each node, turn bans ignored."""
        found = _distances(self.node_count, [arc[:3] for arc in self.arcs], self.origin)
        return tuple(found.get(node, self.length_max + 1) for node in range(self.node_count))

    def reach(self, arcs: tuple[int, ...]) -> Reach:
        """Where a walk that meets one of these arcs can have come from, and where it can go."""
        known = self._reaches.get(arcs)
        if known is None:
            known = self._reaches[arcs] = Reach(
                self._spread(
                    [(self.come[self.arcs[a][0]] + self.arcs[a][2], self.arcs[a][1]) for a in arcs],
                    self.out,
                    self.to_go,
                ),
                self._spread(
                    [(self.to_go[self.arcs[a][1]] + self.arcs[a][2], self.arcs[a][0]) for a in arcs],
                    self.into,
                    self.come,
                ),
            )
        return known

    @cached_property
    def _reaches(self) -> dict[tuple[int, ...], Reach]:
        return {}

    def _spread(
        self, heap: list[tuple[int, int]], hops: tuple[tuple[Hop, ...], ...], rest: tuple[int, ...]
    ) -> dict[int, int]:
        found: dict[int, int] = {}
        heapq.heapify(heap)
        while heap:
            length, node = heapq.heappop(heap)
            if node not in found and length + rest[node] <= self.length_max:
                found[node] = length
                for _, end, step in hops[node]:
                    if end not in found:
                        heapq.heappush(heap, (length + step, end))
        return found

    def cover(self, game: Game, sites: Iterable[int]) -> tuple[dict[int, Cover], ...]:
        """[slot] -> site -> (arc, largest success_ppm), for the sites asked for."""
        most: list[dict[int, dict[int, int]]] = [{} for _ in range(game.slots)]
        for site in sites:
            for slot in most:
                slot[site] = {}
            for edge, slot_only, ppm in game.sites[site]:
                arc = self.arc_of.get(edge)
                if arc is not None:
                    for s in range(game.slots) if slot_only == EVERY_SLOT else (slot_only,):
                        if ppm > most[s][site].get(arc, 0):
                            most[s][site][arc] = ppm
        return tuple({site: tuple(arcs.items()) for site, arcs in slot.items()} for slot in most)

    @cached_property
    def arc_of(self) -> dict[int, int]:
        """edge -> the arc it is part of; absent where no route can use it."""
        return {edge: i for i, arc in enumerate(self.arcs) for edge in arc[3]}


def net(game: Game, *, is_joined: bool = True) -> Net:
    """Raises NoWay. Every route of the game is a walk of the net, and keeps its length.

    Not joined: one arc an edge, dead ends left in; cheaper where only one search follows.
    """
    forward = _lengths(game, game.origin, game.edge_from, game.edge_to)
    backward = _lengths(game, game.destination, game.edge_to, game.edge_from)
    if game.destination not in forward:
        raise no_way()
    limit = game.length_max
    far = 2 * sum(game.edge_length) + 1
    length_max = far if limit is None else limit
    kept = [
        i
        for i, (a, b) in enumerate(zip(game.edge_from, game.edge_to, strict=True))
        if a != b
        and a != game.destination
        and b != game.origin
        and forward.get(a, far) + game.edge_length[i] + backward.get(b, far) <= length_max
        and a in forward
        and b in backward
    ]
    if not kept:
        raise over_budget(forward[game.destination], length_max)
    if is_joined:
        return _numbered(game, _joined(game, _on_a_path(game, kept)), length_max)
    alone: list[Arc] = [(game.edge_from[i], game.edge_to[i], game.edge_length[i], (i,)) for i in kept]
    return _numbered(game, alone, length_max)


def shortest_length(game: Game) -> int:
    """Turn bans ignored. Raises NoWay."""
    lengths = _lengths(game, game.origin, game.edge_from, game.edge_to)
    if game.destination not in lengths:
        raise no_way()
    return lengths[game.destination]


def no_way() -> NoWay:
    """Whatever the budget."""
    return NoWay(
        "no route leads from the origin to the destination",
        next_step="check one-way edges and closures, or choose other ends",
    )


def over_budget(shortest: int, limit: int) -> NoWay:
    """Lengths in the game's unit."""
    return NoWay(
        f"no route is within the budget: the shortest is {shortest} long, {limit} is allowed",
        next_step=f"allow at least {shortest}",
    )


def _lengths(game: Game, root: int, starts: Sequence[int], ends: Sequence[int]) -> dict[int, int]:
    return _distances(game.node_count, list(zip(starts, ends, game.edge_length, strict=True)), root)


def _distances(node_count: int, arcs: list[tuple[int, int, int]], root: int) -> dict[int, int]:
    """Shortest length from the root to each node that it reaches: exact, whatever the size of the numbers."""
    if sum(arc[2] for arc in arcs) >= 2**53:
        return _distances_of_any_size(arcs, root)
    graph: rx.PyDiGraph[int | None, float] = rx.PyDiGraph()
    graph.add_nodes_from(range(node_count))
    graph.extend_from_weighted_edge_list([(a, b, float(length)) for a, b, length in arcs])
    found = rx.dijkstra_shortest_path_lengths(graph, root, float)  # sums below 2^53: exact
    return {root: 0} | {node: int(length) for node, length in found.items() if node != root}


def _distances_of_any_size(arcs: list[tuple[int, int, int]], root: int) -> dict[int, int]:
    out: dict[int, list[tuple[int, int]]] = {}
    for start, end, length in arcs:
        out.setdefault(start, []).append((end, length))
    found: dict[int, int] = {}
    heap = [(0, root)]
    while heap:
        length, node = heapq.heappop(heap)
        if node not in found:
            found[node] = length
            for end, step in out.get(node, ()):
                heapq.heappush(heap, (length + step, end))
    return found


def _on_a_path(game: Game, kept: list[int]) -> list[int]:
    """Edges of the block (biconnected part) of origin and destination: dead ends and side blocks drop out."""
    graph: rx.PyGraph[int | None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(game.node_count))
    pairs = {tuple(sorted((game.edge_from[i], game.edge_to[i]))) for i in kept}
    ends = tuple(sorted((game.origin, game.destination)))
    graph.extend_from_edge_list([(a, b) for a, b in sorted(pairs | {ends})])
    block = dict(rx.biconnected_components(graph))

    def of(a: int, b: int) -> int:
        return block[(a, b)] if (a, b) in block else block[(b, a)]

    main = of(*ends)
    return [i for i in kept if of(game.edge_from[i], game.edge_to[i]) == main]


def _joined(game: Game, kept: list[int]) -> list[Arc]:
    """Chains of nodes where nobody can turn off become one arc."""
    arcs: dict[int, Arc] = {i: (game.edge_from[i], game.edge_to[i], game.edge_length[i], (i,)) for i in kept}
    out: dict[int, set[int]] = {}
    into: dict[int, set[int]] = {}
    for i in kept:
        out.setdefault(game.edge_from[i], set()).add(i)
        into.setdefault(game.edge_to[i], set()).add(i)
    fixed = {game.origin, game.destination} | {
        game.edge_to[a] for a, b in game.banned if game.edge_from[a] != game.edge_to[b]
    }  # a ban to turn back needs no node: nobody turns within an arc
    fresh = len(game.edge_from)
    for node in sorted(out.keys() | into.keys()):
        if node in fixed:
            continue
        arriving, leaving = into.get(node, set()), out.get(node, set())
        sources, targets = [arcs[i][0] for i in arriving], [arcs[i][1] for i in leaving]
        if (
            len(set(sources) | set(targets)) != 2
            or len(set(sources)) < len(sources)
            or len(set(targets)) < len(targets)
        ):
            continue
        through = [(a, b) for a in sorted(arriving) for b in sorted(leaving) if arcs[a][0] != arcs[b][1]]
        for a, b in through:
            arcs[fresh] = (arcs[a][0], arcs[b][1], arcs[a][2] + arcs[b][2], arcs[a][3] + arcs[b][3])
            out[arcs[a][0]].add(fresh)
            into[arcs[b][1]].add(fresh)
            fresh += 1
        for i in arriving | leaving:
            start, end, _, _ = arcs.pop(i)
            out[start].discard(i)
            into[end].discard(i)
    return sorted(arcs.values(), key=lambda arc: arc[3])


def _numbered(game: Game, arcs: list[Arc], length_max: int) -> Net:
    nodes = sorted({end for arc in arcs for end in arc[:2]})
    number = {node: i for i, node in enumerate(nodes)}
    numbered = tuple((number[a], number[b], length, edges) for a, b, length, edges in arcs)
    first = {arc[3][0]: i for i, arc in enumerate(numbered)}
    last = {arc[3][-1]: i for i, arc in enumerate(numbered)}
    banned: dict[int, set[int]] = {}
    for a, b in game.banned:
        if a in last and b in first:
            banned.setdefault(last[a], set()).add(first[b])
    goal = number[game.destination]
    found = _distances(len(nodes), [(b, a, length) for a, b, length, _ in numbered], goal)
    return Net(
        len(nodes),
        number[game.origin],
        goal,
        numbered,
        tuple(found.get(i, length_max + 1) for i in range(len(nodes))),
        length_max,
        {arc: frozenset(others) for arc, others in banned.items()},
        game.length_max is not None,
    )
