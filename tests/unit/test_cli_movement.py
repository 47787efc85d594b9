"""The commands about movements and roads, against two real nodes in this process; and what they refuse."""

import asyncio
import json
from fractions import Fraction
from pathlib import Path

import pytest
from litestar.testing import TestClient

from safeconduct import cli
from safeconduct.cli import movement as movement_cli
from safeconduct.cli import movement_card, movement_draw, movement_plan
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.app import make_app
from safeconduct.node.desk import Desk
from safeconduct.planner.length import distance_mm
from safeconduct.planner.plan import leg_lines, read_plan
from safeconduct.wire import canonical
from tests.parties import at
from tests.sim.pair import MINUTE, SkewedClock, World

HELSINKI = Path(__file__).parents[2] / "data/helsinki.osm.pbf"
ENDS = ("--from", "60.165,24.9524", "--to", "60.175,24.943")
SECURED = ("--places", "secured:Terminal:60.165,24.9524:450", "--places", "secured:Works:60.175,24.943:450")


class Rooms:
    """Commands as people type them: `run("host", "movement", "go", "m1")`."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.world, self.capsys = folder, World(folder, ("company", "host")), capsys

        def desk_at(url: str, key: Path) -> Desk:
            client = TestClient(make_app(self.world.by_name[url].node), base_url="http://testserver.local")
            return Desk(url, key, client)

        for module in (movement_cli, movement_card, movement_draw, movement_plan):
            monkeypatch.setattr(module, "desk_at", desk_at)

    def run(self, *words: str, code: int = 0) -> str:
        """Without a node: exit code, and what is printed."""
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        said = self.capsys.readouterr()
        assert ended.value.code == code, said.err or said.out
        return said.err if code == 2 else said.out

    def at(self, party: str, *words: str, code: int = 0) -> str:
        """At that party's node, as its founder, who has every role."""
        return self.run(*words, "--at", party, "--key", str(self.folder / f"{party}.key"), code=code)

    def json(self, party: str, *words: str) -> object:
        return json.loads(self.at(party, *words, "--json"))

    def pass_minutes(self, minutes: int) -> None:
        async def turn() -> None:
            for _ in range(minutes):
                self.world.clock.ms += MINUTE
                for side in self.world.sides:
                    await side.node.tick()
                await self.world.sync()

        asyncio.run(turn())


@pytest.fixture
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rooms:
    return Rooms(tmp_path, monkeypatch, capsys)


