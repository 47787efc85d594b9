"""Risks: side by side with the gap, expired ones that keep a movement from being approved; never of a person."""

import asyncio

import pytest
from msgspec import inspect

from safeconduct.accord.meaning import meaning
from safeconduct.accord.reduce import ACCORD
from safeconduct.alarm.reduce import ALARMS
from safeconduct.errors import BadInput, Denied
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.risks import _told
from safeconduct.protocol import Lexicon, parse, rule_bytes
from safeconduct.records.record import BODIES
from safeconduct.records.risk import RiskLapsed, RiskRated
from safeconduct.risk.reduce import RISKS
from tests.sim.pair import MINUTE, Pair

RULE = "There is an approval only after a risk rating with no risk lapse since."
HOUR = 60 * MINUTE


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path)


async def agreed(pair) -> None:
    await pair.sync()
    rule = rule_bytes(parse(RULE, Lexicon())).decode()
    content = {"kind": "protocol", "rule": rule}
    await pair.host.act("clause.proposed/1", clause="rated", number=7, title="Risk first", content=content)
    await pair.sync()
    digest = meaning(pair.host.node.truth.state.of(ACCORD).clauses["rated"].content)
    for side in pair.sides:
        await side.act("clause.position/1", clause="rated", meaning=digest, stand="agreed")
        await pair.sync()


async def ordered(pair) -> str:
    now = pair.clock.ms
    await pair.host.act("movement.requested/1", movement="m1", purpose="Return", start="A", destination="B",
                        depart_from_ms=now, depart_to_ms=now + HOUR, travellers=["t-1"])  # fmt: skip
    order = await pair.host.act("movement.ordered/1", movement="m1", depart_ms=now + HOUR, vehicles=["bus-1"],
                                escort=[], route=[[0, 0], [0, 9_000]], half_width_m=60, checkpoints=[])  # fmt: skip
    await pair.sync()
    return order


def rated(pair, minutes: float = 60, subject: str = "movement/m1", residual: int = 2) -> dict:
    return {"risk": "ambush", "subject": subject, "threat": "Ambush", "vulnerability": "One road", "likelihood": 4,
            "impact": 5, "measures": ["Second car"], "residual_likelihood": residual, "residual_impact": 4,
            "owner": "host", "expires_ms": pair.clock.ms + int(minutes * MINUTE)}  # fmt: skip


def test_an_expired_rating_keeps_a_movement_from_being_approved(pair):
    async def story():
        await agreed(pair)
        order = await ordered(pair)
        with pytest.raises(
            Denied, match=r"clause 7, Risk first, keeps it .*nobody has rated a risk of movement/m1"
        ):
            await pair.host.act("movement.approved/1", movement="m1", order=order)
        await pair.company.act("risk.rated/1", **rated(pair, minutes=10))
        await pair.sync()
        await pair.pass_time(1)
        await pair.host.act("movement.approved/1", movement="m1", order=order)
        await pair.sync()
        await pair.pass_time(10)
        assert pair.agreed()
        with pytest.raises(Denied, match="rating of the risk ambush by company has expired") as caught:
            await pair.company.act("movement.approved/1", movement="m1", order=order)
        assert "safeconduct risk rate" in caught.value.next_step
        assert not pair.host.node.truth.state.of(ALARMS).alarms, "what was refused rings nowhere"
        await pair.company.act("risk.rated/1", **rated(pair))
        await pair.sync()
        await pair.pass_time(1)
        await pair.company.act("movement.approved/1", movement="m1", order=order)
        assert pair.company.node.truth.state.of(MOVEMENTS).movements["m1"]

    asyncio.run(story())


def test_without_the_clause_nothing_is_kept_from_being_approved(pair):
    async def story():
        await pair.sync()
        order = await ordered(pair)
        await pair.host.act("movement.approved/1", movement="m1", order=order)

    asyncio.run(story())


def test_a_rating_lapses_at_its_own_end_and_once(pair):
    async def story():
        await pair.sync()
        body = rated(pair, minutes=3)
        await pair.host.act("risk.rated/1", **body)
        end = body["expires_ms"]
        assert pair.host.node.next_ms() <= end + 1
        pair.clock.ms = end
        await pair.host.node.tick()
        assert not lapses(pair), "at its end it still stands"
        pair.clock.ms = end + 1
        await pair.host.node.tick()
        assert [each.since_ms for each in lapses(pair)] == [end + 1]
        await pair.pass_time(5)
        assert len(lapses(pair)) == 1 and pair.agreed()
        with pytest.raises(Denied, match="expires after it is made"):
            await pair.host.act("risk.rated/1", **body)

    asyncio.run(story())


def lapses(pair) -> list[RiskLapsed]:
    records = [each.entry.record.body for each in pair.host.node.truth.fold.order]
    return [each for each in records if isinstance(each, RiskLapsed)]


def test_both_ratings_stand_side_by_side_with_the_gap(pair):
    async def story():
        await pair.sync()
        await pair.host.act("risk.rated/1", **rated(pair, residual=1))
        await pair.sync()
        ours = await pair.company.act("risk.rated/1", **rated(pair, residual=4))
        await pair.sync()
        (risk,) = pair.host.node.truth.state.of(RISKS).by_weight()
        told = _told(risk, pair.host.node)
        assert [(each["party"], each["residual"]) for each in told["ratings"]] == [("company", 16), ("host", 4)]
        assert told["gap"] == 12
        with pytest.raises(Denied, match="accepted by host"):
            await pair.company.act("risk.accepted/1", risk="ambush", rating=ours)

    asyncio.run(story())


@pytest.mark.parametrize(
    "subject", ["traveller/t-1", "officer/noor", "party/host", "person/x", "movement/", "site"]
)
def test_nothing_but_a_place_or_a_journey_is_rated(pair, subject):
    async def story():
        with pytest.raises(BadInput, match="subject"):
            await pair.host.act("risk.rated/1", **rated(pair, subject=subject))

    asyncio.run(story())


def test_no_record_puts_a_grade_on_a_person():
    """The schema's guard: who grows a record that names a person and grades it, fails here."""
    people = ("officer", "traveller", "pseudonym", "person", "people", "badge", "name", "reader", "keeper")
    grades = ("likelihood", "impact", "score", "grade", "rank", "suspicion", "threat", "trust")
    for kind in BODIES.values():
        for struct in _structs(inspect.type_info(kind)):
            names = [field.name for field in struct.fields]
            if any(word in name for name in names for word in grades):
                assert not [name for name in names if any(word in name for word in people)], struct.cls
                assert struct.cls is RiskRated, f"{struct.cls}: may it be graded at all?"


def _structs(info):
    if isinstance(info, inspect.StructType):
        yield info
        for field in info.fields:
            yield from _structs(field.type)
    elif isinstance(info, inspect.UnionType):
        for each in info.types:
            yield from _structs(each)
    elif isinstance(info, inspect.VarTupleType | inspect.ListType):
        yield from _structs(info.item_type)
