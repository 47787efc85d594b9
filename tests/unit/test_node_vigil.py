"""A watch whose disk fills up, and one that is killed: facts are in the log once, whatever happened on the way."""

import asyncio
import random
from collections import Counter

import pytest

from safeconduct.node.disk import DiskFull
from safeconduct.node.pages import watch as pages
from safeconduct.node.pages.language import LANGS, translator
from safeconduct.node.pages.names import Names
from safeconduct.node.pages.sentence import sentence
from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.observation import Position, SensorState, Sighting
from safeconduct.records.watch import FactsDerived, ObservationBatch
from safeconduct.state.fact import Fact
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import FullDisk, agree_on_dwell, alarms


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


def bodies(side, kind):
    own = side.node.truth.origin
    found = [each.entry for each in side.node.truth.fold.order if each.entry.log == own]
    return [entry.record.body for entry in found if isinstance(entry.record.body, kind)]


def facts(side) -> Counter:
    return Counter(fact for body in bodies(side, FactsDerived) for fact in body.facts)


def fill(side) -> FullDisk:
    side.disk = FullDisk()
    side.again()
    side.disk.is_full = True
    return side.disk


def test_facts_that_fall_due_on_a_full_disk_are_logged_when_there_is_space(pair):
    """Catches: the watch had moved on, so what it confirmed in the meantime was lost until a restart."""

    async def story():
        await agree_on_dwell(pair)
        entered = pair.clock.ms
        await pair.host.node.observe("cameras", [Sighting("kx-1", entered, "cam", ("outer",))])
        disk = fill(pair.host)
        pair.clock.ms += 2 * MINUTE
        for _ in range(3):
            with pytest.raises(DiskFull):
                await pair.host.node.tick()
        assert not facts(pair.host)
        disk.is_full = False
        await pair.host.node.tick()
        assert facts(pair.host) == {Fact(entered, "entered", ("kx-1", "outer")): 1}
        pair.host.again()
        await pair.pass_time(30)
        assert sum(facts(pair.host).values()) == 1 and len(alarms(pair.host)) == 1

    asyncio.run(story())


def test_observations_that_are_brought_again_count_once(pair):
    """Catches: the MQTT feed tried again, and the watch had seen them already, or the batch stood there twice."""

    async def story():
        await agree_on_dwell(pair)
        node_of = pair.host
        disk = fill(node_of)
        seen = [Sighting("kx-1", pair.clock.ms, "cam", ("outer",)), SensorState("cam", pair.clock.ms + 1, False)]
        stored = set((node_of.root / "blobs").rglob("*")) if (node_of.root / "blobs").exists() else set()
        for _ in range(3):
            with pytest.raises(DiskFull):
                await node_of.node.observe("cameras", seen, [("track-1", "kx-1")])
        assert "cameras" not in node_of.node.intake.feeds, "counted as taken, and not taken"
        disk.is_full = False
        await node_of.node.observe("cameras", seen, [("track-1", "kx-1")])
        left = {path for path in set((node_of.root / "blobs").rglob("*")) - stored if path.is_file()}
        assert len(left) == 1, "content that no record commits to"
        await pair.pass_time(3)
        assert [body.count for body in bodies(node_of, ObservationBatch)] == [2]
        assert node_of.node.intake.feeds["cameras"].accepted == 2
        assert {fact.name: count for fact, count in facts(node_of).items()} == {
            "entered": 1,
            "blind": 1,
            "joined": 1,
        }

    asyncio.run(story())


def test_what_is_durable_is_not_brought_again_because_the_alarm_found_no_space(pair):
    """Catches: the batch was logged, its alarm not; the sender brought the batch a second time."""

    async def story():
        await agree_on_dwell(pair)
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))])
        await pair.pass_time(19)
        host = pair.host
        host.disk = FullAfter()
        host.again()
        pair.clock.ms += 2 * MINUTE
        host.disk.heads_left = 1
        await host.node.observe("cameras", [Sighting("kx-2", pair.clock.ms, "cam", ("outer",))])
        assert [body.count for body in bodies(host, ObservationBatch)] == [1, 1]
        assert not alarms(host) and isinstance(host.node.trouble, DiskFull)
        host.disk.heads_left = 10**9
        await host.node.tick()
        assert len(alarms(host)) == 1

    asyncio.run(story())


class FullAfter(FullDisk):
    """Full once so many batches have been written."""

    heads_left = 10**9

    def append(self, path, content):
        if not self.heads_left:
            raise DiskFull(f"{path}: no space left")
        if path.name == "heads":  # the last file that a batch appends to
            self.heads_left -= 1
        super().append(path, content)


