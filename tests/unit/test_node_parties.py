"""Three to five nodes: removal through a third, forks seen in two copies, restored backups, cut links and kills."""

import asyncio
import os
import random
import shutil

import pytest

from safeconduct.errors import BadInput
from safeconduct.node.node import Node
from safeconduct.node.shut import LogBehind
from safeconduct.node.succeeding import succeed
from safeconduct.node.truth import PeerForgotten
from safeconduct.state.logs import LOGS
from tests.sim.pair import MINUTE, Side, SkewedClock, World


def checks(side: Side, log: str | None = None) -> int:
    order = side.node.truth.fold.order
    return sum(p.entry.record.type == "check.made/1" and log in (None, p.entry.log) for p in order)


async def check(side: Side, name: str) -> str:
    return await side.act("check.made/1", asset=name, zone="outer", finding="clear", note="")


@pytest.fixture
def three(tmp_path):
    return World(tmp_path, ("a", "b", "c"))


def test_removal_takes_effect_at_every_peer_also_through_a_third(three):
    a, b, c = three.sides

    async def story():
        await three.pass_time(3)
        assert three.agreed() and a.node.truth.state.parties.members == {"a", "b", "c"}
        three.cut_links.add(frozenset("ab"))
        await check(a, "a1")
        await three.pass_time(1)
        assert checks(b, "a/joint/1") == 1, "through c, as long as a has admitted b"
        held = b.node.truth.peers["a/joint/1"].size
        await a.act("party.removed/1", party="b", reason="sent units without consent")
        await check(a, "a2")
        await three.meet(c, a)
        three.cut_links.clear()
        await check(b, "b1")
        await three.pass_time(3)
        assert b.node.truth.peers["a/joint/1"].size == held, "neither from a nor through c"
        for side in (a, c):
            assert side.node.truth.state.parties.members == {"a", "c"}
            assert checks(side, "b/joint/1") == 0
            assert not side.node.truth.is_followed("b/joint/1")
        assert three.agreed("a", "c")
        a.again()
        c.again()
        await check(c, "c1")
        await three.pass_time(2)
        assert three.agreed("a", "c") and checks(a) == checks(c) == 3

    asyncio.run(story())


def backup(side: Side):
    """A copy of the folder as it is now."""
    place = side.root.with_name(f"{side.root.name}.backup")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(side.root, place)
    return place


def restore(side: Side, place, *, is_hidden: bool = False) -> None:
    """The folder as it was, and a node started on it. is_hidden: somebody has removed what gives the copy away."""
    side.node.truth.close()
    shutil.rmtree(side.root)
    shutil.copytree(place, side.root)
    if is_hidden:
        (side.root / "lease").unlink()
    side.again()


def test_a_fork_is_found_at_first_contact_frozen_and_said_in_every_honest_log(three):
    a, b, c = three.sides

    async def story():
        await three.pass_time(3)
        place = backup(b)
        three.cut_links.add(frozenset("bc"))
        three.cut_links.add(frozenset("ac"))
        await check(b, "shown-to-a")
        await three.pass_time(1)
        common = c.node.truth.peers["b/joint/1"].size
        three.cut_links.clear()
        restore(b, place, is_hidden=True)
        three.cut_links.update((frozenset("ab"), frozenset("ac")))
        await check(b, "shown-to-c")
        await three.meet(c, b)
        assert c.node.truth.peers["b/joint/1"].size > common and not c.node.truth.forks
        three.cut_links.discard(frozenset("ac"))
        three.cut_links.add(frozenset("bc"))
        await three.pass_time(2)
        for side in (a, c):
            (fork,) = side.node.truth.forks
            assert fork.origin == "b/joint/1" and len(fork.proof) <= 2_048 and len(fork.kept) == 2
            assert side.node.truth.state.sizes["b/joint/1"] <= common
        assert three.agreed("a", "c")
        await check(a, "a1")
        await three.pass_time(2)
        for side in (a, c):
            side.again()
            assert side.node.duties._judgement.watermark_ms > side.clock.ms - 5 * 60_000, "nothing waits for b"
        assert three.agreed("a", "c") and checks(c, "a/joint/1") == 1

    asyncio.run(story())


def test_an_older_head_is_an_alarm_and_no_fork(three):
    a, b, _ = three.sides

    async def story():
        await three.pass_time(2)
        old = {path: b.node.truth.serve("b/joint/1", path) for path in ("checkpoint",)}
        await check(b, "b1")
        await three.pass_time(1)
        real = b.node.truth.serve
        b.node.truth.serve = lambda origin, path: old.get(path) if origin == "b/joint/1" else real(origin, path)
        size = a.node.truth.log.size
        for _ in range(3):
            await three.meet(a, b)
        b.node.truth.serve = real
        seen = a.node.truth.state.of(LOGS).rollbacks["b/joint/1", "a"]
        assert seen.shown.size < seen.held.size and a.node.truth.log.size == size + 1
        assert not a.node.truth.forks
        await three.pass_time(2)
        assert three.agreed()

    asyncio.run(story())


