"""Crews check in with a code. With the other code they are forced to: nothing that they see tells the two apart."""

import asyncio
import secrets
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from safeconduct.errors import Denied
from safeconduct.node.app import make_app
from safeconduct.node.calls import calls, duresses
from safeconduct.node.crews import check_in, crew_codes, crew_path, movement_of_crew
from safeconduct.node.pages.language import LANGS
from safeconduct.node.pages.movement_print import crew_sheet
from safeconduct.node.pages.movement_times import next_check_in
from safeconduct.node.pages.movements import context
from safeconduct.records.journey import CrewSpoke
from safeconduct.records.units import KeyId
from tests.parties import signer
from tests.sim.drive import Drive
from tests.sim.pair import MINUTE


def press(code: str, said_ms: int) -> dict[str, object]:
    return {"key": secrets.token_hex(32), "code": code, "said_ms": said_ms}


def test_both_codes_look_alike_on_the_phone_and_only_the_rooms_know(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def under_way() -> None:
        await drive.prepare()
        await drive.host.act("movement.reported/1", movement="m1", report="departed")
        await drive.sync()

    asyncio.run(under_way())
    node = drive.host.node
    codes, path = crew_codes(node.keys.node, "m1", "bus-1"), crew_path(node.keys.node, "m1", "bus-1")
    with TestClient(make_app(node)) as phone:

        def said(code: str) -> tuple[int, list[str]]:
            answer = phone.post(f"{path}/said", json=press(code, drive.world.clock.now_ms()))
            return answer.status_code, sorted(answer.json())

        def shown() -> str:
            return phone.get(path).text

        assert said(codes.well) == (200, ["at_ms", "index", "receipt"])
        well = shown()
        assert not duresses(node.truth.state)
        assert said(codes.forced) == (200, ["at_ms", "index", "receipt"])
        assert shown() == well, "the page is the same, letter by letter"
        assert [each.crew for _, each in duresses(node.truth.state)] == ["bus-1"]
        assert said("".join(str(9 - int(digit)) for digit in codes.well)) == (403, ["error", "next"])
    asyncio.run(drive.sync())
    for side in (drive.host, drive.company):
        officer = side.node.truth.state.parties.officers[KeyId(side.signer.key_id)]
        movement = drive.movement(side)
        board = context(side.node, officer, movement, "en")
        assert [each["crew"] for each in board["crews"] if each["duress_ms"]] == ["bus-1"]
        assert len(movement.check_ins) == 2, "it counts as a check-in"
        state = side.node.truth.state
        assert duresses(state) and not calls(state, side.node.config.party), "both rooms see it, and nothing rings"

    async def cleared() -> None:
        await drive.company.act("crew.spoke/1", movement="m1", crew="bus-1", word="clear", said_ms=1, key="c" * 64)
        await drive.sync()

    asyncio.run(cleared())
    assert not duresses(node.truth.state)


def test_guessing_ends_the_link(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    node = drive.host.node
    codes, path = crew_codes(node.keys.node, "m1", "bus-1"), crew_path(node.keys.node, "m1", "bus-1")
    wrong = [code for code in (f"{n:04}" for n in range(20)) if code not in codes][:10]
    with TestClient(make_app(node)) as phone:
        for code in wrong:
            assert phone.post(f"{path}/said", json=press(code, 0)).status_code == 403
        answer = phone.post(f"{path}/said", json=press(codes.well, 0))
        assert (answer.status_code, answer.json()["error"]) == (403, "too many tries over this link")
        for bad in ("123", "12345", "abcd", "１２３４"):
            assert phone.post(f"{path}/said", json=press(bad, 0)).status_code == 400


def test_a_link_opens_one_vehicles_page(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    node, now_ms = drive.host.node, drive.world.clock.now_ms()
    state, key = node.truth.state, node.keys.node
    right = crew_path(key, "m1", "bus-1").rpartition("/")[2]
    assert movement_of_crew(state, key, "m1", "bus-1", right, now_ms).movement == "m1"
    for movement, crew, secret in (("m1", "e-1", right), ("m2", "bus-1", right), ("m1", "bus-1", "")):
        with pytest.raises(Denied):
            movement_of_crew(state, key, movement, crew, secret, now_ms)
    stranger = crew_path(key, "m1", "bus-9").rpartition("/")[2]
    with pytest.raises(Denied):
        movement_of_crew(state, key, "m1", "bus-9", stranger, now_ms)


@pytest.mark.parametrize("number", range(50))
def test_the_two_codes_are_never_one_misheard_digit_apart(number: int) -> None:
    codes = crew_codes(signer(f"node {number}"), "m1", "bus-1")
    assert codes == crew_codes(signer(f"node {number}"), "m1", "bus-1")
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert sum(a != b for a, b in zip(*codes, strict=True)) >= 2
    for code, word in zip(codes, ("check_in", "duress"), strict=True):
        assert check_in(signer(f"node {number}"), "m1", "bus-1", code, 1, "0" * 64).word == word


def test_what_is_refused_in_the_log(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        now_ms = drive.world.clock.now_ms()
        for crew, word, key in (("bus-9", "check_in", "a"), ("bus-9", "duress", "b"), ("bus-1", "clear", "d")):
            with pytest.raises(Denied):
                await drive.host.node.speak(CrewSpoke("m1", crew, word, now_ms, key * 64))
        before = next_check_in(drive.movement(), now_ms)
        assert before is None, "it has not left"
        await drive.host.act("movement.reported/1", movement="m1", report="departed")
        due = next_check_in(drive.movement(), now_ms)
        assert due is not None and due.due_ms - due.last_ms == 900_000 and not due.is_late
        await drive.turn(16)
        late = next_check_in(drive.movement(), drive.world.clock.now_ms())
        assert late is not None and late.is_late
        await drive.host.node.speak(
            CrewSpoke("m1", "bus-1", "check_in", drive.world.clock.now_ms() + 9 * MINUTE, "e" * 64)
        )
        again = next_check_in(drive.movement(), drive.world.clock.now_ms())
        assert again is not None and not again.is_late

    asyncio.run(play())


def test_the_crews_card_holds_both_codes_and_no_route(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    codes = crew_codes(drive.host.node.keys.node, "m1", "bus-1")
    names = {each.name for each in drive.plan.lines if each.name[0].isupper()}
    for lang in LANGS:
        said = msgspec.json.encode(
            crew_sheet(drive.host.node, drive.movement(), "bus-1", lang, "https://n")
        ).decode()
        assert codes.well in said and codes.forced in said
        assert not any(name in said for name in names)
