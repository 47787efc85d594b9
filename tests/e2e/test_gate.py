"""Feeds and the gate in a real browser on a phone's screen: enrol with one press, check, without a link, twice."""

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from safeconduct.feeds.reading import name
from tests.e2e.node_at import NodeAt

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
SQUARE = [[601700000, 249400000], [601700000, 249500000], [601780000, 249500000], [601780000, 249400000]]
ZONE = {
    "zone": "outer",
    "name": "Outer ring",
    "kind": "ring",
    "outline": SQUARE,
    "names": {"ur": "بیرونی حلقے"},
    "holes": [],
}


def ordered(node):
    """A movement of the one party that there is, whose order it has approved: it announces bus-1."""
    now_ms = node.now_ms()
    moving = {
        "movement": "m1",
        "purpose": "Leave",
        "start": "Airport",
        "destination": "Works",
        "travellers": ["t1"],
    }
    times = {"depart_from_ms": now_ms, "depart_to_ms": now_ms + 3_600_000}
    node.desk.sign("movement.requested/1", moving | times)
    route = {"route": SQUARE[:2], "half_width_m": 100, "checkpoints": []}
    body = {"movement": "m1", "depart_ms": now_ms + 600_000, "vehicles": ["bus-1"], "escort": [], **route}
    order = node.desk.sign("movement.ordered/1", body).id
    assert not node.desk.get("/api/gate")["expected"], "an order that nobody has approved announces nobody"
    node.desk.sign("movement.approved/1", {"movement": "m1", "order": order})


def test_a_keeper_checks_vehicles_at_the_gate(start, free_ports, tmp_path):
    if not (ROOT / "node_modules/playwright-core").exists():
        pytest.skip("no browser here: npm ci")
    node = NodeAt(start, tmp_path, *free_ports(1))
    node.desk.sign("site.drawn/1", {"site": "works", "name": "Works", "zones": [ZONE], "gates": []})
    ordered(node)
    assert httpx.get(f"{node.url}/feeds/osmand?id=Truck-7&lat=60.17&lon=24.94", trust_env=False).status_code == 401
    pictures = tmp_path / "pictures"
    command = ["node", str(ROOT / "tests/e2e/browser/gate.mjs"), node.url, str(node.key), str(pictures)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    saw = json.loads(done.stdout)
    assert saw["faults"] == []
    assert "truck-7" in saw["quarantine"] and "not enrolled" in saw["quarantine"]
    assert "by its name only" in saw["enrolment"]
    assert saw["left"] == 0
    assert saw["stranger"].startswith("Not expected")
    assert saw["expected"].startswith("Expected") and "movement m1" in saw["expected"]
    assert saw["said"] == "You sign: Founder checked kx-4471 at Outer ring: clear."
    assert "1 waiting" in saw["offline"] and "no link" in saw["offline"]
    assert saw["asset"] == name("京A·88888"), "the phone names a vehicle as cameras do"
    assert saw["wide"] == 0 and saw["wideRooms"] == []
    log = node.desk.get("/api/timeline")
    told = json.dumps(log, ensure_ascii=False)
    assert told.count("Checked kx-4471") == 1
    assert told.count("Checked twice") == 1, "the answer was lost, the record was not, and it was not made again"
