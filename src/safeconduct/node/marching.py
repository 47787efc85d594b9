"""A movement as those who drive read it: its order, and each leg that the escort leader has opened. Both go out as
marked copies, by the same release as any document."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from safeconduct.disclosure.order import MINUTE_MS, Head, Order
from safeconduct.disclosure.order import Leg as Told
from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.units import DocumentId, Lang, MovementId

from .leading import Leg

_T = TypeVar("_T")
_PLACES: Final = -7


def leg_document(movement: str, leg: int) -> DocumentId:
    """The name of the document that tells this leg."""
    return DocumentId(f"{movement}-leg-{leg}")


def subject_of(movement: str) -> str:
    """What documents about a movement are about."""
    return f"movement/{MovementId(movement)}"


def head_of(said: Mapping[str, Any], call_sign: str) -> Head:
    """What holds for the whole journey. said: the movement, as GET /api/movements has it. Raises BadInput."""
    order = _ordered(said)
    return _valid({
        "kind": "head", "movement": said["id"], "call_sign": call_sign, "people": order["people"],
        "check_in_min": max(1, order["check_in_s"] // 60), "vehicles": sorted(order["vehicles"]),
        "escort": sorted(order["escort"]), "contacts": sorted(order["contacts"]),
    }, Head)  # fmt: skip


def leg_order(said: Mapping[str, Any], leg: Leg, lang: Lang) -> Order:
    """One leg, as the leader has opened it, in facts. Where it neither begins nor ends the journey, the place is
    said in degrees. Raises BadInput."""
    order = _ordered(said)
    depart_ms = leg.release_ms if leg.leg > 1 else max(leg.release_ms, said["depart_ms"])
    told = _valid({
        "kind": "leg", "leg": leg.leg,
        "start": said["start"] if leg.leg == 1 else _degrees(leg.line[0]),
        "to": said["destination"] if leg.leg == leg.of else _degrees(leg.line[-1]),
        "depart_ms": _minute(depart_ms), "arrive_ms": _minute(depart_ms + leg.drive_ms + MINUTE_MS - 1),
        "roads": leg.roads, "reporting": [], "havens": sorted(order["havens"]),
    }, Told)  # fmt: skip
    return Order(lang, None, (told,))


def _ordered(said: Mapping[str, Any]) -> Mapping[str, Any]:
    order: Mapping[str, Any] | None = said["ordered"]
    if order is None:
        raise BadInput(f"the route of {said['id']} is not drawn", next_step="see: safeconduct movement show")
    return order


def _valid(told: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"this cannot be told in a copy: {error}", next_step="call that place otherwise") from error


def _minute(at_ms: int) -> int:
    return at_ms // MINUTE_MS * MINUTE_MS


def _degrees(at: Point) -> str:
    return ", ".join(f"{Decimal(value).scaleb(_PLACES):.5f}" for value in (at.lat_e7, at.lon_e7))
