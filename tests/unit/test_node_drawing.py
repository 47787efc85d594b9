"""Two or three real nodes draw a route by themselves: killed, cut off, with a witness, with a false key."""

import asyncio
from fractions import Fraction
from pathlib import Path

import msgspec
import pyrage
import pytest

from safeconduct.errors import Denied, SafeconductError
from safeconduct.exports.sheet import sheet_pdf
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.cards import card_secret, movement_of_card
from safeconduct.node.drawing import NotSealed, seal, unseal
from safeconduct.node.folder import DRAW_KEY
from safeconduct.node.fonts import fonts
from safeconduct.node.headcount import headcount
from safeconduct.node.leading import ClocksDisagree, NotYet, OpeningFalse, open_leg
from safeconduct.node.ordering import WantedDraw, drawn_order
from safeconduct.node.pages.language import LANGS
from safeconduct.node.pages.movement_print import card_sheet, order_sheet
from safeconduct.node.pages.movements import context
from safeconduct.node.planning import Trip, plan_trip, planned
from safeconduct.planner.plan import Plan, write_plan
from safeconduct.records.area import Point
from safeconduct.records.journey import TravellerSpoke
from safeconduct.records.plan import Place
from safeconduct.records.units import KeyId
from tests.parties import at
from tests.sim.pair import MINUTE, Side, World
from tests.unit.test_planner_plan import _roads

START, END = (601_650_000, 249_524_000), (601_750_000, 249_430_000)
PLACES = (Place("secured", "Terminal", Point(*START), 150), Place("secured", "Works", Point(*END), 350))


class Drive:
    """A movement from the request to the arrival, minute by minute."""

    def __init__(self, folder: Path, witness: bool = False) -> None:
        parties = ("company", "host", "observer") if witness else ("company", "host")
        self.world = World(folder, parties)
        self.host, self.company = self.world.by_name["host"], self.world.by_name["company"]
        self.identity = pyrage.x25519.Identity.generate()
        self.witness: tuple[str, str] | None = None
        if witness:
            sealed = pyrage.x25519.Identity.generate()
            (folder / "observer" / "keys" / DRAW_KEY).write_text(f"{sealed}\n")
            self.witness = ("observer", str(sealed.to_public()))
        self.plan: Plan
        self.dead: set[str] = set()

    async def turn(self, minutes: int = 1) -> None:
        """Time passes, everybody acts, everybody reads."""
        for _ in range(minutes):
            self.world.clock.ms += MINUTE
            for name, side in self.world.by_name.items():
                if name not in self.dead:
                    await side.node.tick()
            await self.sync()

    async def sync(self) -> None:
        if not self.dead:
            await self.world.sync()
            return
        grew = True
        while grew:
            grew = False
            for side in self.living():
                for other in self.living():
                    grew |= side is not other and await self.world.meet(side, other)

    def living(self) -> list[Side]:
        return [side for name, side in self.world.by_name.items() if name not in self.dead]

    async def prepare(self, **changes: object) -> None:
        """Up to the release."""
        await self.company.act(
            "movement.requested/1", movement="m1", purpose="Leave", start="Terminal", destination="Works",
            depart_from_ms=at(0), depart_to_ms=at(90), travellers=["t-1", "t-2"],
        )  # fmt: skip
        await self.sync()
        ground = await self.host.act("ground.listed/1", movement="m1", places=msgspec.to_builtins(PLACES))
        trip = Trip("m1", START, END, ((ground, PLACES),), Fraction(19, 10), legs=3)
        self.plan = plan_trip(_roads(), trip)
        said = msgspec.to_builtins(planned(self.plan))
        record = await self.host.act("movement.planned/1", **said)
        now_ms = self.world.clock.ms
        wanted = WantedDraw(
            self.plan, record, ("company", "host"), now_ms + 10 * MINUTE, now_ms + 4 * MINUTE,
            str(self.identity.to_public()), ("bus-1",), ("e-1",), 60, 900, witness=self.witness,
        )  # fmt: skip
        order = await self.host.act("movement.ordered/2", **msgspec.to_builtins(drawn_order(wanted)))
        await self.sync()
        for side in (self.host, self.company):
            await side.act("movement.approved/1", movement="m1", order=order)
        await self.turn(2)
        await self.host.act("movement.released/1", movement="m1", order=order)
        await self.turn()

    def said(self, side: Side | None = None) -> dict[str, object]:
        """As GET /api/movements/m1/draw."""
        from safeconduct.node.api.movements import draw_of

        return msgspec.to_builtins(draw_of((side or self.host).node, "m1"))

    async def drive(self) -> None:
        """Each leg as soon as it is open; then the arrival."""
        for leg in range(1, 4):
            await self.until_open(leg)
            opened = open_leg(self.said(), self.plan, str(self.identity))
            await self.start(opened.leg, opened.line)
            if leg == 1:
                await self.host.act("movement.reported/1", movement="m1", report="departed")
        await self.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await self.turn(2)

    async def until_open(self, leg: int) -> None:
        for _ in range(30):
            try:
                assert open_leg(self.said(), self.plan, str(self.identity)).leg == leg
            except NotYet:
                await self.turn()
            else:
                return
        raise AssertionError(f"leg {leg} never opened")

    async def start(self, leg: int, line: object) -> None:
        await self.host.act(
            "leg.started/1", movement="m1", order=self.said()["order"], leg=leg, line=msgspec.to_builtins(line)
        )
        await self.sync()

    def movement(self, side: Side | None = None) -> Movement:
        return (side or self.host).node.truth.state.of(MOVEMENTS).movements["m1"]

    def holds(self, refused: frozenset[str] = frozenset()) -> None:
        """Both rooms say the same of the draw, and it holds. refused: why records may not count."""
        assert self.movement().outcome is not None
        assert self.movement().outcome == self.movement(self.company).outcome
        assert self.movement().outcome.is_followed
        for side in self.world.sides:
            assert refused.issuperset(side.node.truth.state.refused.values())