def test_a_movement_from_the_request_to_the_check_of_its_draw(rooms: Rooms, tmp_path: Path) -> None:
    plan, leader = tmp_path / "m1-plan.json", tmp_path / "leader.key"
    rooms.at(
        "company", "movement", "request", "m1", "--purpose", "Leave", "--start", "Terminal",
        "--destination", "Works",
        "--earliest", str(at(0)), "--latest", str(at(90)), "--travellers", "t-1", "--travellers", "t-2",
    )  # fmt: skip
    names = tmp_path / "names.txt"
    names.write_text("t-1 is somebody")
    kept = rooms.at("company", "movement", "roster", "m1", "--travellers", "t-1", "--travellers", "t-2",
                    "--keep-until", "2027-01-01", "--names", str(names))  # fmt: skip
    assert "erase both on the date" in kept and (tmp_path / "names.txt.salt").exists()
    rooms.pass_minutes(1)
    for party in ("host", "company"):
        rooms.at(party, "movement", "approve", "m1")
    rooms.at("host", "movement", "secure", "m1", *SECURED)
    said = rooms.json("host", "movement", "plan", "m1", "--roads", str(HELSINKI), *ENDS, "--budget", "1.5",
                      "--legs", "2", "--out", str(plan))  # fmt: skip
    assert len(said["routes"]) == 3
    certified = rooms.run("movement", "certify", str(plan), "--json")
    assert json.loads(certified)["plan"] == said["plan"]
    assert "70 % on an ordinary road, of that bridge 130 %" in rooms.run("movement", "certify", str(plan))
    key = rooms.run("movement", "leader", str(leader)).splitlines()[0]
    assert leader.stat().st_mode & 0o077 == 0, "nobody else reads the leader's key"
    now_ms = rooms.world.clock.ms
    rooms.at(
        "host", "movement", "draw", "m1", "--plan", str(plan), "--depart", str(now_ms + 9 * MINUTE),
        "--approve-by", str(now_ms + 5 * MINUTE), "--leader", key, "--vehicles", "bus-1",
        "--haven", "Station@60.17,24.94", "--handover", "Gate@60.171,24.941@company", "--contact", "Room",
    )  # fmt: skip
    rooms.pass_minutes(1)
    for party in ("host", "company"):
        rooms.at(party, "movement", "approve", "m1")
    rooms.pass_minutes(2)
    lead = ("movement", "release", "m1", "--plan", str(plan), "--leader", str(leader))
    assert "not released" in rooms.at("host", *lead, code=2)
    rooms.at("host", "movement", "go", "m1")
    assert "leg 1 is released in" in rooms.at("host", *lead, code=2)
    rooms.pass_minutes(5)
    assert "open to you" in rooms.at("host", *lead)
    assert rooms.json("host", *lead, "--start")["leg"] == 1
    rooms.at("host", "movement", "report", "m1", "departed")
    rooms.pass_minutes(4)
    rooms.at("host", *lead, "--start")
    rooms.at("host", "movement", "divert", "m1", "--haven", "Station", "--reason", "Road blocked")
    rooms.pass_minutes(1)
    rooms.at("company", "movement", "arrive", "m1", "--headcount", "2")
    checking = ("movement", "check", "m1", "--logs", str(tmp_path / "company"))
    assert "not published by host" in rooms.run(*checking, code=1)
    rooms.pass_minutes(2)
    rooms.at("company", "movement", "confirm", "m1", "welfare", "--headcount", "2")
    for party in ("host", "company"):
        found = json.loads(rooms.run("movement", "check", "m1", "--logs", str(tmp_path / party), "--json"))
        assert found["holds"] and found["route"] in (1, 2, 3)
    card = rooms.json(
        "company", "movement", "card", "m1", "--traveller", "t-1", "--out", str(tmp_path / "card.pdf")
    )
    assert card["link"].startswith("company/j/m1/t-1/")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert "arrived" in rooms.at("company", "movement", "show")


def _plan(rooms: Rooms, *more: str, code: int = 0) -> str:
    out = rooms.folder / "plan.json"
    words = ("movement", "plan", "m1", "--roads", str(HELSINKI), *ENDS, "--out", str(out), *more)
    return rooms.at("host", *words, code=code)


def _request(rooms: Rooms) -> None:
    rooms.at(
        "host", "movement", "request", "m1", "--purpose", "Leave", "--start", "Terminal", "--destination", "Works",
        "--earliest", str(at(0)), "--latest", str(at(90)), "--travellers", "t-1",
    )  # fmt: skip


def test_no_route_says_which_constraint_and_the_cheapest_relaxation(rooms: Rooms) -> None:
    _request(rooms)
    wall = ("closed:Wall:60.1700,24.9480:1500", "closed:Bridge:60.165,24.9300:100")
    rooms.at("host", "movement", "secure", "m1", "--places", wall[0], "--places", wall[1])
    said = _plan(rooms, code=2)
    assert "it is the closed place 'Wall' that cuts" in said and "open 'Wall': the shortest way is then" in said
    assert "no route can be shorter than the shortest" in _plan(rooms, "--budget", "0.9", code=2)
    assert "is no budget" in _plan(rooms, "--budget", "much", code=2)
    assert not (rooms.folder / "plan.json").exists(), "what is refused changes nothing"


