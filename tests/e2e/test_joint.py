"""Dispatch, meetings and statements with two officers of two parties in two browsers; and a grant that lapses at
both nodes by their own clocks."""

import time

import pytest

from safeconduct.protocol import Lexicon, parse, rule_bytes
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
PRESENCE = "There is a badge sighting only after a grant with no grant lapse since."
MANDATE = {"kind": "mandate", "act": "be_present", "party": "company", "role": "security", "on": ["site/works"]}
LIVE_MS = 12_000


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", "accord", speed=1) as played:
        agree(played, "presence-mandate", 31, MANDATE | {"at_most": 7})
        rule = rule_bytes(parse(PRESENCE, Lexicon())).decode()
        agree(played, "presence", 32, {"kind": "protocol", "rule": rule})
        yield played


def agree(story, clause: str, number: int, content: dict) -> None:
    """Both sides sign that clause."""
    body = {"clause": clause, "number": number, "title": clause, "content": content}
    story.rooms[0].sign("noor", "clause.proposed/1", body)
    for room, officer in zip(story.rooms, ("noor", "lin"), strict=True):
        shown = story.until(
            "the clause is there", lambda room=room: [c for c in room.get("/api/accord") if c["id"] == clause]
        )
        body = {"clause": clause, "meaning": shown[0]["meaning"], "stand": "agreed"}
        room.sign(officer, "clause.position/1", body)


def test_dispatch_meeting_and_statement_by_two_officers(story, tmp_path):
    host, company = story.rooms
    saw = browse(
        "joint",
        host.url,
        host.keys["noor"],
        company.url,
        company.keys["lin"],
        tmp_path / "pictures",
        patience_s=180,
    )
    assert saw["faults"] == []
    assert "4" in saw["granted"] and "Outer ring only" in saw["granted"], "the sheet says what is granted"
    assert saw["b-1"][0] == "yes" and saw["b-5"][0] == saw["b-6"][0] == "no"
    assert saw["ways"] == 0, "nobody lets in a badge without a grant"
    story.until("the sixth person alarms in both rooms", lambda: all(map(rings, story.rooms)))
    assert "Night shifts" in saw["agenda"]
    assert "Quiet on our side only" in saw["signed"], "minutes are signed with a reservation"
    assert "fence" in saw["overdue"]
    assert "Two people were hurt." in saw["said"], "what both cleared is issued"
    assert "arrested" not in saw["said"] and "thank" not in saw["said"], "no more than that"
    assert saw["versions"] == 2


def rings(room) -> bool:
    return any(each["clause"] == "presence" for each in room.get("/api/alarms"))


def test_a_grant_lapses_at_both_nodes_within_a_second_of_each_other(story):
    host, company = story.rooms
    now_ms = story.now_ms()
    times = {"from_ms": now_ms, "to_ms": now_ms + LIVE_MS}
    asked = {"dispatch": "d1", "mandate": "presence-mandate", "why": "Escort", "people": "guards", "count": 1,
             "site": "works", "command": "host"}  # fmt: skip
    request = company.sign("lin", "dispatch.requested/1", asked | times)
    story.until("the request is there", lambda: host.get("/api/dispatches"))
    granted = {"dispatch": "d1", "request": request, "consent": "granted", "count": 1}
    host.sign("noor", "dispatch.answered/1", granted | times)
    story.until("it is granted", lambda: company.get("/api/dispatches")[0]["grant"])
    company.sign("lin", "dispatch.rostered/1", {"dispatch": "d1", "request": request, "badges": ["b-1"]})
    for room in story.rooms:
        story.until("the grant is live", lambda room=room: room.get("/api/badges/b-1/works")["is_granted"])
    lapsed: dict[str, float] = {}
    while len(lapsed) < 2:
        for room in story.rooms:
            if room.party not in lapsed and not room.get("/api/badges/b-1/works")["is_granted"]:
                lapsed[room.party] = story.now_ms()
        time.sleep(0.02)
    assert min(lapsed.values()) >= times["to_ms"], "not before its end"
    logged = story.until("both logs say so", lambda: lapses(host) if len(lapses(host)) == 2 else None)
    assert max(logged) - min(logged) <= 1_000, "each by its own clock"


def lapses(room) -> list[int]:
    """When each node's log says that the grant lapsed."""
    return [
        each["t_ms"] for each in room.get("/api/timeline") if "b-1" in each["text"] and "any more" in each["text"]
    ]
