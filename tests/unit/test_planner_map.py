"""Small maps written as data, read through the real reader; and what each is to show."""

import functools
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import osmium
import pytest

from safeconduct import planner
from safeconduct.errors import BadInput
from safeconduct.planner import roadfile
from safeconduct.planner.feature import hazard_ppm
from safeconduct.planner.profile import CLASSES

VECTORS = Path(__file__).parents[1] / "vectors/planner/roads"
DEMO = Path(__file__).parents[2] / "data/helsinki.osm.pbf"
KEYS = {"catches", "nodes", "ways", "restrictions", "profile", "roads", "route", "refused"}


def write_pbf(case: dict[str, Any], path: Path) -> bytes:
    """nodes: name -> [metres east, metres north, tags?] near 0,0; ways: [names, tags]; ids by order, from 1."""
    number = {name: i for i, name in enumerate(case["nodes"], 1)}
    writer = osmium.SimpleWriter(str(path))
    for name, (east, north, *tags) in case["nodes"].items():
        place = (east / 111_319.49, north / 110_574.39)
        writer.add_node(osmium.osm.mutable.Node(id=number[name], location=place, tags=tags[0] if tags else {}))
    for i, (names, tags) in enumerate(case["ways"], 1):
        refs = [number.get(name, 999) for name in names]
        tags = {key: said for key, said in ({"highway": "primary"} | tags).items() if said is not None}
        writer.add_way(osmium.osm.mutable.Way(id=i, nodes=refs, tags=tags))
    for i, (kind, frm, via, to, *tags) in enumerate(case.get("restrictions", []), 1):
        sort, ref = ("n", number[via]) if isinstance(via, str) else ("w", via)
        members = [("w", frm, "from"), (sort, ref, "via"), ("w", to, "to")]
        tags = {"type": "restriction", "restriction": kind} | (tags[0] if tags else {})
        writer.add_relation(osmium.osm.mutable.Relation(id=i, members=members, tags=tags))
    writer.close()
    return path.read_bytes()


@pytest.mark.parametrize("file", sorted(VECTORS.glob("*.json")), ids=lambda f: f.stem)
def test_vector(file: Path, tmp_path: Path) -> None:
    case = json.loads(file.read_text())
    assert set(case) <= KEYS, "unknown key in the vector"
    pbf = write_pbf(case, tmp_path / "map.osm.pbf")
    if "refused" in case:
        with pytest.raises(BadInput) as refused:
            _run(case, pbf)
        assert type(refused.value).__name__ == case["refused"]["error"]
        assert case["refused"]["says"] in str(refused.value)
        assert refused.value.next_step
    else:
        _run(case, pbf)


def _run(case: dict[str, Any], pbf: bytes) -> None:
    roads = planner.read_roads(pbf, msgspec.convert({"name": "test"} | case.get("profile", {}), planner.Profile))
    for key, value in case.get("roads", {}).items():
        got = {
            "nodes": roads.node_count,
            "edges": roads.edge_count,
            "banned": len(roads.banned),
            "missing": roads.report.nodes_missing,
            "kmh": sorted(
                round(int(mm) * 3.6 / int(ms))
                for mm, ms in zip(roads.edge_length_mm, roads.edge_time_ms, strict=True)
            ),
            "dropped": dict(roads.report.dropped),
            "height_cm": sorted(set(roads.segment_height_cm.tolist())),
            "width_cm": sorted(set(roads.segment_width_cm.tolist())),
            "weight_kg": sorted(set(roads.segment_weight_kg.tolist())),
            "classes": sorted({CLASSES[at] for at in roads.segment_class.tolist()}),
            "hazard_ppm": sorted(set(hazard_ppm(roads).tolist())),
            "driving": roads.driving,
        }[key]
        assert got == value, key
    if "route" in case:
        ask = case["route"]
        places = [
            planner.snap(roads, round(y / 110_574.39 * 1e7), round(x / 111_319.49 * 1e7), ask.get("max_m", 20))
            for x, y in (ask["from"], ask["to"])
        ]
        blocked = frozenset(e for e in range(roads.edge_count) if roads.edge_name(e) in ask.get("blocked", ()))
        route = planner.shortest(roads, *places, ask.get("by", "length"), blocked)
        if "length_m" in ask:
            assert round(route.progress_mm[-1] / 1000) == ask["length_m"]
        if "time_s" in ask:
            assert route.time_s == ask["time_s"]
        if "via" in ask:
            assert list(dict.fromkeys(map(roads.edge_name, route.edges))) == ask["via"]


def test_every_vector_says_what_it_catches_and_half_are_refused() -> None:
    cases = [json.loads(file.read_text()) for file in VECTORS.glob("*.json")]
    assert all(case["catches"] for case in cases)
    assert 2 * sum("refused" in case for case in cases) >= len(cases)


