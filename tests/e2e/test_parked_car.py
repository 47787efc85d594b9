"""Real messages of a camera system, through a real broker: the parked car of the founding case."""

import asyncio
import json
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.joint.domains import lexicon_of
from safeconduct.node.config import Feed
from safeconduct.node.transports.mqtt import MqttFeed
from safeconduct.protocol import parse, rule_bytes
from safeconduct.watch.reduce import GROUND
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import agree_on_dwell

pytestmark = [pytest.mark.e2e, pytest.mark.shared]
os.environ["PATH"] += f"{os.pathsep}/usr/sbin"
RECORDING = Path(__file__).parents[3] / "shared/data/feeds/frigate_parked_car.jsonl"
LIMIT_MS = 20 * MINUTE
CAMERAS = "Every camera failure is followed by a camera recovery within 5 minutes."
BLIND_MS = 5 * MINUTE
PATIENCE_S = 20.0


@pytest.mark.skipif(shutil.which("mosquitto") is None, reason="not installed: mosquitto (apt-get install it)")
def test_the_alarm_comes_at_the_agreed_second_although_the_camera_has_gone_blind(start, free_ports, tmp_path):
    if not RECORDING.exists():
        pytest.skip(f"{RECORDING} is not there: real messages are not part of the repository")
    messages = [json.loads(line) for line in RECORDING.read_text(encoding="utf-8").splitlines()]
    pair, (port,) = Pair(tmp_path), free_ports(1)
    start(["mosquitto", "-p", str(port)], stderr=subprocess.DEVNULL)
    topic = {"mqtt": f"mqtt://127.0.0.1:{port}", "topic": "frigate/#"}
    names = {"zones": {"outer_cordon": "outer"}, "cameras": {"outer_gate_north": "cam-north"}}
    feed = Feed("cameras", "frigate", **topic, **names)
    asyncio.run(story(pair, feed, port, messages))


async def story(pair, feed, port, messages):
    host = pair.host.node
    first_ms = seen_ms(messages[0])
    pair.clock.ms = first_ms - 10 * MINUTE
    await agree_on_dwell(pair)
    await agree_on_cameras(pair)
    camera = asyncio.create_task(MqttFeed(host, feed).run())
    await until(lambda: getattr(host.intake.links.get("cameras"), "state", "") == "connected")

    events = [each for each in messages if "after" in each["payload"]]
    early = [each for each in events if seen_ms(each) < first_ms + 2 * MINUTE]
    for message in early:
        pair.clock.ms = max(pair.clock.ms, seen_ms(message) + 200)
        publish(port, message["topic"], json.dumps(message["payload"]))
        await asyncio.sleep(0.15)
    publish(port, "frigate/available", "offline")
    await pair.pass_time(2)
    await asyncio.sleep(0.3)
    await pair.pass_time(2)
    ground = host.truth.state.of(GROUND)
    ((asset, zone),) = ground.stays
    assert (asset, zone) == ("kx-4471", "outer"), "the car goes by its plate"
    entered_ms = ground.stays[asset, zone]
    assert "cam-north" in ground.blind, "that the camera is blind is a fact of its own"

    pair.clock.ms = entered_ms + LIMIT_MS
    await pair.pass_time(0)
    assert {alarm.clause for alarm in alarms(pair)} == {"cameras"}, "exactly at the limit is in time"
    pair.clock.ms += 1
    await pair.pass_time(0)
    blind_ms = ground.blind["cam-north"]
    for side in pair.sides:
        blind, dwell = sorted(side.node.truth.state.of(ALARMS).open(), key=lambda alarm: alarm.due_ms)
        assert (dwell.clause, dwell.due_ms) == ("dwell", entered_ms + LIMIT_MS)
        assert (blind.clause, dict(blind.key)) == ("cameras", {"asset": "cam-north"}), "the blind camera rings too"
        assert blind.due_ms == blind_ms + BLIND_MS

    # What the camera says later, its "end" too, changes nothing; a signed check does.
    for message in events[len(early) :]:
        pair.clock.ms = max(pair.clock.ms, seen_ms(message) + 200)
        publish(port, message["topic"], json.dumps(message["payload"]))
        await asyncio.sleep(0.3)
    assert events[-1]["payload"]["type"] == "end"
    await pair.pass_time(3)
    assert dwells(host) == 1
    assert (asset, zone) in host.truth.state.of(GROUND).stays, "losing sight is not leaving"
    await pair.host.act("check.made/1", asset=asset, zone=zone, finding="clear", note="")
    checked_ms = pair.clock.ms
    await pair.pass_time(19)
    assert dwells(host) == 1, "the check begins a new countdown"
    pair.clock.ms = checked_ms + LIMIT_MS + 1
    await pair.pass_time(0)
    assert dwells(host) == 2, "and that one runs out too: the car still stands there"
    camera.cancel()
    await asyncio.gather(camera, return_exceptions=True)


async def agree_on_cameras(pair):
    state = pair.host.node.truth.state
    rule = rule_bytes(parse(CAMERAS, lexicon_of(state))).decode()
    content = {"kind": "protocol", "rule": rule}
    await pair.host.act("clause.proposed/1", clause="cameras", number=2, title="Cameras", content=content)
    await pair.sync()
    meaning = pair.host.node.truth.state.of(ACCORD).clauses["cameras"].meaning
    for side in pair.sides:
        await side.act("clause.position/1", clause="cameras", meaning=meaning, stand="agreed", reason="")
    await pair.pass_time(3)


def dwells(node):
    """How often the parked car has rung."""
    return sum(alarm.clause == "dwell" for alarm in node.truth.state.of(ALARMS).alarms.values())


def seen_ms(message):
    return round(message["payload"]["after"]["frame_time"] * 1000)


def alarms(pair):
    return [alarm for side in pair.sides for alarm in side.node.truth.state.of(ALARMS).open()]


def publish(port, topic, payload):
    command = ["mosquitto_pub", "-p", str(port), "-q", "1", "-t", topic, "-m", payload]
    subprocess.run(command, check=True, timeout=10)


async def until(holds):
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, "never so"
        await asyncio.sleep(0.05)
