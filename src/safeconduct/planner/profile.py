"""What a convoy may drive on and how fast: road classes, access, closing barriers, default speeds."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from safeconduct.records.area import Point

SPEED_KMH: Final[Mapping[str, int]] = MappingProxyType(
    {
        "motorway": 100, "trunk": 80, "primary": 60, "secondary": 50, "tertiary": 45, "unclassified": 35,
        "residential": 30, "living_street": 15, "service": 15, "road": 30, "motorway_link": 50,
        "trunk_link": 45, "primary_link": 40, "secondary_link": 35, "tertiary_link": 35,
        "track": 20, "ferry": 15, "rail": 60,
    }
)  # fmt: skip
"""Kilometres an hour where no limit or duration is tagged. The keys are the drivable values of OSM's `highway`,
then what is no road: links that take a time."""

CLASSES: Final = tuple(SPEED_KMH)
LINKS: Final = ("ferry", "rail")

COUNTRY_KMH: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "af": {"motorway": 90, "trunk": 70, "primary": 55, "secondary": 45, "tertiary": 35},
        "cn": {"motorway": 110, "trunk": 80, "primary": 60, "secondary": 50, "tertiary": 40},
        "de": {"motorway": 120, "trunk": 95, "primary": 65, "secondary": 60, "tertiary": 50},
        "fi": {"motorway": 120, "trunk": 100, "primary": 50, "secondary": 50, "tertiary": 40, "residential": 30},
        "fr": {"motorway": 120, "trunk": 90, "primary": 65, "secondary": 60, "tertiary": 50},
        "gb": {"motorway": 105, "trunk": 80, "primary": 60, "secondary": 55, "tertiary": 45},
        "in": {"motorway": 90, "trunk": 60, "primary": 45, "secondary": 40, "tertiary": 35},
        "ke": {"motorway": 90, "trunk": 70, "primary": 60, "secondary": 50, "tertiary": 40},
        "pk": {"motorway": 120, "trunk": 90, "primary": 70, "secondary": 60, "tertiary": 50, "residential": 30},
        "tr": {"motorway": 115, "trunk": 85, "primary": 65, "secondary": 55, "tertiary": 45},
        "ua": {"motorway": 110, "trunk": 85, "primary": 65, "secondary": 55, "tertiary": 45},
    }
)
"""What differs from SPEED_KMH, by ISO 3166 code: as roads are driven there, not as they are signed. Assumptions,
to be replaced by one's own: `roads import --speeds`."""

COUNTRY_OPENED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"af": ("track",), "ke": ("track",), "pk": ("track",)}
)
"""Classes that are closed elsewhere, and lead to places there."""

LEFT: Final = frozenset(
    (
        "ag", "ai", "au", "bb", "bd", "bm", "bn", "bs", "bt", "bw", "ck", "cy", "dm", "fj", "fk", "gb", "gd", "gg",
        "gy", "hk", "id", "ie", "im", "in", "je", "jm", "jp", "ke", "ki", "kn", "ky", "lc", "lk", "ls", "mo", "ms",
        "mt", "mu", "mv", "mw", "my", "mz", "na", "np", "nr", "nu", "nz", "pg", "pk", "sb", "sc", "sg", "sh", "sr",
        "sz", "tc", "th", "tk", "tl", "to", "tt", "tv", "tz", "ug", "vc", "vg", "vi", "ws", "za", "zm", "zw",
    )
)  # fmt: skip
"""Countries and territories that drive on the left, by ISO 3166 code."""


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A crossing that the map's roads lack, both ways: a train, a boat, an aircraft. It takes a time."""

    kind: Literal["ferry", "rail"]
    name: str
    ends: tuple[Point, Point]
    """The nearest nodes of roads are joined."""
    minutes: int


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
    speeds: tuple[tuple[str, int], ...] = ()
    """(class, km/h): before those of the country."""
    opened: tuple[str, ...] = ()
    """Classes that are closed otherwise: `track`."""
    links: tuple[Link, ...] = ()

    def speed_kmh(self, road_class: str) -> int:
        """Where no limit is tagged: one's own, else the country's."""
        country = COUNTRY_KMH.get(self.country, {}).get(road_class, SPEED_KMH[road_class])
        return dict(self.speeds).get(road_class, country)

    @property
    def driving(self) -> str:
        """left or right; empty where no country is named."""
        return ("left" if self.country in LEFT else "right") if self.country else ""


CAR: Final = Profile("car")


def kind_of(tags: Mapping[str, str]) -> str | None:
    """The class of a way, an index into CLASSES; None: nothing to drive or to be carried on."""
    highway = tags.get("highway", "")
    if highway in SPEED_KMH and highway not in LINKS:
        return highway
    return tags["route"] if tags.get("route") in LINKS else None


def link_tags(link: Link) -> dict[str, str]:
    """As the map would say it."""
    return {"route": link.kind, "name": link.name, "duration": str(link.minutes)}


def duration_ms(text: str | None) -> int | None:
    """`duration`: minutes, hours:minutes, hours:minutes:seconds, or ISO 8601 (PT1H30M); None where it is none."""
    if not text:
        return None
    found = re.fullmatch(r"PT(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})S)?", text.strip()) or re.fullmatch(
        r"(?:([0-9]{1,3}):)?([0-9]{1,4})(?::([0-9]{2}))?", text.strip()
    )
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    spent = ((hours * 60 + minutes) * 60 + seconds) * 1000
    return spent if 0 < spent <= 7 * 86_400_000 else None


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
    feet = re.fullmatch(r"([0-9]{1,3})'(?: ?([0-9]{1,2})\"?)?", text.strip())
    if feet:
        return (int(feet[1]) * 3048 + int(feet[2] or 0) * 254) * per_unit // 10_000
    whole, _, part = text.strip().removesuffix("m").removesuffix("t").strip().partition(".")
    if not (whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))):
        return 0
    value = int(whole + part) * per_unit // 10 ** len(part)
    return value if value < 2**31 else 0
