"""The draw in the logs: who may do what when, what decides, and that the published secrets are checked."""

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from safeconduct.records.draw import DrawCommitted, DrawDisputed, DrawOpened, DrawSalted, LegStarted
from safeconduct.records.movement import MovementApproved, MovementRefused, MovementReleased
from safeconduct.records.plan import GroundListed, PlannedRoute
from tests.drawn import LINES, ROUTES, SEALED, World, secret
from tests.second import RUN


@pytest.mark.parametrize("who", [None, "company", "host"])
@pytest.mark.parametrize("leg", [1, 2])
def test_what_was_driven_follows_from_the_commitments(who: str | None, leg: int) -> None:
    world = World(seed=leg)
    world.ready()
    refused = (leg, getattr(world, who)) if who else None
    driven = world.drive(refused)
    assert world.movement.outcome is None, "one party's secrets are not enough"
    for party in world.parties:
        world.publish(party)
    assert not set(world.state.refused.values())
    assert world.movement.outcome is not None
    assert (world.movement.outcome.route, world.movement.outcome.is_followed) == (driven, True)
    assert world.movement.draw.refused == ((leg, who) if who else None)


def test_a_route_that_was_not_drawn_shows() -> None:
    world = World()
    world.ready()
    driven = world.drive(steered=True)
    for party in world.parties:
        world.publish(party)
    assert world.movement.outcome is not None
    assert world.movement.outcome.route != driven
    assert not world.movement.outcome.is_followed


def test_a_veto_before_the_draw_holds_and_after_it_is_steering() -> None:
    world = World()
    world.prepare()
    world.commit(world.company)
    world.add(world.company, MovementRefused("m1", world.order, "Not over the bridge"))
    assert world.movement.missing_approvals(frozenset()) == ("company",)
    assert not world.movement.steering
    world = World()
    world.ready()
    world.add(world.company, MovementRefused("m1", world.order, "Not over the bridge"))
    assert world.movement.missing_approvals(frozenset()) == ()
    assert [(each.party, each.what) for each in world.movement.steering] == [
        ("company", "a veto: Not over the bridge")
    ]
    assert world.movement.status == "released"


def test_a_new_order_voids_the_draw_and_shows_as_steering() -> None:
    world = World()
    world.ready()
    world.prepare()
    assert world.movement.status == "ordered"
    assert not world.movement.draw.committed
    assert {each.what for each in world.movement.steering} == {"a new list of secured places", "a new order"}


def _ready() -> World:
    world = World()
    world.ready()
    return world


def _committed(world: World) -> DrawCommitted:
    return world.movement.draw.committed["host"]


REFUSED: list[tuple[str, str, Callable[[], tuple[World, str]]]] = []


def refused(says: str) -> Callable[[Callable[[], tuple[World, str]]], Callable[[], tuple[World, str]]]:
    def register(case: Callable[[], tuple[World, str]]) -> Callable[[], tuple[World, str]]:
        REFUSED.append((case.__name__, says, case))
        return case

    return register


@refused("the odds add up to")
def odds_that_are_not_one() -> tuple[World, str]:
    world = World()
    world.prepare(routes=ROUTES[:2])
    return world, world.plan


@refused("two routes have the same legs")
def two_routes_alike() -> tuple[World, str]:
    world = World()
    world.prepare(routes=(*ROUTES[:2], PlannedRoute(1 << 30, 1, ROUTES[0].legs)))
    return world, world.plan


@refused("not the one that stands")
def an_order_without_its_plan() -> tuple[World, str]:
    world = World()
    world.prepare(plan="f" * 64)
    return world, world.order


@refused("2 legs")
def a_time_too_few() -> tuple[World, str]:
    world = World()
    world.prepare(legs=(1_790_000_000_000,))
    return world, world.order


@refused("not in order")
def times_that_run_back() -> tuple[World, str]:
    world = World()
    world.prepare(legs=(1_790_000_000_001, 1_790_000_000_000))
    return world, world.order


@refused("two members")
def a_party_alone() -> tuple[World, str]:
    world = World()
    world.prepare(parties=("host", "host"))
    return world, world.order


