"""Places that every route must pass, in any order: the roads in layers, one for each set of places passed so far.

A drive on the layers is a drive on the roads, and ends in the last layer only if it has passed them all. So the
game, its proof and its search need to know nothing of them. A road may be driven again after a place that lies off
the way: the rule that a route repeats no node holds within a layer.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput

from .roads import Roads

PLACES_MAX: Final = 3


class Layered(NamedTuple):
    """The roads in layers. Segments are those of the roads, nodes and edges are not."""

    roads: Roads
    last: int
    """To be added to the destination's node: it is reached in the last layer only."""
    edges: NDArray[np.int64]
    """(e,) the road edge that each edge is"""

    def closed(self, edges: frozenset[int]) -> frozenset[int]:
        """Those edges of the roads, in every layer."""
        return frozenset(np.flatnonzero(np.isin(self.edges, np.fromiter(edges, dtype=np.int64))).tolist())


def in_layers(roads: Roads, places: Sequence[NDArray[np.bool_]]) -> Layered:
    """places: for each, shape (segments,): a drive on any of these segments passes it. Raises BadInput."""
    if len(places) > PLACES_MAX:
        raise BadInput(
            f"{len(places)} mandatory places: each doubles the work",
            next_step=f"name at most {PLACES_MAX}, or order the movement in parts",
        )
    e, n, layers = roads.edge_count, roads.node_count, 1 << len(places)
    passed = np.zeros(e, dtype=np.int64)
    for bit, segments in enumerate(places):
        passed |= segments[roads.edge_segment].astype(np.int64) << bit
    layer = np.repeat(np.arange(layers), e)
    edge = np.tile(np.arange(e), layers)
    order = np.argsort(roads.edge_segment[edge], kind="stable")
    layer, edge = layer[order], edge[order]
    new = np.empty((layers, e), dtype=np.int32)
    new[layer, edge] = np.arange(layers * e)
    after = layer | passed[edge]
    bans = [
        np.stack((new[at, roads.banned[:, 0]], new[at | passed[roads.banned[:, 0]], roads.banned[:, 1]]), axis=1)
        for at in range(layers)
    ]
    layered = replace(
        roads,
        node_lat_e7=np.tile(roads.node_lat_e7, layers),
        node_lon_e7=np.tile(roads.node_lon_e7, layers),
        node_osm=np.tile(roads.node_osm, layers),
        edge_from=(roads.edge_from[edge] + n * layer).astype(np.int32),
        edge_to=(roads.edge_to[edge] + n * after).astype(np.int32),
        edge_segment=roads.edge_segment[edge],
        edge_forward=roads.edge_forward[edge],
        edge_time_ms=roads.edge_time_ms[edge],
        banned=np.concatenate(bans),
    )
    return Layered(layered, n * (layers - 1), edge)
