"""The roads before there is a plan of a movement, so that places can be drawn on them."""

import asyncio
from pathlib import Path

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.api.guard import AnyRequest, node_of, officer_of
from safeconduct.node.roads import held_roads
from safeconduct.records.area import Point
from safeconduct.records.plan import Place
from safeconduct.records.units import MovementId, ObjectId

from .plan_map import Ground, ground_map
from .render import page


@get("/movements/{movement:str}/ground")
async def ground(request: AnyRequest, movement: FromPath[str]) -> Response[str]:
    """Around `start` and `end` (latitude,longitude) as far as they are given, else around the places listed."""
    key, _ = officer_of(request)
    node = node_of(request)
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    if found is None:
        raise NotFoundException("there is no such movement")
    places = tuple(place for _, listed in sorted(found.ground.items()) for place in listed.ground.places)
    ends = [point for name in ("start", "end") if (point := _typed(str(request.query_params.get(name, ""))))]
    drawn = await asyncio.to_thread(_drawn, node.roads_path, places, ends) if node.roads_path else None
    await node.read(key, ObjectId(f"movement/{movement}"))
    return page(request, "movements/ground.html", "movements", {"ground": drawn})


def _drawn(path: Path, places: tuple[Place, ...], ends: list[Point]) -> Ground:
    return ground_map(held_roads(path), places, ends)


def _typed(text: str) -> Point | None:
    """A place as it is being typed: None as long as it is none."""
    lat, _, lon = text.partition(",")
    try:
        return msgspec.convert((round(float(lat) * 1e7), round(float(lon) * 1e7)), Point)
    except (ValueError, OverflowError, msgspec.ValidationError):
        return None


HANDLERS = (ground,)
