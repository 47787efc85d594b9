"""An order in facts: what every copy of it says, whatever its wording. It is released part by part."""

import hashlib
from typing import Annotated, Final, TypeAlias

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import LAST_MS, Digest, GroupId, Lang
from safeconduct.wire import canonical

MINUTE_MS: Final = 60_000
LEGS_MAX: Final = 12
_Said = Annotated[
    str, msgspec.Meta(max_length=80, pattern=r"^[^\s\x00-\x1f](?:[^\x00-\x1f\x85\u2028\u2029]*\S)?\Z")
]
"""A name on one line."""
_Time = Annotated[int, msgspec.Meta(ge=0, le=LAST_MS, multiple_of=MINUTE_MS)]
"""UTC, in ms, whole minutes: as people say it."""
_Few = msgspec.Meta(max_length=20)
_Many = msgspec.Meta(max_length=60)


class Reporting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where the convoy reports."""

    place: _Said
    due_ms: _Time


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="head"):
    """What holds for the whole journey. Vehicles, escort and contacts are sets: sorted."""

    movement: _Said
    call_sign: _Said
    people: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    check_in_min: Annotated[int, msgspec.Meta(ge=1, le=1_440)]
    vehicles: Annotated[tuple[_Said, ...], _Few]
    escort: Annotated[tuple[_Said, ...], _Few]
    contacts: Annotated[tuple[_Said, ...], _Few]


class Leg(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="leg"):
    """One leg. Roads and checkpoints in the order of driving; havens are a set: sorted."""

    leg: Annotated[int, msgspec.Meta(ge=1, le=LEGS_MAX)]
    start: _Said
    to: _Said
    depart_ms: _Time
    arrive_ms: _Time
    roads: Annotated[tuple[_Said, ...], _Many]
    reporting: Annotated[tuple[Reporting, ...], _Few]
    havens: Annotated[tuple[_Said, ...], _Few]


Part: TypeAlias = Head | Leg


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it, in the language that its copies have; of a drawn route the head alone, and each leg
    when it is known."""

    lang: Lang
    head: Head | None
    legs: Annotated[tuple[Leg, ...], msgspec.Meta(max_length=LEGS_MAX)]

    def parts(self) -> dict[GroupId, Part]:
        """By the names that they are released under: "order", "leg-1" and so on."""
        parts: tuple[Part, ...] = (*((self.head,) if self.head else ()), *self.legs)
        return {part_id(part): part for part in parts}


_DECODER: Final = msgspec.json.Decoder(Order)
_PART_DECODER: Final[msgspec.json.Decoder[Part]] = msgspec.json.Decoder(Part)


def part_id(part: Part) -> GroupId:
    """The name that the part is released under."""
    return GroupId("order" if isinstance(part, Head) else f"leg-{part.leg}")


def read_order(raw: bytes) -> Order:
    """An order from a JSON file. Raises BadInput with the place of what is wrong."""
    try:
        order = _DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput(f"not an order: {error}", next_step="the fields are those of disclosure/order.py") from error
    if order.head is None or not order.legs:
        raise BadInput(
            "an order has a head and legs", where="$", next_step="of a drawn route: safeconduct disclose order, leg"
        )
    for name in ("vehicles", "escort", "contacts"):
        _check_set(getattr(order.head, name), f"$.head.{name}")
    for at, leg in enumerate(order.legs):
        if leg.leg != at + 1:
            raise BadInput("legs are numbered from 1", where=f"$.legs[{at}].leg", next_step="number them in order")
        if leg.arrive_ms < leg.depart_ms:
            raise BadInput("arrives before it departs", where=f"$.legs[{at}].arrive_ms", next_step="mend the times")
        _check_set(leg.havens, f"$.legs[{at}].havens")
    return order


def read_part(raw: bytes) -> Part:
    """A part from its canonical bytes. Raises BadInput."""
    try:
        return _PART_DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadInput(f"not a part of an order: {error}", next_step="ask for the report again") from error


def part_digest(salt: str, part: Part) -> Digest:
    """The commitment to a part, as the log has it. salt: 32 hexadecimal digits."""
    return content_digest(bytes.fromhex(salt), canonical.encode(part))


def content_digest(salt: bytes, content: bytes) -> Digest:
    """SHA-256 of 16 bytes of salt and the content: what a log holds of something secret."""
    return Digest(hashlib.sha256(salt + content).hexdigest())


def _check_set(names: tuple[str, ...], where: str) -> None:
    if list(names) != sorted(set(names)):
        raise BadInput("has an order or a name twice", where=where, next_step="sort it, each name once")
