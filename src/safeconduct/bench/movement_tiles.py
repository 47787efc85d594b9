"""Seven towns beside each other: one movement a process of its own, so that its peak of memory is its own.

python -m safeconduct.bench.movement_tiles ROADS ORIGIN DESTINATION
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from safeconduct.planner import Roads, read_roads, road_game, roadfile, secured, solve

from .report import Aim, Figure, Run

TILES: Final = 7
_LINKS: Final = 40
"""Two-way roads over each seam."""
_LINK_MM: Final = 2_000_000
_LINK_MS: Final = 120_000
_APART_E7: Final = 100_000
_SEED: Final = 7
_SHORT_MM, _LONG_MM = 77_000_000, 447_000_000
_NEAR_M: Final = 1_500


def tiles(run: Run) -> Iterator[Figure]:
    """Trips of 77 to 447 km over seven tiles, the files in turn, each trip in a fresh process."""
    towns = [read_roads(file.read_bytes()) for file in run.tiles]
    roads = side_by_side(list(islice(cycle(towns), TILES)))
    file = run.scratch / "tiles.roads"
    file.write_bytes(roadfile.encode(roads))
    found: list[dict[str, Any]] = []
    for a, b in _ends(roads, 1 if run.is_quick else 5):
        run.tell(f"tiles: trip {len(found) + 1}, {roads.edge_count} edges")
        command = [sys.executable, "-m", __spec__.name, str(file), str(a), str(b)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout))
    told = "; ".join(
        f"{each['km']:.0f} km, {each['edges']} edges in reach: {each['seconds']:.1f} s, {each['peak_mb']} MB, "
        f"{each['value']:.3f}"
        for each in found
    )
    seconds = [each["seconds"] for each in found]
    where = f"{roads.edge_count} edges, {len(found)} trips, budget 1.3 a route; reading the road file not counted"
    yield Figure("seven tiles, seconds of one core: median", median(seconds), "s", {}, where)
    yield Figure("  slowest", max(seconds), "s", {}, told, Aim("at most", 20))
    peak = max(each["peak_mb"] for each in found)
    yield Figure("  peak of memory, whole process", peak, "MB", {}, "largest of the trips", Aim("at most", 400))
    gap = max(each["gap"] for each in found) * 1e9
    yield Figure("  widest gap, exact", gap, "e-9", {}, "", Aim("at most", 100))


def side_by_side(towns: list[Roads]) -> Roads:
    """The towns from west to east, their seams crossed by links; turn bans left out."""
    at = {"node": 0, "segment": 0, "point": 0}
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in _COLUMNS}
    seams: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    east_before, edge_e7 = np.zeros(0, np.int64), 0
    for town in towns:
        shift = edge_e7 - int(town.shape_lon_e7.min())
        edge_e7 = int(town.shape_lon_e7.max()) + shift + _APART_E7
        for name, (kind, counts) in _COLUMNS.items():
            its = getattr(town, name)[:-1] if name == "shape_start" else getattr(town, name)
            columns[name].append(its.astype(np.int64) + (shift if kind == "lon" else at.get(counts, 0)))
        west, east = (_outermost(town, sign) + at["node"] for sign in (1, -1))
        if len(east_before):
            seams.append((east_before, west))
        east_before = east
        at["node"] += town.node_count
        at["segment"] += len(town.segment_class)
        at["point"] += len(town.shape_lat_e7)
    return _joined(towns[0], {name: np.concatenate(parts) for name, parts in columns.items()}, seams, at)


_COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "node_lat_e7": ("", ""), "node_lon_e7": ("lon", ""), "node_osm": ("", ""), "edge_from": ("", "node"),
    "edge_to": ("", "node"), "edge_segment": ("", "segment"), "edge_forward": ("", ""), "edge_time_ms": ("", ""),
    "segment_length_mm": ("", ""), "segment_class": ("", ""), "segment_way": ("", ""), "segment_flags": ("", ""),
    "segment_height_cm": ("", ""), "segment_width_cm": ("", ""), "segment_weight_kg": ("", ""),
    "shape_start": ("", "point"), "shape_lat_e7": ("", ""), "shape_lon_e7": ("lon", ""),
}  # fmt: skip
"""Column -> (whether it is shifted to the east, what its numbers count)."""


def _outermost(town: Roads, sign: int) -> NDArray[np.int64]:
    nodes = np.argsort(sign * town.node_lon_e7.astype(np.int64), kind="stable")[:_LINKS]
    return nodes[np.argsort(town.node_lat_e7[nodes], kind="stable")].astype(np.int64)


def _joined(
    first: Roads,
    its: dict[str, NDArray[Any]],
    seams: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
    at: dict[str, int],
) -> Roads:
    pairs = np.stack([np.concatenate([seam[side] for seam in seams]) for side in (0, 1)], axis=1)
    links = len(pairs)
    more: dict[str, NDArray[Any]] = {
        "edge_from": pairs.ravel(),
        "edge_to": pairs[:, ::-1].ravel(),
        "edge_segment": np.repeat(np.arange(links) + at["segment"], 2),
        "edge_forward": np.tile([1, 0], links),
        "edge_time_ms": np.full(2 * links, _LINK_MS),
        "segment_length_mm": np.full(links, _LINK_MM),
        "shape_start": np.arange(links + 1) * 2 + at["point"],
        "shape_lat_e7": its["node_lat_e7"][pairs].ravel(),
        "shape_lon_e7": its["node_lon_e7"][pairs].ravel(),
    }
    for name in _COLUMNS:
        if name.startswith("segment_") and name not in more:
            more[name] = np.zeros(links, np.int64)
        if name in more:
            its[name] = np.concatenate((its[name], more[name]))
    columns: dict[str, Any] = {name: column.astype(getattr(first, name).dtype) for name, column in its.items()}
    return Roads(
        **columns,
        segment_name=np.zeros(len(columns["segment_class"]), np.int32),
        banned=np.zeros((0, 2), np.int32),
        names=("",),
        profile=first.profile,
        source_sha256=first.source_sha256,
        report=first.report,
    )


def _ends(roads: Roads, count: int) -> Iterator[tuple[int, int]]:
    chance = np.random.default_rng(_SEED)
    while count:
        a, b = map(int, chance.integers(0, roads.node_count, 2))
        if _SHORT_MM <= int(roads.lengths_from(a)[b]) <= _LONG_MM:
            count -= 1
            yield a, b


def _one(file: Path, a: int, b: int) -> dict[str, float]:
    roads = roadfile.decode(file.read_bytes())
    odds = np.random.default_rng(_SEED).uniform(300_000, 1_000_000, len(roads.segment_class)).astype(np.int32)
    odds = secured(roads, secured(roads, odds, a, _NEAR_M), b, _NEAR_M)
    start = time.process_time()
    made = road_game(roads, a, b, odds, budget=Fraction(13, 10))
    solution = solve(made.game)
    return {
        "seconds": time.process_time() - start,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "km": made.shortest_mm / 1e6,
        "edges": len(made.edges),
        "value": float(solution.upper),
        "gap": float(solution.upper - solution.lower),
    }


if __name__ == "__main__":
    print(json.dumps(_one(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
