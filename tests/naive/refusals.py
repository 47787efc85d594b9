"""The most that a refuser can expect, by trying every strategy: for each thing that it may see, refuse or not."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from safeconduct.records.plan import PlannedRoute


def most(routes: Sequence[PlannedRoute], payoff: Sequence[Fraction]) -> Fraction:
    """A strategy is a set of beginnings at which the refuser refuses, if it still can."""
    legs = len(routes[0].legs)
    beginnings = sorted({route.legs[: at + 1] for route in routes for at in range(legs)})
    return max(
        _worth(routes, payoff, frozenset(b for b, refuses in zip(beginnings, choice, strict=True) if refuses))
        for choice in product((False, True), repeat=len(beginnings))
    )


def _worth(
    routes: Sequence[PlannedRoute], payoff: Sequence[Fraction], refuses_at: frozenset[tuple[str, ...]]
) -> Fraction:
    total = sum(route.odds for route in routes)
    worth = Fraction(0)
    for route, gain in zip(routes, payoff, strict=True):
        chance = Fraction(route.odds, total)
        cut = next((at for at in range(len(route.legs)) if route.legs[: at + 1] in refuses_at), None)
        if cut is None:
            worth += chance * gain
            continue
        same = [at for at, other in enumerate(routes) if other.legs[:cut] == route.legs[:cut]]
        among = sum(routes[at].odds for at in same)
        worth += chance * sum(Fraction(routes[at].odds, among) * payoff[at] for at in same)
    return worth
