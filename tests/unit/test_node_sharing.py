"""A feed for the other party: only under a mandate in force, for its hours, as exactly as it says."""

import asyncio
import json

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct import geo
from safeconduct.accord.reduce import ACCORD
from safeconduct.errors import Denied
from safeconduct.node.api.door import knock
from safeconduct.node.app import make_app
from safeconduct.node.clock import WallClock
from safeconduct.node.looking import Looking
from safeconduct.node.sharing import Delivery
from safeconduct.records.feed import FeedReceived, FeedShared
from safeconduct.records.observation import Position
from safeconduct.watch.coarse import coarse
from safeconduct.watch.shares import SHARES
from tests.sim.pair import MINUTE, Pair

DAY = {"from_min": 0, "to_min": 0, "offset_min": 0}


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def bus(pair, lat=601_712_345, lon=249_451_234):
    return Position("bus-1", pair.clock.ms, lat, lon, 5, 30, 90)


async def mandate(pair, *, agreed=("host", "company"), **limits):
    content = {
        "kind": "mandate", "act": "see_feed", "party": "company", "role": "security", "on": ["feed/phones"],
        "at_most": None, "hours": None, "resolution_m": None, **limits,
    }  # fmt: skip
    await pair.host.act("clause.proposed/1", clause="see", number=7, title="Our phones", content=content)
    await pair.sync()
    meaning = pair.host.node.truth.state.of(ACCORD).clauses["see"].meaning
    for side in pair.sides:
        if side.node.config.party in agreed:
            await side.act("clause.position/1", clause="see", meaning=meaning, stand="agreed", reason="")
    await pair.pass_time(2)


def asking(pair):
    async def ask(source, cursor):
        return await pair.host.node.share(source.feed, "company", source.role, cursor)

    return ask


async def look(pair):
    return await pair.company.node.receiving.look("host", asking(pair), pair.clock.now_ms())


def seen(pair):
    """What an officer of the company sees of the host's assets."""
    node = pair.company.node
    officer = officer_of(node)
    return [each for _, each in node.receiving.seen_by(officer, pair.clock.now_ms())]


def officer_of(node):
    officers = node.truth.state.parties.officers.values()
    return next(each for each in officers if each.party == "company" and "security" in each.roles)


def logged(side, kind):
    bodies = [placed.entry.record.body for placed in side.node.truth.fold.order]
    return [body for body in bodies if isinstance(body, kind)]


async def delivered(pair, cursor=0):
    delivery = await pair.host.node.share("phones", "company", "security", cursor)
    told = json.loads(delivery.content)["observations"] if delivery.content else []
    return [(each["asset"], each["t_ms"]) for each in told]


def test_nothing_without_a_mandate_in_force(pair):
    async def story():
        await pair.host.node.observe("phones", [bus(pair)])
        with pytest.raises(Denied, match="no mandate in force") as refused:
            await delivered(pair)
        assert "propose a mandate" in refused.value.next_step
        await mandate(pair, agreed=("host",))
        with pytest.raises(Denied) as refused:
            await delivered(pair)
        assert "clause 7" in refused.value.next_step, "it says which clause is wanting"
        assert await look(pair) is False and not seen(pair)
        assert not logged(pair.host, FeedShared)

    asyncio.run(story())


def test_a_feed_is_shared_with_receipts_and_recalled(pair):
    async def story():
        await pair.host.node.observe("phones", [bus(pair)])
        pair.clock.ms += 1
        await mandate(pair, resolution_m=500)
        assert await delivered(pair) == [], "what was seen before the mandate began stays at home"
        pair.clock.ms += MINUTE
        here = bus(pair)
        await pair.host.node.observe("phones", [here])
        await pair.host.node.observe("cameras", [msgspec.structs.replace(here, asset="van-9")])
        await pair.pass_time(1)
        assert await look(pair)
        (place,) = seen(pair)
        assert (place.asset, place.acc_m, place.speed_kmh) == ("bus-1", 500, None), "another feed is not in it"
        assert 0 < geo.gap_m(place.lat_e7, place.lon_e7, here.lat_e7, here.lon_e7) < 360
        await pair.pass_time(2)
        (share,) = logged(pair.company, FeedShared)
        assert (share.to, share.clauses, share.resolution_m, share.count) == ("company", ("see",), 500, 1)
        (receipt,) = logged(pair.host, FeedReceived)
        assert receipt.content == share.content, "the owner holds the receipt for exactly those bytes"
        assert all(each.received_ms for each in pair.host.node.truth.state.of(SHARES).shares.values())
        assert await look(pair) is False, "nothing new, nothing logged"
        assert len(logged(pair.host, FeedShared)) == 1

        # Recall: at the owner at once; at the receiver as soon as it has heard of it, whether or not it asks again.
        meaning = pair.host.node.truth.state.of(ACCORD).clauses["see"].meaning
        await pair.host.act("clause.position/1", clause="see", meaning=meaning, stand="refused", reason="recalled")
        pair.clock.ms += MINUTE
        await pair.host.node.observe("phones", [bus(pair)])
        with pytest.raises(Denied):
            await delivered(pair)
        await pair.sync()
        assert not seen(pair)
        assert await look(pair) and not pair.company.node.receiving.positions, "nothing of it is kept"

    asyncio.run(story())


