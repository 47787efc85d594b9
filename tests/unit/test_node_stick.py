"""A stick carries what the network would have: the same head, however often it is cut and taken again."""

import asyncio
import random

import pytest

from safeconduct.errors import BadInput, Denied, Untrusted
from safeconduct.node.stick import Intake, carry, heads
from tests.sim.pair import World


async def feed(node, raw: bytes, size: int = 4_096) -> Intake:
    intake = Intake(node)
    for at in range(0, len(raw), size):
        await intake.feed(raw[at : at + size])
    return intake


async def check(side, name: str) -> None:
    await side.act("check.made/1", asset=name, zone="outer", finding="clear", note="")


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, ("a", "b", "c"))


def test_cut_at_random_bytes_and_resumed_gives_the_same_head_as_online(world):
    a, b, c = world.sides
    chance = random.Random(4)

    async def story():
        await world.pass_time(2)
        world.cut_links = {frozenset("ab"), frozenset("bc")}
        for index in range(300):
            await check(a, f"v{index}")
        await world.pass_time(1)
        raw = b"".join(carry(a.node, "b", heads(b.node)))
        assert len(raw) < len(b"".join(carry(a.node, "b", {})))
        for at in sorted(chance.sample(range(len(raw)), 20)):
            intake = await feed(b.node, raw[:at], chance.choice((1_000, 4_096)))
            assert not intake.is_whole
            if chance.random() < 0.5:
                b.again()
        for _ in range(2):
            intake = await feed(b.node, raw)
            assert intake.is_whole and not any(each.problem for each in intake.taken())
        at_c = {origin: (size, root) for origin, size, root in c.node.truth.cut()}
        at_b = {origin: (size, root) for origin, size, root in b.node.truth.cut()}
        assert at_b["a/joint/1"] == at_c["a/joint/1"] and at_b["c/joint/1"] == at_c["c/joint/1"]
        world.cut_links.clear()
        await world.pass_time(2)
        assert world.agreed()

    asyncio.run(story())


def test_a_stick_is_for_whom_the_owner_has_admitted(world):
    a, b, c = world.sides

    async def story():
        await world.pass_time(2)
        await a.act("party.removed/1", party="b", reason="left")
        await world.meet(c, a)
        for side in (a, c):
            with pytest.raises(Denied, match="may read none"):
                carry(side.node, "b", {})
        with pytest.raises(Denied):
            carry(a.node, "nobody", {})
        raw = b"".join(carry(b.node, "a", {}))
        (log,) = [each for each in (await feed(a.node, raw)).taken() if each.origin == "b/joint/1"]
        assert log.problem == "nothing more of that log counts"

    asyncio.run(story())


def test_a_stick_with_a_gap_or_a_flipped_bit_changes_nothing(world):
    a, b, _ = world.sides

    async def story():
        await world.pass_time(2)
        world.cut_links = {frozenset("ab"), frozenset("bc")}
        for index in range(20):
            await check(a, f"v{index}")
        held = b.node.truth.cut()
        gap = b"".join(carry(a.node, "b", {"a/joint/1": a.node.truth.log.size - 3}))
        intake = await feed(b.node, gap)
        assert "ask for a transfer that begins" in next(each.problem for each in intake.taken() if each.problem)
        raw = bytearray(b"".join(carry(a.node, "b", heads(b.node))))
        raw[len(raw) // 2] ^= 1
        with pytest.raises((BadInput, Untrusted)):
            await feed(b.node, bytes(raw))
        assert b.node.truth.cut() == held

    asyncio.run(story())
