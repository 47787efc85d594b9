"""Steps of a draw that do not count: each case gives a world, the refused record and what the refusal must say."""

from collections.abc import Callable

from safeconduct.records.draw import DrawCommitted, DrawDisputed, DrawOpened, DrawSalted, LegStarted
from safeconduct.records.journey import CrewSpoke
from safeconduct.records.movement import MovementApproved, MovementOrdered, MovementReleased
from safeconduct.records.plan import GroundListed, PlannedRoute
from tests.drawn import LATE, LINES, ROUTES, SEALED, World, secret
from tests.parties import at


def ready() -> World:
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


@refused("the departures of the order are not those of its plan")
def an_order_without_the_departures_of_its_plan() -> tuple[World, str]:
    world = World()
    world.prepare(LATE)
    return world, world.order


@refused("the departures of the order are not those of its plan")
def an_order_with_a_later_departure_than_its_plan() -> tuple[World, str]:
    world = World()
    world.prepare(LATE, depart_to_ms=at(43))
    return world, world.order


@refused("the departures of the order are not those of its plan")
def an_order_with_departures_of_a_plan_that_has_one() -> tuple[World, str]:
    world = World()
    world.prepare(depart_to_ms=at(32))
    return world, world.order


def _late() -> World:
    """Both nodes have opened the first leg of a plan with two departures."""
    world = World()
    world.ready(routes=LATE, depart_to_ms=at(42))
    for party in world.parties:
        world.open(party, 1)
    return world


@refused("the departure is told with the first leg")
def a_first_leg_that_hides_its_departure() -> tuple[World, str]:
    world = _late()
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["a"]))


@refused("the plan has no such leg 1")
def a_departure_that_the_plan_does_not_have() -> tuple[World, str]:
    world = _late()
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["a"], at(37)))


@refused("the plan has no such leg 1")
def a_departure_between_two_seconds() -> tuple[World, str]:
    world = _late()
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["a"], at(42) + 1))


@refused("leg 2 was opened before its time")
def a_second_leg_that_is_opened_as_if_the_convoy_had_left_at_once() -> tuple[World, str]:
    world = _late()
    world.add(world.host, LegStarted("m1", world.order, 1, LINES["a"], at(42)))
    return world, world.open(world.company, 2, minute=49)


@refused("the departure is told with the first leg")
def a_departure_with_a_plan_that_has_one() -> tuple[World, str]:
    world = ready()
    for party in world.parties:
        world.open(party, 1)
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["a"], at(32)))


@refused("vetoes come before the plan: the request is not approved by company, host")
def a_plan_before_the_vetoes() -> tuple[World, str]:
    world = World(lead_s=600)
    world.prepare()
    return world, world.plan


@refused("approvals are due later before the departure")
def an_order_that_leaves_less_than_the_lead_time() -> tuple[World, str]:
    world = World(lead_s=1_200)
    for party in world.parties:
        world.add(party, MovementApproved("m1", world.request))
    world.prepare()
    return world, world.order


@refused("after the time to approve by")
def an_approval_of_a_plain_order_within_the_lead_time() -> tuple[World, str]:
    world = World(lead_s=1_200)
    line = (LINES["a"][0], LINES["a"][1])
    order = world.add(world.host, MovementOrdered("m1", at(32), ("bus-1",), (), line, 60))
    return world, world.add(world.company, MovementApproved("m1", order), minute=13)


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
def a_release_before_the_draw_isready() -> tuple[World, str]:
    world = World()
    world.prepare()
    world.commit(world.host)
    return world, world.add(world.host, MovementReleased("m1", world.order))


@refused("before its time")
def an_opening_before_its_time() -> tuple[World, str]:
    """A clock that runs ahead."""
    world = ready()
    return world, world.open(world.host, 1, minute=29.9)


@refused("leg 1 is next")
def a_leg_that_is_not_next() -> tuple[World, str]:
    world = ready()
    return world, world.open(world.host, 2)


@refused("cannot open what company")
def the_other_partys_opening() -> tuple[World, str]:
    world = ready()
    return world, world.add(world.host, DrawOpened("m1", world.order, 1, "company", "nonce", SEALED), minute=31)


@refused("has not opened leg 1 itself")
def a_fallback_instead_of_ones_own_opening() -> tuple[World, str]:
    world = ready()
    return world, world.open(world.host, 1, "fallback", minute=35)


@refused("still has time")
def a_fallback_too_soon() -> tuple[World, str]:
    world = ready()
    world.open(world.host, 1, minute=30.5)
    return world, world.open(world.host, 1, "fallback", minute=31)


