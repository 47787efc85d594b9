"""What no feed may be fooled by, through a real broker and a real socket.

Each has its counter and its reason on the page *Feeds*, and a feed beside it goes on.
"""

import re
import socket
import subprocess
import time

import pytest

from tests.e2e.node_at import NodeAt, feed
from tests.e2e.test_feeds_programs import broker, location, needs, publish
from tests.e2e.test_gate import ZONE

pytestmark = pytest.mark.e2e
YEAR_MS = 365 * 86_400_000
TOPIC = "owntracks/kim/phone"


def page(node: NodeAt) -> dict[str, dict[str, tuple[int, str]]]:
    """Of each feed on the page: reason -> (counter, what is said of it)."""
    html = node.desk.file("/feeds/board").decode()
    found = {}
    for part in html.split('<article class="feed ')[1:]:
        name = re.search(r'data-feed="([^"]+)"', part)[1]
        rows = re.findall(r'data-reason="([^"]+)" data-count="(\d+)"><td>([^<]+)</td>', part)
        found[name] = {reason: (int(count), words) for reason, count, words in rows}
    return found


@needs("mosquitto", "mosquitto_pub")
def test_each_bad_input_has_its_counter_and_reason_on_the_page(start, free_ports, tmp_path):
    web, mqtt, radio = free_ports(3)
    running = broker(start, tmp_path, mqtt)
    phones = feed(feed="phones", kind="owntracks", mqtt=f"mqtt://127.0.0.1:{mqtt}", topic="owntracks/#")
    radios = feed(feed="radios", kind="cot", listen=f"tcp://127.0.0.1:{radio}")
    node = NodeAt(start, tmp_path, web, phones, radios)
    node.desk.sign("site.drawn/1", {"site": "works", "name": "Works", "zones": [ZONE], "gates": []})
    node.enrol("kim-phone", "bus-1")
    node.enrol("radio-1", "car-1", kind="cot")
    node.until(lambda: node.feed("phones")["link"]["state"] == "connected")
    now_ms = node.now_ms()
    bad = {
        "future": location(now_ms + 3_600_000),
        "null-island": location(now_ms, 0, 0),
        "swapped": location(now_ms, 24.94, 60.17),
        "clock": location(now_ms - 20 * YEAR_MS),
        "not-json": location(now_ms).replace("60.17", "NaN"),
        "out-of-range": location(now_ms, 160.0),
    }
    for payload in bad.values():
        publish(mqtt, TOPIC, payload)
    (tmp_path / "big").write_bytes(b"x" * 10_000_000)
    command = ["mosquitto_pub", "-p", str(mqtt), "-q", "1", "-t", TOPIC, "-f", str(tmp_path / "big")]
    subprocess.run(command, check=True, timeout=20)
    (tmp_path / "flood").write_text(f"{location(now_ms)}\n" * 3_000)
    with (tmp_path / "flood").open() as lines:
        words = ["mosquitto_pub", "-p", str(mqtt), "-q", "1", "-t", TOPIC, "-l"]
        subprocess.run(words, stdin=lines, check=True, timeout=60)
    wanted = {*bad, "too-big", "flood"}
    node.until(lambda: wanted <= page(node)["phones"].keys(), 60)
    reasons = page(node)["phones"]
    assert all(reasons[reason][0] == 1 for reason in wanted - {"flood"}), reasons
    assert reasons["flood"][0] >= 500
    assert all(words and not words.startswith("reason-") for _, words in reasons.values())

    with socket.create_connection(("127.0.0.1", radio), 10) as whole:
        at, until = (time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(node.now_ms() // 1000 + s)) for s in (0, 300))
        times = f'time="{at}" start="{at}" stale="{until}"'
        place = '<point lat="60.172" lon="24.945" hae="0" ce="5" le="9"/>'
        whole.sendall(f'<event version="2.0" uid="radio-1" type="a-f-G" {times} how="m-g">{place}</event>'.encode())
        node.until(lambda: node.place("car-1") == (60.172, 24.945))

    # Half an event, then the radio is gone; the next one is heard all the same, and no reason is the other feed's.
    with socket.create_connection(("127.0.0.1", radio), 10) as half:
        half.sendall(b'<event version="2.0" uid="radio-1" type="a-f-G"><point lat="60.1')
    node.until(lambda: page(node).get("radios"))
    assert not page(node)["radios"].keys() & (wanted - {"too-big"})
    assert sum(count for count, _ in page(node)["radios"].values()) == 1

    # The broker goes away and returns: told while it is away, and counted.
    running.terminate()
    running.wait(10)
    node.until(lambda: b'data-feed="phones" data-state="lost"' in node.desk.file("/feeds/board"))
    broker(start, tmp_path, mqtt)
    node.until(lambda: node.feed("phones")["link"]["state"] == "connected", 60)
    assert node.feed("phones")["link"]["lost"] == 1
    publish(mqtt, "owntracks/lee/phone", location(node.now_ms()))
    node.until(lambda: ("owntracks", "lee-phone") in node.unknown())
    assert b'data-unknown="owntracks/lee-phone"' in node.desk.file("/feeds/board"), (
        "a stranger is shown, not dropped"
    )
