"""How often, told honestly: exact intervals, because numbers are small. Nothing here says why.

Exact Poisson intervals: Garwood (1936), by the gamma quantile. Ratio of two counts: Clopper and Pearson (1934), on
the share that the newer one has of both. Many places at once: the level is divided by their number (Bonferroni).
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

LEVEL: Final = 0.95
_METRES_A_DEGREE: Final = 111_195.0
_PPM: Final = 1_000_000
_PRIOR: Final = 1.0
"""Incidents that are taken as seen everywhere: a place with few stays near the mean until it has more."""
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


class Ratio(NamedTuple):
    """A rate in units of another; high is infinite where nothing was counted before."""

    ratio: float
    low: float
    high: float

    @property
    def is_change(self) -> bool:
        """Whether chance alone does not explain it."""
        return self.low > 1 or self.high < 1


def interval(count: int, level: float = LEVEL) -> tuple[float, float]:
    """Between which means that count is no surprise."""
    from scipy.special import gammaincinv  # 100 ms: only where somebody asks

    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def ratio(new: int, old: int, new_days: float = 1, old_days: float = 1, level: float = LEVEL) -> Ratio:
    """How much more often than before, both over their own days."""
    from scipy.special import betaincinv

    both, tail = new + old, (1 - level) / 2
    low = float(betaincinv(new, old + 1, tail)) if new else 0.0
    high = float(betaincinv(new + 1, old, 1 - tail)) if old else 1.0
    scale = old_days / new_days
    said = new / old * scale if old else float("inf") if both else float("nan")
    return Ratio(said, low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else float("inf"))


def is_hot(counts: I64, exposure: F64 | None = None, level: float = LEVEL) -> npt.NDArray[np.bool_]:
    """Places with more than chance explains, shape (n,). exposure: how much was there to be met, in any unit;
    without it places count alike, and are compared with the mean of those that are given."""
    from scipy.special import gammaincinv

    weight = np.ones(len(counts)) if exposure is None else exposure
    total = float(weight.sum())
    if not len(counts) or total <= 0:
        return np.zeros(len(counts), dtype=np.bool_)
    expected = counts.sum() * weight / total
    tail = (1 - level) / len(counts)
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return np.asarray(low > expected, dtype=np.bool_)


class Hazards(NamedTuple):
    """Of each stretch of road: its hazard in millionths of the mean, and between what it may lie. Shape (n,)."""

    hazard_ppm: I64
    low_ppm: I64
    high_ppm: I64


def hazards(
    incidents: npt.NDArray[np.int64],
    edges: npt.NDArray[np.int64],
    length_m: F64,
    radius_m: float,
    passes: F64 | None = None,
    level: float = LEVEL,
) -> Hazards:
    """What the register says of stretches of road, for the planner's `hazard_ppm`: 1,000,000 is the mean.

    incidents: shape (k, 2), edges: shape (n, 2), their middles; degrees x 10^7, latitude first. passes: how often
    each was driven in that time, where movements are known: what is never driven says nothing of its hazard. It is
    the mean of a gamma posterior whose prior is the mean of all, worth one incident (Gelman and others, BDA3, 2.6).
    """
    from scipy.spatial import cKDTree
    from scipy.special import gammaincinv

    exposure = length_m if passes is None else length_m * passes
    total = float(exposure.sum())
    if not len(edges) or not len(incidents) or total <= 0:
        mean = np.full(len(edges), _PPM, dtype=np.int64)
        return Hazards(mean, np.zeros_like(mean), mean * 4)
    middle = np.cos(np.radians(edges[:, 0].mean() / 1e7))
    scale = np.array([_METRES_A_DEGREE / 1e7, _METRES_A_DEGREE / 1e7 * middle])
    counts = cKDTree(incidents * scale).query_ball_point(edges * scale, radius_m, return_length=True)
    expected = counts.sum() * exposure / total
    shape, rate = counts + _PRIOR, expected + _PRIOR
    tail = (1 - level) / 2
    low, high = gammaincinv(shape, tail) / rate, gammaincinv(shape, 1 - tail) / rate
    return Hazards(*(np.rint(each * _PPM).astype(np.int64) for each in (shape / rate, low, high)))
