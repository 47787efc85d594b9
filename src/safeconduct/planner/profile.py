"""What a convoy may drive on and how fast: road classes, access, closing barriers, default speeds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

SPEED_KMH: Final[Mapping[str, int]] = MappingProxyType(
    {
        "motorway": 100, "trunk": 80, "primary": 60, "secondary": 50, "tertiary": 45, "unclassified": 35,
        "residential": 30, "living_street": 15, "service": 15, "road": 30, "motorway_link": 50,
        "trunk_link": 45, "primary_link": 40, "secondary_link": 35, "tertiary_link": 35,
    }
)  # fmt: skip
"""Kilometres an hour where no limit is tagged. The keys are the drivable values of OSM's `highway`."""

CLASSES: Final = tuple(SPEED_KMH)

COUNTRY_KMH: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "fi": {
            "motorway": 120,
            "trunk": 100,
            "primary": 50,
            "secondary": 50,
            "tertiary": 40,
            "residential": 30,
        },
        "pk": {
            "motorway": 120,
            "trunk": 90,
            "primary": 70,
            "secondary": 60,
            "tertiary": 50,
            "residential": 30,
        },
    }
)
"""What differs from SPEED_KMH, by ISO 3166 code: as roads are driven there, not as they are signed."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of vehicle sees the map."""

    name: str
    access_keys: tuple[str, ...] = ("motorcar", "motor_vehicle", "vehicle", "access")
    """Most specific first: the first key that is present decides."""
    access_closed: tuple[str, ...] = ("no", "private", "agricultural", "forestry", "emergency")
    barriers_closed: tuple[str, ...] = (
        "bollard", "block", "jersey_barrier", "cycle_barrier", "log", "debris", "chain", "fence", "wall",
    )  # fmt: skip
    """A gate is open unless its own access tags close it."""
    oneway_closed: tuple[str, ...] = ("reversible",)
    """Directions that change by the hour are nothing to plan an escort on."""
    country: str = ""

    def speed_kmh(self, road_class: str) -> int:
        return COUNTRY_KMH.get(self.country, {}).get(road_class, SPEED_KMH[road_class])


CAR: Final = Profile("car")


def is_closed(tags: Mapping[str, str], profile: Profile) -> bool:
    """The access tags forbid the vehicle (OSM wiki, Key:access: the most specific mode decides)."""
    for key in profile.access_keys:
        value = tags.get(key)
        if value is not None:
            return value in profile.access_closed
    return False


def limit_kmh(text: str | None) -> int | None:
    """`maxspeed` in km/h; None where it gives no number (`FI:urban`, `signals`)."""
    if not text:
        return None
    number, _, unit = text.strip().partition(" ")
    if text == "walk":
        return 5
    if not number.isascii() or not number.isdigit():
        return None
    kmh = round(int(number) * 1.609344) if unit.strip() == "mph" else int(number)
    return kmh if 1 <= kmh <= 200 else None


def limit_in(text: str | None, per_unit: int) -> int:
    """A decimal limit (`maxheight=3.8`) in small units, 0 where none can be read. Rounds down: stricter."""
    if not text:
        return 0
    whole, _, part = text.strip().removesuffix("m").removesuffix("t").strip().partition(".")
    if not (whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))):
        return 0
    value = int(whole + part) * per_unit // 10 ** len(part)
    return value if value < 2**31 else 0