def test_two_nodes_draw_and_publish(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        assert drive.movement().draw.is_ready(drive.movement().order)
        with pytest.raises(NotYet, match="is released in"):
            open_leg(drive.said(), drive.plan, str(drive.identity))
        await drive.drive()
        drive.holds()
        assert drive.movement().draw.refused is None

    asyncio.run(play())


def test_a_killed_node_gives_the_same_secrets_again(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        for leg in range(1, 4):
            drive.company.again()
            await drive.until_open(leg)
            drive.host.again()
            opened = open_leg(drive.said(), drive.plan, str(drive.identity))
            await drive.start(leg, opened.line)
            if leg == 1:
                await drive.host.act("movement.reported/1", movement="m1", report="departed")
        await drive.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        drive.company.again()
        await drive.turn(2)
        drive.holds()

    asyncio.run(play())


def test_who_opens_nothing_has_refused_and_the_fallback_decides(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        drive.dead.add("company")
        await drive.until_open(1)
        assert drive.movement().draw.refused == (1, "company")
        leg = open_leg(drive.said(), drive.plan, str(drive.identity))
        await drive.start(1, leg.line)
        await drive.host.act("movement.reported/1", movement="m1", report="departed")
        drive.dead.clear()
        for number in (2, 3):
            await drive.until_open(number)
            await drive.start(number, open_leg(drive.said(), drive.plan, str(drive.identity)).line)
        await drive.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await drive.turn(2)
        drive.holds()

    asyncio.run(play())


def test_a_second_refusal_opens_nothing(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        drive.dead.add("company")
        await drive.until_open(1)
        await drive.start(1, open_leg(drive.said(), drive.plan, str(drive.identity)).line)
        await drive.turn(20)
        with pytest.raises(NotYet, match="company has not opened leg 2"):
            open_leg(drive.said(), drive.plan, str(drive.identity))

    asyncio.run(play())


def test_with_a_witness_refusing_is_useless(tmp_path: Path) -> None:
    drive = Drive(tmp_path, witness=True)

    async def play() -> None:
        await drive.prepare()
        assert drive.movement().draw.is_witnessed
        drive.dead.add("company")
        await drive.until_open(1)
        assert drive.movement().draw.refused is None
        assert drive.movement().draw.opened[1, "company", "nonce"].by == "observer"
        await drive.start(1, open_leg(drive.said(), drive.plan, str(drive.identity)).line)
        await drive.host.act("movement.reported/1", movement="m1", report="departed")
        for leg in (2, 3):
            await drive.until_open(leg)
            await drive.start(leg, open_leg(drive.said(), drive.plan, str(drive.identity)).line)
        drive.dead.clear()
        await drive.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await drive.turn(3)
        drive.holds(frozenset({"that is open already"}))  # it came back and did not know of the witness's yet

    asyncio.run(play())


def test_an_opening_that_is_not_as_committed_is_disputed_and_the_fallback_decides(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        truth = drive.company.node
        honest = truth.draws._secret  # type: ignore[attr-defined]
        truth.draws._secret = lambda order, what: "0" * 64 if what == "leg 1" else honest(order, what)  # type: ignore[method-assign]
        with pytest.raises(OpeningFalse, match="company opened a nonce of leg 1"):
            await drive.until_open(1)
        truth.draws._secret = honest  # type: ignore[method-assign]
        await drive.host.act("draw.disputed/1", movement="m1", order=drive.said()["order"], leg=1, of="company")
        await drive.drive()
        drive.holds()
        assert drive.movement().draw.refused == (1, "company")

    asyncio.run(play())


def test_clocks_that_disagree_release_nothing(tmp_path: Path) -> None:
    """The Company's clock runs 20 minutes ahead: it opens too early, the Host does not, and the leader is told."""

    drive = Drive(tmp_path)

    async def play() -> None:
        from tests.sim.pair import SkewedClock

        await drive.prepare()
        drive.company.node.clock = SkewedClock(drive.world.clock, 20 * MINUTE)
        await drive.turn()
        assert (1, "company", "nonce") in drive.movement().draw.opened
        with pytest.raises(ClocksDisagree, match="by this node's clock"):
            open_leg(drive.said(), drive.plan, str(drive.identity))

    asyncio.run(play())


def test_what_was_sealed_to_another_opens_nothing() -> None:
    one, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = seal("ab" * 32, str(one.to_public()))
    assert unseal(sealed, str(one)) == "ab" * 32
    for bad, key in ((sealed, str(other)), ("AAAA", str(one)), ("not base64!", str(one)), (sealed, "no key")):
        with pytest.raises(NotSealed):
            unseal(bad, key)


def test_the_leader_needs_the_plan_of_the_order(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        other = plan_trip(_roads(), Trip("m1", START, END, (("f" * 64, PLACES),), Fraction(19, 10), legs=2))
        with pytest.raises(SafeconductError, match="not the plan that the order names"):
            open_leg(drive.said(), other, str(drive.identity))

    asyncio.run(play())


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
