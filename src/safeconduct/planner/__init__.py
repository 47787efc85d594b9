"""Roads, routes and the game of being met: pure, bytes and numbers in, a plan with its reasons out."""

from .certificate import Certificate, NotCertified, certify
from .corridor import Corridor, Waypoint, checkpoints, corridor
from .game import ODDS, Choice, Game, NoWay
from .instance import BadGame, solve_instance
from .pbf import read_roads
from .profile import CAR, Profile
from .roadgame import RoadGame, road_game, secured
from .roads import RoadReport, Roads, RoadsUnreadable, road_lines
from .route import NoRoute, Route, shortest
from .snap import OffRoad, Snapped, snap
from .solve import Solution, solve

__all__ = [
    "CAR",
    "ODDS",
    "BadGame",
    "Certificate",
    "Choice",
    "Corridor",
    "Game",
    "NoRoute",
    "NoWay",
    "NotCertified",
    "OffRoad",
    "Profile",
    "RoadGame",
    "RoadReport",
    "Roads",
    "RoadsUnreadable",
    "Route",
    "Snapped",
    "Solution",
    "Waypoint",
    "certify",
    "checkpoints",
    "corridor",
    "read_roads",
    "road_game",
    "road_lines",
    "secured",
    "shortest",
    "snap",
    "solve",
    "solve_instance",
]
