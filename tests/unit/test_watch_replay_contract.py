"""Every sentence about `watch replay --feed csv ... --json`, against a twin that knows nothing of the project."""

import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from safeconduct.cli import main
from tests.naive.replay import facts as naive_facts

T0 = 1_700_000_000_000
UNTIL = T0 + 400_000
HEAD = "asset,t_ms,lat,lon,acc_m\n"


def _degrees(lattice: int, origin: float) -> float:
    return round(origin + lattice / 1000, 7)


def _ring(corners) -> list:
    return [[_degrees(x, 24.9), _degrees(y, 60.1)] for x, y in [*corners, corners[0]]]


def _feature(zone: str, rings, kind: str = "ring", limit_s=None) -> dict:
    properties = {"id": zone, "kind": kind} | ({} if limit_s is None else {"dwell_limit_s": limit_s})
    geometry = {"type": "Polygon", "coordinates": [_ring(ring) for ring in rings]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


SITE = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            _feature("Outer", [((0, 0), (12, 0), (12, 12), (0, 12)), ((4, 4), (8, 4), (8, 8), (4, 8))], limit_s=60),
            _feature("slanted", [((2, 0), (10, 2), (7, 9), (0, 5))], "zone", 0.5),
            _feature("gate 1", [((12, 5), (14, 5), (13, 9))], "gate"),
        ],
    }
)

rows = st.lists(
    st.tuples(
        st.sampled_from(["V1", "v1", "Bus Ä", "bus-1"]),
        st.integers(0, 300),
        st.integers(-2, 15),
        st.integers(-2, 15),
    ),
    max_size=30,
    unique_by=lambda row: row[:2],
)


def _csv(told) -> str:
    lines = (f"{a},{T0 + t * 1000},{_degrees(y, 60.1)},{_degrees(x, 24.9)},0\n" for a, t, y, x in told)
    return HEAD + "".join(lines)


def _replay(text: str, folder, capsysbinary, until: int = UNTIL) -> bytes:
    (folder / "fixes.csv").write_text(text, encoding="utf-8")
    (folder / "site.json").write_text(SITE)
    words = ["watch", "replay", f"{folder}/fixes.csv", "--feed", "csv", "--site", f"{folder}/site.json", "--json"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--until", str(until)])
    assert ended.value.code == 0
    return capsysbinary.readouterr().out


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("replay")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(told=[("V1", 0, 0, 0), ("bus-1", 0, 0, 0)], seed=0, until_s=0)
@given(told=rows, seed=st.integers(0, 2**32), until_s=st.sampled_from([0, 150, 400]))
def test_lines_equal_the_twin_and_disorder_changes_no_byte(folder, capsysbinary, told, seed, until_s) -> None:
    until = T0 + until_s * 1000
    text = _csv(sorted(told, key=lambda row: row[1]))
    printed = _replay(text, folder, capsysbinary, until)
    assert [json.loads(line) for line in printed.splitlines()] == naive_facts(text, SITE, until)
    chance = random.Random(seed)
    arrived = sorted(told, key=lambda row: row[1] * 1000 + chance.randint(0, 60_000))
    assert _replay(_csv(arrived), folder, capsysbinary, until) == printed


@pytest.mark.parametrize(
    ("catches", "told", "expected"),
    [
        ("first seen inside has not entered", [("a", 0, 1, 1)], ["entered Outer 0", "dwelling Outer 60"]),
        ("leaving at the limit is late", [("a", 0, 1, 11), ("a", 60, 1, 13)], ["entered Outer 0", "left Outer 60"]),
        (
            "a second dwelling in one stay, or none in the next",
            [("a", 0, 1, 11), ("a", 100, 1, 11), ("a", 110, 1, 13), ("a", 120, 1, 11)],
            ["entered Outer 0", "dwelling Outer 60", "left Outer 110", "entered Outer 120", "dwelling Outer 180"],
        ),
        ("the hole is inside", [("a", 0, 6, 6)], ["entered slanted 0", "dwelling slanted 0.5"]),
        ("the hole's edge is outside", [("a", 0, 8, 8)], ["entered Outer 0", "dwelling Outer 60"]),
        ("a corner is outside", [("a", 0, 12, 12)], ["entered Outer 0", "dwelling Outer 60"]),
        ("a zone without a limit has one", [("a", 0, 9, 13)], ["entered gate 1 0"]),
    ],
)
def test_sentences(folder, capsysbinary, catches, told, expected) -> None:
    told = [row if row[3] != 1 else (*row[:3], 11) for row in told]  # x 1 lies in the slanted zone too
    lines = [json.loads(line) for line in _replay(_csv(told), folder, capsysbinary).splitlines()]
    assert [f"{f['fact']} {f['zone']} {(f['t_ms'] - T0) / 1000:g}" for f in lines] == expected, catches
    assert all(list(f)[:4] == ["t_ms", "fact", "asset", "zone"] for f in lines)
