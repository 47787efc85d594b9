"""A place of the gazetteer."""

from typing import Literal, NamedTuple, TypeAlias

PlaceKind: TypeAlias = Literal["country", "region", "district", "town"]


class Place(NamedTuple):
    """A named place. lat_e3, lon_e3: thousandths of a degree, WGS 84; of an area, the middle of its people.

    country: ISO 3166, two letters. region, district: rows of the gazetteer, the country's own row where unknown.
    """

    name: str
    lat_e3: int
    lon_e3: int
    kind: PlaceKind
    country: str
    region: int
    district: int
    people: int
