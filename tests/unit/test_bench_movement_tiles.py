"""Seven tiles: towns laid side by side are one network, and a trip over it is measured in a process of its own."""

from pathlib import Path

import numpy as np

from safeconduct.bench import movement_tiles
from safeconduct.bench.report import Run
from safeconduct.planner import read_roads, road_game, roadfile, secured, solve

DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"


def test_towns_side_by_side_are_one_network_of_both() -> None:
    town = read_roads(DEMO.read_bytes())
    roads = movement_tiles.side_by_side([town, town, town])
    links = 2 * 40
    assert roads.edge_count == 3 * town.edge_count + 2 * links
    assert len(roads.segment_class) == 3 * len(town.segment_class) + links
    assert (roadfile.decode(roadfile.encode(roads)).edge_to == roads.edge_to).all(), "a road file that is whole"
    far = roads.node_count - 1
    assert (roads.lengths_from(0) >= 0).all() and (roads.lengths_to(far) >= 0).all(), "strongly connected"
    same = roads.edge_length_mm[: town.edge_count] == roads.edge_length_mm[town.edge_count : 2 * town.edge_count]
    assert same.all()
    edge = town.edge_count + 5
    shape = roads.edge_points(edge)
    assert [shape[0], shape[-1]] == [roads.node_point(int(ends[edge])) for ends in (roads.edge_from, roads.edge_to)]
    assert int(roads.edge_from[edge]) == int(town.edge_from[5]) + town.node_count


def test_a_trip_is_measured_in_its_own_process(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(movement_tiles, "_SHORT_MM", 3_000_000)
    figures = {each.name.strip(): each for each in movement_tiles.tiles(Run(tmp_path, True, (DEMO,)))}
    assert figures["slowest"].value > 0 and figures["peak of memory, whole process"].value > 20
    assert figures["widest gap, exact"].aim.is_met(figures["widest gap, exact"].value)
    assert "tiles: trip 1" in capsys.readouterr().err
    roads = roadfile.decode((tmp_path / "tiles.roads").read_bytes())
    a, b = next(movement_tiles._ends(roads, 1))
    odds = np.random.default_rng(7).uniform(300_000, 1_000_000, len(roads.segment_class)).astype(np.int32)
    odds = secured(roads, secured(roads, odds, a, 1_500), b, 1_500)
    value = float(solve(road_game(roads, a, b, odds).game).upper)
    assert f"{value:.3f}" in figures["slowest"].bound
