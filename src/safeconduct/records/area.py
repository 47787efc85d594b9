"""Areas on the ground: the outline of a ring, a gate, a haven."""

from typing import Annotated, NamedTuple, TypeAlias

import msgspec

from .clause import DayHours
from .units import Lang, LatE7, LonE7, Name, ZoneId


class Point(NamedTuple):
    """A place, WGS 84."""

    lat_e7: LatE7
    lon_e7: LonE7


Outline: TypeAlias = Annotated[tuple[Point, ...], msgspec.Meta(min_length=3, max_length=500)]
"""Corners in order, the last joined to the first; neighbours less than 180 degrees of longitude apart."""


class Zone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named area of a site. A ring covers everything inside its outline: inner rings lie within outer ones."""

    zone: ZoneId
    name: Name
    kind: str  # ring, gate, haven, area
    outline: Outline
    names: dict[Lang, Name] = {}
    """The name in other languages; where one is missing, `name` stands."""
    holes: Annotated[tuple[Outline, ...], msgspec.Meta(max_length=50)] = ()
    hours: DayHours | msgspec.UnsetType = msgspec.UNSET
    """When it counts; left out: always."""
    speed_kmh: Annotated[int, msgspec.Meta(ge=1, le=400)] | msgspec.UnsetType = msgspec.UNSET
    """The highest speed in it; left out: any."""
