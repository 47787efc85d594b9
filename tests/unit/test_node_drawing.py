"""Two or three real nodes draw a route by themselves: killed, cut off, with a witness, with a false key."""

import asyncio
from fractions import Fraction
from pathlib import Path

import pyrage
import pytest

from safeconduct.errors import SafeconductError
from safeconduct.node.drawing import NotSealed, seal, unseal
from safeconduct.node.leading import ClocksDisagree, NotYet, OpeningFalse, open_leg
from safeconduct.node.planning import Trip, plan_trip
from tests.sim.drive import END, PLACES, START, Drive
from tests.sim.pair import MINUTE, SkewedClock
from tests.unit.test_planner_plan import _roads


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


async def open_falsely(drive: Drive) -> None:
    """The Company opens leg 1 otherwise than it had committed, once; the Host sees it and disputes it."""
    draws = drive.company.node.draws
    honest = draws._secret  # type: ignore[attr-defined]
    draws._secret = lambda order, what: "0" * 64 if what == "leg 1" else honest(order, what)  # type: ignore[method-assign]
    with pytest.raises(OpeningFalse, match="company opened a nonce of leg 1"):
        await drive.until_open(1)
    draws._secret = honest  # type: ignore[method-assign]
    await drive.host.act("draw.disputed/1", movement="m1", order=drive.said()["order"], leg=1, of="company")


def test_an_opening_that_is_not_as_committed_is_disputed_and_the_fallback_decides(tmp_path: Path) -> None:
    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        await open_falsely(drive)
        await drive.drive()
        drive.holds()
        assert drive.movement().draw.refused == (1, "company")

    asyncio.run(play())


def test_with_a_witness_a_false_opening_is_mended_and_no_fallback_decides(tmp_path: Path) -> None:
    drive = Drive(tmp_path, witness=True)

    async def play() -> None:
        await drive.prepare()
        await open_falsely(drive)
        for _ in range(3):
            await drive.turn()
        assert drive.movement().draw.opened[1, "company", "nonce"].by == "observer"
        await drive.drive()
        drive.holds()
        assert drive.movement().draw.refused is None

    asyncio.run(play())


def test_clocks_that_disagree_release_nothing(tmp_path: Path) -> None:
    """The Company's clock runs 20 minutes ahead: it opens too early, the Host does not, and the leader is told."""

    drive = Drive(tmp_path)

    async def play() -> None:
        await drive.prepare()
        drive.company.node.clock = SkewedClock(drive.world.clock, 20 * MINUTE)
        await drive.turn()
        assert (1, "company", "nonce") in drive.movement().draw.opened
        with pytest.raises(ClocksDisagree, match="by this node's clock"):
            open_leg(drive.said(), drive.plan, str(drive.identity))

    asyncio.run(play())


def test_the_departure_is_drawn_too_and_later_legs_are_released_as_much_later(tmp_path: Path) -> None:
    """Three departures ten minutes apart. The one drawn is told with the first leg, to the leader alone."""
    drive = Drive(tmp_path, slots_s=(0, 600, 1_200))

    async def play() -> None:
        await drive.prepare()
        order = drive.movement().order
        assert order.depart_to_ms is not None
        assert {route.depart_s for route in drive.movement().drawn_from.plan.routes} >= {0, 600}
        await drive.until_open(1)
        assert drive.world.clock.ms < order.depart_ms, "before the first of them"
        first = open_leg(drive.said(), drive.plan, str(drive.identity))
        late_ms = first.depart_ms - order.depart_ms
        assert late_ms in (0, 600_000, 1_200_000)
        await drive.start(1, first.line, first.depart_ms)
        for leg in (2, 3):
            with pytest.raises(NotYet):
                open_leg(drive.said(), drive.plan, str(drive.identity))
            await drive.until_open(leg)
            assert drive.world.clock.ms >= order.legs[leg - 1] + late_ms
            opened = open_leg(drive.said(), drive.plan, str(drive.identity))
            assert opened.depart_ms is None
            await drive.start(leg, opened.line)
            if leg == 2:
                await drive.host.act("movement.reported/1", movement="m1", report="departed")
        await drive.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await drive.turn(2)
        drive.holds()
        route = drive.movement().drawn_from.plan.routes[drive.movement().outcome.route]
        assert route.depart_s * 1000 == late_ms

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
