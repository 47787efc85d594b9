"""From two places on the roads to a movement's order."""

import msgspec

from safeconduct.errors import BadInput
from safeconduct.planner import Roads, Route, checkpoints, corridor, shortest, snap
from safeconduct.planner.plan import Plan, leg_starts_ms, routes_of
from safeconduct.records.movement import Checkpoint, MovementOrdered
from safeconduct.records.plan import MovementDrawOrdered
from safeconduct.records.units import CheckpointId, LatE7, LonE7, Metres, Ms

ROUTE_POINTS_MAX = 1_500


class Wanted(msgspec.Struct, frozen=True):
    """What an officer asks for. Places in degrees x 10^7, latitude first."""

    movement: str
    depart_ms: int
    start: tuple[int, int]
    end: tuple[int, int]
    vehicles: tuple[str, ...]
    escort: tuple[str, ...]
    width_m: int
    checkpoints: int


class WantedDraw(msgspec.Struct, frozen=True):
    """What an officer asks for when the route is to be drawn."""

    plan: Plan
    plan_record: str
    parties: tuple[str, ...]
    depart_ms: int
    approve_by_ms: int
    leader: str
    vehicles: tuple[str, ...]
    escort: tuple[str, ...]
    width_m: int
    check_in_s: int
    lead_s: int = 120
    """How long before it can be needed a leg is released."""
    slack_s: int = 1_800
    """How long after the latest arrival at free flow the movement is overdue."""
    havens: tuple[tuple[str, tuple[int, int]], ...] = ()
    handovers: tuple[tuple[str, tuple[int, int], str], ...] = ()
    contacts: tuple[str, ...] = ()
    witness: tuple[str, str] | None = None


def drawn_order(wanted: WantedDraw) -> MovementDrawOrdered:
    """The order of a movement whose route is drawn. Raises BadInput."""
    *starts, (_, latest_ms) = leg_starts_ms(wanted.plan)
    last_s = max(route.depart_s for route in routes_of(wanted.plan))
    releases = [wanted.depart_ms + earliest - wanted.lead_s * 1000 for earliest, _ in starts]
    for leg in range(1, len(releases)):  # a leg may be empty: then the next begins with it
        releases[leg] = max(releases[leg], releases[leg - 1] + 1_000)
    plain = {
        "movement": wanted.plan.movement,
        "plan": wanted.plan_record,
        "parties": sorted(wanted.parties),
        "leader": wanted.leader,
        "legs": releases,
        "depart_ms": wanted.depart_ms,
        "arrive_by_ms": wanted.depart_ms + last_s * 1000 + latest_ms + wanted.slack_s * 1000,
        "depart_to_ms": wanted.depart_ms + last_s * 1000 if last_s else None,
        "approve_by_ms": wanted.approve_by_ms,
        "vehicles": wanted.vehicles,
        "escort": wanted.escort,
        "half_width_m": wanted.width_m,
        "check_in_s": wanted.check_in_s,
        "havens": [{"name": name, "at": list(at)} for name, at in wanted.havens],
        "handovers": [{"name": name, "at": list(at), "to": to} for name, at, to in wanted.handovers],
        "contacts": wanted.contacts,
        "witness": {"party": wanted.witness[0], "recipient": wanted.witness[1]} if wanted.witness else None,
    }
    try:
        return msgspec.convert(plain, MovementDrawOrdered)
    except msgspec.ValidationError as error:
        raise BadInput(
            str(error), next_step="ids are short, lower case; keys of leaders begin with age1"
        ) from error


def order_of(roads: Roads, wanted: Wanted) -> tuple[MovementOrdered, Route]:
    """The order along the quickest way. Raises OffRoad, NoRoute, BadInput."""
    start, end = (snap(roads, LatE7(lat), LonE7(lon)) for lat, lon in (wanted.start, wanted.end))
    route = shortest(roads, start, end)
    strip = corridor(route, wanted.width_m)
    if len(strip.line) > ROUTE_POINTS_MAX:
        raise BadInput(
            f"the route has {len(strip.line)} corners, more than {ROUTE_POINTS_MAX}",
            next_step="order it as two movements with a handover between them",
        )
    points = tuple(
        Checkpoint(
            CheckpointId(f"{wanted.movement}-{number}"),
            waypoint.point,
            Metres(waypoint.progress_m),
            Ms(wanted.depart_ms + waypoint.eta_s * 1000),
        )
        for number, waypoint in enumerate(checkpoints(route, count=wanted.checkpoints), 1)
    )
    plain = {
        "movement": wanted.movement,
        "depart_ms": wanted.depart_ms,
        "vehicles": wanted.vehicles,
        "escort": wanted.escort,
        "route": [list(point) for point in strip.line],
        "half_width_m": strip.half_width_m,
        "checkpoints": msgspec.to_builtins(points),
    }
    try:
        return msgspec.convert(plain, MovementOrdered), route
    except msgspec.ValidationError as error:
        raise BadInput(str(error), next_step="ids are short, lower case, without spaces") from error
