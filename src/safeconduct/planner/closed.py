"""Edges that a movement may not use: sets for `blocked` in `road_game` and `shortest`."""

import heapq
from collections.abc import Iterable

import numpy as np

from .roads import Roads


def too_small(roads: Roads, *, height_cm: int = 0, width_cm: int = 0, weight_kg: int = 0) -> frozenset[int]:
    """Edges whose signed limit is below the largest vehicle's measure; 0: not known, nothing is closed for it.

    Roads without a limit stay open: the map does not say that a lorry fits.
    """
    closed = np.zeros(len(roads.segment_class), dtype=bool)
    for limit, measure in (
        (roads.segment_height_cm, height_cm),
        (roads.segment_width_cm, width_cm),
        (roads.segment_weight_kg, weight_kg),
    ):
        closed |= (limit > 0) & (limit < measure)
    return frozenset(np.flatnonzero(closed[roads.edge_segment]).tolist())


def far_from_haven(roads: Roads, havens: Iterable[int], within_s: int) -> frozenset[int]:
    """Edges on which some point is more than `within_s` from every haven, on at free flow and not turning back.

    havens: nodes. Turn bans are ignored, so a haven may be a little farther than this by the legal way.
    """
    limit_ms = within_s * 1000
    to_haven: dict[int, int] = {}
    heap = [(0, node) for node in sorted(set(havens))]
    start, times = roads.edge_from.tolist(), roads.edge_time_ms.tolist()
    while heap:
        spent, node = heapq.heappop(heap)
        if node in to_haven:
            continue
        to_haven[node] = spent
        for edge in roads.into[node]:
            if spent + times[edge] <= limit_ms:
                heapq.heappush(heap, (spent + times[edge], start[edge]))
    ends = roads.edge_to.tolist()
    return frozenset(
        edge for edge, end in enumerate(ends) if to_haven.get(end, limit_ms + 1) + times[edge] > limit_ms
    )
