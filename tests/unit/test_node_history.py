"""Observations by the hour as Parquet files, digests in the log; past windows and a disclosed batch re-run."""

import asyncio
import hashlib
import json

import pytest

from safeconduct.cli import main
from safeconduct.errors import BadInput
from safeconduct.node.parquet import from_parquet, to_parquet
from safeconduct.records.history import HistoryStored
from safeconduct.records.observation import Alert, Position, SensorState, Sighting
from safeconduct.records.watch import FactsDerived, ObservationBatch
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import SQUARE, agree_on_dwell

HOUR = 60 * MINUTE
OUTLINE = [[lon / 1e7, lat / 1e7] for lat, lon in [*SQUARE, SQUARE[0]]]
SITE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [OUTLINE]},
            "properties": {"id": "outer", "kind": "ring", "dwell_limit_s": 1_200},
        }
    ],
}


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    with (made.host.root / "node.toml").open("a", encoding="utf-8") as file:
        file.write("\n[retention]\nobservations_days = 1\nby_hour = true\n")
    made.host.again()
    return made


def inside(asset, t_ms, lat=None):
    (south, west), (north, east) = min(SQUARE), max(SQUARE)
    return Position(asset, t_ms, lat or (south + north) // 2, (west + east) // 2, 0)


def stored(side):
    bodies = [placed.entry.record.body for placed in side.node.truth.fold.order]
    return [body for body in bodies if isinstance(body, HistoryStored)]


def replayed(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(["watch", "replay", *words, "--json"])
    assert ended.value.code == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def facts(side):
    found = [
        fact
        for placed in side.node.truth.fold.order
        if isinstance(placed.entry.record.body, FactsDerived)
        for fact in placed.entry.record.body.facts
    ]
    return [(fact.t_ms, fact.name, fact.args[0]) for fact in found]


def test_hours_are_put_away_replayed_and_erased(pair, tmp_path, capsys):
    async def story():
        await agree_on_dwell(pair)
        pair.clock.ms = (pair.clock.ms // HOUR + 1) * HOUR
        start = pair.clock.ms
        for minute in range(0, 90, 10):
            seen = [inside("kx-1", pair.clock.ms), inside("kx-2", pair.clock.ms, 610_000_000)]
            await pair.host.node.observe("phones", seen if minute < 70 else [])
            pair.clock.ms = start + (minute + 10) * MINUTE
        await pair.pass_time(1)
        assert not stored(pair.host), "an hour that may still grow is not put away"
        pair.clock.ms = start + 4 * HOUR + 5 * MINUTE
        await pair.pass_time(3)
        first, second = stored(pair.host)
        assert (first.hour_ms, first.count, second.hour_ms, second.count) == (start, 12, start + HOUR, 2)
        assert stored(pair.company) == [first, second], "the other side holds the digests"
        folder = pair.host.root / "observations"
        files = sorted(folder.glob("*.parquet"))
        assert [hashlib.sha256(each.read_bytes()).hexdigest() for each in files] == [first.content, second.content]
        pair.host.again()
        await pair.pass_time(2)
        assert len(stored(pair.host)) == 2
        return start, folder

    start, folder = asyncio.run(story())
    site = tmp_path / "site.json"
    site.write_text(json.dumps(SITE))
    words = [str(folder), "--feed", "parquet", "--site", str(site), "--until", str(start + 2 * HOUR)]
    told = replayed(capsys, *words)
    names = [(each["t_ms"], each["fact"], each["asset"]) for each in told]
    assert names == [(start, "entered", "kx-1"), (start + 20 * MINUTE, "dwelling", "kx-1")]
    assert names[:1] == [each for each in facts(pair.host) if each[1] == "entered"], "as the log has it"
    later = replayed(capsys, *words, "--since", str(start + HOUR))
    assert [(each["t_ms"], each["fact"]) for each in later][:1] == [(start + HOUR, "entered")]

    async def a_day_later():
        pair.clock.ms += 30 * HOUR
        await pair.pass_time(3)

    asyncio.run(a_day_later())
    assert not list(folder.glob("*.parquet")), "erased by its date"


def test_a_disclosed_batch_run_again_gives_the_same_facts(pair, tmp_path, capsys):
    async def story():
        await agree_on_dwell(pair)
        now = pair.clock.ms
        far = inside("kx-1", now + 5_000, max(SQUARE)[0] + 5_000)
        await pair.host.node.observe("phones", [far, inside("kx-1", now), inside("kx-1", now + 2_000)])
        await pair.pass_time(3)
        (batch,) = [
            placed.entry.record.body
            for placed in pair.host.node.truth.fold.order
            if isinstance(placed.entry.record.body, ObservationBatch)
        ]
        return now, batch

    now, batch = asyncio.run(story())
    file, site = tmp_path / "batch", tmp_path / "site.json"
    blob = pair.host.node.blobs.get(batch.content)
    assert hashlib.sha256(blob).hexdigest() == batch.content
    file.write_bytes(blob)
    site.write_text(json.dumps(SITE))
    told = replayed(capsys, str(file), "--feed", "batch", "--site", str(site), "--until", str(now + MINUTE))
    assert [(each["t_ms"], each["fact"], each["asset"]) for each in told] == facts(pair.host)
    assert [name for _, name, _ in facts(pair.host)] == ["entered", "left"]


def test_every_kind_of_observation_comes_back():
    rows = [
        ("phones", Position("v1", 1, -5, 7, 3, None, 90)),
        ("phones", Position("v1", 2, 0, 0)),
        ("cams", Sighting("v1", 3, "cam", ())),
        ("cams", Sighting("v1", 3, "cam", ("outer", "inner"))),
        ("cams", SensorState("cam", 4, False)),
        ("phones", Alert("v1", 5, "distress")),
    ]
    content = to_parquet(rows)
    assert from_parquet(content) == rows and to_parquet(rows) == content
    for bad in (b"", b"PAR1", content[:-20], content[:-60] + b"x" * 20 + content[-40:]):
        with pytest.raises(BadInput):
            from_parquet(bad)
