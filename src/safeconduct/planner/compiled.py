"""The searches' inner loops, compiled: on arrays, in integers. Only loaded where numba is installed (extra `fast`).

They find what `net.py` and `search.py` find without it; tests hold both to the same answers. A graph is three
arrays: `first` (n + 1), `hops` (arcs in the order of the node that they leave, or enter), and the arcs' other ends.
"""

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt
from numba import njit

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def distances(first: I64, hops: I64, ends: I64, length: I64, root: int, limit: int) -> I64:
    """(n,) shortest length from the root along the arcs, -1: none within the limit (Dijkstra 1959)."""
    found = np.full(len(first) - 1, np.int64(-1))
    near = np.full(len(first) - 1, np.int64(limit + 1))
    heap = [(np.int64(0), np.int64(root))]
    while heap:
        reached, node = heappop(heap)
        if found[node] >= 0:
            continue
        found[node] = reached
        for i in range(first[node], first[node + 1]):
            arc = hops[i]
            end, whole = ends[arc], reached + length[arc]
            if whole < near[end]:
                near[end] = whole
                heappush(heap, (whole, end))
    return found


@njit(cache=True, nogil=True)
def on_a_path(first: I64, hops: I64, start: I64, end: I64, origin: int, goal: int) -> Bool:
    """(e,) edges in the blocks that lie between origin and goal (Hopcroft and Tarjan 1973); directions ignored.

    first, hops: every edge at both its nodes.
    """
    n = len(first) - 1
    seen = np.full(n, np.int64(-1))
    low = np.zeros(n, np.int64)
    parent = np.full(n, np.int64(-1))
    at = first[:-1].copy()
    order = np.empty(n, np.int64)
    count = 0
    stack = [np.int64(origin)]
    seen[origin] = low[origin] = 0
    order[0], count = origin, 1
    while stack:
        node = stack[-1]
        if at[node] < first[node + 1]:
            edge = hops[at[node]]
            at[node] += 1
            other = end[edge] if start[edge] == node else start[edge]
            if seen[other] < 0:
                seen[other] = low[other] = count
                order[count] = other
                count += 1
                parent[other] = node
                stack.append(other)
            elif other != parent[node]:
                low[node] = min(low[node], seen[other])
        else:
            stack.pop()
            if parent[node] >= 0:
                low[parent[node]] = min(low[parent[node]], low[node])
    block = np.full(n, np.int64(-1))  # of the tree edge from the parent
    for i in range(1, count):
        node = order[i]
        above = parent[node]
        block[node] = node if low[node] >= seen[above] else block[above]
    between = np.zeros(n + 1, np.bool_)
    node = np.int64(goal)
    while parent[node] >= 0:
        between[block[node]] = True
        node = parent[node]
    kept = np.zeros(len(start), np.bool_)
    for edge in range(len(start)):
        a, b = start[edge], end[edge]
        if seen[a] >= 0 and seen[b] >= 0:
            kept[edge] = between[block[b] if seen[b] > seen[a] else block[a]]
    return kept


@njit(cache=True, nogil=True)
def chains(first: I64, hops: I64, start: I64, end: I64, fixed: Bool) -> tuple[I64, I64]:
    """Arcs over nodes where nobody can turn off: (position of each arc's first edge, the edges of all arcs).

    first, hops: edges by the node that they leave. An arc that leads nowhere, or back, is left out.
    """
    n = len(first) - 1
    tails = np.zeros((n, 2), np.int64) - 1
    into = np.zeros(n, np.int64)
    for edge in range(len(start)):
        node = end[edge]
        if into[node] < 2:
            tails[node, into[node]] = start[edge]
        into[node] += 1
    inner = np.zeros(n, np.bool_)
    for node in range(n):
        out = first[node + 1] - first[node]
        if fixed[node] or into[node] > 2 or out > 2 or into[node] == 0 or out == 0:
            continue
        a = tails[node, 0]
        b = end[hops[first[node]]]
        if into[node] == 2:
            b = tails[node, 1]
        elif out == 2 and b == a:
            b = end[hops[first[node] + 1]]
        alike = a != b
        for i in range(first[node], first[node + 1]):
            alike &= end[hops[i]] == a or end[hops[i]] == b
        if out == 2:
            alike &= end[hops[first[node]]] != end[hops[first[node] + 1]]
        inner[node] = alike
    positions, edges = [np.int64(0)], [np.int64(0)]
    edges.pop()
    for edge in range(len(start)):
        if inner[start[edge]]:
            continue
        size = len(edges)
        last = np.int64(edge)
        edges.append(last)
        while last >= 0 and inner[end[last]]:
            node, back = end[last], start[last]
            last = np.int64(-1)
            for i in range(first[node], first[node + 1]):
                if end[hops[i]] != back:
                    last = hops[i]
            if last >= 0:
                edges.append(last)
        if last < 0 or end[last] == start[edge]:
            while len(edges) > size:
                edges.pop()
        else:
            positions.append(np.int64(len(edges)))
    return np.array(positions), np.array(edges)


