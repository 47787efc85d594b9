"""`watch replay`: rows and a site in, facts out, whatever the order of the rows."""

import json
import random
from pathlib import Path

import msgspec
import pytest

from safeconduct.cli import main
from safeconduct.feeds import FEEDS, Message, Names, csv
from safeconduct.watch import SiteUnreadable, begin, read_site, replay, step, to_line
from tests.naive.watch import facts as naive_facts

RING = [[24.93, 60.16], [24.95, 60.16], [24.95, 60.18], [24.93, 60.18], [24.93, 60.16]]
HOLE = [[24.938, 60.168], [24.942, 60.168], [24.942, 60.172], [24.938, 60.172], [24.938, 60.168]]


def _site(*features: dict) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def _feature(zone: str, rings: list, **properties) -> dict:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": rings},
        "properties": {"id": zone, "kind": "ring", **properties},
    }


SITE = _site(_feature("outer", [RING, HOLE], dwell_limit_s=600))
ROWS = b"""asset,t_ms,lat,lon,acc_m
V1,1000,60.17,24.92,0
V1,61000,60.17,24.93,0
V1,661000,60.17,24.9299999,0
V1,700000,60.168,24.94,0
V1,800000,60.17,24.94,0
V1,900000,60.165,24.94,0
"""


def _lines(rows: bytes, until_ms: int) -> list[dict]:
    history = FEEDS["csv"](Message(rows, until_ms), Names())
    names = csv.told_names(rows)
    return [json.loads(to_line(fact, names)) for fact in replay(read_site(SITE), history, until_ms).facts]


def test_the_edge_is_inside_leaving_at_the_limit_is_in_time_and_silence_does_not_stop_the_clock() -> None:
    expected = [
        {"t_ms": 61_000, "fact": "entered", "asset": "V1", "zone": "outer"},
        {"t_ms": 661_000, "fact": "left", "asset": "V1", "zone": "outer"},
        {"t_ms": 700_000, "fact": "entered", "asset": "V1", "zone": "outer"},
        {"t_ms": 800_000, "fact": "left", "asset": "V1", "zone": "outer"},
        {"t_ms": 900_000, "fact": "entered", "asset": "V1", "zone": "outer"},
        {"t_ms": 1_500_000, "fact": "dwelling", "asset": "V1", "zone": "outer", "since_ms": 900_000},
    ]
    assert _lines(ROWS, 1_500_000) == expected
    assert _lines(ROWS, 1_499_999) == expected[:-1]
    assert _lines(ROWS, 60_999) == []


@pytest.mark.parametrize("seed", range(20))
def test_history_in_any_order_and_live_with_disorder_agree(seed: int) -> None:
    chance = random.Random(seed)
    rows = [
        f"v{chance.randint(1, 5)},{t}000,{chance.uniform(60.15, 60.19):.7f},{chance.uniform(24.92, 24.96):.7f},0\n"
        for t in chance.sample(range(3_600), 300)
    ]
    text = "asset,t_ms,lat,lon,acc_m\n" + "".join(rows)
    history = FEEDS["csv"](Message(text.encode(), 0), Names())
    config = read_site(SITE)
    until_ms = 4_500_000
    done = replay(config, history, until_ms).facts
    assert list(done) == naive_facts(config, history, until_ms)
    chance.shuffle(shuffled := list(history))
    assert replay(config, shuffled, until_ms).facts == done
    state, confirmed = begin(msgspec.structs.replace(config, speed_kmh_max=None)), []
    for seen in sorted(history, key=lambda s: s.t_ms + chance.randint(0, 60_000)):
        result = step(state, [seen], max(state.now_ms, seen.t_ms))
        assert not result.refused
        state = result.state
        confirmed += result.confirmed
    confirmed += step(state, [], until_ms + 60_001).confirmed
    assert sorted(fact for fact in confirmed if fact.t_ms <= until_ms) == list(done)