def test_a_plan_obeys_what_is_asked_of_it_and_says_what_stands_in_the_way(rooms: Rooms) -> None:
    _request(rooms)
    must = ("--places", "mandatory:Gate:60.17114,24.93961:40")
    rooms.at("host", "movement", "secure", "m1", *SECURED, *must)
    said = json.loads(_plan(rooms, "--budget", "1.5", "--hazards", "none", "--json"))
    made = read_plan((rooms.folder / "plan.json").read_bytes())
    gate = next(place for place in made.places if place.kind == "mandatory")
    for route in range(len(made.proof.routes)):
        points = [point for leg in leg_lines(made, route) for point in leg]
        assert min(distance_mm(point, gate.at) for point in points) <= 60_000
    assert [each["name"] for each in said["unheld"]] == ["Terminal", "Works"]
    rooms.at("host", "movement", "secure", "m1", *SECURED, *must, "--places", "closed:All:60.17114,24.93961:80")
    refused = _plan(rooms, code=2)
    assert (
        "no route is left; it is the mandatory place 'Gate' that cuts" in refused or "the closed place" in refused
    )
    rooms.at("host", "movement", "secure", "m1", "--places", "mandatory:Sea:60.10,24.80:50")
    assert "no road touches the mandatory place 'Sea'" in _plan(rooms, code=2)
    rooms.at("host", "movement", "secure", "m1", *SECURED)
    far = ("--haven", "Station@60.165,24.9524", "--haven-within", "1")
    refused = _plan(rooms, *far, code=2)
    assert "it is a haven within 1 minutes that cuts" in refused and "name more havens" in refused
    near = ("--haven", "Station@60.165,24.9524", "--haven", "Works@60.175,24.943", "--haven-within", "2")
    text = _plan(rooms, *near)
    assert "every route uses Fabianinkatu" in text and "guarded, these routes are met at most" in text, (
        "why is it this bad"
    )
    assert "if 'Terminal' is not held, at most" in text and "; planned without it, at most" in text
    plain = json.loads(_plan(rooms, "--hazards", "none", "--json"))
    table = rooms.folder / "hazards.json"
    table.write_text('{"residential": 50}')
    assert Fraction(json.loads(_plan(rooms, "--hazards", str(table), "--json"))["upper"]) < Fraction(plain["upper"])
    table.write_text('{"haunted": 50}')
    assert "'haunted' is neither a feature nor a class" in _plan(rooms, "--hazards", str(table), code=2)
    late = json.loads(_plan(rooms, "--departures", "3", "--every", "15", "--json"))
    assert late["slots_s"] == [0, 900, 1800] and Fraction(late["upper"]) < Fraction(plain["upper"])
    assert Fraction(late["all_day"]) >= Fraction(late["upper"]) and late["window_s"] == 600
    assert plain["all_day"] is None, "one departure"
    assert "all day: at most" in rooms.run("movement", "certify", str(rooms.folder / "plan.json"))
    split = json.loads(_plan(rooms, "--hazards", "none", "--late", "10", "--json"))
    assert Fraction(split["upper"]) <= Fraction(plain["upper"]) * Fraction(11, 10)
    assert "101 per cent to give up" in _plan(rooms, "--late", "101", code=2)
    assert "0 departures" in _plan(rooms, "--departures", "0", code=2)


def test_the_lead_time_keeps_vetoes_before_the_plan(rooms: Rooms) -> None:
    rooms.at(
        "host", "movement", "request", "m1", "--purpose", "Leave", "--start", "Terminal", "--destination", "Works",
        "--earliest", str(at(0)), "--latest", str(at(90)), "--travellers", "t-1", "--lead", "60",
    )  # fmt: skip
    rooms.at("host", "movement", "secure", "m1", *SECURED)
    assert "vetoes come before the plan: the request is not approved by" in _plan(rooms, code=2)


