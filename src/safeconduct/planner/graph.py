"""Large graphs as arrays: who meets a node, how far it is. Compiled where numba is installed (extra `fast`)."""

from importlib.util import find_spec
from typing import Final

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

I64 = NDArray[np.int64]
HAS_NUMBA: Final = find_spec("numba") is not None
LARGE: Final = 2_000
"""Edges: below, starting the compiled loops costs more than they save."""
FAR: Final = 1 << 52
"""Longer than every length: sums stay exact in floats too."""


def by_node(nodes: NDArray[np.integer], node_count: int) -> tuple[I64, I64]:
    """(first, order): positions in the order of their node; node v's are order[first[v] : first[v + 1]]."""
    first = np.zeros(node_count + 1, dtype=np.int64)
    np.cumsum(np.bincount(nodes, minlength=node_count), out=first[1:])
    return first, np.argsort(nodes, kind="stable").astype(np.int64)


def distances(start: NDArray[np.integer], end: NDArray[np.integer], length: I64, root: int, node_count: int) -> I64:
    """(n,) shortest length from the root, -1: none. Lengths of 0 or more; FAR is above their sum."""
    if HAS_NUMBA and len(start) >= LARGE:
        from . import compiled

        found: I64 = compiled.distances(*by_node(start, node_count), end.astype(np.int64), length, root, FAR)
        return found
    graph: rx.PyDiGraph[int | None, float] = rx.PyDiGraph()
    graph.add_nodes_from(range(node_count))
    graph.extend_from_weighted_edge_list(
        list(zip(start.tolist(), end.tolist(), length.astype(np.float64).tolist(), strict=True))
    )
    reached = rx.dijkstra_shortest_path_lengths(graph, root, float)  # sums below 2^53: exact
    lengths = np.full(node_count, -1, dtype=np.int64)
    lengths[np.fromiter(reached.keys(), dtype=np.int64)] = np.fromiter(reached.values(), dtype=np.float64)
    lengths[root] = 0
    return lengths
