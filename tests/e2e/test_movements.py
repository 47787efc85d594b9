"""A movement from the request to the arrival in two rooms and on a traveller's phone, with a real browser."""

import pyrage
import pytest

from safeconduct.node.crews import crew_codes
from safeconduct.node.folder import Folder, open_keys
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", speed=1) as played:  # nothing here waits for a time
        yield played


def test_from_the_request_to_the_arrival_with_a_phone_that_loses_its_network(story, tmp_path):
    host, company = story.rooms
    leader = str(pyrage.x25519.Identity.generate().to_public())
    node = open_keys(Folder(host.node)).node
    codes = " ".join((*crew_codes(node, "m7", "bus-7"), crew_codes(node, "m7", "car-7").well))
    words = (host.url, host.keys["noor"], company.url, company.keys["lin"], leader, codes, tmp_path / "pictures")
    saw = browse("movements", *words, patience_s=240)
    assert saw["faults"] == []
    assert "t-1, t-2" in saw["requested"], "what is signed is shown"
    assert saw["routes"] == 3
    kind, _, place, metres = saw["sketchedBefore"].split(":")
    lat, lon = map(float, place.split(","))
    assert (kind, metres) == ("mandatory", "40"), "before there is a plan"
    assert abs(lat - 60.170) < 0.002 and abs(lon - 24.9477) < 0.004, "in the middle between the ends"
    *signed, drawn = saw["sketched"]
    assert signed == ["secured:Terminal:60.16500,24.95240:450", "secured:The works:60.17500,24.94300:450"]
    kind, _, place, metres = drawn.split(":")
    lat, lon = map(float, place.split(","))
    assert kind == "closed" and 60.165 < lat < 60.175 and 24.940 < lon < 24.955 and 40 < int(metres) < 250
    assert "نیٹ ورک کا انتظار" in saw["waiting"]
    assert saw["stillWaiting"] == 1, "a press survives a reload without a network"
    assert len(saw["receipt"].split(" · ")[1]) == 12
    assert (saw["dir"], saw["wide"], saw["companyWide"]) == ("rtl", 0, 0)
    assert saw["answers"][0] == saw["answers"][1], "the crew sees the same, whichever code it gave"
    assert (saw["quietBefore"], saw["ringsForIt"], saw["crewDir"], saw["crewWide"]) == (0, 0, "rtl", 0)
    assert "check-in, all is well" in saw["byRadio"], "what is signed for the crew is shown"
    assert saw["own"] == 0, "the Host sees numbers, not the Company's travellers"
    assert "A traveller of Company on movement m7 asks for help" in saw["rings"]
    assert "t-1" not in saw["rings"], "who it is stays with their own side"
    for step in ("Asked for", "Approved", "Departed", "Arrived", "Everybody is well"):
        assert step in saw["steps"]
    spoken = next(each for each in company.get("/api/movements") if each["id"] == "m7")["headcount"]
    assert spoken == [{"party": "company", "expected": 2, "safe": 1, "help": 0}]
