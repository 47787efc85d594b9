"""Towns, districts, regions and countries of the world by their names, in three scripts. Knows no record."""

from .spelling import fold, skeleton

__all__ = ["fold", "skeleton"]