def test_demo_roads_match_the_measured_figures() -> None:
    """movement-planning.md section 4 counted with a plainer reading of the tags: reproduced with that reading."""
    plain = planner.Profile(
        "plain",
        access_keys=("vehicle", "motor_vehicle", "access"),
        access_closed=("no", "private"),
        barriers_closed=(),
        oneway_closed=(),
    )
    roads = planner.read_roads(DEMO.read_bytes(), plain)
    report = roads.report
    assert (report.ways_used, report.nodes_missing, report.restrictions_seen) == (935, 150, 45)
    assert roads.node_count == 847
    assert roads.edge_count == 1457 - 1  # one way is one-way for motor vehicles only: oneway:motor_vehicle=yes
    assert (report.banned_pairs, len(roads.banned)) == (41, 34)  # 7 touch roads outside the connected part


def test_demo_route_is_what_the_demo_tells() -> None:
    roads = planner.read_roads(DEMO.read_bytes())
    terminal = planner.snap(roads, 601650000, 249524000)
    works = planner.snap(roads, 601750000, 249430000)
    route = planner.shortest(roads, terminal, works)
    assert (route.length_m, route.time_s) == (1659, 184)
    pairs = set(pairwise(route.edges))
    assert pairs.isdisjoint(map(tuple, roads.banned.tolist()))


def test_road_file_round_trip() -> None:
    roads = planner.read_roads(DEMO.read_bytes())
    again = roadfile.decode(roadfile.encode(roads))
    assert roadfile.digest(again) == roadfile.digest(roads)
    assert roadfile.encode(again) == roadfile.encode(roads)
    assert again.report == roads.report and again.out == roads.out and again.banned_after == roads.banned_after


@pytest.mark.parametrize("at", range(0, 40_000, 997))
def test_a_changed_road_file_is_refused(at: int) -> None:
    file = bytearray(_demo_file())
    file[at] ^= 1
    with pytest.raises(planner.RoadsUnreadable):
        roadfile.decode(bytes(file))


@pytest.mark.parametrize("keep", [0, 10, 60, 5_000, -1])
def test_a_cut_road_file_is_refused(keep: int) -> None:
    with pytest.raises(planner.RoadsUnreadable):
        roadfile.decode(_demo_file()[:keep])


@pytest.mark.parametrize(
    "pbf",
    [
        b"",
        b"hello",
        DEMO.read_bytes()[:1000],
        DEMO.read_bytes()[:-1],
        DEMO.read_bytes()[:300_000] + b"\0" * 500_000,
        DEMO.read_bytes()[145:],
        b"\0\0\0\x05\x80\x80\x80\x80\x80" * 40,
        b"\xff" * 400,
    ],
    ids=["empty", "text", "start only", "last byte missing", "damaged", "no header", "endless number", "huge head"],
)
def test_a_bad_extract_is_refused(pbf: bytes) -> None:
    with pytest.raises(planner.RoadsUnreadable) as refused:
        planner.read_roads(pbf)
    assert "cannot be read" in str(refused.value)


@functools.cache
def _demo_file() -> bytes:
    return roadfile.encode(planner.read_roads(DEMO.read_bytes()))


def test_lines_for_the_map_are_bounded() -> None:
    roads = planner.read_roads(DEMO.read_bytes())
    lines = planner.road_lines(roads)
    assert {"primary", "residential", "service"} <= {road_class for road_class, _ in lines}
    few = planner.road_lines(roads, 500)
    assert 0 < sum(len(points) for _, points in few) <= 500
    assert few[0][0] == "primary"


@pytest.mark.shared
def test_islamabad_reads_as_measured() -> None:
    file = Path(__file__).parents[3] / "shared/data/osm/islamabad.osm.pbf"
    if not file.exists():
        pytest.skip(f"{file} is absent: public data beside the project")
    plain = planner.Profile(
        "plain", access_keys=("vehicle", "motor_vehicle", "access"), barriers_closed=(), oneway_closed=()
    )
    roads = planner.read_roads(file.read_bytes(), plain)
    assert roads.report.ways_used == 19_001
    # Measured 33,906 and 81,622. Roads from a node to itself are halved here (one node and two edges more each,
    # 55 of them), so that a pick-up on one can be planned; without them it is 33,886 nodes.
    assert abs(roads.node_count - 33_906) <= 40 and abs(roads.edge_count - 81_622) <= 170
    terminal = planner.snap(roads, 336000000, 730600000, 5_000)
    centre = planner.snap(roads, 337200000, 730600000, 5_000)
    assert planner.shortest(roads, terminal, centre).length_m > 10_000
    with pytest.raises(planner.OffRoad, match="3061 m from the nearest"):
        planner.snap(roads, 336000000, 730600000)
