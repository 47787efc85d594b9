"""Two real nodes: a document released to two readers, a copy opened in a browser, a leak that both look into; all
of it again by hand on the pages of both; a recovery that two of three holders open by the command line, with an
alarm in both rooms."""

import json
import subprocess
import time

import pyrage
import pytest

from safeconduct.disclosure.copy import parse
from safeconduct.disclosure.marks import read_marks
from safeconduct.evidence import check
from safeconduct.node.shelf import Shelf
from tests.commands import run
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
HOLDERS = ("noor", "lin", "ada")
START = 1_780_300_800_000
ORDER = {
    "lang": "en",
    "head": {"kind": "head", "movement": "m7", "call_sign": "Heron", "people": 3, "check_in_min": 15,
             "vehicles": ["bus-1"], "escort": ["escort-1"], "contacts": ["Host room"]},
    "legs": [{"kind": "leg", "leg": 1, "start": "Terminal", "to": "Works", "depart_ms": START,
              "arrive_ms": START + 600_000, "roads": ["Harbour road", "Mill lane"], "reporting": [], "havens": []}],
}  # fmt: skip


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("disclosure"), "officers", speed=1) as played:
        yield played


@pytest.fixture(scope="module")
def leaked(story):
    """With mandates, keys of all readers, and a first document."""
    story.leaked.release()
    return story.leaked


def test_a_copy_is_opened_on_a_phone_and_found_again_outside(story, leaked, tmp_path):
    host, company = story.rooms
    for name, key in (("reader", leaked.keys["ada"]), ("other", str(pyrage.x25519.Identity.generate()))):
        (tmp_path / f"{name}.age").write_text(key)
    words = (
        company.url,
        company.keys["ada"],
        tmp_path / "reader.age",
        tmp_path / "other.age",
        tmp_path / "pictures",
    )
    saw = browse("disclosure", *words, patience_s=240)
    assert saw["faults"] == []
    assert set(saw["wide"]) == {0}
    assert saw["hidden"], "with another's key nothing is shown"
    assert saw["over"] == "yes" and saw["knowers"] == 2 + 4
    assert set(saw["names"]) == {"Noor", "Lin", "Ada"} and saw["bars"] == 2 + 4, "who could know is a timeline"
    part = parse(saw["text"], "en")
    (name,) = [each for each, content in leaked.kept.order.parts().items() if content == part]
    marks = read_marks(saw["text"], part, "en").bits
    assert None not in marks, "the screen carries every mark"
    paper = subprocess.run(["pdftotext", tmp_path / "pictures/read-en.pdf", "-"], capture_output=True, text=True)
    printed = read_marks(paper.stdout, part, "en").bits
    assert printed[:-2] == marks[:-2], f"what the browser prints of {name} carries every mark but its layout"
    leaked.appear()
    found = check(leaked.report(), Shelf(host.node).trust())
    assert found.is_verified, found.findings
    names = [host.get("/api/disclosures")["readers"][at]["name"] for at in range(3)]
    assert set(names) == {"Ada", "Lin", "Noor"}
    (lead,) = found.told.trace.leads
    reader = next(each for each in host.get("/api/disclosures")["readers"] if each["reader"] == lead)
    assert reader["name"] == "Ada", "whose copy was found, not who passed it on"


def test_officers_release_refuse_recall_and_inquire_on_the_page(story, leaked, tmp_path, capsys):
    host, company = story.rooms
    keys = {"author": leaked.keys["noor"], "reader": leaked.keys["ada"], "other": leaked.keys["lin"]}
    for name, key in keys.items():
        (tmp_path / f"{name}.age").write_text(key)
    (tmp_path / "order.json").write_text(json.dumps(ORDER))
    desk = ("--at", host.url, "--key", host.keys["noor"])
    about = ("--document", "o8", "--title", "Pick-up 8", "--subject", "movement/m8", "--readers-max", "1")
    draft = ("draft", tmp_path / "order.json", *about, "--out", tmp_path / "o8.document", *desk)
    assert run(capsys, "disclose", *draft)[0] == 0
    until = rooms_until(story.rooms)
    until(lambda room: any(each["id"] == "o8" and len(each["codes"]) == 2 for each in told_documents(room)))
    words = (host.url, company.url, host.keys["noor"], company.keys["lin"], company.keys["ada"], tmp_path, "o8")
    saw = browse("disclosing", *words, patience_s=240)
    assert len(saw["wrong"]) == 3
    for said, why in zip(
        saw["wrong"], ("That key does not open", "Choose the documents", "not the text"), strict=True
    ):
        assert why in said
    assert "1; need to know: 1" in saw["within"]
    assert "WARNING: 2, but only 1 need to know" in saw["beyond"], "it is said before it is signed"
    assert "seen in a chat" in saw["inquiry"] and "seen in our chat" in saw["joined"]
    assert parse(saw["leak"], "en").roads == ("Harbour road", "Mill lane")
    found = check((tmp_path / "chat.report").read_bytes(), Shelf(host.node).trust())
    assert found.is_verified, found.findings
    assert found.told.by == "company"
    (inside,) = [each for each in found.told.trace.parts if each.lines_found]
    assert (inside.document, inside.part, inside.lines_found) == ("o8", "leg-1", inside.lines_all)
    readers = {each["reader"]: each["name"] for each in host.get("/api/disclosures")["readers"]}
    assert readers[found.told.trace.odds[0].reader] == "Ada", "of two copies that were made, hers fits"
    assert {readers[each] for each in found.told.trace.leads} <= {"Ada"}
    assert saw["faults"]
    assert all("400 (Bad Request)" in each for each in saw["faults"]), "only reports are refused by the node"