@refused("has changed since the plan")
def ground_that_changed_after_the_plan() -> tuple[World, str]:
    world = World()
    world.prepare()
    first = world.movement.order
    world.add(world.company, GroundListed("m1", ()))
    return world, world.add(world.host, first)


@refused("other lists")
def a_plan_that_knows_no_list() -> tuple[World, str]:
    world = World()
    world.prepare()
    plan = world.movement.planned.plan
    world.add(world.company, GroundListed("m1", ()))
    return world, world.add(world.host, plan)


@refused("after the time to approve by")
def an_approval_too_late() -> tuple[World, str]:
    world = World()
    world.prepare()
    return world, world.add(world.company, MovementApproved("m1", world.order), minute=21)


@refused("not approved by company, host")
def a_commitment_before_the_approvals() -> tuple[World, str]:
    world = World()
    world.prepare()
    body = DrawCommitted("m1", "", ("0" * 64,) * 2, "1" * 64, ())
    world.prepare()
    world.order = world.add(world.host, world.movement.order)
    return world, world.add(world.host, DrawCommitted("m1", world.order, body.nonces, body.fallback, ()))


@refused("1 commitments for 2 legs")
def too_few_commitments() -> tuple[World, str]:
    world = World()
    world.prepare()
    return world, world.add(world.host, DrawCommitted("m1", world.order, ("0" * 64,), "1" * 64, ()))


@refused("not both parties have committed")
def a_salt_before_both_committed() -> tuple[World, str]:
    """Else the other could choose its fallback to suit it."""
    world = World()
    world.prepare()
    world.commit(world.host)
    return world, world.add(world.host, DrawSalted("m1", world.order, secret("s")))


@refused("the draw is not ready")
def a_release_before_the_draw_is_ready() -> tuple[World, str]:
    world = World()
    world.prepare()
    world.commit(world.host)
    return world, world.add(world.host, MovementReleased("m1", world.order))


@refused("before its time")
def an_opening_before_its_time() -> tuple[World, str]:
    """A clock that runs ahead."""
    world = _ready()
    return world, world.open(world.host, 1, minute=29.9)


@refused("leg 1 is next")
def a_leg_that_is_not_next() -> tuple[World, str]:
    world = _ready()
    return world, world.open(world.host, 2)


@refused("cannot open what company")
def the_other_partys_opening() -> tuple[World, str]:
    world = _ready()
    return world, world.add(world.host, DrawOpened("m1", world.order, 1, "company", "nonce", SEALED), minute=31)


@refused("has not opened leg 1 itself")
def a_fallback_instead_of_ones_own_opening() -> tuple[World, str]:
    world = _ready()
    return world, world.open(world.host, 1, "fallback", minute=35)


@refused("still has time")
def a_fallback_too_soon() -> tuple[World, str]:
    world = _ready()
    world.open(world.host, 1, minute=30.5)
    return world, world.open(world.host, 1, "fallback", minute=31)


@refused("had seen it")
def a_fallback_against_an_opening_that_is_there() -> tuple[World, str]:
    """Choosing between two outcomes."""
    world = _ready()
    world.open(world.host, 1)
    world.open(world.company, 1)
    return world, world.open(world.host, 1, "fallback", minute=35)


@refused("a second refusal cancels")
def a_second_refusal() -> tuple[World, str]:
    world = _ready()
    world.open(world.host, 1)
    world.open(world.host, 1, "fallback", minute=35)
    world.start(1, 0)
    world.open(world.host, 2, minute=41)
    return world, world.open(world.host, 2, "fallback", minute=45)


@refused("not open yet")
def a_leg_started_before_both_opened() -> tuple[World, str]:
    world = _ready()
    world.open(world.host, 1)
    return world, world.start(1, 0)


@refused("the plan has no such leg")
def a_leg_of_no_plan() -> tuple[World, str]:
    world = _ready()
    for party in world.parties:
        world.open(party, 1)
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["bc"]))


@refused("the plan has no such leg")
def a_leg_of_another_route() -> tuple[World, str]:
    world = _ready()
    for party in world.parties:
        world.open(party, 1)
    world.start(1, 2)
    for party in world.parties:
        world.open(party, 2)
    return world, world.start(2, 0)