def test_over_http_behind_the_door(pair):
    async def story():
        await mandate(pair, resolution_m=100)
        await pair.host.node.observe("phones", [bus(pair)])
        await pair.pass_time(1)
        transport = httpx.ASGITransport(app=make_app(pair.host.node))
        async with httpx.AsyncClient(transport=transport) as client:
            peer = msgspec.structs.replace(pair.company.node.config.peers[0], url="http://host")
            looking = Looking(pair.company.node, peer, client)
            assert await pair.company.node.receiving.look("host", looking.ask, pair.clock.now_ms())
            assert [each.acc_m for each in seen(pair)] == [100]
            source = pair.company.node.receiving.sources("host", pair.clock.now_ms())[0]
            with pytest.raises(Denied):
                await looking.ask(source._replace(role="keeper"), 0)
            assert (await client.get("http://host/share/phones?role=security")).status_code == 403
            knocked = knock(pair.company.node.witness, "host", "share/phones?role=boss", WallClock().now_ms())
            bad = await client.get("http://host/share/phones?role=boss", headers={"authorization": knocked})
            assert bad.status_code == 400

    asyncio.run(story())


def test_only_what_was_seen_in_its_hours(pair):
    async def story():
        minute = pair.clock.ms // MINUTE % 1_440
        hours = {"from_min": (minute + 10) % 1_440, "to_min": (minute + 15) % 1_440, "offset_min": 0}
        await mandate(pair, hours=hours)
        start = pair.clock.ms // MINUTE * MINUTE
        for _ in range(20):
            await pair.host.node.observe("phones", [bus(pair)])
            pair.clock.ms += MINUTE
        told = [(t_ms // MINUTE % 1_440 - minute) % 1_440 for _, t_ms in await delivered(pair)]
        assert told == [10, 11, 12, 13, 14] and start, "fetched later, it is still those minutes only"

    asyncio.run(story())


def test_an_officer_without_the_role_sees_nothing(pair):
    async def story():
        await mandate(pair, role="keeper", hours=DAY)
        await pair.host.node.observe("phones", [bus(pair)])
        with pytest.raises(Denied):
            await delivered(pair)
        await pair.pass_time(1)
        await look(pair)
        node = pair.company.node
        assert node.receiving.positions
        officer = officer_of(node)
        plain = msgspec.structs.replace(officer, roles=("operator",))
        assert not list(node.receiving.seen_by(plain, pair.clock.now_ms()))

    asyncio.run(story())


def test_who_sends_other_bytes_than_it_logged_gets_no_receipt(pair):
    async def story():
        await mandate(pair)
        await pair.host.node.observe("phones", [bus(pair)])
        await pair.pass_time(1)

        async def bent(source, cursor):
            true = await asking(pair)(source, cursor)
            return Delivery(
                true.cursor, true.shared, true.content and true.content.replace("601712345", "601712346")
            )

        node = pair.company.node
        await node.receiving.look("host", bent, pair.clock.now_ms())
        await pair.pass_time(2)
        assert not logged(pair.company, FeedReceived) and node.receiving.false and not seen(pair)

    asyncio.run(story())


@given(st.integers(-850_000_000, 850_000_000), st.integers(-1_800_000_000, 1_799_999_999), st.integers(1, 20_000))
def test_rough_positions_are_near_and_tell_no_more_when_repeated(lat, lon, resolution_m):
    rough = coarse(Position("v1", 0, lat, lon, 3, 10, 20), resolution_m)
    assert coarse(rough, resolution_m) == rough
    assert rough.acc_m == max(3, resolution_m) and rough.speed_kmh is None and rough.heading_deg is None
    assert geo.gap_m(lat, lon, rough.lat_e7, rough.lon_e7) <= resolution_m * 0.75 + 0.1
    assert coarse(Position("v1", 0, lat, lon), 0) == Position("v1", 0, lat, lon)
