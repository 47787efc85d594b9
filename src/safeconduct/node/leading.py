"""What the escort leader's own program does: opens a leg with the leader's key, at its time."""

from typing import Any, Final

import msgspec

from safeconduct.errors import BadInput, SafeconductError, Untrusted
from safeconduct.movement.draw import is_kept, of_leg, seed_of_both, seed_of_fallback, step
from safeconduct.planner.plan import Plan, leg_edges, leg_lines, plan_digest, routes_of, write_plan
from safeconduct.records.area import Point
from safeconduct.records.plan import PlannedRoute
from safeconduct.records.units import Digest, PartyId, RecordId

from .drawing import NotSealed, unseal

_SKEW_MS: Final = 60_000


class NotYet(SafeconductError):
    """The leg is not open: it is too early, or a party has not opened it."""


class ClocksDisagree(SafeconductError):
    """An opening claims a time that has not come here. Nothing was released."""


class OpeningFalse(Untrusted):
    """What a party sealed for this leg is not what it had committed to."""

    def __init__(self, party: str, leg: int) -> None:
        super().__init__(
            f"{party} opened a nonce of leg {leg} that does not match its commitment",
            "the dispute is logged and counts as a refusal: ask again in a moment, the fallback decides",
        )
        self.party = party


class Leg(msgspec.Struct, frozen=True):
    """A leg that is open to the leader."""

    leg: int
    of: int
    """How many there are."""
    line: tuple[Point, ...]
    roads: tuple[str, ...]
    """Names in the order of driving, each once in a row."""
    length_m: int
    drive_ms: int
    """At free flow."""
    release_ms: int
    depart_ms: int | None
    """The departure that was drawn, with the first leg of a plan that has several."""


class _Opened(msgspec.Struct, frozen=True):
    leg: int
    of: PartyId
    what: str
    sealed: str
    by: PartyId
    at_ms: int


class _Committed(msgspec.Struct, frozen=True):
    nonces: tuple[Digest, ...]
    fallback: Digest


class _Said(msgspec.Struct, frozen=True):
    """What GET /api/movements/{movement}/draw says, as far as it is needed here."""

    status: str
    stopped_by: tuple[str, ...]
    now_ms: int
    order: RecordId
    plan: Digest
    parties: tuple[PartyId, PartyId]
    depart_ms: int
    depart_to_ms: int | None
    legs: tuple[int, ...]
    """Times of release, as they stand."""
    routes: tuple[PlannedRoute, ...]
    commitments: dict[PartyId, _Committed]
    salts: dict[PartyId, str]
    opened: tuple[_Opened, ...]
    refused: tuple[int, PartyId] | None
    started: tuple[Digest, ...]


def open_leg(answer: Any, plan: Plan, identity: str) -> Leg:
    """The next leg, from what the node says, the plan file and the leader's key.

    Raises NotYet, ClocksDisagree, OpeningFalse, BadInput.
    """
    said = msgspec.convert(answer, _Said)
    if plan_digest(write_plan(plan)) != said.plan or routes_of(plan) != said.routes:
        raise BadInput("this is not the plan that the order names", next_step="ask for the plan file of the order")
    leg = len(said.started) + 1
    _check_time(said, leg)
    standing = tuple(at for at, route in enumerate(said.routes) if route.legs[: leg - 1] == said.started)
    route = step(said.routes, standing, leg, _seed(said, leg, identity))[0]
    edges, names = leg_edges(plan, route)[leg - 1], {each.edge: each.name for each in plan.lines}
    times = {each.edge: each.time_ms for each in plan.lines}
    lengths_mm = {each.edge: each.length_mm for each in plan.lines}
    roads = [names[edge] for edge in edges]
    return Leg(
        leg,
        len(said.legs),
        leg_lines(plan, route)[leg - 1],
        tuple(name for at, name in enumerate(roads) if at == 0 or name != roads[at - 1]),
        sum(lengths_mm[edge] for edge in edges) // 1000,
        sum(times[edge] for edge in edges),
        said.legs[leg - 1],
        said.depart_ms + said.routes[route].depart_s * 1000 if leg == 1 and said.depart_to_ms else None,
    )


def _check_time(said: _Said, leg: int) -> None:
    if leg > len(said.legs):
        raise NotYet("every leg has started", "report the arrival: safeconduct movement arrive")
    if said.status not in ("released", "under_way"):
        raise NotYet(f"the movement is {said.status}, not released", "wait for: safeconduct movement go")
    if said.stopped_by:
        raise NotYet("the movement is stopped by " + ", ".join(said.stopped_by), "wait until they resume it")
    ahead = [each for each in said.opened if each.leg == leg and each.at_ms > said.now_ms + _SKEW_MS]
    if ahead:
        by_s = max(each.at_ms for each in ahead) - said.now_ms
        raise ClocksDisagree(
            f"{ahead[0].by} opened leg {leg} at a time that comes only in {by_s // 1000} s by this node's clock",
            "compare the clocks of both nodes and set the one that is wrong; nothing is released meanwhile",
        )
    if said.now_ms < said.legs[leg - 1]:
        left_s = -(-(said.legs[leg - 1] - said.now_ms) // 1000)
        raise NotYet(f"leg {leg} is released in {left_s} s", "ask again then")


def _secrets(said: _Said, leg: int, identity: str) -> dict[PartyId, str]:
    """The openings that decide this leg, each compared with its commitment."""
    opened = {(each.of, each.what): each.sealed for each in said.opened if each.leg == leg}
    if said.refused is not None and said.refused[0] == leg:
        wanted = [(_other(said, said.refused[1]), "fallback")]
    else:
        wanted = [(party, "nonce") for party in said.parties]
    missing = [party for party, what in wanted if (party, what) not in opened]
    if missing:
        raise NotYet(f"{missing[0]} has not opened leg {leg} yet", "ask again; after 90 s the fallback decides")
    secrets = {}
    for party, what in wanted:
        committed = said.commitments[party]
        digest = committed.fallback if what == "fallback" else committed.nonces[leg - 1]
        try:
            secrets[party] = unseal(opened[party, what], identity)
        except NotSealed:
            secrets[party] = ""
        if not is_kept(said.order, party, what if what == "fallback" else of_leg(leg), secrets[party], digest):
            raise OpeningFalse(party, leg)
    return secrets


def _seed(said: _Said, leg: int, identity: str) -> bytes:
    secrets = _secrets(said, leg, identity)
    if said.refused is not None and said.refused[0] == leg:
        party, refuser = _other(said, said.refused[1]), said.refused[1]
        before = _seed(said, leg - 1, identity) if leg > 1 else b""
        return seed_of_fallback(said.order, leg, party, secrets[party], said.salts[refuser], before)
    return seed_of_both(said.order, leg, *(secrets[party] for party in said.parties))


def _other(said: _Said, party: PartyId) -> PartyId:
    first, second = said.parties
    return second if party == first else first
