"""The most that one refusal can bring, by trying every strategy: for each thing seen, draw anew or not."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from safeconduct.records.plan import PlannedRoute

Legs = tuple[str, ...]


def most(routes: Sequence[PlannedRoute], payoff: Sequence[Fraction], sees_both: bool = True) -> Fraction:
    """A strategy is a set of beginnings at which that leg is drawn anew, if it still can be; who sees both decides
    by what the other draw would bring, too."""
    legs = len(routes[0].legs)
    beginnings = sorted({route.legs[: at + 1] for route in routes for at in range(legs)})
    seen = [
        (mine, other)
        for mine in beginnings
        for other in (beginnings if sees_both else [mine])
        if mine[:-1] == other[:-1] and len(mine) == len(other) and (mine != other or not sees_both)
    ]
    return max(
        _worth(routes, payoff, frozenset(pair for pair, anew in zip(seen, choice, strict=True) if anew), sees_both)
        for choice in product((False, True), repeat=len(seen))
    )


def _worth(
    routes: Sequence[PlannedRoute],
    payoff: Sequence[Fraction],
    anew: frozenset[tuple[Legs, Legs]],
    sees_both: bool,
) -> Fraction:
    def mean(beginning: Legs) -> Fraction:
        those = [at for at, route in enumerate(routes) if route.legs[: len(beginning)] == beginning]
        return sum((routes[at].odds * payoff[at] for at in those), Fraction(0)) / sum(
            routes[at].odds for at in those
        )

    def chance(beginning: Legs) -> Fraction:
        those = [route.odds for route in routes if route.legs[: len(beginning)] == beginning]
        among = [route.odds for route in routes if route.legs[: len(beginning) - 1] == beginning[:-1]]
        return Fraction(sum(those), sum(among))

    def go(route: PlannedRoute, leg: int) -> Fraction:
        if leg > len(route.legs):
            return payoff[list(routes).index(route)]
        mine, worth = route.legs[:leg], Fraction(0)
        for other in {each.legs[:leg] for each in routes if each.legs[: leg - 1] == mine[:-1]}:
            is_anew = ((mine, other) if sees_both else (mine, mine)) in anew
            worth += chance(other) * (mean(other) if is_anew else go(route, leg + 1))
        return worth

    total = sum(route.odds for route in routes)
    return sum((Fraction(route.odds, total) * go(route, 1) for route in routes), Fraction(0))
