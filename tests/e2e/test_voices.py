"""A report in confidence with real browsers and two real nodes; and what the operator of the node finds of it, with
every file and the memory of the running process at hand."""

import re
import statistics
import time
from pathlib import Path

import msgspec
import pyrage
import pytest

from safeconduct.node.source import Line, come_back
from safeconduct.node.voice_seal import no_message
from safeconduct.voice.code import new_code, read_code, token_of
from tests.e2e.staging import browse, staged

pytestmark = pytest.mark.e2e
TEXT = "Guard-Four-Sells-The-Route on Thursdays"
NAME = "Zubaida-Of-Room-Twelve"


@pytest.fixture
def story(tmp_path):
    with staged(tmp_path, "officers", speed=1) as played:
        yield played


def test_a_source_is_heard_and_the_operator_of_the_node_reads_nothing(story, tmp_path):
    host, company = story.rooms
    ages = [opened_desk(story, tmp_path), tmp_path / "lin.age"]
    words = (host.url, host.keys["noor"], ages[0], company.url, company.keys["lin"], ages[1], TEXT, NAME)
    saw = browse("voices", *words, tmp_path / "pictures", patience_s=240)
    assert saw["faults"] == []
    assert TEXT in saw["read"] and "Are you safe?" in saw["replies"] and saw["opened"] == NAME
    assert saw["stored"][:4] == [0, 0, 0, 0] and "concerns" not in saw["stored"][4], "the phone keeps nothing"
    assert (saw["sourceWide"], saw["keeperWide"], saw["before"]) == (0, 0, "no")
    assert "To bring the source to safety" in saw["asked"]
    assert saw["wrong"], "a code that is none is told"
    assert not re.search("safeconduct|report|concern|voice", saw["code"]), "nothing in it says what it is"
    code = read_code(saw["code"])
    secret = [each.encode() for each in (TEXT, NAME, "Guard-Four", "until Friday", code, code.replace("-", ""))]
    for room in story.rooms:
        for path in [each for each in room.node.rglob("*") if each.is_file()]:
            raw = path.read_bytes()
            assert not any(each in raw for each in (*secret, token_of(code).encode())), path
    for process in nodes(story):
        found = remembered(process, [*secret, b"Concerns"])
        assert found == [b"Concerns"], "of all these the memory holds the desk's title, which is in the log"

    line = Line(host.url)
    back = come_back(line, saw["code"])
    assert [each["text"] for each in back["replies"]] == ["Are you safe?"], "a program opens what a page sealed"
    assert back["looked"][0]["opened_ms"] and back["more"] == 1
    known, unknown = (took(line, each) for each in (code, new_code(bytes(15))))
    assert abs(known - unknown) < 0.1 * known, f"known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms"


def took(line: Line, code: str) -> float:
    """The median of what an answer to that code takes, in seconds."""
    body = msgspec.json.encode({"token": token_of(code), "act": "look", "message": no_message().decode()})
    times = []
    for _ in range(5):
        began = time.perf_counter()
        line.post("/v/return", body)
        times.append(time.perf_counter() - began)
    print(f"{statistics.median(times) * 1000:.2f} ms")
    return statistics.median(times)


def opened_desk(story, folder: Path) -> Path:
    """Host's desk: Noor reads; Noor, Ravi and Lin keep names, two of whom open one."""
    host, company = story.rooms
    officers = story.until("the Host knows Lin", lambda: named(host) if "Lin" in named(host) else None)
    keepers = [officers[each] for each in ("Noor", "Ravi", "Lin")]
    body = {"desk": "concerns", "title": "Concerns", "readers": [officers["Noor"]], "keepers": keepers,
            "threshold": 2, "keep_days": 30}  # fmt: skip
    opened = host.sign("noor", "desk.opened/1", body)
    story.until("the Company sees the desk", lambda: company.get("/api/voices")["desks"])
    for room, who in ((host, "noor"), (host, "ravi"), (company, "lin")):
        identity = pyrage.x25519.Identity.generate()
        (folder / f"{who}.age").write_text(f"{identity}\n")
        body = {"opened": opened, "officer": officers[who.title()], "recipient": str(identity.to_public())}
        room.sign(who, "desk.joined/1", body)
    story.until("the desk is open", lambda: host.get("/api/voices")["desks"][0]["is_open"])
    return folder / "noor.age"


def named(room) -> dict[str, str]:
    """The keys of all officers whom that room knows, by name."""
    return {each["name"]: each["key"] for each in room.get("/api/voices")["officers"]}


def nodes(story) -> list[int]:
    """The ids of the nodes' processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in words and any(str(room.node).encode() in words for room in story.rooms):
            found.append(int(path.parent.name))
    assert len(found) == 2
    return found


def remembered(process: int, secret: list[bytes]) -> list[bytes]:
    """Which of these stand in everything that the process may write to."""
    found: set[bytes] = set()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            begin, end = (int(each, 16) for each in span.split("-"))
            if not rights.startswith("rw"):
                continue
            try:
                memory.seek(begin)
                raw = memory.read(end - begin)
            except OSError:
                continue
            found |= {each for each in secret if each in raw}
    return sorted(found)
