"""Towns, districts, regions and countries of the world by their names, in three scripts. Knows no record."""

from .file import Gazetteer, GazetteerUnreadable, encode
from .place import Place, PlaceKind
from .spelling import fold, script_of, skeleton

__all__ = ["Gazetteer", "GazetteerUnreadable", "Place", "PlaceKind", "encode", "fold", "script_of", "skeleton"]
