"""The cheapest walk where a site may be met more than once and is paid once, its largest amount: exact.

A label remembers what it has paid to each site, but only as long as the site can be met again within the limit; so
memories stay short, and labels of different pasts can be compared. What still has to be paid is bounded from below
by the same search backwards, lengths ignored, each completion with the sites that it pays.
"""

import heapq
from collections.abc import Iterable
from typing import Final, NamedTuple

from .net import Net
from .toll import Toll

_COMPLETIONS: Final = 12
"""Kept a node; beyond, completions are taken to pay nothing that is paid already: too little, never too much."""

Paid = dict[int, int]
"""site -> the largest amount paid to it"""
Kept = tuple[int, int, Paid, int]
"""(cost, length, paid, nodes passed)"""
Label = tuple[int, int, int, int, int, int, int]
"""(least cost of the whole, least length of the whole, its number, node, cost, length, arc it came by)"""


class _Completion(NamedTuple):
    cost: int
    paid: Paid | None
    """None: whatever the past has paid, as long as that is not more than the cost."""


class Seen:
    """Nodes that a walk may not repeat, a bit each; only those that one has repeated."""

    def __init__(self, once: Iterable[int], behind: Iterable[int]) -> None:
        self.bit = {node: 1 << i for i, node in enumerate(sorted(once))}
        self.behind = 0
        for node in behind:
            self.behind |= self.bit.get(node, 0)


def paid_once(
    net: Net, price: Toll, cutoff: int, most: int, start: Label, seen: Seen
) -> list[tuple[int, tuple[int, ...]]]:
    """(cost, arcs) of walks below the cutoff, the cheapest first, at most `most`."""
    memory = _Memory(net, price)
    to_pay = _completions(net, price, memory, cutoff)
    out, to_go, limit, goal = net.out, net.to_go, net.length_max, net.destination
    cost, once, banned_after = price.per_arc, price.once, net.banned_after
    kept: dict[tuple[int, int], list[Kept]] = {}
    before: list[tuple[int, int]] = [(-1, -1)]
    paid_by: list[Paid] = [{}]
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
        paid = paid_by[label]
        banned = banned_after.get(came)
        free = kept.setdefault((node, -1), [])
        mine = free if banned is None else kept.setdefault((node, came), [])
        weighed = length if net.is_limited else 0
        here = (spent, weighed, paid, passed_by[label])
        if _is_dominated(free, here) or _is_dominated(mine, here):
            continue
        mine.append(here)
        for arc, end, step in out[node]:
            reached = length + step
            bit = seen.bit.get(end, 0)
            if reached + to_go[end] > limit or (banned and arc in banned) or not to_pay[end] or here[3] & bit:
                continue
            total, now = _pay(spent + cost.get(arc, 0), paid, once.get(arc, ()))
            now = memory.after(end, reached, now)
            least = total + _least(to_pay[end], now)
            if least < cutoff:
                before.append((label, arc))
                paid_by.append(now)
                passed_by.append(here[3] | bit)
                heapq.heappush(heap, (least, reached + to_go[end], len(before) - 1, end, total, reached, arc))
    return found


def walk(before: list[tuple[int, int]], label: int) -> tuple[int, ...]:
    """The arcs that lead to a label; before: label -> (label before it, arc)."""
    arcs: list[int] = []
    while label:
        label, arc = before[label]
        arcs.append(arc)
    return tuple(reversed(arcs))


class _Memory:
    """Where a site can still be met, before a node and after it."""

    def __init__(self, net: Net, price: Toll) -> None:
        self.net = net
        arcs: dict[int, list[int]] = {}
        for arc, sites in price.once.items():
            for site, _ in sites:
                arcs.setdefault(site, []).append(arc)
        self.reach = {site: net.reach(tuple(sorted(its))) for site, its in arcs.items()} if net.is_limited else {}

    def after(self, node: int, length: int, paid: Paid) -> Paid:
        """What of it can matter to a walk that has come this far."""
        if not paid or not self.net.is_limited:
            return paid
        left = self.net.length_max - length
        return {site: a for site, a in paid.items() if self.reach[site].after.get(node, left + 1) <= left}

    def before(self, node: int, paid: Paid) -> Paid:
        """What of it can have been paid by some walk on its way to the node."""
        if not paid or not self.net.is_limited:
            return paid
        left = self.net.length_max - self.net.to_go[node]
        return {site: a for site, a in paid.items() if self.reach[site].before.get(node, left + 1) <= left}


def _completions(net: Net, price: Toll, memory: _Memory, cutoff: int) -> list[list[_Completion]]:
    """node -> ways to pay from there to the destination, the cheapest first, lengths and turn bans ignored."""
    kept: list[list[_Completion]] = [[] for _ in range(net.node_count)]
    into, cost, once = net.into, price.per_arc, price.once
    heap: list[tuple[int, int, int, Paid | None]] = [(0, 0, net.destination, {})]
    count = 0
    while heap:
        spent, _, node, paid = heapq.heappop(heap)
        here = kept[node]
        if any(_covers(other, spent, paid) for other in here):
            continue
        if len(here) == _COMPLETIONS:
            paid = None  # it stands for all that come after it, so it pays no site from here on
        here.append(_Completion(spent, paid))
        for arc, start, _ in into[node]:
            total, now = spent + cost.get(arc, 0), paid
            if now is not None:
                total, now = _pay(total, now, once.get(arc, ()))
                now = memory.before(start, now)
            if total - sum((now or {}).values()) < cutoff:
                count += 1
                heapq.heappush(heap, (total, count, start, now))
    return kept


def _covers(other: _Completion, spent: int, paid: Paid | None) -> bool:
    """Whatever the past has paid, the other (no dearer: it came first) is as cheap."""
    if other.paid is None:
        return True
    return paid is not None and spent - other.cost >= _surplus(paid, other.paid)


def _surplus(paid: Paid, other: Paid) -> int:
    return sum(max(0, amount - other.get(site, 0)) for site, amount in paid.items())


def _least(completions: list[_Completion], paid: Paid) -> int:
    if not paid:
        return completions[0].cost
    every = sum(paid.values())
    best = completions[0].cost
    least = 1 << 200
    for cost, its in completions:
        if cost - every >= least:
            break
        saved = every if its is None else sum(min(amount, its.get(site, 0)) for site, amount in paid.items())
        least = min(least, cost - saved)
    return max(0, min(least, best))


def _pay(spent: int, paid: Paid, sites: tuple[tuple[int, int], ...]) -> tuple[int, Paid]:
    for site, amount in sites:
        had = paid.get(site, 0)
        if amount > had:
            spent += amount - had
            paid = paid | {site: amount}
    return spent, paid


def _is_dominated(labels: list[Kept], label: Kept) -> bool:
    """Another is no longer, cheaper even after paying all that this one has paid and it has not, and has been
    nowhere that this one has not been."""
    spent, length, paid, passed = label
    return any(
        other_length <= length and not was & ~passed and spent - other_spent >= _surplus(paid, other_paid)
        for other_spent, other_length, other_paid, was in labels
    )
