"""Any earlier moment: where assets were, which zones were drawn, which alarms were open, as the logs have it."""

import asyncio

import pytest

from safeconduct.alarm.reduce import ALARMS
from safeconduct.errors import BadInput, SafeconductError
from safeconduct.node import observed
from safeconduct.node.past import Past
from safeconduct.records.observation import Position
from safeconduct.records.watch import ObservationBatch
from safeconduct.site.reduce import SITES
from safeconduct.state.fold import Fold
from safeconduct.state.model import state_digest
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_history import HOUR, inside
from tests.unit.test_node_pair import ZONE, agree_on_dwell

FAR = 601_900_000


def kept_by_hour(folder):
    made = Pair(folder)
    with (made.host.root / "node.toml").open("a", encoding="utf-8") as file:
        file.write("\n[retention]\nobservations_days = 1\nby_hour = true\n")
    made.host.again()
    return made


@pytest.fixture
def pair(tmp_path):
    return kept_by_hour(tmp_path)


@pytest.fixture(scope="module")
def over(tmp_path_factory):
    """A night that is over, to be looked at only, and when it began."""
    made = kept_by_hour(tmp_path_factory.mktemp("night"))
    return made, asyncio.run(night(made))


async def night(pair) -> int:
    """A vehicle in the ring for 40 minutes, heard every 2; it rings at 20, is answered at 26, leaves at 40."""
    await agree_on_dwell(pair)
    pair.clock.ms = start = (pair.clock.ms // HOUR + 1) * HOUR
    for minute in range(0, 60, 2):
        lat = inside("x", 0).lat_e7 + minute if minute < 40 else FAR
        await pair.host.node.observe("phones", [inside("kx-1", pair.clock.ms, lat)])
        if minute == 26:
            (alarm,) = pair.company.node.truth.state.of(ALARMS).open()
            await pair.company.act("alarm.acknowledged/1", alarm=alarm.alarm, note="")
        pair.clock.ms = start + (minute + 2) * MINUTE
        await pair.pass_time(0)
    return start


def at(pair, t_ms, side="host"):
    return asyncio.run(Past(pair.by_name[side].node).at(t_ms))


def test_each_moment_shows_where_it_was_and_what_rang(over):
    pair, start = over
    for minute in (0, 2, 10, 38):
        then = at(pair, start + minute * MINUTE + 30_000)
        assert then.positions["kx-1"].lat_e7 == inside("x", 0).lat_e7 + minute
        assert len(then.trails["kx-1"]) == min(minute // 2 + 1, 5)
        assert then.ground.stays[("kx-1", "outer")] == start, "its entry was logged a minute later"
    before, ringing, answered = (
        [room for alarm in at(pair, start + t * MINUTE).state.of(ALARMS).open() for room in alarm.rooms.items()]
        for t in (20, 25, 29)
    )
    assert not before and {party for party, _ in ringing} == {"host", "company"}
    assert all(room.acknowledged is None for _, room in ringing)
    assert [party for party, room in answered if room.acknowledged] == ["company"]
    gone = at(pair, start + 41 * MINUTE)
    assert not gone.ground.stays and gone.positions["kx-1"].lat_e7 == FAR
    assert at(pair, start + 150_000).positions["kx-1"].t_ms == start + 2 * MINUTE


def test_the_other_room_sees_its_alarms_and_no_positions_of_ours(over):
    pair, start = over
    then = at(pair, start + 24 * MINUTE, "company")
    assert len(then.state.of(ALARMS).open()) == 1 and not then.positions


def test_zones_are_as_they_were_drawn_then(pair):
    async def story():
        start = await night(pair)
        small = ZONE | {
            "outline": [[601_700_000, 249_400_000], [601_700_000, 249_400_900], [601_700_900, 249_400_000]]
        }
        await pair.host.act("site.drawn/1", site="works", name="Works", zones=[small], gates=[])
        await pair.pass_time(3)
        return start

    start = asyncio.run(story())
    shapes = [at(pair, t).state.of(SITES).zones()[0].outline for t in (start + MINUTE, pair.clock.ms)]
    assert [len(shape) for shape in shapes] == [4, 3]
    assert not at(pair, 1).state.of(SITES).zones(), "before anything was logged there is nothing"


def test_hours_put_away_and_batches_tell_the_same_and_what_is_erased_is_gone(pair, monkeypatch):
    async def later(hours):
        pair.clock.ms += int(hours * HOUR)
        await pair.pass_time(3)

    start = asyncio.run(night(pair))
    moments = [start + t * MINUTE + 1 for t in (5, 33, 58)]
    from_batches = [at(pair, t).trails for t in moments]
    asyncio.run(later(3.2))
    (file,) = (pair.host.root / "observations").glob("*.parquet")
    monkeypatch.setattr(pair.host.node.blobs, "get", lambda digest: pytest.fail("read from batches"))
    assert [at(pair, t).trails for t in moments] == from_batches
    monkeypatch.undo()
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"x")
    with pytest.raises(SafeconductError, match="not what our log says"):
        at(pair, moments[0])
    file.write_bytes(content)
    past = Past(pair.host.node)
    assert asyncio.run(past.at(moments[0])).positions
    asyncio.run(later(30))
    erased = asyncio.run(past.at(moments[0]))
    assert not erased.positions and erased.missing, "what was remembered is forgotten too"
    assert erased.ground.stays, "the facts stay in the log"


def test_an_observation_that_came_after_its_hour_was_put_away(pair):
    async def story():
        start = await night(pair)
        pair.clock.ms += 3 * HOUR
        await pair.pass_time(3)
        await pair.host.node.observe("phones", [Position("late-1", start + 5 * MINUTE, FAR, FAR)])
        return start

    start = asyncio.run(story())
    assert set(at(pair, start + 6 * MINUTE).positions) == {"kx-1", "late-1"}


def test_too_much_is_thinned_and_said(over, monkeypatch):
    pair, start = over
    monkeypatch.setattr(observed, "POSITIONS_MAX", 2)
    then = at(pair, start + 9 * MINUTE)
    assert then.one_in == 3 and 1 <= len(then.trails["kx-1"]) <= 2


@pytest.mark.parametrize("t_ms", [0, -5, 10**14])
def test_what_is_not_past_is_refused(over, t_ms):
    pair, _ = over
    with pytest.raises(BadInput, match="not past"):
        at(pair, t_ms)


def test_every_earlier_state_is_the_fold_of_what_was_there(over):
    """Against a fold that is given only those records."""
    pair, start = over
    truth = pair.host.node.truth
    assert state_digest(truth.fold.as_of(pair.clock.ms).state) == truth.digest()
    own = [each.entry for each in truth.fold.order if isinstance(each.entry.record.body, ObservationBatch)]
    for t_ms in [1, *range(start - 4 * MINUTE, pair.clock.ms, 5 * MINUTE)]:
        past = truth.fold.as_of(t_ms)
        later = {placed.entry.id for placed in past.since}
        fresh = Fold(tuple(truth.fold._admission._reducers.values()))
        fresh.add(each.entry for each in truth.fold.order if each.entry.id not in later)
        assert state_digest(fresh.state) == state_digest(past.state)
        assert {each.id for each in own if each.record.at_ms > t_ms} == later & {each.id for each in own}