def test_a_join_is_logged_once(pair):
    """Catches: `joined` and `left` stood twice in one record."""

    async def story():
        await agree_on_dwell(pair)
        node = pair.host.node
        await node.observe("cameras", [Sighting("track-1", pair.clock.ms, "cam", ("outer",))])
        pair.clock.ms += 5_000
        await node.observe("cameras", [], [("track-1", "kx")])
        await pair.pass_time(3)
        assert set(facts(pair.host).values()) == {1}
        assert Counter(fact.name for fact in facts(pair.host)) == {"joined": 1, "left": 1, "entered": 2}

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(4))
def test_full_disks_and_kills_lose_and_double_nothing(pair, seed):
    """The same hour of positions, once undisturbed, once with full disks, kills and repetitions."""

    async def play(side, chance: random.Random | None) -> Counter:
        start = pair.clock.ms
        told = random.Random(seed)
        for minute in range(60):
            pair.clock.ms = start + minute * MINUTE
            seen = [
                Position(
                    f"v{i}",
                    pair.clock.ms - told.randint(0, 50_000),
                    601_750_000 + told.choice((0, 90_000)),
                    249_450_000,
                )
                for i in range(3)
            ]
            if chance is not None and chance.random() < 0.2:
                side.again()
            if chance is not None and chance.random() < 0.3:
                side.disk.is_full = True
                with pytest.raises(DiskFull):
                    await side.node.observe("phones", seen)
                if chance.random() < 0.5:
                    side.again()
                side.disk.is_full = False
            await side.node.observe("phones", seen)
            try:
                if chance is not None and chance.random() < 0.2:
                    side.disk.is_full = True
                await side.node.tick()
            except DiskFull:
                pass
            side.disk.is_full = False
        pair.clock.ms += 3 * MINUTE
        await side.node.tick()
        return Counter((fact.t_ms - start, fact.name, *fact.args[:2]) for fact in facts(side).elements())

    async def story():
        await agree_on_dwell(pair)
        pair.host.disk = pair.company.disk = FullDisk()
        pair.host.again(), pair.company.again()
        calm = await play(pair.company, None)
        rough = await play(pair.host, random.Random(seed + 1))
        assert calm == rough and set(rough.values()) == {1} and len(rough) > 30

    asyncio.run(story())


SHORT = "No vehicle stays in the outer ring more than 30 seconds since it entered or was last checked."


@pytest.mark.parametrize("has_left", [False, True])
def test_a_short_limit_rings_in_our_room_at_its_second_and_is_confirmed_or_goes_away(pair, has_left):
    """Catches: facts wait for the lateness, so a limit of half a minute rang half a minute late."""

    async def story():
        await agree_on_dwell(pair, SHORT)
        host, entered = pair.host.node, pair.clock.ms
        await host.observe("phones", [Position("kx-1", entered, 601_750_000, 249_450_000)])
        shown = []
        for _ in range(45):
            pair.clock.ms += 1_000
            if host.next_ms() <= pair.clock.ms:
                await host.tick()
            shown.append(bool(host.foreseen))
        assert shown.index(True) == 30 and all(shown[30:]), "30 seconds are kept, 31 are not"
        early = pages._foreseen(host.foreseen[0], host, Names(host.truth.state, "en"), "en")
        assert early["due_ms"] == entered + 30_000 and "kx-1 entered the outer ring" in early["text"]
        assert not facts(pair.host) and not alarms(pair.host), "logged, although it may still change"
        if has_left:  # a position that was late on its way
            await host.observe("phones", [Position("kx-1", entered + 10_000, 601_900_000, 249_450_000)])
        await pair.pass_time(2, steps=60)
        assert not host.foreseen
        assert len(bodies(pair.host, AlarmRaised)) == (0 if has_left else 1), "our own watch knew better"
        rooms = {alarm.is_resolved for alarm in alarms(pair.company)}
        assert rooms == {False}, "the other room hears of the exit only when that is sure"

    asyncio.run(story())


def test_a_feed_that_is_in_order_rings_in_both_rooms_at_the_second(pair):
    async def story():
        path = pair.host.root / "node.toml"
        feed = {"feed": "cameras", "kind": "frigate", "mqtt": "mqtt://127.0.0.1:1", "topic": "f/#"}
        rows = [f'{name} = "{value}"' for name, value in feed.items()]
        path.write_text("\n".join([path.read_text(), "[[feeds]]", *rows, "lateness_s = 2", ""]))
        pair.host.again()
        await agree_on_dwell(pair, SHORT)
        await pair.host.node.observe("cameras", [Sighting("kx-1", pair.clock.ms, "cam", ("outer",))])
        await pair.pass_time(30 / 60, steps=30)
        assert not alarms(pair.host)
        await pair.pass_time(1 / 60)
        assert len(alarms(pair.host)) == len(alarms(pair.company)) == 1

    asyncio.run(story())


QUORUM = "While a movement is under way, at least 1 escort is within 300 metres of it."


def test_a_clause_that_counts_escorts_makes_the_watch_look_at_their_distance(pair):
    """Catches: the clause could be agreed, and no fact that it counts was ever derived."""

    async def story():
        await agree_on_dwell(pair, QUORUM)
        host = pair.host
        await host.act(
            "movement.requested/1", movement="m1", purpose="Leave", start="A", destination="B",
            depart_from_ms=pair.clock.ms, depart_to_ms=pair.clock.ms + 30 * MINUTE, travellers=["t-1"],
        )  # fmt: skip
        route = [[601_750_000, 249_450_000], [601_750_000, 249_900_000]]
        order = await host.act(
            "movement.ordered/1", movement="m1", depart_ms=pair.clock.ms, vehicles=["bus-1"], escort=["esc-1"],
            route=route, half_width_m=500, checkpoints=[],
        )  # fmt: skip
        await pair.sync()
        for side in pair.sides:
            await side.act("movement.approved/1", movement="m1", order=order)
        await pair.sync()
        await host.act("movement.released/1", movement="m1", order=order)
        for east in (0, 100_000):  # at 60 degrees north some 550 m
            now = pair.clock.ms
            bus = Position("bus-1", now, 601_750_000, 249_450_000)
            await host.node.observe("phones", [bus, Position("esc-1", now, 601_750_000, 249_450_000 + east)])
            await pair.pass_time(2)
        told = [fact.name for fact in sorted(facts(host)) if fact.args == ("m1", "esc-1", 300)]
        assert told == ["came_near", "went_far"]
        for lang in LANGS:
            t, names = translator(lang), Names(host.node.truth.state, lang)
            for body in bodies(host, FactsDerived):
                said = sentence(body, t, names)
                assert "fact-" not in said and "esc-1" in said

    asyncio.run(story())
