"""What a value does not say by itself: meetings and chances, wrong odds, forced stretches, what a cap costs.

All of it follows from the game and the mixture: no solver, so whoever certifies a plan can compute it again.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Final, NamedTuple

from .chokes import Choke, forced, guarded
from .game import ODDS, PPM, Choice, Cover, Game

_TRIES_MAX: Final = 20_000
_PLACES_MAX: Final = 6
"""Of the adversary, to have the chance of at least one meeting tried out; its numbers grow with each."""


class AtLeastOne(NamedTuple):
    """The chance of at least one meeting, for the adversary who makes it largest. Successes are independent."""

    found: Fraction
    """Some adversary reaches this."""
    most: Fraction
    """None can do more. The same as `found` unless there were too many places to try."""


class Forced(NamedTuple):
    """A stretch that no route avoids, and what the routes meet at most if somebody guards it."""

    choke: Choke
    met_guarded: Fraction


class Honest(NamedTuple):
    """Of one mixture; fractions are exact."""

    expected: Fraction
    """Meetings, the worst places together: the loss. Not a chance where there is more than one place."""
    at_least_one: AtLeastOne
    halved: Fraction
    """The loss if every chance is half of what is assumed."""
    doubled: Fraction
    """The loss if every chance is twice that, none above certainty. Whatever the chances are in between, so is the
    loss: it grows with each of them."""
    forced: tuple[Forced, ...]


def honest(game: Game, mixture: dict[Choice, int]) -> Honest:
    """mixture: odds out of ODDS."""
    loss = game.loss(mixture)
    return Honest(
        loss,
        at_least_one(game, mixture),
        loss / 2,
        scaled(game, 2).loss(mixture),
        tuple(
            Forced(choke, guarded(game, frozenset(choke.sites)).loss(mixture)) for choke in forced(game, mixture)
        ),
    )


def scaled(game: Game, times: int) -> Game:
    """The same game with every chance so many times as large, none above certainty."""
    sites = tuple(
        tuple(Cover(edge, slot, min(PPM, times * ppm)) for edge, slot, ppm in covers) for covers in game.sites
    )
    return replace(game, sites=sites)


def at_least_one(game: Game, mixture: dict[Choice, int]) -> AtLeastOne:
    """Sets of places are tried in order of what they add; those that cannot be worse any more are left out.

    What another place adds becomes less with each that is taken (the chance is submodular, Nemhauser, Wolsey and
    Fisher 1978), so the largest additions bound what is still to come.
    """
    expected = game.loss(mixture)
    if game.picks <= 1:
        return AtLeastOne(expected, expected)
    if game.picks > _PLACES_MAX:
        return AtLeastOne(Fraction(0), min(Fraction(1), expected))
    search = _Sets(game, mixture)
    search.take(0, [odds for _, odds in search.routes], 0, game.picks)
    found = Fraction(search.best, ODDS * PPM**game.picks)
    return AtLeastOne(found, found if search.tries < _TRIES_MAX else min(Fraction(1), expected))


class _Sets:
    """Branch and bound; all numbers are integers out of ODDS x PPM^picks."""

    def __init__(self, game: Game, mixture: dict[Choice, int]) -> None:
        self.routes = [(game.exposure_ppm(choice), odds) for choice, odds in mixture.items()]
        self.by_site: dict[int, list[tuple[int, int]]] = {}
        for at, (its, _) in enumerate(self.routes):
            for site, ppm in its.items():
                self.by_site.setdefault(site, []).append((at, ppm))
        self.sites = list(self.by_site)
        self.best = 0
        self.tries = 0

    def take(self, met: int, unmet: list[int], first: int, left: int) -> None:
        """met: so far. unmet: by route, the odds that it is driven and not met yet. first: sites before it are
        decided, in the order of this level."""
        scale: int = PPM ** (left - 1) if left else 1
        self.best = max(self.best, met)
        self.tries += 1
        if not left or self.tries >= _TRIES_MAX:
            return
        adds = sorted(
            ((sum(unmet[at] * ppm for at, ppm in self.by_site[site]), site) for site in self.sites[first:]),
            reverse=True,
        )
        head, self.sites = self.sites, self.sites[:first] + [site for _, site in adds]
        for i, (add, site) in enumerate(adds):
            if met + scale * sum(each for each, _ in adds[i : i + left]) <= self.best:
                break
            now = [each * PPM for each in unmet]
            for at, ppm in self.by_site[site]:
                now[at] -= unmet[at] * ppm
            self.take(met + scale * add, now, first + i + 1, left - 1)
        self.sites = head
