"""Why is it this bad? The roads that every route of a plan uses: what guarding them brings, what dodging takes."""

from fractions import Fraction
from typing import NamedTuple

from safeconduct.planner.chokes import forced, guarded
from safeconduct.planner.plan import Plan, game_of, mixture_of
from safeconduct.records.area import Point


class Why(NamedTuple):
    """One stretch where somebody can wait. It follows from the plan file alone."""

    names: tuple[str, ...]
    line: tuple[Point, ...]
    success_ppm: int
    """Of who waits at its worst place: no plan is below that."""
    detour_pct: int | None
    """Of the shortest route around it, of the shortest there is; None: there is none at any length."""
    met_guarded: Fraction
    """What these routes meet at most if it is guarded."""


def why_of(plan: Plan) -> tuple[Why, ...]:
    """In the order of driving."""
    game, mixture = game_of(plan), mixture_of(plan)
    lines = {each.edge: each for each in plan.lines}
    found = []
    for choke in forced(game, mixture):
        if choke.sites:
            its = [lines[edge] for edge in choke.edges]
            points = [point for each in its for point in each.line]
            found.append(
                Why(
                    tuple(dict.fromkeys(each.name for each in its)),
                    tuple(point for at, point in enumerate(points) if at == 0 or point != points[at - 1]),
                    choke.success_ppm,
                    None if choke.detour is None else -(-choke.detour * 100 // plan.shortest),
                    guarded(game, frozenset(choke.sites)).loss(mixture),
                )
            )
    return tuple(found)
