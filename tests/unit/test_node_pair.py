"""Two nodes, one clock in the test's hand: what rings when, and what survives."""

import asyncio
import random

import msgspec
import pytest

from safeconduct.alarm.reduce import ALARMS
from safeconduct.errors import BadInput, Denied
from safeconduct.joint import lexicon_of
from safeconduct.node.acts import Draft, Signed
from safeconduct.node.disk import DiskFull, RealDisk
from safeconduct.node.gate import inside
from safeconduct.node.truth import Stale
from safeconduct.protocol import parse, rule_bytes
from safeconduct.protocol.reduce import VERDICTS
from safeconduct.records.fact import Fact
from safeconduct.records.observation import SensorState, Sighting
from safeconduct.records.units import KeyId
from safeconduct.records.watch import FactsDerived
from safeconduct.watch.reduce import GROUND
from tests.sim.pair import MINUTE, Pair

SQUARE = [[601700000, 249400000], [601700000, 249500000], [601780000, 249500000], [601780000, 249400000]]
ZONE = {"zone": "outer", "name": "Outer ring", "kind": "ring", "outline": SQUARE, "names": {}, "holes": []}
DWELL = "No vehicle stays in the outer ring more than 20 minutes since it entered or was last checked."


async def agree_on_dwell(pair: Pair, sentence: str = DWELL) -> None:
    await pair.host.act("site.drawn/1", site="works", name="Works", zones=[ZONE], gates=[])
    rule = rule_bytes(parse(sentence, lexicon_of(pair.host.node.truth.state))).decode()
    content = {"kind": "protocol", "rule": rule}
    await pair.host.act("clause.proposed/1", clause="dwell", number=1, title="Checked", content=content)
    await pair.sync()
    from safeconduct.accord.reduce import ACCORD

    meaning = pair.host.node.truth.state.of(ACCORD).clauses["dwell"].meaning
    for side in pair.sides:
        await side.act("clause.position/1", clause="dwell", meaning=meaning, stand="agreed", reason="")
    await pair.pass_time(3)


async def pickup_enters(pair: Pair) -> int:
    entered = pair.clock.ms
    await pair.host.node.observe("cameras", [Sighting("kx-1", entered, "cam", ("outer",))])
    await pair.pass_time(2)
    await pair.host.node.observe("cameras", [SensorState("cam", pair.clock.ms, False)])
    return entered


def alarms(side):
    return list(side.node.truth.state.of(ALARMS).alarms.values())


def verdicts(side):
    return {
        each.verdict.status for each in side.node.truth.state.of(VERDICTS).verdicts.values() if len(each.by) == 2
    }


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def test_both_rooms_ring_at_the_agreed_minute_although_the_camera_is_blind(pair):
    async def story():
        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        await pair.pass_time(17.99, steps=6)
        assert pair.clock.ms < entered + 20 * MINUTE
        assert not alarms(pair.host) and not alarms(pair.company)
        pair.clock.ms = entered + 20 * MINUTE
        await pair.pass_time(0)
        assert not alarms(pair.host), "exactly at the limit is in time"
        pair.clock.ms += 1
        await pair.pass_time(0)
        for side in pair.sides:
            (alarm,) = alarms(side)
            assert {room.raised_ms for room in alarm.rooms.values()} == {entered + 20 * MINUTE + 1}
        await pair.pass_time(5)
        assert verdicts(pair.host) == verdicts(pair.company) == {"violated"}
        assert pair.agreed()

    asyncio.run(story())


def test_a_check_in_time_keeps_it_quiet(pair):
    async def story():
        await agree_on_dwell(pair)
        await pickup_enters(pair)
        await pair.pass_time(10)
        await pair.company.act("check.made/1", asset="kx-1", zone="outer", finding="clear", note="")
        await pair.pass_time(15)
        assert not alarms(pair.host) and not alarms(pair.company)
        assert verdicts(pair.host) == {"satisfied"}

    asyncio.run(story())


