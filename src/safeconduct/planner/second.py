"""The second stage: among the mixtures that hold the value, one that lowers the places which are not yet the worst.

The optimum fixes only what the places in the adversary's answer meet. The solver leaves the others anywhere up to
the value, though an adversary who cannot reach the worst places, or guesses the odds wrong, waits at one of them.
"""

from fractions import Fraction
from typing import NamedTuple

import highspy
import numpy as np
from highspy._core import _Highs  # see master.py

from .game import ODDS, PPM, Choice, Game
from .odds import whole
from .solve import GAP, Solution

_HELD = 1e-9


class Second(NamedTuple):
    """A mixture of the routes that the solution considered."""

    mixture: tuple[tuple[Choice, int], ...]
    """The likeliest first."""
    loss: Fraction
    """Exact; within GAP of the solution's lower bound, or the solution's own."""
    next_worst: Fraction
    """What the worst place meets that is not in the adversary's answer."""
    before: Fraction
    """The same of the solution's mixture."""


def second_stage(game: Game, solution: Solution) -> Second:
    """minimise the next worst, the value held. With several places for the adversary: no site outside his answer
    may pass the least of those in it, so the sum of the worst is held too. The solution's own mixture is kept if
    rounding would cost more than GAP, or nothing can be lowered."""
    own = dict(solution.mixture)
    inside = {site for site, _ in solution.watched}
    before = next_worst(game, own, inside)
    found = _lowered(game, solution, own, inside)
    loss, after = game.loss(found), next_worst(game, found, inside)
    if loss > max(solution.upper, solution.lower + GAP) or after >= before:
        return Second(solution.mixture, solution.upper, before, before)
    return Second(tuple(sorted(found.items(), key=lambda item: (-item[1], item[0]))), loss, after, before)


def next_worst(game: Game, mixture: dict[Choice, int], inside: set[int]) -> Fraction:
    """What the worst place outside meets."""
    total = _met(game, mixture)
    return Fraction(max((met for site, met in total.items() if site not in inside), default=0), ODDS * PPM)


def _met(game: Game, mixture: dict[Choice, int]) -> dict[int, int]:
    total: dict[int, int] = {}
    for choice, odds in mixture.items():
        for site, ppm in game.exposure_ppm(choice).items():
            total[site] = total.get(site, 0) + odds * ppm
    return total


def _lowered(game: Game, solution: Solution, own: dict[Choice, int], inside: set[int]) -> dict[Choice, int]:
    """Columns: t, then one a route. A place inside is held at what it meets now; one outside at t at most."""
    met = _met(game, own)
    exposures = [game.exposure_ppm(choice) for choice in solution.pool]
    sites = sorted({site for its in exposures for site in its})
    highs = _Highs()
    for option, value in (("output_flag", False), ("threads", 1)):
        highs.setOptionValue(option, value)
    none = np.array([], dtype=np.int32), np.array([], dtype=np.float64)
    least = min((met.get(site, 0) for site in inside), default=ODDS * PPM) / (ODDS * PPM)
    highs.addRow(1.0, 1.0, 0, *none)
    for site in sites:
        held = met.get(site, 0) / (ODDS * PPM) + _HELD if site in inside else 0.0
        highs.addRow(-highspy.kHighsInf, held, 0, *none)
    row = {site: at for at, site in enumerate(sites, 1)}
    outside = [row[site] for site in sites if site not in inside]
    top = max(least, float(next_worst(game, own, inside)))
    highs.addCol(1.0, 0.0, top, len(outside), np.array(outside, dtype=np.int32), np.full(len(outside), -1.0))
    for its in exposures:
        rows = np.array([0, *(row[site] for site in its)], dtype=np.int32)
        highs.addCol(
            0.0, 0.0, highspy.kHighsInf, len(rows), rows, np.array([1.0, *(p / PPM for p in its.values())])
        )
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return own
    odds = [max(0.0, value) for value in highs.getSolution().col_value[1:]]
    return whole(dict(zip(solution.pool, odds, strict=True)), ODDS, ODDS)
