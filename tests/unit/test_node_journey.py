"""What people on the way and in the rooms get: paper, links, receipts, and what the page says of a plan."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from safeconduct.errors import Denied
from safeconduct.exports.sheet import sheet_pdf
from safeconduct.ledger import checkpoint, cosignature
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.cards import card_secret, movement_of_card
from safeconduct.node.fonts import fonts
from safeconduct.node.headcount import headcount
from safeconduct.node.pages.language import LANGS
from safeconduct.node.pages.movement_print import card_sheet, order_sheet
from safeconduct.node.pages.movements import context
from safeconduct.node.planning import planned
from safeconduct.planner.plan import write_plan
from safeconduct.records.journey import TravellerSpoke
from safeconduct.records.log import LogCosigned
from safeconduct.records.units import KeyId
from tests.parties import at
from tests.sim.drive import Drive
from tests.sim.pair import MINUTE, World


def test_the_order_and_the_card_print_the_same_bytes_in_three_languages(tmp_path: Path) -> None:
    """Twice, and at both nodes; the order names no road of any route, the card nobody."""
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    loaded = fonts()
    names = {each.name for each in drive.plan.lines if each.name[0].isupper()}
    assert names
    for lang in LANGS:
        order = order_sheet(drive.host.node, drive.movement(), lang)
        assert sheet_pdf(order, loaded) == sheet_pdf(order, loaded)
        assert order == order_sheet(drive.company.node, drive.movement(drive.company), lang)
        said = msgspec.json.encode(order).decode()
        assert not any(name in said for name in names)
        card = card_sheet(drive.company.node, drive.movement(drive.company), "t-1", lang, "https://node.example")
        assert sheet_pdf(card, loaded).startswith(b"%PDF")
        assert "/j/m1/t-1/" in msgspec.json.encode(card).decode()


def test_a_card_opens_one_travellers_page_until_a_day_after_the_arrival(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    node, now_ms = drive.company.node, drive.world.clock.now_ms()
    signer, state, party = node.keys.node, node.truth.state, node.config.party
    right = card_secret(signer, "m1", "t-1")
    assert movement_of_card(state, signer, party, "m1", "t-1", right, now_ms).movement == "m1"
    host = drive.host.node
    for movement, traveller, secret in (
        ("m1", "t-2", right), ("m2", "t-1", right), ("m1", "t-1", right[:-1] + "A"), ("m1", "t-1", ""),
        ("m1", "t-9", card_secret(signer, "m1", "t-9")),
    ):  # fmt: skip
        with pytest.raises(Denied):
            movement_of_card(state, signer, party, movement, traveller, secret, now_ms)
    with pytest.raises(Denied):  # the other side's traveller, even with that node's own secret
        movement_of_card(
            state, host.keys.node, "host", "m1", "t-1", card_secret(host.keys.node, "m1", "t-1"), now_ms
        )

    async def over() -> None:
        await drive.host.act("movement.reported/1", movement="m1", report="departed")
        await drive.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await drive.sync()

    asyncio.run(over())
    late_ms = drive.world.clock.now_ms() + 25 * 60 * MINUTE
    assert movement_of_card(node.truth.state, signer, party, "m1", "t-1", right, now_ms)
    with pytest.raises(Denied):
        movement_of_card(node.truth.state, signer, party, "m1", "t-1", right, late_ms)


def test_the_same_press_gives_the_same_receipt_and_counts_once(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    node = drive.company.node

    async def press(key: str, word: str, said_ms: int) -> tuple[str, int]:
        accepted, _ = await node.speak(TravellerSpoke("m1", "t-1", word, said_ms, key))
        return accepted.id, accepted.index

    async def play() -> None:
        now_ms = drive.world.clock.now_ms()
        first = await press("a" * 64, "help", now_ms)
        assert await press("a" * 64, "help", now_ms) == first
        await press("b" * 64, "safe", now_ms + 99 * MINUTE)
        assert drive.movement(drive.company).spoken["t-1"].word == "safe"
        assert drive.movement(drive.company).spoken["t-1"].said_ms == now_ms, "no phone is ahead of the room"
        await press("c" * 64, "help", now_ms - MINUTE)
        assert drive.movement(drive.company).spoken["t-1"].word == "safe", "an older press that was slow on its way"
        drive.company.again()
        again, _ = await drive.company.node.speak(TravellerSpoke("m1", "t-1", "help", now_ms, "a" * 64))
        assert (again.id, again.index) == first, "after a kill too"

    asyncio.run(play())
    counts = headcount(drive.movement(drive.company))
    assert [(each.party, each.expected, each.safe, each.help) for each in counts] == [("company", 2, 1, 0)]


def test_a_plan_signed_with_better_numbers_than_it_proves_is_told_before_the_approval(tmp_path: Path) -> None:
    drive = Drive(tmp_path)
    asyncio.run(drive.prepare())
    node = drive.company.node
    officer = node.truth.state.parties.officers[KeyId(drive.company.signer.key_id)]

    def differs() -> object:
        return context(node, officer, drive.movement(drive.company), "en")["plan_differs"]

    assert not differs(), "the plan file is not here: the page says so"
    node.plans.put(write_plan(drive.plan))
    assert not differs()

    async def sign(**better: str) -> None:
        said = msgspec.to_builtins(planned(drive.plan)) | {"movement": "m2"} | better
        await drive.host.act(
            "movement.requested/1", movement="m2", purpose="Leave", start="Terminal", destination="Works",
            depart_from_ms=at(0), depart_to_ms=at(90), travellers=["t-1"],
        )  # fmt: skip
        ground = await drive.host.act("ground.listed/1", movement="m2", places=[])
        await drive.host.act("movement.planned/1", **(said | {"ground": [ground]}))
        await drive.sync()

    asyncio.run(sign(upper="1/100", after_refusal="1/90"))
    m2 = node.truth.state.of(MOVEMENTS).movements["m2"]
    assert context(node, officer, m2, "en")["plan_differs"]


def test_a_mirror_that_grows_meanwhile_is_not_cosigned_under_its_older_head(tmp_path: Path) -> None:
    """The mirror is written in a thread; between that and its place in the order a heartbeat may come."""
    world = World(tmp_path, ("company", "host"))
    host, company = world.by_name["host"], world.by_name["company"]

    async def play() -> None:
        await world.sync()
        world.clock.ms += MINUTE
        await host.node.tick()
        later, company.node.grown = company.node.grown, nothing  # type: ignore[method-assign]
        await world.meet(company, host)
        await company.node.tick()
        company.node.grown = later  # type: ignore[method-assign]
        world.clock.ms += MINUTE
        await host.node.tick()
        await world.sync()
        world.clock.ms += MINUTE
        await company.node.tick()

    async def nothing(origin: str) -> None:
        return None

    asyncio.run(play())
    truth = company.node.truth
    key = company.node.witness.key
    said = [each.entry.record.body for each in truth.fold.order if each.entry.log == truth.origin]
    vouched = [body for body in said if isinstance(body, LogCosigned)]
    assert vouched
    for body in vouched:
        text = checkpoint.Checkpoint(body.head.origin, body.head.size, bytes.fromhex(body.head.root)).text
        cosignature.verify(f"{text}\n{body.cosignature}".encode(), key)  # raises NotCosigned