def told_documents(room) -> list[dict]:
    return room.get("/api/disclosures")["documents"]


def test_two_of_three_open_a_recovery_and_it_rings_in_both_rooms(story, tmp_path, capsys):
    rooms = host, company = story.rooms
    room_of = {"noor": host, "lin": company, "ada": company}

    def does(who: str, *words: object) -> dict:
        desk = ("--at", room_of[who].url, "--key", room_of[who].keys[who], "--json")
        code, out, err = run(capsys, "disclose", *words, *desk)
        assert code == 0, err
        return json.loads(out)

    def refused(who: str, *words: object) -> str:
        code, _, err = run(capsys, "disclose", *words, "--at", room_of[who].url, "--key", room_of[who].keys[who])
        assert code == 2
        return err

    def told(room) -> dict:
        every = room.get("/api/disclosures")
        return {**every, "o7": next((each for each in every["documents"] if each["id"] == "o7"), {"codes": {}})}

    until = rooms_until(rooms)
    for who in HOLDERS:
        does(who, "key", tmp_path / f"{who}.age")
    until(lambda room: len(told(room)["readers"]) == 3 and len(told(room)["nodes"]) == 2)
    (tmp_path / "order.json").write_text(json.dumps(ORDER))
    draft = (
        "draft",
        tmp_path / "order.json",
        "--document",
        "o7",
        "--title",
        "Pick-up 7",
        "--subject",
        "movement/m7",
    )
    holders = [word for who in HOLDERS for word in ("--holders", who.capitalize())]
    does("noor", *draft, *holders, "--out", tmp_path / "o7.document")
    until(lambda room: len(told(room)["o7"]["codes"]) == 2)
    part = ("--part", "leg-1")
    does("noor", "seal", tmp_path / "o7.document", *part, "--identity", tmp_path / "noor.age")
    until(lambda room: told(room)["o7"]["recoveries"] == ["leg-1"])
    of = {who: ("recover", "o7", *part, "--identity", tmp_path / f"{who}.age") for who in HOLDERS}

    does("lin", "break", "o7", *part, "--reason", "no link to the author")
    until(lambda room: [set(each["rooms"]) for each in rung(room)] == [{"host", "company"}])
    assert "1 of 3 holders" in refused("lin", *of["lin"], "--out", tmp_path / "early")
    assert "Lin broke the glass of leg-1 of document o7: no link to the author" in rung(host)[0]["text"]
    for room in rooms:
        assert told(room)["o7"]["glass"]["leg-1"]["opened"] == {}, "one holder alone opens nothing"
    does("noor", "break", "o7", *part, "--reason", "no link to the Company")
    until(lambda room: set(told(room)["o7"]["glass"]["leg-1"]["opened"]) == {"host", "company"})
    until(lambda room: len(rung(room)) == 2)

    assert "two other holders" in refused("ada", *of["ada"], "--out", tmp_path / "third")
    assert "opens it first" in refused("lin", *of["lin"], "--out", tmp_path / "alone")
    assert not does("noor", *of["noor"], "--out", tmp_path / "noor.half")["is_whole"]
    assert does("lin", *of["lin"], "--half", tmp_path / "noor.half", "--out", tmp_path / "leg-1.txt")["is_whole"]
    assert "Mill lane" in (tmp_path / "leg-1.txt").read_text()
    assert "Mill lane" not in (tmp_path / "noor.half").read_text()
    knowers = [(each["name"], each["by"]) for each in told(host)["o7"]["knowers"] if each["part"] == "leg-1"]
    assert set(knowers) == {("Noor", "author"), ("Noor", "recovery"), ("Lin", "recovery")}


def rung(room) -> list[dict]:
    return [each for each in room.get("/api/alarms") if each["clause"] == "break-glass"]


def rooms_until(rooms):
    def until(holds) -> None:
        ends = time.monotonic() + 60
        while not all(holds(room) for room in rooms):
            assert time.monotonic() < ends, "it does not come about"
            time.sleep(0.1)

    return until
