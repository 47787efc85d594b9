"""Towns, districts, regions and countries of the world by their names, in three scripts. Knows no record."""

from .file import Gazetteer, GazetteerUnreadable, encode
from .place import Place, PlaceKind
from .sounds import sounds, unlike, vowels
from .spelling import fold, script_of

__all__ = [
    "Gazetteer",
    "GazetteerUnreadable",
    "Place",
    "PlaceKind",
    "encode",
    "fold",
    "script_of",
    "sounds",
    "unlike",
    "vowels",
]
