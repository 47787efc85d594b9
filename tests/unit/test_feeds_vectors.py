"""Runs tests/vectors/feeds: payloads and the observations, value by value, or the reason of the refusal.

`shared/*.json` has the expected values of real payloads that lie beside the project.
"""

import json
from pathlib import Path

import msgspec
import pytest

from safeconduct.errors import BadInput
from safeconduct.feeds import FEEDS, FeedError, Message, Names, frigate

VECTORS = Path(__file__).parents[1] / "vectors/feeds"
SHARED = Path(__file__).parents[3] / "shared/data/feeds"
GIVEN = {"catches", "topic", "asset", "secret", "payload", "payload_hex", "payload_repeat"}
KNOWN = GIVEN | {"expect", "reason", "same"}


def _cases() -> list:
    found = []
    for path in sorted(VECTORS.glob("*.json")):
        file = json.loads(path.read_text())
        found += [pytest.param(file, case, id=f"{path.stem}: {case['catches']}") for case in file["cases"]]
    return found


def _payload(case: dict) -> bytes:
    if "payload_hex" in case:
        return bytes.fromhex(case["payload_hex"])
    if "payload_repeat" in case:
        text, times = case["payload_repeat"]
        return (text * times).encode()
    return case["payload"].encode()


def _secret(case: dict) -> bytes | None:
    return case["secret"].encode() if "secret" in case else None


def _names(file: dict) -> Names:
    return Names(file.get("zones", {}), file.get("cameras", {}))


@pytest.mark.parametrize(("file", "case"), _cases())
def test_vector(file: dict, case: dict) -> None:
    assert case.keys() <= KNOWN and ("expect" in case) != ("reason" in case)
    message = Message(_payload(case), file["received_ms"], case.get("topic", ""), case.get("asset"), _secret(case))
    if "reason" in case:
        with pytest.raises(FeedError) as refused:
            FEEDS[file["feed"]](message, _names(file))
        assert refused.value.reason == case["reason"]
        assert isinstance(refused.value, BadInput) and refused.value.next_step
        return
    seen = FEEDS[file["feed"]](message, _names(file))
    assert json.loads(msgspec.json.encode(seen)) == case["expect"]
    if file["feed"] == "frigate":
        same = frigate.read(message)[1]
        assert (list(same) if same else None) == case.get("same")


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted(VECTORS.glob("shared/*.json")), ids=lambda p: p.stem)
def test_real_payloads(path: Path) -> None:
    file = json.loads(path.read_text())
    source = SHARED / file["file"]
    if not source.exists():
        pytest.skip(f"{source} is not there: real payloads are not part of the repository")
    lines = source.read_bytes().splitlines()
    assert len(lines) == len(file["expect"])
    for line, expected in zip(lines, file["expect"], strict=True):
        topic = ""
        if file["feed"] == "frigate":  # a line is a topic with its payload
            mqtt = json.loads(line)
            topic, payload = mqtt["topic"], mqtt["payload"]
            line = (payload if isinstance(payload, str) else json.dumps(payload)).encode()
        message = Message(line, file["received_ms"], topic, file.get("asset"))
        if isinstance(expected, dict):
            with pytest.raises(FeedError) as refused:
                FEEDS[file["feed"]](message, _names(file))
            assert refused.value.reason == expected["reason"]
        else:
            seen = FEEDS[file["feed"]](message, _names(file))
            assert json.loads(msgspec.json.encode(seen)) == expected