def test_a_restored_backup_writes_nothing_and_goes_on_in_a_new_epoch(three):
    a, b, c = three.sides

    async def story():
        await three.pass_time(2)
        await check(b, "b1")
        place = backup(b)
        await three.pass_time(2)
        lost = await check(b, "b2")
        await three.pass_time(1)
        known = b.node.truth.log.size
        restore(b, place)
        size = b.node.truth.log.size
        await three.meet(b, a)
        with pytest.raises(LogBehind, match=f"holds {size} records, another party holds {known}"):
            await check(b, "forbidden")
        assert b.node.truth.log.size == size
        new = await succeed(b.node, [three.asks(b, a), three.asks(b, c)], b.signer, "restored from a backup")
        assert new == "b/joint/2"
        b.again()
        assert b.node.truth.state.parties.parties["b"].log == new
        assert b.node.truth.fold.find(lost) is not None, "what was lost is back from the others"
        await check(b, "b3")
        await three.pass_time(3)
        assert three.agreed() and not a.node.truth.forks
        assert checks(a) == checks(b) == checks(c) == 3
        for side in three.sides:
            side.again()
            assert side.node.duties._judgement.watermark_ms > side.clock.ms - 5 * 60_000
        await check(b, "b4")
        await three.pass_time(2)
        assert three.agreed() and checks(c) == 4
        with pytest.raises(BadInput, match="nobody holds more"):
            await succeed(b.node, [three.asks(b, a)], b.signer, "again")

    asyncio.run(story())


@pytest.mark.parametrize(("seed", "count"), [(1, 3), (2, 4), (3, 5), (4, 3)])
def test_cut_links_and_kills_between_many_end_in_one_state(tmp_path, seed, count):
    world, chance = World(tmp_path, "abcde"[:count]), random.Random(seed)

    async def story():
        acknowledged = []
        for turn in range(12):
            pairs = [frozenset((x, y)) for x in world.by_name for y in world.by_name if x < y]
            world.cut_links = {pair for pair in pairs if chance.random() < 0.5}
            if chance.random() < 0.4:
                chance.choice(world.sides).again()
            side = chance.choice(world.sides)
            acknowledged.append(await check(side, f"v{turn}"))
            await world.pass_time(1)
        world.cut_links.clear()
        await world.pass_time(3)
        assert world.agreed(), f"seed {seed}"
        for side in world.sides:
            assert all(side.node.truth.fold.find(each) for each in acknowledged)
        bracket = world.sides[0].node.truth.bracket(world.sides[0].node.truth.placed(acknowledged[0]))
        assert bracket.not_after_ms is not None

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(int(os.environ.get("SAFECONDUCT_WORLDS", "4"))))
def test_lost_repeated_and_damaged_answers_kills_and_skewed_clocks_end_in_one_state(tmp_path, seed):
    world, chance = World(tmp_path, "abcd"[: 2 + seed % 3]), random.Random(seed)

    async def story():
        acknowledged = []
        for side in world.sides:
            side.clock = SkewedClock(world.clock, chance.choice((0, 0, 2 * MINUTE, -1_440 * MINUTE)))
            side.again()
        world.trouble = chance
        for turn in range(15):
            if chance.random() < 0.4:
                chance.choice(world.sides).again()
            acknowledged.append(await check(chance.choice(world.sides), f"v{turn}"))
            await world.pass_time(1)
        world.trouble = None
        await world.pass_time(3)
        assert world.agreed(), f"seed {seed}"
        for side in world.sides:
            assert not side.node.truth.forks, f"seed {seed}: nobody signed twice"
            assert side.node.truth.shut is None
            assert all(side.node.truth.fold.find(each) for each in acknowledged), f"seed {seed}"

    asyncio.run(story())


def test_a_peer_whose_settings_were_deleted_is_named_at_the_start(three):
    a, _, _ = three.sides
    asyncio.run(three.pass_time(2))
    a.node.truth.close()
    path = a.root / "node.toml"
    whole = path.read_text()
    tables = whole.split("[[peers]]")
    path.write_text("[[peers]]".join(each for each in tables if 'origin = "c/joint/1"' not in each))
    for _ in range(2):
        with pytest.raises(PeerForgotten, match="name c/joint/1, and") as told:
            Node(a.root)
    assert "safeconduct party remove" in told.value.next_step
    path.write_text(whole)
    a.again()
    asyncio.run(three.pass_time(2))
    assert three.agreed()
