"""Why is it this bad? The roads that every route must use, what dodging them needs, what guarding them brings."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import rustworkx as rx

from .game import Choice, Game
from .net import Net, net
from .solve import Solution, solve


class Choke(NamedTuple):
    """A stretch between two junctions that no route within the budget can avoid."""

    edges: tuple[int, ...]
    sites: tuple[int, ...]
    """That can meet a route on it."""
    success_ppm: int
    """Of the worst of them: the value cannot be below this while it is unguarded."""
    detour: int | None
    """Length of the shortest route that avoids it; None: there is none at any length."""


class Guarded(NamedTuple):
    """A choke point, and the value if it is guarded."""

    choke: Choke
    value: Fraction
    """Upper bound of the value with this stretch guarded, all else as it is."""


def chokes(game: Game, solution: Solution) -> tuple[Choke, ...]:
    """Of a solved game."""
    return forced(game, [choice for choice, _ in solution.mixture])


def forced(game: Game, routes: Iterable[Choice]) -> tuple[Choke, ...]:
    """In the order of driving. Turn bans are ignored: what is named is forced even if every turn were allowed.

    routes: some of the game, one at least; the fewer roads they share, the less has to be tried.
    """
    reduced, routes = net(game), list(routes)
    found = []
    for arc in _candidates(reduced, routes):
        if _shortest_without(reduced, arc) is None:
            edges = reduced.arcs[arc][3]
            ppm = game.exposure_ppm(Choice(edges, routes[0].slot))
            detour = _shortest_without(_unlimited(game), None, frozenset(edges))
            found.append(Choke(edges, tuple(sorted(ppm)), max(ppm.values(), default=0), detour))
    return tuple(found)


def guarded(game: Game, sites: frozenset[int]) -> Game:
    """The same game after nobody can wait at these sites; their numbers stay."""
    return replace(game, sites=tuple(() if i in sites else covers for i, covers in enumerate(game.sites)))


def guard_values(game: Game, found: tuple[Choke, ...]) -> tuple[Guarded, ...]:
    """One game a stretch. Stretches where nobody can wait are left out: guarding them changes nothing."""
    return tuple(
        Guarded(choke, solve(guarded(game, frozenset(choke.sites))).upper) for choke in found if choke.sites
    )


def _candidates(reduced: Net, routes: list[Choice]) -> list[int]:
    """Arcs on every route of the mixture, in the order of driving: no other arc can be forced."""
    first, *others = (tuple(dict.fromkeys(reduced.arc_of[edge] for edge in route.edges)) for route in routes)
    shared = set(first).intersection(*others)
    return [arc for arc in first if arc in shared]


def _unlimited(game: Game) -> Net:
    return net(replace(game, length_max=None), is_joined=False)


def _shortest_without(reduced: Net, arc: int | None, edges: frozenset[int] = frozenset()) -> int | None:
    """None where no walk within the net's limit avoids the arc and the edges."""
    graph: rx.PyDiGraph[int | None, float] = rx.PyDiGraph()
    graph.add_nodes_from(range(reduced.node_count))
    graph.extend_from_weighted_edge_list(
        [
            (a, b, float(length))
            for i, (a, b, length, its) in enumerate(reduced.arcs)
            if i != arc and edges.isdisjoint(its)
        ]
    )
    found = rx.dijkstra_shortest_path_lengths(graph, reduced.origin, float, reduced.destination)
    if reduced.destination not in found:
        return None
    length = int(found[reduced.destination])
    return length if length <= reduced.length_max else None
