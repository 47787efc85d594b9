"""Two names of one vehicle: who joined them, and an officer who takes that back, at both nodes."""

import asyncio

import pytest

from safeconduct.node.config import Feed
from safeconduct.node.reception import Arrived, Reception
from safeconduct.records.observation import Position, Sighting
from safeconduct.watch.reduce import GROUND
from tests.sim.pair import Pair
from tests.unit.test_node_history import facts, inside
from tests.unit.test_node_pair import agree_on_dwell


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def ground(side):
    return side.node.truth.state.of(GROUND)


def told(side, *names):
    return [(name, asset) for _, name, asset in facts(side) if name in names]


async def joined(pair):
    """A camera follows track-17, and takes it for kx-1."""
    await agree_on_dwell(pair)
    node, now = pair.host.node, pair.clock.ms
    await node.observe("cameras", [Sighting("track-17", now, "cam", ("outer",))])
    await node.observe("cameras", [], [("track-17", "kx-1")])
    await pair.pass_time(3)


def test_a_join_is_seen_in_both_rooms_and_taken_back_by_an_officer_for_good(pair):
    async def story():
        await joined(pair)
        for side in pair.sides:
            (join,) = ground(side).joins.items()
            assert join[0] == "track-17" and (join[1].kept, join[1].party) == ("kx-1", "host")
            assert ground(side).also("kx-1") == ("track-17",)
        await pair.host.act("asset.parted/1", other="track-17", kept="kx-1", reason="another plate")
        await pair.pass_time(2)
        for side in pair.sides:
            assert not ground(side).joins and not ground(side).names
            assert told(pair.host, "parted") == [("parted", "track-17")]
        stays = {asset for asset, _ in ground(pair.company).stays}
        assert "kx-1" in stays, "what was told stands until it is seen leaving: no countdown is lost"
        await pair.host.node.observe("cameras", [Sighting("track-17", pair.clock.ms, "cam", ("outer",))])
        await pair.host.node.observe("cameras", [], [("track-17", "kx-1")])
        await pair.pass_time(3)
        assert "track-17" in {asset for asset, _ in ground(pair.company).stays}
        assert not ground(pair.company).names, "no feed joins them again"
        for side in pair.sides:
            before = ground(side), side.node.vigil.watch.same
            side.again()
            assert (ground(side), side.node.vigil.watch.same) == before
        assert not pair.host.node.vigil.watch.same
        await pair.host.act("asset.joined/1", other="track-17", kept="kx-1", reason="it was that plate")
        await pair.pass_time(2)
        assert ground(pair.company).also("kx-1") == ("track-17",)
        assert pair.agreed()

    asyncio.run(story())


def test_the_other_partys_word_changes_nothing_of_our_watch(pair):
    async def story():
        await joined(pair)
        await pair.company.act("asset.parted/1", other="track-17", kept="kx-1", reason="")
        await pair.pass_time(2)
        assert ground(pair.host).also("kx-1") == ("track-17",) and pair.host.node.vigil.watch.same

    asyncio.run(story())


def test_a_kill_between_the_word_and_the_facts_loses_nothing(pair):
    async def story():
        await joined(pair)
        await pair.host.act("asset.parted/1", other="kx-1", kept="track-17", reason="said the other way round")
        pair.host.again()
        assert not pair.host.node.vigil.watch.same
        await pair.pass_time(2)
        assert len(told(pair.host, "parted")) == 1 and not ground(pair.company).names
        pair.host.again()
        await pair.pass_time(2)
        assert len(told(pair.host, "parted")) == 1

    asyncio.run(story())


def test_two_devices_of_one_vehicle_are_joined_by_hand(pair):
    async def story():
        await agree_on_dwell(pair)
        now = pair.clock.ms
        await pair.host.node.observe("phones", [inside("phone-1", now), inside("bus-1", now + 1)])
        await pair.pass_time(3)
        await pair.host.act("asset.joined/1", other="phone-1", kept="bus-1", reason="")
        await pair.pass_time(2)
        assert {asset for asset, _ in ground(pair.company).stays} == {"bus-1"}
        north = max(lat for lat, _ in [(601_780_000, 0)]) + 5_000
        gone = Position("phone-1", pair.clock.ms, north, 249_450_000)
        await pair.host.node.observe("phones", [gone])
        await pair.pass_time(3)
        assert not ground(pair.company).stays, "either device tells where it is"

    asyncio.run(story())


def test_a_camera_that_names_the_plate_is_read_under_its_own_track_again(pair):
    payload = (
        b'{"type":"update","before":null,"after":{"id":"17","camera":"north","frame_time":%d,"label":"car",'
        b'"current_zones":["outer"],"recognized_license_plate":"KX-1","false_positive":false}}'
    )

    async def story():
        await agree_on_dwell(pair)
        zones = {"outer": "outer"}
        feed = Feed(feed="cams", kind="frigate", zones=zones)

        async def sees():
            reception = Reception(pair.host.node, feed)
            (result,) = await reception.take([Arrived(payload % (pair.clock.ms // 1000), "frigate/events")])
            assert result.refused is None, result.refused
            await pair.pass_time(3)

        await sees()
        assert ground(pair.company).also("kx-1") == ("17",)
        await pair.host.act("asset.parted/1", other="17", kept="kx-1", reason="the plate was misread")
        await pair.pass_time(2)
        await sees()
        assert {asset for asset, _ in ground(pair.company).stays} == {"kx-1", "17"}
        assert not ground(pair.company).names

    asyncio.run(story())
