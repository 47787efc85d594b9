"""What the map says of a road that makes it easier to lie in wait there, and what each such thing is taken to be
worth: a table that is stated with the plan, and can be changed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput

from .game import PPM
from .profile import CLASSES, limit_in
from .roads import Roads

FEATURES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "bridge": 1, "tunnel": 2, "unlit": 4, "narrow": 8, "ford": 16, "unpaved": 32, "calmed": 64, "cutting": 128,
    }
)  # fmt: skip
"""Bits of Roads.segment_flags."""

WEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "bridge": 130, "tunnel": 130, "unlit": 110, "narrow": 120, "ford": 120, "unpaved": 110, "calmed": 110,
        "cutting": 120, "motorway": 80, "trunk": 90, "ferry": 60, "rail": 60,
    }
)  # fmt: skip
"""Per cent of the chance on an ordinary road, by feature or class: an assumption, not a measurement."""

_HAZARD_MAX: Final = 10**12
_NARROW_CM: Final = 400
_UNPAVED: Final = frozenset(
    (
        "unpaved", "compacted", "gravel", "fine_gravel", "pebblestone", "dirt", "earth", "ground", "grass", "mud",
        "sand", "rock",
    )
)  # fmt: skip


def features_of(tags: Mapping[str, str]) -> int:
    """The bits of a way's tags, as the OSM wiki has the keys."""
    found = {
        "bridge": tags.get("bridge", "no") != "no",
        "tunnel": tags.get("tunnel", "no") not in ("no", "culvert"),
        "unlit": tags.get("lit") == "no",
        "narrow": _is_narrow(tags),
        "ford": tags.get("ford", "no") != "no",
        "unpaved": tags.get("surface") in _UNPAVED,
        "calmed": tags.get("traffic_calming", "no") != "no",
        "cutting": tags.get("cutting", "no") != "no" or tags.get("embankment", "no") != "no",
    }
    return sum(FEATURES[name] for name, is_so in found.items() if is_so)


def _is_narrow(tags: Mapping[str, str]) -> bool:
    width_cm = limit_in(tags.get("width"), 100)
    two_ways = tags.get("oneway", "no") == "no" and tags.get("junction") not in ("roundabout", "circular")
    return tags.get("narrow") == "yes" or 0 < width_cm < _NARROW_CM or (tags.get("lanes") == "1" and two_ways)


def hazard_ppm(roads: Roads, weights: Mapping[str, int] = WEIGHTS) -> NDArray[np.int64]:
    """Shape (segments,): for `hazard.all_weighed`; 1,000,000 on a road without anything remarkable. Each feature
    and the class multiply it."""
    factor = np.full(len(roads.segment_class), PPM, dtype=np.int64)
    for name, per_cent in weights.items():
        if name in FEATURES:
            has_it = roads.segment_flags & FEATURES[name] > 0
        else:
            has_it = roads.segment_class == CLASSES.index(name)
        factor = np.where(has_it, np.minimum(factor * per_cent // 100, _HAZARD_MAX), factor)
    return np.maximum(factor, 1)


def read_weights(content: bytes) -> dict[str, int]:
    """A table as people write it: {"bridge": 150}. What it leaves out is 100 %. Raises BadInput."""
    try:
        weights = msgspec.json.decode(content, type=dict[str, int])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise BadInput(f"this is no table of hazards: {error}", next_step='write it as {"bridge": 150}') from error
    for name, per_cent in weights.items():
        if name not in FEATURES and name not in CLASSES:
            raise BadInput(
                f"{name!r} is neither a feature nor a class of roads",
                where=f"$.{name}",
                next_step="use one of " + ", ".join((*FEATURES, *CLASSES)),
            )
        if not 1 <= per_cent <= 1_000:
            raise BadInput(f"{per_cent} %", where=f"$.{name}", next_step="give 1 to 1000, 100 is as any road")
    return weights


def say_weights(weights: Mapping[str, int]) -> str:
    """For the plan: what was assumed."""
    return ", ".join(f"{name} {per_cent} %" for name, per_cent in weights.items() if per_cent != 100)
