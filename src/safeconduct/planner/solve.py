"""The game's value by column generation, with exact bounds on both sides.

The linear program mixes the routes known so far; the search finds the route that the adversary's answer meets
least; both repeat until no route is better. Bounds are rationals: no solver's word is taken for them.
"""

from fractions import Fraction
from typing import Final, NamedTuple

from .game import ODDS, PPM, Choice, Game, NoWay
from .master import Master
from .odds import whole
from .oracle import Oracle, oracle_of

GAP: Final = Fraction(1, 10**7)
_COLUMNS = 3
_ALTERNATIVES = 15
"""To begin with; else a hundred rounds on a long trip only find out that every stretch has one beside it."""
_SMOOTH = 0.5
"""Weight of the best adversary so far in the one that is answered (Pessoa et al. 2018): fewer rounds."""


class Solution(NamedTuple):
    """A solved game: both sides' odds and the exact bounds."""

    mixture: tuple[tuple[Choice, int], ...]
    """Choices with odds out of ODDS, the likeliest first."""
    watched: tuple[tuple[int, int], ...]
    """Sites with the adversary's odds, out of ODDS each, `picks` x ODDS in all, the likeliest first."""
    lower: Fraction
    """No mixture does better, against `watched`."""
    upper: Fraction
    """No adversary does better, against `mixture`."""
    rounds: int
    pool: tuple[Choice, ...]
    """Every choice that was ever considered."""


def solve(game: Game, gap: Fraction = GAP, rounds_max: int = 2000) -> Solution:
    """Raises NoWay. upper - lower <= gap unless rounds_max is reached."""
    return _Generation(game).run(gap, rounds_max)


def lower_bound(game: Game, oracle: Oracle, watched: dict[int, int]) -> Fraction:
    """The least that any choice meets of an adversary with these odds: exact."""
    best = sum(watched.values()) * PPM
    for slot in range(game.slots):
        found = oracle.cheapest(slot, watched, best)
        if found:
            best = found[0][0]
    return Fraction(best, ODDS * PPM)


class _Generation:
    def __init__(self, game: Game) -> None:
        self.game = game
        self.oracle = oracle_of(game)
        self.master = Master(game.picks)
        self.pool: dict[Choice, None] = {}
        self.lower = Fraction(-1)
        self.watched: dict[int, int] = {}
        """The adversary's odds that prove `lower`."""

    def run(self, gap: Fraction, rounds_max: int) -> Solution:
        for slot in range(self.game.slots):
            found = self.oracle.cheapest(slot, {}, 1)
            if not found:
                raise NoWay(
                    "every way within the budget makes a banned turn, or passes a place twice to avoid one",
                    next_step="allow a longer route, or choose other ends",
                )
            self._admit(Choice(found[0][1], slot))
        for edges in self.oracle.alternatives(_ALTERNATIVES):
            for slot in range(self.game.slots):
                self._admit(Choice(edges, slot))
        rounds = 0
        while True:
            self.master.solve()
            mixture = self._mixture()
            upper = self.game.loss(mixture)
            if upper - self.lower <= gap or rounds == rounds_max:
                break
            rounds += 1
            answer = self._whole(self.master.watched)
            smoothed = self._smoothed(answer)
            if not (self._round(smoothed) or self._round(answer)):
                break
        lower = lower_bound(self.game, self.oracle, self.watched)  # _round stops looking at what is good enough
        return Solution(
            tuple(sorted(mixture.items(), key=lambda item: (-item[1], item[0]))),
            tuple(sorted(self.watched.items(), key=lambda item: (-item[1], item[0]))),
            lower,
            upper,
            rounds,
            tuple(self.pool),
        )

    def _mixture(self) -> dict[Choice, int]:
        return whole(dict(zip(self.pool, self.master.odds, strict=True)), ODDS, ODDS)

    def _whole(self, watched: dict[int, float]) -> dict[int, int]:
        return whole(watched, self.game.picks * ODDS, ODDS, range(len(self.game.sites)))

    def _smoothed(self, answer: dict[int, int]) -> dict[int, int]:
        if not self.watched:
            return answer
        mixed = {site: _SMOOTH * odds for site, odds in self.watched.items()}
        for site, odds in answer.items():
            mixed[site] = mixed.get(site, 0.0) + (1 - _SMOOTH) * odds
        return self._whole(mixed)

    def _round(self, watched: dict[int, int]) -> bool:
        """Routes that beat these odds join the pool; the bound that the odds prove is kept if it is the best."""
        cutoff = least = int((self.master.value + 1e-9) * ODDS * PPM) + 1  # what costs more is of no use
        grown = False
        for slot in range(self.game.slots):
            found = self.oracle.cheapest(slot, watched, cutoff, _COLUMNS)
            if found:
                least = min(least, found[0][0])
            for _, edges in found:
                grown |= self._admit(Choice(edges, slot))
        proven = Fraction(least, ODDS * PPM)
        if proven > self.lower:
            self.lower, self.watched = proven, watched
        return grown

    def _admit(self, choice: Choice) -> bool:
        """False: known already."""
        if choice in self.pool:
            return False
        self.pool[choice] = None
        self.master.add(self.game.exposure_ppm(choice))
        return True
