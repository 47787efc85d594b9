"""A mixture that the crews can learn: at most so many routes, and what that costs."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from .game import ODDS, Choice, Game
from .master import Master
from .odds import whole


class Capped(NamedTuple):
    """A plan with at most so many routes, and what that costs."""

    mixture: tuple[tuple[Choice, int], ...]
    """The likeliest first."""
    loss: Fraction
    """Exact; the price of the cap is its distance from the value."""


def fewer(game: Game, pool: Iterable[Choice], most: int) -> Capped:
    """The best mixture found of at most `most` choices out of the pool.

    The unlikeliest fifth is dropped and the odds are set anew until few enough are left. Not always the
    best subset, which is NP-hard to choose; the loss printed is that of the mixture returned.
    """
    left = list(dict.fromkeys(pool))
    while True:
        odds = _best_odds(game, left)
        left = sorted((choice for choice in left if choice in odds), key=lambda c: (-odds[c], c))
        if len(left) <= most:
            return Capped(tuple((choice, odds[choice]) for choice in left), game.loss(odds))
        left = left[: max(most, min(len(left) - 1, len(left) * 4 // 5))]


def _best_odds(game: Game, choices: list[Choice]) -> dict[Choice, int]:
    master = Master(game.picks)
    for choice in choices:
        master.add(game.exposure_ppm(choice))
    master.solve()
    return whole(dict(zip(choices, master.odds, strict=True)), ODDS, ODDS)
