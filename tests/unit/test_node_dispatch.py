"""The founding dispatch: four of six granted, one site, 72 hours; both nodes by their own clocks."""

import asyncio

import pytest

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.dispatch.reduce import DISPATCHES
from safeconduct.errors import Denied
from safeconduct.protocol import Lexicon, parse, rule_bytes
from safeconduct.records.dispatch import GrantTurned
from tests.sim.pair import Pair

PRESENCE = "There is a badge sighting only after a grant with no grant lapse since."
HOUR = 3_600_000
BADGES = ["b-1", "b-2", "b-3", "b-4"]


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


async def agree(pair, clause: str, number: int, content: dict) -> None:
    await pair.host.act("clause.proposed/1", clause=clause, number=number, title=clause, content=content)
    await pair.sync()
    digest = meaning(pair.host.node.truth.state.of(ACCORD).clauses[clause].content)
    for side in (pair.host, pair.company):
        await side.act("clause.position/1", clause=clause, meaning=digest, stand="agreed")
        await pair.sync()


async def agreed(pair, at_most: int = 6) -> None:
    mandate = {"kind": "mandate", "act": "be_present", "party": "company", "role": "security", "on": ["site/works"],
               "at_most": at_most}  # fmt: skip
    await agree(pair, "ground", 1, mandate)
    rule = rule_bytes(parse(PRESENCE, Lexicon())).decode()
    await agree(pair, "presence", 2, {"kind": "protocol", "rule": rule})


def asked(pair, count: int = 6) -> dict:
    now = pair.clock.ms
    return {"dispatch": "d1", "mandate": "ground", "why": "Escort of engineers", "people": "guards", "count": count,
            "site": "works", "from_ms": now, "to_ms": now + 72 * HOUR, "command": "host"}  # fmt: skip


async def granted(pair, count: int = 4) -> None:
    request = await pair.company.act("dispatch.requested/1", **asked(pair))
    await pair.sync()
    body = asked(pair)
    await pair.host.act("dispatch.answered/1", dispatch="d1", request=request, consent="granted", count=count,
                        from_ms=body["from_ms"], to_ms=body["to_ms"])  # fmt: skip
    await pair.sync()
    await pair.company.act("dispatch.rostered/1", dispatch="d1", request=request, badges=BADGES[:count])
    await pair.sync()
    pair.clock.ms += 1_000  # a grant counts from strictly before the badge is shown


def turned(side) -> list[tuple[str, bool, int]]:
    """What that node has said of grants in its own log, and when."""
    return [
        (each.entry.record.body.badge, each.entry.record.body.is_live, each.entry.record.at_ms)
        for each in side.node.truth.fold.order
        if isinstance(each.entry.record.body, GrantTurned) and each.entry.record.party == side.node.config.party
    ]


def test_no_dispatch_without_a_mandate_in_force(pair):
    async def story():
        with pytest.raises(Denied, match="no mandate in force lets 6 people of company be at works"):
            await pair.company.act("dispatch.requested/1", **asked(pair))
        await agreed(pair, at_most=4)
        with pytest.raises(Denied) as caught:
            await pair.company.act("dispatch.requested/1", **asked(pair))
        assert "clause 1" in caught.value.next_step
        await pair.company.act("dispatch.requested/1", **asked(pair, count=4))
        with pytest.raises(Denied, match="no mandate in force lets 4 people of host"):
            await pair.host.act("dispatch.requested/1", **{**asked(pair, count=4), "dispatch": "d2"})

    asyncio.run(story())


def test_a_denial_names_the_clause_that_is_missing_and_whom_to_ask(pair):
    async def story():
        await pair.sync()
        mandate = {"kind": "mandate", "act": "be_present", "party": "company", "role": "security"}
        await pair.company.act("clause.proposed/1", clause="ground", number=1, title="Ground", content=mandate)
        digest = meaning(pair.company.node.truth.state.of(ACCORD).clauses["ground"].content)
        await pair.company.act("clause.position/1", clause="ground", meaning=digest, stand="agreed")
        with pytest.raises(Denied) as caught:
            await pair.company.act("dispatch.requested/1", **asked(pair))
        assert caught.value.next_step == "clause 1, Ground, would: ask host to agree to it"

    asyncio.run(story())


def test_four_of_six_the_fifth_badge_is_refused_and_the_sixth_alarms(pair):
    async def story():
        await agreed(pair)
        await granted(pair)
        assert {badge for badge, live, _ in turned(pair.host)} == set(BADGES)
        state, now = pair.host.node.truth.state, pair.clock.ms
        assert pair.host.node.grants.covering("b-4", "works", now).dispatch == "d1"
        assert pair.host.node.grants.covering("b-5", "works", now) is None
        await pair.host.act("badge.shown/1", badge="b-5", site="works", way="turned_away")
        for badge in BADGES:
            await pair.host.act("badge.shown/1", badge=badge, site="works", way="in")
        await pair.sync()
        assert not state.of(ALARMS).alarms
        await pair.host.act("badge.shown/1", badge="b-6", site="works", way="met")
        await pair.pass_time(1)
        for side in (pair.host, pair.company):
            (alarm,) = side.node.truth.state.of(ALARMS).alarms.values()
            assert dict(alarm.key) == {"badge": "b-6", "site": "works"} and len(alarm.rooms) == 2

    asyncio.run(story())


def test_the_grant_lapses_by_itself_on_both_nodes_and_who_stays_alarms(pair):
    async def story():
        await agreed(pair)
        await granted(pair)
        await pair.host.act("badge.shown/1", badge="b-1", site="works", way="in")
        await pair.sync()
        grant = pair.host.node.truth.state.of(DISPATCHES).dispatches["d1"].grant(pair.host.node.truth.parties)
        for side in (pair.host, pair.company):
            assert side.node.next_ms() <= grant.to_ms
        pair.clock.ms = grant.to_ms
        for side in (pair.host, pair.company):
            await side.node.tick()
            over = [at for _, live, at in turned(side) if not live]
            assert len(over) == 4 and all(abs(at - grant.to_ms) < 1_000 for at in over)
        await pair.pass_time(1)
        alarms = pair.company.node.truth.state.of(ALARMS).alarms.values()
        assert [dict(alarm.key)["badge"] for alarm in alarms] == ["b-1"]

    asyncio.run(story())


def test_a_recall_ends_it_at_once_and_a_suspended_mandate_too(pair):
    async def story():
        await agreed(pair)
        await granted(pair)
        clause = pair.host.node.truth.state.of(ACCORD).clauses["ground"]
        await pair.host.act(
            "clause.position/1", clause="ground", meaning=clause.meaning, stand="refused", reason="No."
        )
        assert [live for _, live, _ in turned(pair.host)].count(False) == 4
        await pair.host.act("clause.position/1", clause="ground", meaning=clause.meaning, stand="agreed")
        assert [live for _, live, _ in turned(pair.host)][-4:] == [True] * 4
        await pair.company.act("dispatch.recalled/1", dispatch="d1", reason="Done.")
        await pair.sync()
        assert [live for _, live, _ in turned(pair.host)][-4:] == [False] * 4

    asyncio.run(story())
