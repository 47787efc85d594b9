"""An officer looks back: the map of a past hour in a real browser, moment by moment, and back to now."""

import time

import httpx
import pytest

from safeconduct.errors import SafeconductError
from tests.e2e.node_at import NodeAt
from tests.e2e.staging import ROOT, browse
from tests.e2e.test_gate import ZONE

pytestmark = pytest.mark.e2e
SPEED = 60
INSIDE, OUTSIDE = (60.174, 24.945), (60.174, 24.952)


def test_the_map_of_a_past_hour(start, free_ports, tmp_path):
    if not (ROOT / "node_modules/playwright-core").exists():
        pytest.skip("no browser here: npm ci")
    drill = f"\n[rehearsal]\nspeed = {SPEED}\nstart_ms = 1790000000000\nwall_start_ms = {time.time_ns() // 10**6}\n"
    node = NodeAt(start, tmp_path, *free_ports(1), drill)
    node.desk.sign("site.drawn/1", {"site": "works", "name": "Works", "zones": [ZONE], "gates": []})
    node.enrol("bus-1", "bus-1", kind="osmand")
    before_ms = node.now_ms()

    def says(place: tuple[float, float]) -> int:
        now_ms = node.now_ms()
        words = {"id": "bus-1", "lat": place[0], "lon": place[1], "timestamp": now_ms // 1000}
        httpx.get(f"{node.url}/feeds/osmand", params=words, trust_env=False).raise_for_status()
        return now_ms

    time.sleep(0.5)
    inside_ms = says(INSIDE)
    time.sleep(2)
    outside_ms = says(OUTSIDE)
    time.sleep(2)  # until it is sure that it left
    says(OUTSIDE)
    moments = (before_ms, inside_ms + 1_000, outside_ms + 1_000)
    saw = browse("past", node.url, node.key, tmp_path / "pictures", *moments, patience_s=120)
    assert saw["faults"] == []
    assert saw["now"] == ["bus-1"]
    empty, inside, outside = saw["then"]
    assert (empty["list"], empty["drawn"]) == ([], 0), "it had not been heard yet"
    assert inside["list"] == ["bus-1, Outer ring"] and inside["drawn"] == 1
    assert outside["list"] == ["bus-1"] and outside["drawn"] == 1
    assert all(each["alarms"] == 0 and each["words"] for each in saw["then"])
    assert saw["stepped"] == moments[-1] // 1000 * 1000 + 1_000, "an arrow key is one second"
    assert saw["played"] > saw["stepped"]
    assert saw["back"][0].startswith("bus-1") and not saw["isPast"]
    denied = httpx.get(f"{node.url}/api/watch", params={"at": inside_ms}, trust_env=False)
    assert denied.status_code == 401, "nobody who has not signed in looks back"
    for bad in ("x", "-1", "1e3", "9" * 40, str(node.now_ms() + 10**9)):
        with pytest.raises(SafeconductError, match="moment"):
            node.desk.get(f"/api/watch?at={bad}")
