"""A peer that was away is asked again as soon as it asks us, however long its absence was."""

import asyncio

import httpx
import pytest

from safeconduct.node.api.door import knock
from safeconduct.node.app import make_app
from safeconduct.node.callers import Callers
from safeconduct.node.clock import WallClock
from safeconduct.node.mirroring import Mirroring
from tests.sim.pair import World

HOUR_S = 3600.0


@pytest.fixture
def sides(tmp_path):
    return World(tmp_path, ("a", "b")).sides


def asked_by(knocker, door):
    """The answer to that node's request for our checkpoint. `knocker` None: by a stranger."""
    origin = door.config.origin
    header = knock(knocker.witness, origin, "checkpoint", WallClock().now_ms()) if knocker else "Safeconduct no"

    async def ask():
        app = httpx.ASGITransport(app=make_app(door))
        async with httpx.AsyncClient(transport=app, base_url="http://a") as client:
            return (await client.get("/log/checkpoint", headers={"authorization": header})).status_code

    return ask()


def test_an_admitted_knock_ends_the_wait_once(sides):
    a, b = (side.node for side in sides)

    async def story():
        waiting = asyncio.create_task(a.callers.wait(b.config.origin, HOUR_S))
        assert await asked_by(None, a) == 403
        await asyncio.sleep(0)
        assert not waiting.done(), "a stranger wakes nobody"
        assert await asked_by(b, a) == 200
        async with asyncio.timeout(30):
            await waiting
        again = asyncio.create_task(a.callers.wait(b.config.origin, HOUR_S))
        await asyncio.sleep(0.05)
        assert not again.done(), "one knock, one answer"
        again.cancel()

    asyncio.run(story())


def test_another_party_s_knock_wakes_nobody():
    async def story():
        callers = Callers()
        callers.knocked("c/joint/1/witness")
        waiting = asyncio.create_task(callers.wait("b/joint/1", HOUR_S))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        callers.knocked("b/joint/2/witness")  # of any epoch
        async with asyncio.timeout(30):
            await waiting

    asyncio.run(story())


def test_a_follower_that_fails_waits_longer_each_time_and_for_a_knock(sides, monkeypatch):
    node, waits = sides[0].node, []

    async def fails(_):
        raise httpx.ConnectError("no route")

    async def wait(origin, seconds):
        assert origin == sides[1].node.config.origin
        waits.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr("safeconduct.node.mirroring.POLL_S", 0.0)
    monkeypatch.setattr(Mirroring, "round", fails)
    monkeypatch.setattr(node.callers, "wait", wait)

    async def story():
        task = asyncio.create_task(Mirroring(node, node.config.peers[0], httpx.AsyncClient()).run())
        async with asyncio.timeout(30):
            while len(waits) < 4:
                await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(story())
    assert waits[:4] == pytest.approx([0.1, 0.3, 0.7, 1.5])
