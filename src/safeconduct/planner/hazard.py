"""Hazards of roads: how much more, or less, likely a meeting is there than elsewhere."""

import numpy as np
from numpy.typing import NDArray

from .game import PPM


def weighed(success_ppm: int, hazard_ppm: int) -> int:
    """success x hazard, rounded up, at most certain. hazard: 1,000,000 changes nothing, 0: nobody waits there."""
    return min(PPM, -(-success_ppm * hazard_ppm // PPM))


def all_weighed(success_ppm: NDArray[np.int32], hazard_ppm: NDArray[np.int64]) -> NDArray[np.int32]:
    """The same of all segments, before places are secured: for `road_game`. Shape (segments,); hazards to 10^12."""
    product = success_ppm.astype(np.int64) * hazard_ppm
    weighed_ppm: NDArray[np.int32] = np.minimum(PPM, -(-product // PPM)).astype(np.int32)
    return weighed_ppm
