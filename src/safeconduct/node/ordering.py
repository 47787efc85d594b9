"""From two places on the roads to a movement's order."""

import msgspec

from safeconduct.errors import BadInput
from safeconduct.planner import Roads, Route, checkpoints, corridor, shortest, snap
from safeconduct.records.movement import Checkpoint, MovementOrdered
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
