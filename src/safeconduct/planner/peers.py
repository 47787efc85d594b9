"""What others do on the same trip with the same budget: the shortest, a few routes at even odds, their best mix."""

from fractions import Fraction
from typing import NamedTuple

from .fewer import fewer
from .game import ODDS, Choice, Game, NoWay
from .net import Net, net
from .odds import whole
from .search import cheapest
from .toll import Toll

_PENALTY_PCT = 40
"""Added to a road each time a route has used it (Bader et al. 2011)."""


class Peers(NamedTuple):
    """The chance of being met, by method."""

    shortest: Fraction
    alternatives: Fraction
    """Even odds over penalty alternatives."""
    best_mix: Fraction
    """The best odds over the same routes."""
    routes: int
    """How many alternatives there were."""


def peers(game: Game, count: int = 10) -> Peers:
    """In slot 0. Alternatives over the budget are not looked for: all methods have the same budget."""
    routes = alternatives(game, count)
    even = whole(dict.fromkeys(routes, 1.0), ODDS, ODDS)
    return Peers(game.loss({routes[0]: ODDS}), game.loss(even), fewer(game, routes, count).loss, len(routes))


def alternatives(game: Game, count: int) -> list[Choice]:
    """The shortest route, then the shortest after the roads used so far were made longer, within the budget."""
    reduced = net(game)
    used: dict[int, int] = {}
    routes: dict[Choice, None] = {}
    for _ in range(2 * count):
        found = cheapest(reduced, Toll(_penalised(reduced, used), {}), 1 << 62)
        if not found:
            raise NoWay("every way within the budget makes a banned turn", next_step="allow a longer route")
        choice = Choice(tuple(edge for arc in found[0].arcs for edge in reduced.arcs[arc][3]), 0)
        if game.fault(choice) is None:
            routes[choice] = None
        if len(routes) == count:
            break
        for arc in found[0].arcs:
            used[arc] = used.get(arc, 0) + 1
    return list(routes)


def _penalised(reduced: Net, used: dict[int, int]) -> dict[int, int]:
    return {
        i: length * (100 + _PENALTY_PCT * used.get(i, 0)) // 100 for i, (_, _, length, _) in enumerate(reduced.arcs)
    }
