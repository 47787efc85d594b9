"""Roads, routes and the game of being met: pure, bytes and numbers in, a plan with its reasons out."""

from .corridor import Corridor, Waypoint, checkpoints, corridor
from .pbf import read_roads
from .profile import CAR, Profile
from .roads import RoadReport, Roads, RoadsUnreadable, road_lines
from .route import NoRoute, Route, shortest
from .snap import OffRoad, Snapped, snap

__all__ = [
    "CAR",
    "Corridor",
    "NoRoute",
    "OffRoad",
    "Profile",
    "RoadReport",
    "Roads",
    "RoadsUnreadable",
    "Route",
    "Snapped",
    "Waypoint",
    "checkpoints",
    "corridor",
    "read_roads",
    "road_lines",
    "shortest",
    "snap",
]
