"""The founding case, played from Frigate messages in virtual time: nobody checks, and the camera goes quiet."""

import json
from pathlib import Path

import pytest

from safeconduct.feeds import FEEDS, Message, Names, frigate
from safeconduct.state.fact import Fact
from safeconduct.watch import WatchConfig, begin, from_bytes, join, next_deadline_ms, step, to_bytes

FILE = Path(__file__).parents[3] / "shared/data/feeds/frigate_parked_car.jsonl"
NAMES = Names({"outer_cordon": "outer"}, {"outer_gate_north": "cam-n"})
ENTERED_MS = 1_728_224_415_000
LIMIT_MS = 30 * 60_000


@pytest.mark.shared
@pytest.mark.parametrize("joins", [False, True])
@pytest.mark.parametrize("restarts", [False, True])
def test_dwelling_at_exactly_the_limit_although_the_camera_is_quiet(restarts: bool, joins: bool) -> None:
    if not FILE.exists():
        pytest.skip(f"{FILE} is not there: real payloads are not part of the repository")
    config = WatchConfig(dwell_ms={"outer": LIMIT_MS})
    state = begin(config)
    told: list[tuple[int, Fact]] = []

    def turn(now_ms: int, batch) -> None:
        nonlocal state
        result = step(state, batch, now_ms)
        assert not result.refused and not result.withdrawn
        told.extend((now_ms, fact) for fact in result.facts)
        state = from_bytes(config, to_bytes(result.state)) if restarts else result.state

    now_ms = 0
    for line in FILE.read_text().splitlines():
        mqtt = json.loads(line)
        payload = mqtt["payload"]
        if isinstance(payload, dict):
            told_ms = payload.get("after", payload)
            now_ms = max(now_ms, round(1000 * (told_ms.get("frame_time") or told_ms["timestamp"])) + 200)
        else:
            now_ms += 5_000  # the camera goes off line soon after the event has ended
        while (due := next_deadline_ms(state)) is not None and due < now_ms:
            turn(due, ())
        text = payload if isinstance(payload, str) else json.dumps(payload)
        message = Message(text.encode(), now_ms, mqtt["topic"])
        if joins and (pair := frigate.read(message)[1]) is not None:
            result = join(state, *pair, now_ms)
            told.extend((now_ms, fact) for fact in result.facts)
            state = result.state
        turn(now_ms, FEEDS["frigate"](message, NAMES))
    while (due := next_deadline_ms(state)) is not None:
        turn(due, ())
    dwelling = [(when, fact) for when, fact in told if fact.name == "dwelling"]
    due = ENTERED_MS + LIMIT_MS
    assert (due, Fact(due, "dwelling", ("kx-4471", "outer", ENTERED_MS))) in dwelling
    assert all(when == fact.t_ms == due for when, fact in dwelling)
    left = [fact.args for _, fact in told if fact.name == "left"]
    if joins:  # one vehicle, one alarm
        assert len(dwelling) == 1 and left == [("1728224400.113204-pku7qx", "outer")]
    else:
        assert not left, "the end of an event ended a stay"
    assert [fact.args for _, fact in told if fact.name == "blind"] == [("cam-n",)]