@njit(cache=True, nogil=True)
def costs_to_go(first: I64, hops: I64, start: I64, cost: I64, goal: int) -> I64:
    """(n,) least cost from each node to the goal, whatever the length; -1: cannot get there. hops: by the end."""
    ahead = np.full(len(first) - 1, np.int64(-1))
    heap = [(np.int64(0), np.int64(goal))]
    while heap:
        level, root = heappop(heap)
        if ahead[root] >= 0:
            continue
        ahead[root] = level
        flood = [root]  # nearly all arcs cost nothing
        while flood:
            node = flood.pop()
            for i in range(first[node], first[node + 1]):
                arc = hops[i]
                before = start[arc]
                if ahead[before] < 0:
                    if cost[arc]:
                        heappush(heap, (level + cost[arc], before))
                    else:
                        ahead[before] = level
                        flood.append(before)
    return ahead


@njit(cache=True, nogil=True)
def blended(first: I64, hops: I64, start: I64, cost: I64, length: I64, rate: int, goal: int) -> tuple[I64, I64]:
    """(n,) least cost + rate x length from each node to the goal, -1: none; and the length of that way."""
    found = np.full(len(first) - 1, np.int64(-1))
    driven = np.zeros(len(first) - 1, np.int64)
    near = np.full(len(first) - 1, np.int64((1 << 62) - 1))
    near[goal] = 0
    heap = [(np.int64(0), np.int64(goal))]
    while heap:
        reached, node = heappop(heap)
        if found[node] >= 0:
            continue
        found[node] = reached
        for i in range(first[node], first[node + 1]):
            arc = hops[i]
            before, whole = start[arc], reached + cost[arc] + rate * length[arc]
            if whole < near[before]:
                near[before] = whole
                driven[before] = driven[node] + length[arc]
                heappush(heap, (whole, before))
    return found, driven


