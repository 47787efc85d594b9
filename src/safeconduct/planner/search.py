"""The route that meets the least, within the length budget: exact, in integers.

Labels (cost, length) are extended from the origin in the order of cost plus the least cost still to come; the first
that reaches the destination is the cheapest (resource-constrained shortest path, Desrochers and Soumis 1988, with
bounds as in Thomas, Calogiuri and Hewitt 2019).
"""

import heapq
from collections import Counter
from typing import NamedTuple

from .net import Net
from .paid import Label, Seen, paid_once, walk
from .toll import Toll


class Found(NamedTuple):
    """A route that the search found, with its cost."""

    cost: int
    arcs: tuple[int, ...]


def cheapest(net: Net, price: Toll, cutoff: int, most: int = 1, driven: tuple[int, ...] = ()) -> list[Found]:
    """Routes that cost less than `cutoff`, the cheapest first, at most `most`.

    Empty: every route costs at least `cutoff`. `driven`: arcs from the origin that are behind already: the routes
    go on from their end, and only what lies ahead is paid and returned.

    Nodes behind are closed. Only where turns are banned, or a site is paid once, can the cheapest walk pass another
    twice; then those nodes are remembered, and it is looked for again (Righini and Salani 2008).
    """
    ahead = _costs_to_go(net, price.per_arc)
    node = net.arcs[driven[-1]][1] if driven else net.origin
    length = sum(net.arcs[arc][2] for arc in driven)
    start = (ahead[node], length + net.to_go[node], 0, node, 0, length, driven[-1] if driven else -1)
    if ahead[node] < 0 or start[1] > net.length_max:
        return []
    behind = [net.arcs[arc][0] for arc in driven] + [node]
    once = frozenset(behind[:-1])
    while True:
        if price.once:
            walks = paid_once(net, price, cutoff, most, start, Seen(once, behind))
        elif net.banned_after:
            walks = _remembered(net, price.per_arc, ahead, cutoff, most, start, Seen(once, behind))
        else:
            walks = _added(net, price.per_arc, ahead, cutoff, most, start, once)
        passed = (node for _, arcs in walks for node in _repeated(net, behind, arcs))
        repeated = once.union(passed)
        if repeated == once:
            return [Found(*walk) for walk in walks]
        once = repeated


def _repeated(net: Net, behind: list[int], arcs: tuple[int, ...]) -> list[int]:
    nodes = behind + [net.arcs[arc][1] for arc in arcs]
    return [node for node, times in Counter(nodes).items() if times > 1]


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


def _added(
    net: Net, cost: dict[int, int], ahead: list[int], cutoff: int, most: int, start: Label, closed: frozenset[int]
) -> list[tuple[int, tuple[int, ...]]]:
    out, to_go, limit, goal = net.out, net.to_go, net.length_max, net.destination
    shortest = [limit + 1] * net.node_count  # of the labels that were extended, which come in order of cost
    for node in closed:
        shortest[node] = -1
    before: list[tuple[int, int]] = [(-1, -1)]  # label -> (label before it, arc)
    heap = [start]
    found: list[tuple[int, tuple[int, ...]]] = []
    pop, push = heapq.heappop, heapq.heappush
    while heap:
        least, _, label, node, spent, length, _ = pop(heap)
        if least >= cutoff:
            break
        if node == goal:
            found.append((spent, walk(before, label)))
            if len(found) == most:
                break
            continue
        if length >= shortest[node]:
            continue
        shortest[node] = length if net.is_limited else -1  # nothing else counts then but the cost
        for arc, end, step in out[node]:
            reached = length + step
            whole = reached + to_go[end]
            if whole > limit or reached >= shortest[end] or ahead[end] < 0:
                continue
            paid = spent + cost.get(arc, 0)
            if paid + ahead[end] < cutoff:
                before.append((label, arc))
                push(heap, (paid + ahead[end], whole, len(before) - 1, end, paid, reached, arc))
    return found


def _remembered(
    net: Net, cost: dict[int, int], ahead: list[int], cutoff: int, most: int, start: Label, seen: Seen
) -> list[tuple[int, tuple[int, ...]]]:
    """The same where the past counts: the arc it came by, if a turn is banned to it, and nodes not to be repeated.

    A label is dominated by one that is no dearer (it came first), no longer, may turn wherever this one may, and
    has been nowhere that this one has not been.
    """
    out, to_go, limit, goal = net.out, net.to_go, net.length_max, net.destination
    kept: list[list[tuple[int, int, int]]] = [[] for _ in range(net.node_count)]  # (length, came by, nodes passed)
    before: list[tuple[int, int]] = [(-1, -1)]
    passed_by = [seen.behind]
    heap = [start]
    found: list[tuple[int, tuple[int, ...]]] = []
    while heap:
        least, _, label, node, spent, length, came = heapq.heappop(heap)
        if least >= cutoff:
            break
        if node == goal:
            found.append((spent, walk(before, label)))
            if len(found) == most:
                break
            continue
        passed = passed_by[label]
        banned = net.banned_after.get(came)
        weighed, by = (length if net.is_limited else 0), (-1 if banned is None else came)
        if any(other <= weighed and o_by in (-1, by) and not was & ~passed for other, o_by, was in kept[node]):
            continue
        kept[node].append((weighed, by, passed))
        for arc, end, step in out[node]:
            reached = length + step
            paid = spent + cost.get(arc, 0)
            if reached + to_go[end] > limit or ahead[end] < 0 or paid + ahead[end] >= cutoff:
                continue
            bit = seen.bit.get(end, 0)
            if not (banned and arc in banned) and not passed & bit:
                before.append((label, arc))
                passed_by.append(passed | bit)
                row = (paid + ahead[end], reached + to_go[end], len(before) - 1, end, paid, reached, arc)
                heapq.heappush(heap, row)
    return found
