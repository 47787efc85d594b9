"""What each guard is worth: the value of a trip with all that is secured or guarded, and without each in turn."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .game import Choice
from .roadgame import RoadGame, road_game
from .roads import Roads
from .solve import solve


class Unguarded(NamedTuple):
    """One guard is not there."""

    value: Fraction
    """Upper bound of the value if that is known and the routes are planned anew; never below that with it."""
    met: Fraction
    """What the routes meet that were planned with it, if it does not come."""


def without_guards(
    roads: Roads,
    trip: RoadGame,
    mixture: dict[Choice, int],
    ends: tuple[int, int],
    open_ppm: NDArray[np.int32],
    held: Sequence[NDArray[np.bool_]],
    *,
    budget: Fraction | None,
    blocked: frozenset[int] = frozenset(),
) -> tuple[Unguarded, ...]:
    """One for each of `held`: segments where nobody can wait, shape (segments,). They may overlap.

    trip, mixture: made with all of them. open_ppm: the chances if there were none.
    """
    origin, destination = ends
    found = []
    for at in range(len(held)):
        others = [its for i, its in enumerate(held) if i != at]
        odds = np.where(np.logical_or.reduce(others), 0, open_ppm) if others else open_ppm
        game = road_game(
            roads, origin, destination, odds.astype(np.int32), budget=budget, picks=trip.game.picks, blocked=blocked
        ).game  # the same edges: odds do not change what the budget reaches
        found.append(Unguarded(solve(game).upper, game.loss(mixture)))
    return tuple(found)