def test_a_back_dated_check_does_not_cure(pair):
    async def story():
        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        await pair.pass_time(28)
        await pair.host.act(
            "check.made/1", at_ms=entered + 10 * MINUTE, asset="kx-1", zone="outer", finding="clear", note=""
        )
        await pair.pass_time(5)
        assert verdicts(pair.company) == {"violated"}

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(8))
def test_kills_and_a_cut_link_change_nothing_in_the_end(pair, seed):
    chance = random.Random(seed)

    async def story():
        await agree_on_dwell(pair)
        entered = await pickup_enters(pair)
        acknowledged = 0
        for _ in range(30):
            if chance.random() < 0.3:
                side = chance.choice(pair.sides)
                before = (side.node.truth.digest(), side.node.truth.cut())
                side.again()
                assert (side.node.truth.digest(), side.node.truth.cut()) == before
            if chance.random() < 0.2:
                side = chance.choice(pair.sides)
                await side.act("check.made/1", asset=f"v{acknowledged}", zone="outer", finding="clear", note="")
                acknowledged += 1
            await pair.pass_time(1, is_cut=chance.random() < 0.4)
        await pair.pass_time(5)
        assert pair.agreed()
        (alarm,) = alarms(pair.host)
        assert alarm.due_ms == entered + 20 * MINUTE and len(alarm.rooms) == 2
        late = {(room.raised_ms - alarm.due_ms) / MINUTE for room in alarm.rooms.values()}
        assert all(0 < each <= 2 for each in late), "no later than the clock's next turn"
        checks = [p for p in pair.company.node.truth.fold.order if p.entry.record.type == "check.made/1"]
        assert len(checks) == acknowledged

    asyncio.run(story())


def test_what_nobody_may_sign_is_refused_and_changes_nothing(pair):
    async def story():
        node = pair.host.node
        size = node.truth.log.size
        check = msgspec.Raw(b'{"asset":"v1","zone":"outer","finding":"clear","note":""}')
        with pytest.raises(Denied, match="acts for nobody"):
            node.acts.draft(Draft("check.made/1", check), KeyId(pair.company.signer.key_id))
        with pytest.raises(BadInput, match="there are no records of type"):
            node.acts.draft(Draft("check.guessed/1", check), KeyId(pair.host.signer.key_id))
        with pytest.raises(BadInput, match=r"asset"):
            node.acts.draft(Draft("check.made/1", msgspec.Raw(b'{"asset":"V 1"}')), KeyId(pair.host.signer.key_id))
        with pytest.raises(Denied, match="takes the role node"):
            node.acts.draft(
                Draft("log.completed/1", msgspec.Raw(b'{"complete_to_ms":1}')), KeyId(pair.host.signer.key_id)
            )
        with pytest.raises(BadInput):
            await node.submit(Signed("!", KeyId(pair.host.signer.key_id), "!"))
        assert node.truth.log.size == size

    asyncio.run(story())


def test_a_wrong_signature_and_a_stale_draft_are_refused(pair):
    import base64

    from safeconduct.wire import dsse

    async def story():
        side = pair.host
        body = msgspec.Raw(b'{"asset":"v1","zone":"outer","finding":"clear","note":""}')
        payload = side.node.acts.draft(Draft("check.made/1", body), KeyId(side.signer.key_id))
        good = side.signer.sign(dsse.pae(dsse.PAYLOAD_TYPE, payload))
        bad = bytes([good[0] ^ 1]) + good[1:]

        def signed(signature: bytes) -> Signed:
            encoded = (base64.b64encode(part).decode() for part in (payload, signature))
            return Signed(next(encoded), KeyId(side.signer.key_id), next(encoded))

        with pytest.raises(Denied, match="signature does not hold"):
            await side.node.submit(signed(bad))
        await side.node.submit(signed(good))
        with pytest.raises(Stale, match="has changed while you were reading"):
            await side.node.submit(signed(good))

    asyncio.run(story())


class FullDisk(RealDisk):
    """No space while `is_full`."""

    is_full = False

    def append(self, path, content):
        if self.is_full:
            raise DiskFull(f"{path}: no space left")
        super().append(path, content)