@njit(cache=True, nogil=True)
def labels(
    first: I64, hops: I64, end: I64, length: I64, cost: I64, ahead: I64, to_go: I64, blend: I64, rate: int,
    ban_first: I64, ban: I64, bit: I64, begin: tuple[int, int, int, int], goal: int, limit: int, cutoff: int,
    most: int, labels_max: int, is_limited: bool,
) -> tuple[I64, I64, I64]:  # fmt: skip
    """(costs, positions of the walks' first arcs, arcs): walks below the cutoff, the cheapest first (`search.py`).

    begin: (node, length, arc it came by or -1, bits of the nodes behind). bit: (n,) 0, or the bit of a node that no
    walk may repeat. blend, rate: see Swift._blend; rate 0: no such bound. ban_first, ban: the arcs that may not
    follow an arc; empty: no turn is banned. labels_max: so many at most; then it ends with what it has found.
    """
    node_of, came_of = [np.int32(begin[0])], [np.int32(begin[2])]
    spent_of, length_of, passed_of = [np.int64(0)], [np.int64(begin[1])], [np.int64(begin[3])]
    before_of, next_of = [np.int32(-1)], [np.int32(-1)]
    newest = np.full(len(first) - 1, np.int32(-1))  # label kept last at each node; next_of leads to older ones
    heap = [(ahead[begin[0]], np.int64(begin[1]), np.int64(0))]
    costs, positions, arcs = [np.int64(0)], [np.int64(0)], [np.int64(0)]
    costs.pop()
    arcs.pop()
    while heap and len(costs) < most and len(node_of) <= labels_max:
        least, _, label = heappop(heap)
        if least >= cutoff:
            break
        node = node_of[label]
        if node == goal:
            costs.append(spent_of[label])
            size = len(arcs)
            while label > 0:
                arcs.append(np.int64(came_of[label]))
                label = np.int64(before_of[label])
            arcs[size:] = arcs[size:][::-1]
            positions.append(np.int64(len(arcs)))
            continue
        spent, driven, came, passed = spent_of[label], length_of[label], came_of[label], passed_of[label]
        if _is_dominated(
            newest[node], rate, spent, driven, came, passed,
            spent_of, length_of, came_of, passed_of, next_of, ban_first, is_limited,
        ):  # fmt: skip
            continue
        next_of[label], newest[node] = newest[node], np.int32(label)
        for i in range(first[node], first[node + 1]):
            arc = hops[i]
            to = end[arc]
            reached = driven + length[arc]
            paid = spent + cost[arc]
            if reached + to_go[to] > limit or ahead[to] < 0 or paid + ahead[to] >= cutoff or passed & bit[to]:
                continue
            if came >= 0 and len(ban_first) > 0 and _holds(ban, ban_first[came], ban_first[came + 1], arc):
                continue
            now = passed | bit[to]
            whole = paid + ahead[to]
            if rate:
                whole = max(whole, paid + blend[to] - rate * (limit - reached))
            if whole >= cutoff or _is_dominated(
                newest[to], rate, paid, reached, arc, now,
                spent_of, length_of, came_of, passed_of, next_of, ban_first, is_limited,
            ):  # fmt: skip
                continue
            node_of.append(np.int32(to))
            spent_of.append(paid)
            length_of.append(reached)
            came_of.append(np.int32(arc))
            passed_of.append(now)
            before_of.append(np.int32(label))
            next_of.append(np.int32(-1))
            heappush(heap, (whole, reached + to_go[to], np.int64(len(node_of) - 1)))
    return np.array(costs, np.int64), np.array(positions), np.array(arcs, np.int64)


@njit(cache=True, nogil=True, inline="always")
def _holds(ban: I64, low: int, high: int, arc: int) -> bool:
    for i in range(low, high):  # noqa: SIM110 (numba knows no generators)
        if ban[i] == arc:
            return True
    return False


@njit(cache=True, nogil=True)
def _is_dominated(
    other: int, rate: int, spent: int, driven: int, came: int, passed: int,
    spent_of: list[int], length_of: list[int], came_of: list[int], passed_of: list[int], next_of: list[int],
    ban_first: I64, is_limited: bool,
) -> bool:  # fmt: skip
    """One of the labels from `other` on paid no more, is no longer, may turn wherever this one may, and has been
    nowhere else.

    Why the first at the goal is the cheapest, whatever the order of the rest: a label's key is at most what any of
    its walks within the limit costs, and at the goal it is the cost. A label is dropped only for one at the same
    node that came out before it, paid no more and is no longer: whatever may follow the one may follow the other,
    and costs no more then. So the cheapest walk, or one as cheap, always has a label in the heap, with a key that
    is at most its cost, and no dearer one comes out at the goal before. That the other paid no more must be looked
    at where lengths are priced in (rate > 0): keys there are not in the order of what was paid at a node. Without
    (rate 0) the key is paid + ahead, which is: what came out before at the node paid no more.
    """
    while other >= 0:
        by = came_of[other]
        free = by < 0 or by == came or len(ban_first) == 0 or ban_first[by] == ban_first[by + 1]
        no_longer = not is_limited or length_of[other] <= driven
        if no_longer and (rate == 0 or spent_of[other] <= spent) and free and passed_of[other] & ~passed == 0:
            return True
        other = next_of[other]
    return False
