"""A movement lived through by trackers over HTTP: each fact that the watch of a node can derive, in its log."""

import asyncio
import json

import pytest

from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.joint.domains import lexicon_of
from safeconduct.node.calls import device_calls
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.names import Names
from safeconduct.node.pages.sentence import sentence
from safeconduct.node.transports.http import HttpFeeds
from safeconduct.protocol import parse, rule_bytes
from safeconduct.records.watch import FactsDerived
from safeconduct.watch.reduce import GROUND
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import ZONE

CLAUSES = (
    "While a movement is under way, at least 1 escort is within 300 metres of it.",
    "While a movement is under way, no other vehicle comes closer than 50 metres to it.",
    "Every distress call is followed by a check within 10 minutes.",
    "Every missed checkpoint is followed by a check-in within 10 minutes.",
)
M_LAT = 1 / 111_412
"""A metre northwards at 60 degrees, in degrees."""


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def told(side):
    return [
        fact
        for placed in side.node.truth.fold.order
        if isinstance(placed.entry.record.body, FactsDerived) and placed.entry.log == side.node.truth.origin
        for fact in placed.entry.record.body.facts
    ]


async def begin(pair, **zone):
    """A site, four clauses in force, a movement under way from 60.17 north, one kilometre a checkpoint."""
    host = pair.host
    await host.act("site.drawn/1", site="works", name="Works", zones=[{**ZONE, **zone}], gates=[])
    for number, text in enumerate(CLAUSES, 1):
        rule = rule_bytes(parse(text, lexicon_of(host.node.truth.state))).decode()
        content = {"kind": "protocol", "rule": rule}
        await host.act("clause.proposed/1", clause=f"c{number}", number=number, title="Clause", content=content)
    await pair.sync()
    clauses = host.node.truth.state.of(ACCORD).clauses
    for side in pair.sides:
        for name, clause in clauses.items():
            await side.act("clause.position/1", clause=name, meaning=clause.meaning, stand="agreed", reason="")
    await pair.pass_time(3)
    now = pair.clock.ms
    await host.act(
        "movement.requested/1", movement="m1", purpose="Leave", start="A", destination="B",
        depart_from_ms=now, depart_to_ms=now + 30 * MINUTE, travellers=["t-1"],
    )  # fmt: skip
    route = [[601_700_000, 249_000_000], [602_600_000, 249_000_000]]
    checkpoints = [
        {"checkpoint": f"cp-{n}", "at": [601_700_000 + n * 89_757, 249_000_000], "progress_m": n * 1_000,
         "due_ms": now + (10 + n * 2) * MINUTE}
        for n in (1, 2, 5)
    ]  # fmt: skip
    order = await host.act(
        "movement.ordered/1", movement="m1", depart_ms=now + 5 * MINUTE, vehicles=["bus-1"], escort=["esc-1"],
        route=route, half_width_m=100, checkpoints=checkpoints,
    )  # fmt: skip
    await pair.sync()
    for side in pair.sides:
        await side.act("movement.approved/1", movement="m1", order=order)
    await pair.sync()
    await host.act("movement.released/1", movement="m1", order=order)
    for device in ("bus-1", "esc-1", "pick-up"):
        enrolment = {"kind": "osmand", "device": device, "asset": device, "proof": "none", "secret_sha256": None}
        await host.act("device.enrolled/1", **enrolment, name=None, keep_until_ms=now + 86_400_000)