@refused("nothing there that could be disputed")
def a_dispute_about_nothing() -> tuple[World, str]:
    world = _ready()
    return world, world.add(world.host, DrawDisputed("m1", world.order, 1, "company"))


@refused("when the movement has arrived")
def secrets_before_the_arrival() -> tuple[World, str]:
    world = _ready()
    return world, world.publish(world.host)


@refused("the nonce of leg 2 is not what host had committed to")
def a_nonce_that_does_not_match() -> tuple[World, str]:
    world = _ready()
    world.drive()
    return world, world.publish(world.host, nonces=(world.nonce(world.host, 1), secret("another")))


@refused("the fallback is not what host had committed to")
def a_fallback_that_does_not_match() -> tuple[World, str]:
    world = _ready()
    world.drive()
    return world, world.publish(world.host, fallback=secret("another"))


@pytest.mark.parametrize(("name", "says", "case"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(name: str, says: str, case: Callable[[], tuple[World, str]]) -> None:
    world, record = case()
    assert says in world.refusal(record)
    assert world.movement.outcome is None


def test_a_disputed_opening_lets_the_fallback_decide_at_once() -> None:
    world = _ready()
    for party in world.parties:
        world.open(party, 1)
    world.add(world.host, DrawDisputed("m1", world.order, 1, "company"))
    fallback = world.open(world.host, 1, "fallback")
    assert not world.refusal(fallback)
    assert world.movement.draw.decides(world.movement.order, 1) == (("host", "fallback"),)


def test_in_any_order_of_arrival_the_state_is_the_same() -> None:
    from safeconduct.joint.domains import replay
    from safeconduct.state.model import state_digest

    world = World()
    world.ready()
    world.drive((1, world.host))
    for party in world.parties:
        world.publish(party)
    one = replay([*world.company.entries, *world.host.entries])
    other = replay([*reversed(world.host.entries), *reversed(world.company.entries)])
    assert state_digest(one) == state_digest(other)


def test_the_second_verifier_draws_and_refuses_the_same(tmp_path: Path) -> None:
    """Every case above, and every pattern of refusal, folded by both."""
    worlds = [case()[0] for _, _, case in REFUSED]
    for seed in range(6):
        for who in (None, "company", "host"):
            for leg in (1, 2):
                world = World(seed)
                world.ready()
                world.drive((leg, getattr(world, who)) if who else None)
                for party in world.parties:
                    world.publish(party)
                worlds.append(world)
    logs = [
        {party.origin: [base64.b64encode(raw).decode() for raw in party.raw] for party in w.parties} for w in worlds
    ]
    file = tmp_path / "logs.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in logs))
    done = subprocess.run(
        ["node", RUN, "--fold", file], capture_output=True, text=True, check=True, cwd=RUN.parents[2]
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    ours = [
        {
            "refused": dict(world.state.refused),
            "drawn": {"m1": world.movement.outcome.route} if world.movement.outcome else {},
        }
        for world in worlds
    ]
    assert said == ours
    assert len({each["drawn"]["m1"] for each in ours if each["drawn"]}) == 3


def test_any_change_after_the_approvals_voids_them_and_asks_again() -> None:
    world = World()
    world.prepare()
    assert world.movement.missing_approvals(frozenset()) == ()
    assert world.movement.order is not None
    changed = msgspec.structs.replace(world.movement.order, depart_ms=world.movement.order.depart_ms + 60_000)
    world.order = world.add(world.host, changed)
    assert world.movement.missing_approvals(frozenset()) == ("company", "host")
    early = world.add(world.host, MovementReleased("m1", world.order))
    assert "not approved by company, host" in world.refusal(early)


def test_before_there_is_an_order_the_request_is_approved_or_vetoed() -> None:
    world = World()
    both = frozenset({"company", "host"})
    assert world.movement.missing_approvals(both) == ("company", "host")
    world.add(world.host, MovementApproved("m1", world.request))
    world.add(world.company, MovementRefused("m1", world.request, "Not this week"))
    assert world.movement.missing_approvals(both) == ("company",)
    world.prepare()
    late = world.add(world.company, MovementApproved("m1", world.request))
    assert "not the one that stands" in world.refusal(late)