def test_nonsense_is_refused_and_changes_nothing(rooms: Rooms) -> None:
    _request(rooms)
    for option, value, says in (
        ("--from", "61.0,24.0", "m from the nearest drivable road"),
        ("--from", "nowhere", "is no place"),
        ("--from", "60.175,24.943", "same junction"),
        ("--chance", "0", "a chance of 0"),
        ("--roads", "/nonexistent", "cannot be read"),
    ):
        base = {"--roads": str(HELSINKI), "--from": ENDS[1], "--to": ENDS[3], "--out": str(rooms.folder / "p.json")}
        flat = [word for pair in (base | {option: value}).items() for word in pair]
        said = rooms.at("host", "movement", "plan", "m1", *flat, code=2)
        assert says in said and "next:" in said
    for place in ("Terminal", "open:Terminal:60,24:100", "secured:T:here:100", "secured:T:60,24:far"):
        assert "next:" in rooms.at("host", "movement", "secure", "m1", "--places", place, code=2)
    for words in (
        ("approve", "m9"),
        ("draw", "m1", "--plan", "none.json", "--depart", "2026-01-01", "--leader", "x", "--vehicles", "b"),
        ("release", "m9", "--plan", "none.json", "--leader", "none.key"),
        ("arrive", "m9", "--headcount", "1"),
        ("divert", "m9", "--haven", "H", "--reason", "R"),
        ("card", "m9", "--traveller", "t-1"),
    ):
        assert "next:" in rooms.at("host", "movement", *words, code=2)
    (known,) = rooms.json("host", "movement", "show")
    assert (known["status"], known["ground"], known["plan"]) == ("requested", {}, None)


def test_a_plan_edited_by_hand_is_refused_and_says_where(rooms: Rooms) -> None:
    _request(rooms)
    rooms.at("host", "movement", "secure", "m1", *SECURED)
    _plan(rooms, "--budget", "1.5")
    file = rooms.folder / "plan.json"
    good = json.loads(file.read_bytes())
    edits = {
        "$.proof.upper": lambda p: p["proof"].update(upper="1/100"),
        "$.proof.routes": lambda p: p["proof"]["routes"][0].update(odds=p["proof"]["routes"][0]["odds"] - 1),
        "$.proof.game": lambda p: p["game"]["edge_length"].__setitem__(0, 1),
        "$.doubled": lambda p: p.update(doubled="0/1"),
        "$.watched": lambda p: p["watched"][1].update(met="0/1"),
        "$.budget": lambda p: p.update(budget="2/1"),
        "$.lines": lambda p: p["lines"].pop(),
        "$.lines[0]": lambda p: p["lines"][0].update(length_mm=1),
        "$.slots_s": lambda p: p.update(slots_s=[0, 600]),
        "$.game.edge_to": lambda p: p["game"]["edge_from"].pop(),
        "$.proof.routes[0]": lambda p: p["proof"]["routes"][0]["edges"].pop(),
    }
    for field, value in (
        ("movement", "m2"),
        ("roads", "0" * 64),
        ("assumed", "measured"),
        ("ground", []),
        ("legs", 3),
    ):
        edits[f"$.seal {field}"] = lambda p, field=field, value=value: p.update({field: value})
    edits["$.seal line"] = lambda p: p["lines"][0]["line"][0].__setitem__(0, 601_000_000)
    for where, edit in edits.items():
        bad = json.loads(json.dumps(good))
        edit(bad)
        file.write_bytes(canonical.encode(bad))
        said = rooms.run("movement", "certify", str(file), code=2)
        assert where.split()[0] in said, (where, said)
        assert "next:" in said
    file.write_bytes(json.dumps(good, indent=1).encode())
    assert "not spelled as it was written" in rooms.run("movement", "certify", str(file), code=2)
    file.write_bytes(b"{}")
    assert "this is no plan file" in rooms.run("movement", "certify", str(file), code=2)
    file.write_bytes(canonical.encode(good))
    read_plan(file.read_bytes())