def test_a_full_disk_refuses_acts_loses_nothing_and_goes_on_when_there_is_space(pair):
    async def story():
        disk = FullDisk()
        pair.host.disk = disk
        pair.host.again()
        size = pair.host.node.truth.log.size
        disk.is_full = True
        with pytest.raises(DiskFull) as caught:
            await pair.host.act("check.made/1", asset="v1", zone="outer", finding="clear", note="")
        assert "free some space" in caught.value.next_step
        assert pair.host.node.truth.log.size == size
        disk.is_full = False
        await pair.host.act("check.made/1", asset="v1", zone="outer", finding="clear", note="")
        assert pair.host.node.truth.log.size == size + 1

    asyncio.run(story())


def test_what_a_camera_saw_while_the_node_was_down_still_counts(pair):
    """Catches: the entry was older than the log's promise, so it was excluded and nothing ever rang."""

    async def story():
        await agree_on_dwell(pair)
        entered = pair.clock.ms
        await pair.pass_time(5)
        await pair.host.node.observe("cameras", [Sighting("kx-1", entered, "cam", ("outer",))])
        await pair.pass_time(30)
        for side in pair.sides:
            (alarm,) = alarms(side)
            assert entered + 20 * MINUTE < alarm.due_ms <= entered + 26 * MINUTE

    asyncio.run(story())


def test_a_restart_logs_no_fact_twice(pair):
    """Catches: facts that the clock had confirmed were logged again at each start."""

    async def story():
        await agree_on_dwell(pair)
        await pickup_enters(pair)
        await pair.pass_time(5)
        for _ in range(4):
            pair.host.again()
            await pair.pass_time(2)
        facts = [
            fact
            for placed in pair.host.node.truth.fold.order
            if isinstance(placed.entry.record.body, FactsDerived)
            for fact in placed.entry.record.body.facts
        ]
        assert sorted(fact.name for fact in facts) == ["blind", "entered"]

    asyncio.run(story())


@pytest.mark.parametrize(("minutes", "name"), [(0.5, "kx-1"), (8, "track-7")])
def test_a_plate_that_is_read_later_does_not_begin_the_countdown_anew(pair, minutes, name):
    """Catches: reading the plate ended the tracker's stay and began another one."""

    async def story():
        await agree_on_dwell(pair)
        entered = pair.clock.ms
        await pair.host.node.observe("cameras", [Sighting("track-7", entered, "cam", ("outer",))])
        await pair.pass_time(minutes)
        seen = [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))]
        await pair.host.node.observe("cameras", seen, [("track-7", "kx-1")])
        await pair.pass_time(3)
        pair.host.again()
        await pair.pass_time(20)
        for side in pair.sides:
            assert {dict(alarm.key)["asset"]: alarm.due_ms for alarm in alarms(side)} == {
                name: entered + 20 * MINUTE
            }

    asyncio.run(story())


def test_a_plate_that_is_read_later_is_known_at_the_gate(pair):
    """Catches: the keeper typed the plate, and the check counted for a vehicle that stood nowhere."""

    async def story():
        await agree_on_dwell(pair)
        entered = pair.clock.ms
        await pair.host.node.observe("cameras", [Sighting("track-7", entered, "cam", ("outer",))])
        await pair.pass_time(8)
        seen = [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))]
        await pair.host.node.observe("cameras", seen, [("track-7", "kx-1")])
        await pair.pass_time(3)
        pair.host.again()
        for side in pair.sides:
            (stay,) = inside(side.node.truth.state)
            assert (stay.asset, stay.also, stay.since_ms) == ("track-7", ("kx-1",), entered)
        await pair.host.act("check.made/1", asset=stay.asset, zone="outer", finding="clear", note="kx-1")
        await pair.pass_time(12)
        assert not alarms(pair.host) and not alarms(pair.company)

    asyncio.run(story())


def test_other_names_follow_joins_and_are_parted(pair):
    facts = (("joined", "a", "b"), ("joined", "b", "c"), ("joined", "d", "c"), ("parted", "d", "c"))

    async def story():
        await agree_on_dwell(pair)
        told = FactsDerived(tuple(Fact(pair.clock.ms, name, (other, kept)) for name, other, kept in facts))
        truth = pair.host.node.truth
        await truth.write([told], pair.clock.ms)
        assert truth.state.of(GROUND).also("c") == ("a", "b")
        assert truth.state.of(GROUND).also("b") == ()

    asyncio.run(story())
