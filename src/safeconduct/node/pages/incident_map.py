"""Incidents as a drawing: circles as large as there are many, sites for orientation, lines of degrees. It needs no
script and no map of others."""

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from safeconduct.node.incident_search import Cell
from safeconduct.records.area import Outline

WIDE: Final = 1_000
HIGH: Final = 560
_STEPS_E7: Final = (
    10_000,
    50_000,
    100_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    50_000_000,
    200_000_000,
)
_LINES_MAX: Final = 9
_LEAST_E7: Final = 200_000
Box = tuple[int, int, int, int]
"""South, west, north, east."""


class Circle(NamedTuple):
    """A cell, and the box to look into it."""

    x: int
    y: int
    r: int
    many: int
    fatal: int
    is_hot: bool
    box: str


class Line(NamedTuple):
    """A line of degrees."""

    at: int
    text: str


class IncidentMap(NamedTuple):
    """In units of the drawing."""

    circles: tuple[Circle, ...]
    outlines: tuple[str, ...]
    lats: tuple[Line, ...]
    lons: tuple[Line, ...]
    wider: str


def incident_map(cells: Sequence[Cell], outlines: Iterable[Outline], box: Box | None) -> IncidentMap:
    """The cells within the box; without one, all of them."""
    south, west, north, east = frame = _frame(box or _around(cells))
    across, up = WIDE / (east - west), HIGH / (north - south)

    def x(lon_e7: int) -> int:
        return round((lon_e7 - west) * across)

    def y(lat_e7: int) -> int:
        return round((north - lat_e7) * up)

    wide, high = (east - west) // 6, (north - south) // 6
    circles = tuple(
        Circle(
            x(cell.lon_e7), y(cell.lat_e7), round(6 + 3.2 * math.log2(cell.count)), cell.count, cell.fatal,
            cell.is_hot,
            said((cell.lat_e7 - high, cell.lon_e7 - wide, cell.lat_e7 + high, cell.lon_e7 + wide)),
        )
        for cell in sorted(cells, key=lambda cell: -cell.count)
    )  # fmt: skip
    drawn = tuple(" ".join(f"{x(p.lon_e7)},{y(p.lat_e7)}" for p in outline) for outline in outlines)
    lats = tuple(Line(y(at), text) for at, text in _degrees(south, north, "N", "S"))
    lons = tuple(Line(x(at), text) for at, text in _degrees(west, east, "E", "W"))
    return IncidentMap(circles, drawn, lats, lons, said(_wider(frame)))


def said(box: Box) -> str:
    """A box as an address has it: degrees, on the globe."""
    south, west, north, east = box
    edges = (max(south, -900_000_000), max(west, -1_800_000_000), min(north, 900_000_000), min(east, 1_800_000_000))
    return ",".join(f"{each / 1e7:.4f}" for each in edges)


def _around(cells: Sequence[Cell]) -> Box:
    if not cells:
        return (-600_000_000, -1_800_000_000, 750_000_000, 1_800_000_000)
    lats, lons = [cell.lat_e7 for cell in cells], [cell.lon_e7 for cell in cells]
    pad_lat, pad_lon = (max(lats) - min(lats)) // 12 + _LEAST_E7, (max(lons) - min(lons)) // 12 + _LEAST_E7
    return (min(lats) - pad_lat, min(lons) - pad_lon, max(lats) + pad_lat, max(lons) + pad_lon)


def _frame(box: Box) -> Box:
    """As wide as the drawing is, true to scale in the middle."""
    south, west, north, east = box
    middle = max(math.cos(math.radians((south + north) / 2e7)), 0.1)
    wide, high = max((east - west) * middle, 1), max(north - south, 1)
    if wide / high < WIDE / HIGH:
        more = int((high * WIDE / HIGH - wide) / middle / 2)
        west, east = west - more, east + more
    else:
        more = int((wide * HIGH / WIDE - high) / 2)
        south, north = south - more, north + more
    return south, west, north, east


def _wider(frame: Box) -> Box:
    south, west, north, east = frame
    high, wide = (north - south) // 2, (east - west) // 2
    return south - high, west - wide, north + high, east + wide


def _degrees(low: int, high: int, positive: str, negative: str) -> list[tuple[int, str]]:
    step = next((each for each in _STEPS_E7 if (high - low) / each <= _LINES_MAX), _STEPS_E7[-1])
    places = 0 if step >= 10_000_000 else 1 if step >= 1_000_000 else 2 if step >= 100_000 else 3
    end = 900_000_000 if positive == "N" else 1_800_000_000
    lines = range(-(-max(low, -end) // step) * step, min(high, end), step)
    return [(at, f"{abs(at) / 1e7:.{places}f}°{positive if at >= 0 else negative}") for at in lines]
