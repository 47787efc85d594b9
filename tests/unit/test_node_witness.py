"""Witnesses by policy, k of n: who is slow or refuses does not count; who signed one history signs no other."""

import asyncio

import msgspec
import pytest

from safeconduct.ledger import policy
from safeconduct.node.config import Witness
from safeconduct.node.witnessing import Cosigner, Witnessing, policy_of
from tests.sim.pair import World


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, ("a", "b", "c"))


def witnessed_by(world: World, quorum: int, down: set[str]) -> Witnessing:
    """The first party's node, with the others as its witnesses."""
    a, *others = world.sides
    listed = tuple(
        Witness(
            name=side.node.config.party, vkey=str(side.node.witness.key), url=f"http://{side.node.config.party}"
        )
        for side in others
    )
    a.node.config = msgspec.structs.replace(a.node.config, witnesses=listed, quorum=quorum)
    cosigners = {f"http://{side.node.config.party}/add-checkpoint": Cosigner(side.node) for side in others}

    async def post(url: str, body: bytes) -> tuple[int, bytes]:
        if any(url == f"http://{name}/add-checkpoint" for name in down):
            return 503, b"down\n"
        told = await cosigners[url].answer(body, world.clock.now_ms())
        return told.status, told.body

    return Witnessing(a.node, post)


def test_a_head_counts_once_enough_have_cosigned_it(world):
    async def story():
        await world.pass_time(2)
        down: set[str] = {"c"}
        asking = witnessed_by(world, 2, down)
        await asking.round()
        assert asking.witnessed is None and "503" in asking.problems["c"]
        down.clear()
        await asking.round()
        assert asking.witnessed.size == world.sides[0].node.truth.log.size and not asking.problems
        await world.pass_time(3)
        down.add("b")
        before = asking.witnessed
        await asking.round()
        assert asking.witnessed == before, "one of two is not enough"
        one = witnessed_by(world, 1, down)
        await one.round()
        assert one.witnessed.size > before.size

    asyncio.run(story())


def test_no_witness_cosigns_what_does_not_extend_what_it_has(world, tmp_path):
    import shutil

    a, b, _ = world.sides

    async def story():
        await world.pass_time(2)
        a.node.truth.close()
        shutil.copytree(a.root, tmp_path / "backup")
        a.again()
        asking = witnessed_by(world, 2, set())
        await world.pass_time(2)
        await asking.round()
        a.node.truth.close()
        shutil.rmtree(a.root)
        shutil.copytree(tmp_path / "backup", a.root)
        (a.root / "lease").unlink()  # or the copy would wait for an answer first
        a.again()
        for index in range(30):
            await a.act("check.made/1", asset=f"other{index}", zone="outer", finding="clear", note="")
        again = witnessed_by(world, 2, set())
        await again.round()
        assert again.witnessed is None and set(again.problems) == {"b", "c"}
        strangers = Cosigner(b.node)
        told = await strangers.answer(b"old 0\n\nnobody/joint/1\n1\nAAAA\n\n", world.clock.now_ms())
        assert told.status == 400

    asyncio.run(story())


def test_a_quorum_that_can_never_be_reached_is_refused(world):
    config = msgspec.structs.replace(world.sides[0].node.config, quorum=1)
    with pytest.raises(policy.BadPolicy, match="1 of 0"):
        policy_of(config)
