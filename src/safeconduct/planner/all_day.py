"""What departures are worth to one who can wait all day: nothing; then only the roads are drawn."""

from fractions import Fraction

from safeconduct.records.area import Point

from .game import ODDS, PPM
from .plan import Plan


def met_all_day(plan: Plan) -> Fraction:
    """What these routes meet at most of one who waits at each of his places as long as he likes. Exact.

    It follows from the file alone. Windows of one road are one place to him, and so are both its directions: what
    runs along the same line is one road.
    """
    road_of: dict[int, tuple[Point, ...]] = {each.edge: min(each.line, each.line[::-1]) for each in plan.lines}
    chance: dict[int, int] = {}
    for site in plan.game.sites:
        for edge, _, ppm in site:
            if edge in road_of:
                chance[edge] = max(ppm, chance.get(edge, 0))
    met: dict[tuple[Point, ...], int] = {}
    for route in plan.proof.routes:
        on_it: dict[tuple[Point, ...], int] = {}
        for edge in route.edges:
            if edge in chance:
                on_it[road_of[edge]] = max(chance[edge], on_it.get(road_of[edge], 0))
        for road, ppm in on_it.items():
            met[road] = met.get(road, 0) + route.odds * ppm
    return Fraction(sum(sorted(met.values(), reverse=True)[: plan.game.picks]), ODDS * PPM)
