"""Two officers of two parties sign one clause, each in a browser of their own; and a page whose script was
changed."""

import pytest

from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
PROPOSED = "No vehicle stays in the outer ring more than 5 minutes unless it is checked once."
COUNTERED = PROPOSED.replace("5 minutes", "7 minutes")
CLAUSE = "vehicles-at-the-ring"


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", "accord", speed=60) as played:
        yield played


def position_of(room, clause_id: str, party: str) -> str:
    (clause,) = [each for each in room.get("/api/accord") if each["id"] == clause_id]
    return clause["stands"][party]


def rings(room) -> bool:
    return any(each["clause"] == CLAUSE for each in room.get("/api/alarms"))


def test_proposed_countered_signed_by_both_in_force_monitored_and_not_signed_by_a_changed_page(story, tmp_path):
    host, company = story.rooms
    noor, lin = host.keys["noor"], company.keys["lin"]
    pictures = tmp_path / "pictures"
    saw = browse("accord", host.url, noor, company.url, lin, pictures, PROPOSED, COUNTERED, patience_s=180)
    assert saw["faults"] == []
    for words in saw["words"].values():
        assert COUNTERED in words and PROPOSED not in words, "the sheet says what is signed, not what was proposed"
        assert "7分钟" in words and "7 منٹ" in words, "in all three languages"
    assert "agreed" in saw["words"]["host"] and "同意" in saw["words"]["company"]
    assert COUNTERED in saw["shown"]["host"]
    for name in ("host compliance", "company compliance"):
        assert "Vehicles at the ring" in saw["shown"][name], "the monitor has taken it up"
    for room in story.rooms:
        assert {position_of(room, CLAUSE, party) for party in ("host", "company")} == {"agreed"}
    story.pickup_arrives()
    story.until("both rooms ring for the clause", lambda: all(rings(room) for room in story.rooms))

    left = next(each for each in host.get("/api/accord") if each["stands"]["host"] == "reserved")
    tried = browse("tamper", host.url, noor, left["number"], pictures, patience_s=180)
    assert "refused" in tried["dialog"] and "agreed" not in tried["dialog"], "what the changed script pretends"
    assert "agreed" in tried["sheet"] and "refused" not in tried["sheet"], "what the bytes say"
    assert tried["isSeen"], "a script does read a window of another page: the attempt is a real one"
    assert tried["isOpened"], "and the sheet did open for it"
    assert tried["attempts"] == {}, "no way past the sheet"
    assert position_of(host, left["id"], "host") == "reserved"