@refused("had seen it")
def a_fallback_against_an_opening_that_is_there() -> tuple[World, str]:
    """Choosing between two outcomes."""
    world = ready()
    world.open(world.host, 1)
    world.open(world.company, 1)
    return world, world.open(world.host, 1, "fallback", minute=35)


def _witnessed() -> World:
    world = World(witness=True)
    world.ready()
    world.open(world.host, 1)
    return world


@refused("there is no fallback")
def a_fallback_where_a_witness_opens_what_is_missing() -> tuple[World, str]:
    """Saying that one got nothing would let one choose between two outcomes."""
    world = _witnessed()
    return world, world.open(world.host, 1, "fallback", minute=35)


@refused("there is no fallback")
def a_dispute_where_a_witness_can_mend_it() -> tuple[World, str]:
    world = _witnessed()
    world.open(world.company, 1)
    world.add(world.host, DrawDisputed("m1", world.order, 1, "company"))
    return world, world.open(world.host, 1, "fallback", minute=35)


@refused("open already")
def a_witness_that_opens_what_nobody_disputes() -> tuple[World, str]:
    world = _witnessed()
    world.open(world.company, 1)
    body = DrawOpened("m1", world.order, 1, "company", "nonce", SEALED)
    return world, world.add(world.observer, body, minute=35)


@refused("open already")
def a_witness_that_mends_twice() -> tuple[World, str]:
    world = _witnessed()
    world.open(world.company, 1)
    world.add(world.host, DrawDisputed("m1", world.order, 1, "company"))
    body = DrawOpened("m1", world.order, 1, "company", "nonce", SEALED)
    assert not world.refusal(world.add(world.observer, body, minute=35))
    return world, world.add(world.observer, body, minute=36)


def _crew(word: str, crew: str = "bus-1") -> CrewSpoke:
    return CrewSpoke("m1", crew, word, 1, secret(word, crew))


@refused("bus-9 is no vehicle of m1")
def a_check_in_of_another_vehicle() -> tuple[World, str]:
    world = ready()
    return world, world.add(world.host, _crew("check_in", "bus-9"), by=world.host.operator)


@refused("bus-9 is no vehicle of m1")
def duress_of_another_vehicle() -> tuple[World, str]:
    """Refused in the same words as a check-in."""
    world = ready()
    return world, world.add(world.host, _crew("duress", "bus-9"), by=world.host.operator)


@refused("bus-1 is under no duress")
def an_end_of_what_never_was() -> tuple[World, str]:
    world = ready()
    return world, world.add(world.host, _crew("clear"), by=world.host.operator)


@refused("bus-1 is under no duress")
def an_end_that_comes_twice() -> tuple[World, str]:
    world = ready()
    world.add(world.host, _crew("duress"), by=world.host.operator)
    assert "bus-1" in world.movement.duress
    world.add(world.host, _crew("clear"), by=world.host.operator)
    return world, world.add(world.company, _crew("clear"), by=world.company.operator)


@refused("a second refusal cancels")
def a_second_refusal() -> tuple[World, str]:
    world = ready()
    world.open(world.host, 1)
    world.open(world.host, 1, "fallback", minute=35)
    world.start(1, 0)
    world.open(world.host, 2, minute=41)
    return world, world.open(world.host, 2, "fallback", minute=45)


@refused("not open yet")
def a_leg_started_before_both_opened() -> tuple[World, str]:
    world = ready()
    world.open(world.host, 1)
    return world, world.start(1, 0)


@refused("the plan has no such leg")
def a_leg_of_no_plan() -> tuple[World, str]:
    world = ready()
    for party in world.parties:
        world.open(party, 1)
    return world, world.add(world.host, LegStarted("m1", world.order, 1, LINES["bc"]))


@refused("the plan has no such leg")
def a_leg_of_another_route() -> tuple[World, str]:
    world = ready()
    for party in world.parties:
        world.open(party, 1)
    world.start(1, 2)
    for party in world.parties:
        world.open(party, 2)
    return world, world.start(2, 0)


@refused("nothing there that could be disputed")
def a_dispute_about_nothing() -> tuple[World, str]:
    world = ready()
    return world, world.add(world.host, DrawDisputed("m1", world.order, 1, "company"))


@refused("when the movement has arrived")
def secrets_before_the_arrival() -> tuple[World, str]:
    world = ready()
    return world, world.publish(world.host)


@refused("the nonce of leg 2 is not what host had committed to")
def a_nonce_that_does_not_match() -> tuple[World, str]:
    world = ready()
    world.drive()
    return world, world.publish(world.host, nonces=(world.nonce(world.host, 1), secret("another")))


@refused("the fallback is not what host had committed to")
def a_fallback_that_does_not_match() -> tuple[World, str]:
    world = ready()
    world.drive()
    return world, world.publish(world.host, fallback=secret("another"))
