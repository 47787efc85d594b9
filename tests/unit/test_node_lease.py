"""A folder that may be an old copy of itself writes nothing before it has asked, or goes on in a new epoch."""

import asyncio
import json

import pytest

from safeconduct.errors import BadInput
from safeconduct.node.disk import FileMark, RealDisk
from safeconduct.node.lease import LEASE_MS, Lease
from safeconduct.node.shut import LogBehind, LogDoubted
from safeconduct.node.stick import Intake, carry, heads
from safeconduct.node.succeeding import succeed_alone
from tests.sim.pair import MINUTE, Side, World
from tests.unit.test_node_parties import backup, check, checks, restore

HERE = FileMark("7-1", "monday")
CASES = {
    # what the lease says, where the newest heartbeat stands, what it catches: doubted or not
    "the same file and start": (HERE, -99 * LEASE_MS, False),
    "a folder that never wrote": (None, -99 * LEASE_MS, False),
    "a power cut of a minute": (FileMark("7-1", "sunday"), -MINUTE, False),
    "another file: a copy": (FileMark("8-1", "monday"), -MINUTE, True),
    "the same place, another time: a restored file": (FileMark("7-2", "monday"), -MINUTE, True),
    "an image of the disk, hours old": (FileMark("7-1", "sunday"), -LEASE_MS, True),
    "a clock that stands before the records": (FileMark("7-1", "sunday"), MINUTE, True),
    "a lease that cannot be read": (b'{"file":"7-1"', -MINUTE, True),
    "a lease with more in it": (b'{"file":"7-1","boot":"monday","x":1}', -MINUTE, True),
}


@pytest.fixture(autouse=True)
def boot(monkeypatch):
    """The machine's start, which a test may change."""
    started = ["monday"]
    mark = RealDisk.mark
    monkeypatch.setattr(RealDisk, "mark", lambda disk, path: FileMark(mark(disk, path).file, started[0]))
    return started


@pytest.mark.parametrize("name", CASES)
def test_what_is_doubted(name, tmp_path, monkeypatch):
    monkeypatch.setattr(RealDisk, "mark", lambda disk, path: HERE)
    held, newest_ms, is_doubted = CASES[name]
    if held is not None:
        raw = held if isinstance(held, bytes) else json.dumps({"file": held.file, "boot": held.boot}).encode()
        (tmp_path / "lease").write_bytes(raw)
    lease = Lease(tmp_path / "lease", tmp_path / "lock", RealDisk())
    now_ms = 1_000 * LEASE_MS
    assert bool(lease.doubt(now_ms + newest_ms, now_ms)) is is_doubted
    lease.renew()
    assert Lease(tmp_path / "lease", tmp_path / "lock", RealDisk()).doubt(0, now_ms) == ""


def alone(world: World, name: str) -> None:
    world.cut_links = {frozenset((name, other)) for other in world.by_name if other != name}


async def old_copy(world: World, b: Side, tmp_path) -> str:
    """b has logged more than the folder that it is restored from. Returns the id of the record that was lost."""
    await world.pass_time(2)
    place = backup(b)
    await world.pass_time(2)
    lost = await check(b, "lost")
    await world.pass_time(1)
    alone(world, "b")
    restore(b, place)
    return lost


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, ("a", "b", "c"))


def test_a_restored_node_that_starts_offline_writes_nothing_and_does_not_fork(world, tmp_path):
    a, b, c = world.sides

    async def story():
        await old_copy(world, b, tmp_path)
        size = b.node.truth.log.size
        with pytest.raises(LogDoubted, match="copied or restored") as held:
            await check(b, "forbidden")
        assert "--alone" in held.value.next_step
        await world.pass_time(30)
        assert b.node.truth.log.size == size and isinstance(b.node.trouble, LogDoubted)
        assert b.node.next_ms() > b.clock.now_ms(), "its clock does not spin"
        world.cut_links.clear()
        await world.sync()
        with pytest.raises(LogBehind):
            await check(b, "forbidden")
        await world.pass_time(2)
        assert not a.node.truth.forks and not c.node.truth.forks and b.node.truth.log.size == size

    asyncio.run(story())


def test_a_machine_that_was_off_for_long_goes_on_when_somebody_answers(world, boot):
    a, b, _ = world.sides

    async def story():
        await world.pass_time(2)
        alone(world, "b")
        world.clock.ms += 40 * MINUTE
        boot[0] = "tuesday"
        b.again()
        with pytest.raises(LogDoubted, match="the newest record is 4"):
            await check(b, "early")
        world.cut_links.clear()
        await world.meet(b, a)
        await check(b, "late")
        alone(world, "b")
        b.again()
        await check(b, "same-start")
        world.cut_links.clear()
        await world.pass_time(2)
        assert world.agreed() and checks(a) == 2

    asyncio.run(story())


def test_a_stick_tells_what_was_signed_last(world, tmp_path):
    a, b, _ = world.sides

    async def story():
        await world.pass_time(2)
        place = backup(b)
        restore(b, place)
        alone(world, "b")
        with pytest.raises(LogDoubted):
            await check(b, "early")
        await take(b, b"".join(carry(a.node, "b", heads(b.node))))
        await check(b, "nothing-lost")
        world.cut_links.clear()
        await world.pass_time(2)
        alone(world, "b")
        restore(b, place)
        await take(b, b"".join(carry(a.node, "b", {})))
        with pytest.raises(LogBehind):
            await check(b, "something-lost")

    asyncio.run(story())


async def take(side: Side, raw: bytes) -> None:
    intake = Intake(side.node)
    await intake.feed(raw)
    assert intake.is_whole and not any(each.problem for each in intake.taken())


def test_an_administrator_goes_on_alone_in_a_new_epoch(world, tmp_path):
    a, b, c = world.sides

    async def story():
        with pytest.raises(BadInput, match="not in doubt"):
            await succeed_alone(b.node, b.signer, "no reason")
        lost = await old_copy(world, b, tmp_path)
        kept = b.node.truth.log.size
        assert await succeed_alone(b.node, b.signer, "restored, nobody to ask") == "b/joint/2"
        b.again()
        await check(b, "offline")
        b.again()
        await check(b, "still-offline")
        await world.pass_time(5)
        world.cut_links.clear()
        await world.pass_time(3)
        assert world.agreed() and not a.node.truth.forks and not c.node.truth.forks
        for side in world.sides:
            state = side.node.truth.state
            assert state.parties.parties["b"].log == "b/joint/2"
            assert state.parties.closed["b/joint/1"].size == kept
            assert side.node.truth.fold.find(lost) is None, "what the old log holds beyond never counts"
            assert checks(side, "b/joint/2") == 2
        await check(b, "online")
        await world.pass_time(2)
        assert world.agreed() and checks(c, "b/joint/2") == 3

    asyncio.run(story())