def test_roads_are_imported_once_whole_or_not_at_all(rooms: Rooms) -> None:
    out = rooms.folder / "city.roads"
    first = json.loads(rooms.run("roads", "import", str(HELSINKI), str(out), "--country", "fi", "--json"))
    assert first["made"]
    again = json.loads(rooms.run("roads", "import", str(HELSINKI), str(out), "--country", "fi", "--json"))
    assert not again["made"] and again["digest"] == first["digest"]
    shown = json.loads(rooms.run("roads", "show", str(out), "--json"))
    assert shown["edges"] == json.loads(rooms.run("roads", "show", str(HELSINKI), "--json"))["edges"]
    assert "m away" in rooms.run("roads", "snap", str(out), "60.165,24.9524")
    for content in (b"", HELSINKI.read_bytes()[:5000], b"OSM but not really" * 100):
        bad, target = rooms.folder / "bad.osm.pbf", rooms.folder / "bad.roads"
        bad.write_bytes(content)
        said = rooms.run("roads", "import", str(bad), str(target), code=2)
        assert "next:" in said and not target.exists()
    assert "no speeds for 'xx'" in rooms.run("roads", "import", str(HELSINKI), str(out), "--country", "xx", code=2)


def _released(rooms: Rooms) -> tuple[str, ...]:
    """Ordered by draw and let go; the words that open the next leg."""
    plan, leader, now_ms = rooms.folder / "plan.json", rooms.folder / "leader.key", rooms.world.clock.ms
    _request(rooms)
    rooms.pass_minutes(1)
    rooms.at("host", "movement", "secure", "m1", *SECURED)
    _plan(rooms, "--budget", "1.5", "--legs", "2")
    key = rooms.run("movement", "leader", str(leader)).splitlines()[0]
    rooms.at("host", "movement", "draw", "m1", "--plan", str(plan), "--depart", str(now_ms + 9 * MINUTE),
             "--leader", key, "--vehicles", "bus-1")  # fmt: skip
    rooms.pass_minutes(1)
    for party in ("host", "company"):
        rooms.at(party, "movement", "approve", "m1")
    rooms.pass_minutes(2)
    rooms.at("host", "movement", "go", "m1")
    return "movement", "release", "m1", "--plan", str(plan), "--leader", str(leader)


def test_an_opening_that_does_not_match_its_commitment_is_refused_and_disputed(rooms: Rooms) -> None:
    lead = _released(rooms)
    draws = rooms.world.by_name["company"].node.draws
    honest = draws._secret  # type: ignore[attr-defined]
    draws._secret = lambda order, what: "0" * 64 if what == "leg 1" else honest(order, what)  # type: ignore[method-assign]
    rooms.pass_minutes(6)
    said = rooms.at("host", *lead, code=2)
    assert "company opened a nonce of leg 1 that does not match its commitment" in said and "next:" in said
    draws._secret = honest  # type: ignore[method-assign]
    rooms.pass_minutes(2)
    assert "open to you" in rooms.at("host", *lead), "the fallback decides"
    movement = rooms.world.by_name["company"].node.truth.state.of(MOVEMENTS).movements["m1"]
    assert set(movement.draw.disputed) == {(1, "company")}, "the other side sees it"


def test_clocks_that_disagree_at_the_release_open_nothing_until_they_agree(rooms: Rooms) -> None:
    lead, company = _released(rooms), rooms.world.by_name["company"].node
    company.clock = SkewedClock(rooms.world.clock, 20 * MINUTE)
    rooms.pass_minutes(1)
    for more in ((), ("--start",)):
        said = rooms.at("host", *lead, *more, code=2)
        assert "company opened leg 1 at a time that comes only in" in said and "compare the clocks" in said
    (known,) = rooms.json("host", "movement", "show")
    assert known["legs_started"] == 0
    company.clock = rooms.world.clock
    rooms.pass_minutes(21)
    assert "open to you" in rooms.at("host", *lead)


def test_roads_that_cannot_be_read_make_no_plan(rooms: Rooms) -> None:
    _request(rooms)
    bad, out = rooms.folder / "bad.osm.pbf", rooms.folder / "plan.json"
    whole = HELSINKI.read_bytes()
    for content in (b"", whole[:5000], whole[:9000] + bytes(40) + whole[9040:], b"no extract at all" * 100):
        bad.write_bytes(content)
        said = rooms.at("host", "movement", "plan", "m1", "--roads", str(bad), *ENDS, "--out", str(out), code=2)
        assert "next:" in said and "Traceback" not in said
    assert not out.exists() and rooms.json("host", "movement", "show")[0]["plan"] is None
