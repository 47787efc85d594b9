"""The route that meets the least, within the length budget: exact, in integers.

Labels (cost, length) are extended from the origin in the order of cost plus the least cost still to come; the first
that reaches the destination is the cheapest (resource-constrained shortest path, Desrochers and Soumis 1988, with
bounds as in Thomas, Calogiuri and Hewitt 2019).
"""

import heapq
from typing import NamedTuple

from .net import Net
from .paid import Label, paid_once, walk
from .toll import Toll


class Found(NamedTuple):
    """A route that the search found, with its cost."""

    cost: int
    arcs: tuple[int, ...]


def cheapest(net: Net, price: Toll, cutoff: int, most: int = 1, driven: tuple[int, ...] = ()) -> list[Found]:
    """Walks that cost less than `cutoff`, the cheapest first, at most `most`.

    Empty: every walk, and so every route, costs at least `cutoff`. `driven`: arcs from the origin that are behind
    already: the walks go on from their end, and only what lies ahead is paid and returned.
    """
    ahead = _costs_to_go(net, price.per_arc)
    node = net.arcs[driven[-1]][1] if driven else net.origin
    length = sum(net.arcs[arc][2] for arc in driven)
    start = (ahead[node], length + net.to_go[node], 0, node, 0, length, driven[-1] if driven else -1)
    if ahead[node] < 0 or start[1] > net.length_max:
        return []
    if price.once:
        return [Found(*walk) for walk in paid_once(net, price, cutoff, most, start)]
    return _added(net, price.per_arc, ahead, cutoff, most, start)


def _costs_to_go(net: Net, cost: dict[int, int]) -> list[int]:
    """Least sum of added costs from each node to the destination, whatever the length; -1: cannot get there.

    Nearly all arcs cost nothing, so a level is flooded before the heap is asked for the next.
    """
    ahead = [-1] * net.node_count
    heap = [(0, net.destination)]
    into = net.into
    while heap:
        level, node = heapq.heappop(heap)
        if ahead[node] >= 0:
            continue
        ahead[node] = level
        flood = [node]
        while flood:
            for arc, start, _ in into[flood.pop()]:
                if ahead[start] < 0:
                    extra = cost.get(arc)
                    if extra:
                        heapq.heappush(heap, (level + extra, start))
                    else:
                        ahead[start] = level
                        flood.append(start)
    return ahead


def _added(net: Net, cost: dict[int, int], ahead: list[int], cutoff: int, most: int, start: Label) -> list[Found]:
    out, to_go, limit, goal = net.out, net.to_go, net.length_max, net.destination
    banned_after = net.banned_after
    shortest = [limit + 1] * net.node_count  # of the labels that were extended, which come in order of cost
    shortest_by: dict[int, int] = {}  # the same for labels that some turn is banned to
    before: list[tuple[int, int]] = [(-1, -1)]  # label -> (label before it, arc)
    heap = [start]
    found: list[Found] = []
    pop, push = heapq.heappop, heapq.heappush
    while heap:
        least, _, label, node, spent, length, came = pop(heap)
        if least >= cutoff:
            break
        if node == goal:
            found.append(Found(spent, walk(before, label)))
            if len(found) == most:
                break
            continue
        if length >= shortest[node]:
            continue
        banned = banned_after.get(came)
        if banned is None:
            shortest[node] = length if net.is_limited else -1  # nothing else counts then but the cost
        elif length >= shortest_by.get(came, limit + 1):
            continue
        else:
            shortest_by[came] = length
        for arc, end, step in out[node]:
            reached = length + step
            whole = reached + to_go[end]
            if whole > limit or reached >= shortest[end] or (banned and arc in banned) or ahead[end] < 0:
                continue
            paid = spent + cost.get(arc, 0)
            if paid + ahead[end] >= cutoff:
                continue
            before.append((label, arc))
            push(heap, (paid + ahead[end], whole, len(before) - 1, end, paid, reached, arc))
    return found