@pytest.mark.parametrize(
    ("catches", "content"),
    [
        ("something else", b"{}"),
        ("no JSON", b"\xff"),
        ("latitude first", _site(_feature("a", [[[60, 124], [60, 125], [61, 125]]]))),
        ("a line of two corners", _site(_feature("a", [[[1, 2], [3, 4], [1, 2]]]))),
        ("no outline", _site(_feature("a", []))),
        ("one id twice", _site(_feature("a", [RING]), _feature("a", [RING]))),
        ("a negative limit", _site(_feature("a", [RING], dwell_limit_s=-1))),
        ("an empty id", _site(_feature("", [RING]))),
        ("a point", b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Point"}}]}'),
    ],
)
def test_a_bad_site_is_refused(catches: str, content: bytes) -> None:
    with pytest.raises(SiteUnreadable) as refused:
        read_site(content)
    assert refused.value.next_step


def test_null_island_is_a_place_where_a_zone_is_near_it() -> None:
    square = [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]
    history = FEEDS["csv"](Message(b"asset,t_ms,lat,lon\nv,5,0,0\n", 0), Names())
    assert len(replay(read_site(_site(_feature("a", [square]))), history, 9).facts) == 1
    far = replay(read_site(SITE), history, 9)
    assert far.facts == () and [r.reason for r in far.refused] == ["null-island"]


FEEDS_DATA = Path(__file__).parents[3] / "shared/data/feeds"


def _replayed(capsys, file, feed: str, site: bytes, tmp_path, *more: str):
    (tmp_path / "site.json").write_bytes(site)
    words = ["watch", "replay", str(file), "--feed", feed, "--site", str(tmp_path / "site.json")]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--until", "1790000000000", *more])
    return ended.value.code, *capsys.readouterr()


@pytest.mark.shared
@pytest.mark.parametrize(
    ("feed", "file", "expected"),
    [
        ("frigate", "frigate_parked_car.jsonl", "entered kx-4471, blind outer_gate_north, dwelling kx-4471"),
        ("owntracks", "owntracks_http.jsonl", "entered jj, dwelling jj"),
        ("osmand", "osmand_queries.txt", "refused 1 no-fix"),
        ("traccar-client", "traccar_client.jsonl", ""),
        ("nmea", "nmea_lines.txt", "refused 3 no-fix"),
    ],
)
def test_recorded_messages_of_real_clients(feed, file, expected, capsys, tmp_path):
    if not (FEEDS_DATA / file).exists():
        pytest.skip(f"{file} is not there: real payloads are not part of the repository")
    paris = [[2.2, 48.8], [2.4, 48.8], [2.4, 48.9], [2.2, 48.9], [2.2, 48.8]]
    site = _site(_feature("outer_cordon", [paris], dwell_limit_s=1800))
    code, out, err = _replayed(capsys, FEEDS_DATA / file, feed, site, tmp_path)
    assert code == 0
    told = [" ".join(line.split()[1:3]) for line in out.splitlines()]
    told += [f"refused {line.split(':')[1]} {line.split(':')[2].strip()}" for line in err.splitlines()[:1]]
    assert told[: len(expected.split(", "))] == [each for each in expected.split(", ") if each]


def test_a_clause_over_a_recorded_history(capsys, tmp_path):
    (tmp_path / "fixes.csv").write_bytes(ROWS)
    clause = "No vehicle stays in the Outer ring more than {} since it entered or was last checked."
    site = _site(_feature("outer", [RING, HOLE], name="Outer ring"))
    judged = [
        _replayed(capsys, tmp_path / "fixes.csv", "csv", site, tmp_path, "--json", "--clause", clause.format(limit))
        for limit in ("5 minutes", "10 minutes")
    ]
    (code, out, _), (again, longer, _) = judged
    verdicts = [json.loads(line) for line in out.splitlines()]
    assert (code, again) == (1, 1)
    assert [v["verdict"] for v in verdicts] == ["violated", "satisfied", "violated"]
    assert verdicts[0]["because"] == [{"t_ms": 61_000, "fact": "entered", "asset": "v1", "zone": "outer"}]
    assert [json.loads(line)["verdict"] for line in longer.splitlines()] == ["satisfied", "satisfied", "violated"]
    code, _, err = _replayed(
        capsys, tmp_path / "fixes.csv", "csv", site, tmp_path, "--clause", "Vehicles are nice to the outer ring."
    )
    assert code == 2 and "next:" in err
