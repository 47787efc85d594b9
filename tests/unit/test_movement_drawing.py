"""The draw in the logs: who may do what when, what decides, and that the published secrets are checked."""

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from safeconduct.records.draw import DrawDisputed
from safeconduct.records.movement import MovementApproved, MovementRefused, MovementReleased
from tests.drawn import World
from tests.refused_draws import REFUSED, ready
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


@pytest.mark.parametrize(("name", "says", "case"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(name: str, says: str, case: Callable[[], tuple[World, str]]) -> None:
    world, record = case()
    assert says in world.refusal(record)
    assert world.movement.outcome is None


def test_a_disputed_opening_lets_the_fallback_decide_at_once() -> None:
    world = ready()
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
        {party.origin: [base64.b64encode(raw).decode() for raw in party.raw] for party in w.everybody}
        for w in worlds
    ]
    file = tmp_path / "logs.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in logs))
    done = subprocess.run(
        ["node", RUN, "--fold", file], capture_output=True, text=True, check=True, cwd=RUN.parents[2]
    )
    folded = [json.loads(line) for line in done.stdout.splitlines()]
    said = [{name: each[name] for name in ("refused", "drawn")} for each in folded]
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
