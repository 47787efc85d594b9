"""The route that meets the least, within the length budget: exact, in integers.

Labels (cost, length) are extended from the origin in the order of cost plus the least cost still to come; the first
that reaches the destination is the cheapest (resource-constrained shortest path, Desrochers and Soumis 1988, with
bounds as in Thomas, Calogiuri and Hewitt 2019).
"""

import heapq
from typing import NamedTuple

from .net import Cover, Net


class Toll(NamedTuple):
    """What each arc costs under the adversary's odds."""

    per_arc: dict[int, int]
    """Sites that no route meets twice: simply added."""
    once: dict[int, tuple[tuple[int, int], ...]]
    """arc -> (site, amount): a site that a route may meet twice is paid once, its largest amount."""


class Found(NamedTuple):
    """A route that the search found, with its cost."""

    cost: int
    arcs: tuple[int, ...]


def toll(net: Net, cover: dict[int, Cover], odds: dict[int, int]) -> Toll:
    """cover: site -> arcs, of one slot. odds: site -> integer, positive."""
    per_arc: dict[int, int] = {}
    once: dict[int, list[tuple[int, int]]] = {}
    for site, weight in sorted(odds.items()):
        arcs = cover[site]
        if _is_met_once(net, arcs):
            for arc, ppm in arcs:
                per_arc[arc] = per_arc.get(arc, 0) + weight * ppm
        else:
            for arc, ppm in arcs:
                once.setdefault(arc, []).append((site, weight * ppm))
    return Toll(per_arc, {arc: tuple(sites) for arc, sites in once.items()})


def _is_met_once(net: Net, arcs: Cover) -> bool:
    """No route drives two of the arcs, or one twice: it repeats no node, and they share one."""
    if net.banned_after:
        return False
    if len(arcs) < 2:
        return True
    ends = [net.arcs[arc][:2] for arc, _ in arcs]
    starts, targets = {a for a, _ in ends}, {b for _, b in ends}
    return len(starts) == 1 or len(targets) == 1 or len(starts | targets) == 2


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
        return _paid_once(net, price, ahead, cutoff, most, start)
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


_Label = tuple[int, int, int, int, int, int, int]
"""(least cost of the whole, least length of the whole, its number, node, cost, length, arc it came by)"""


def _added(net: Net, cost: dict[int, int], ahead: list[int], cutoff: int, most: int, start: _Label) -> list[Found]:
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
            found.append(Found(spent, _walk(before, label)))
            if len(found) == most:
                break
            continue
        if length >= shortest[node]:
            continue
        banned = banned_after.get(came)
        if banned is None:
            shortest[node] = length
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


def _paid_once(net: Net, price: Toll, ahead: list[int], cutoff: int, most: int, start: _Label) -> list[Found]:
    """As _added; a label also knows what it has paid to each site that it may meet again."""
    out, to_go, limit, goal = net.out, net.to_go, net.length_max, net.destination
    cost, once, banned_after = price.per_arc, price.once, net.banned_after
    kept: dict[tuple[int, int], list[tuple[int, int, dict[int, int]]]] = {}
    before: list[tuple[int, int]] = [(-1, -1)]
    paid_by: list[dict[int, int]] = [{}]
    heap = [start]
    found: list[Found] = []
    while heap:
        least, _, label, node, spent, length, came = heapq.heappop(heap)
        if least >= cutoff:
            break
        if node == goal:
            found.append(Found(spent, _walk(before, label)))
            if len(found) == most:
                break
            continue
        paid = paid_by[label]
        banned = banned_after.get(came)
        free = kept.setdefault((node, -1), [])
        mine = free if banned is None else kept.setdefault((node, came), [])
        if _is_dominated(free, spent, length, paid) or _is_dominated(mine, spent, length, paid):
            continue
        mine.append((spent, length, paid))
        for arc, end, step in out[node]:
            reached = length + step
            if reached + to_go[end] > limit or (banned and arc in banned) or ahead[end] < 0:
                continue
            total, now = spent + cost.get(arc, 0), paid
            for site, amount in once.get(arc, ()):
                had = now.get(site, 0)
                if amount > had:
                    total += amount - had
                    now = now | {site: amount}
            if total + ahead[end] >= cutoff:
                continue
            before.append((label, arc))
            paid_by.append(now)
            heapq.heappush(
                heap, (total + ahead[end], reached + to_go[end], len(before) - 1, end, total, reached, arc)
            )
    return found


def _is_dominated(
    labels: list[tuple[int, int, dict[int, int]]], spent: int, length: int, paid: dict[int, int]
) -> bool:
    """Another label is no longer, and cheaper even after paying all that this one has paid and it has not."""
    for other_spent, other_length, other_paid in labels:
        if other_length <= length and other_spent <= spent:
            lead = spent - other_spent
            for site, amount in paid.items():
                lead -= max(0, amount - other_paid.get(site, 0))
            if lead >= 0:
                return True
    return False


def _walk(before: list[tuple[int, int]], label: int) -> tuple[int, ...]:
    arcs: list[int] = []
    while label:
        label, arc = before[label]
        arcs.append(arc)
    return tuple(reversed(arcs))