class Fleet:
    """Trackers that report through the node's own address."""

    def __init__(self, pair):
        self.pair, self.web = pair, HttpFeeds(pair.host.node)

    async def at(self, device, north_m, east_m=0, **more):
        lat, lon = 60.17 + north_m * M_LAT, 24.9 + east_m * M_LAT * 2.01
        query = {"id": device, "lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "timestamp": self.pair.clock.ms, **more}
        payload = "?" + "&".join(f"{name}={value}" for name, value in query.items())
        answer = await self.web.take("osmand", payload.encode(), None)
        assert answer.status == 200, answer
        return [json.loads(each) for each in answer.said]


def test_a_movement_by_its_trackers(pair):
    async def story():
        await begin(pair, speed_kmh=40)
        fleet, host = Fleet(pair), pair.host
        await fleet.at("bus-1", 0)
        await fleet.at("esc-1", 50)
        pair.clock.ms += 5 * MINUTE
        await host.act("movement.reported/1", movement="m1", report="departed", checkpoint=None, headcount=None)
        for step in range(1, 7):  # 100 m a minute: behind from the start
            pair.clock.ms += MINUTE
            await fleet.at("bus-1", step * 100)
            await fleet.at("esc-1", step * 100 + 50)
        await fleet.at("pick-up", 630)
        pair.clock.ms += MINUTE
        await fleet.at("pick-up", 800)
        for _ in range(5):
            await fleet.at("bus-1", 600)
            pair.clock.ms += MINUTE
        await fleet.at("bus-1", 1_050)
        await fleet.at("esc-1", 1_500)
        pair.clock.ms += 30_000
        await fleet.at("bus-1", 1_060, east_m=200)
        pair.clock.ms += 30_000
        await fleet.at("bus-1", 1_100)
        await pair.pass_time(12)
        names = {(fact.name, *fact.args[:2]) for fact in told(host)}
        assert names >= {
            ("came_near", "m1", "esc-1"), ("went_far", "m1", "esc-1"), ("separated", "m1", "bus-1"),
            ("approached", "m1", "pick-up"), ("receded", "m1", "pick-up"),
            ("halted", "m1", "bus-1"), ("moved_on", "m1", "bus-1"),
            ("off_corridor", "m1", "bus-1"), ("on_corridor", "m1", "bus-1"),
            ("behind", "m1", "bus-1"), ("reached", "m1", "bus-1"), ("late", "m1", "bus-1"),
            ("silent", "bus-1"), ("silent", "esc-1"),
        }  # fmt: skip
        lates = [fact.args[2] for fact in told(host) if fact.name == "late"]
        assert lates == ["cp-1", "cp-2", "cp-5"], "by the clock alone, after the last word"
        for lang in LANGS:
            t, names_of = translator(lang), Names(host.node.truth.state, lang)
            for fact in told(host):
                assert "fact-" not in sentence(FactsDerived((fact,)), t, names_of)

    asyncio.run(story())


def test_a_call_for_help_has_a_receipt_and_rings_at_once(pair):
    async def story():
        await begin(pair)
        fleet, host = Fleet(pair), pair.host
        (receipt,) = await fleet.at("bus-1", 0, alarm="sos")
        assert (receipt["_type"], receipt["alert"], receipt["asset"]) == ("receipt", "distress", "bus-1")
        placed = host.node.truth.placed(receipt["record"])
        assert [fact.name for fact in placed.entry.record.body.facts] == ["distress"], "the receipt is the record"
        assert [call.asset for call in device_calls(host.node.truth.state)] == ["bus-1"]
        (again,) = await fleet.at("bus-1", 1, alarm="sos")
        assert again["record"] == receipt["record"], "pressed twice, it is one call"
        await pair.pass_time(1)
        assert [call.party for call in device_calls(pair.company.node.truth.state)] == ["host"], "both rooms ring"
        await fleet.at("bus-1", 2, alarm="tampering")
        await fleet.at("bus-1", 3, alarm="tampering")
        host.again()
        assert [call.asset for call in device_calls(host.node.truth.state)] == ["bus-1"]
        await pair.pass_time(12)
        calls = [fact.name for fact in told(host) if fact.name in ("distress", "tampered")]
        assert calls == ["distress", "tampered"], "a restart and repetitions double nothing"
        alarms = [alarm.clause for alarm in host.node.truth.state.of(ALARMS).open()]
        assert "c3" in alarms, "nobody looked within ten minutes"
        await host.act("check.made/1", asset="bus-1", zone="outer", finding="clear", note="")
        assert not device_calls(host.node.truth.state)

    asyncio.run(story())


def test_a_call_counts_whatever_the_clock_of_the_device_says(pair):
    async def story():
        await begin(pair)
        fleet = Fleet(pair)
        for wrong in (1_000, pair.clock.ms + 86_400_000 * 400):
            answer = await fleet.web.take("osmand", f"?id=esc-1&alarm=sos&timestamp={wrong}".encode(), None)
            assert answer.status == 200
        call = pair.host.node.truth.state.of(GROUND).calling["esc-1"]
        assert call.t_ms == pair.clock.ms

    asyncio.run(story())


def test_a_zone_that_counts_at_certain_hours_only(pair):
    """Catches: hours were known to the watch, and no site could have any."""

    async def story():
        minute = pair.clock.ms // 60_000 % 1_440
        hours = {"from_min": (minute + 20) % 1_440, "to_min": (minute + 40) % 1_440, "offset_min": 0}
        await begin(pair, hours=hours)
        fleet, start = Fleet(pair), pair.clock.ms // 60_000 * 60_000
        lat, lon = 601_750_000 / 1e7 - 60.17, 249_450_000 / 1e7 - 24.9
        for _ in range(45):
            await fleet.at("pick-up", lat / M_LAT, lon / M_LAT / 2.01)
            pair.clock.ms += MINUTE
        await pair.pass_time(2)
        found = [
            (fact.name, (fact.t_ms - start) // MINUTE) for fact in told(pair.host) if fact.args[0] == "pick-up"
        ]
        opened = (minute + 20) - (start // 60_000 % 1_440)
        assert found == [("entered", opened), ("left", opened + 20)]

    asyncio.run(story())
