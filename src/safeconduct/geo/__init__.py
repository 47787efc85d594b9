"""Places as numbers: zones, lines, metres. Knows no record and no noun of ours."""

from .enclose import enclosing
from .grid import Grid, Pairs, build, locate, near_edge
from .polygon import Polygon, polygon
from .projection import F64, I64, TURN_E7, Frame, distance_m, gap_m, metres_per_e7
from .segment import Line
from .zone_sets import HAS_NUMBA, ZoneSets

__all__ = [
    "F64",
    "HAS_NUMBA",
    "I64",
    "TURN_E7",
    "Frame",
    "Grid",
    "Line",
    "Pairs",
    "Polygon",
    "ZoneSets",
    "build",
    "distance_m",
    "enclosing",
    "gap_m",
    "locate",
    "metres_per_e7",
    "near_edge",
    "polygon",
]
