"""The plan of one movement as its page shows it: kept for each plan, for the page asks again with every record."""

from functools import lru_cache
from pathlib import Path

from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.node import Node
from safeconduct.node.planning import planned
from safeconduct.node.roads import held_roads
from safeconduct.node.why import Why, why_of
from safeconduct.planner.plan import Plan
from safeconduct.records.plan import MovementPlanned
from safeconduct.records.units import Digest, MovementId, RecordId

from .journey_sentence import one_in
from .language import Translate
from .movement_times import route_minutes, still_possible
from .plan_map import PlanMap, plan_map
from .plan_words import forced_said, percent


def prepare_plan(node: Node, movement: str) -> None:
    """What takes seconds for a city's roads and a plan of many departures, outside the node's own turn."""
    found = node.truth.state.of(MOVEMENTS).movements.get(MovementId(movement))
    plan = (found.drawn_from or found.planned) if found else None
    if plan is not None and node.plans.get(plan.plan.plan) is not None:
        drawing_of(plan.plan.plan, node.roads_path, node)
        agrees(plan.record, plan.plan, node)


def plan_context(
    movement: Movement, plan: MovementPlanned, held: Plan | None, node: Node, t: Translate
) -> dict[str, object]:
    """What `movements/board.html` shows as `plan`. held: the plan file, where this node has it."""
    drawn = movement.outcome
    standing = still_possible(movement, plan)
    minutes = route_minutes(held) if held else ()
    latest_s = max(route.depart_s for route in plan.routes)
    return {
        "is_held": held is not None,
        "digest": plan.plan,
        "upper": percent(plan.upper),
        "one_in": one_in(plan.upper),
        "after_refusal": percent(plan.after_refusal),
        "after_one_in": one_in(plan.after_refusal),
        "doubled": percent(held.doubled) if held else "",
        "assumed": held.assumed if held else "",
        "watched": [{"share": each.share_pct, "met": percent(each.met)} for each in held.watched] if held else [],
        "shortest_m": plan.shortest_m,
        "routes": [
            {
                "number": number,
                "odds": f"{route.odds / 2**32:.1%}",
                "share": max(1, round(100 * route.odds / 2**32)),
                "length_m": route.length_m,
                "minutes": minutes[number - 1] if minutes else None,
                "depart_min": route.depart_s // 60 if latest_s else None,
                "is_open": number - 1 in standing,
                "is_drawn": drawn is not None and drawn.route == number - 1,
            }
            for number, route in enumerate(plan.routes, 1)
        ],
        "places": [
            {
                "kind": place.kind,
                "name": place.name,
                "radius_m": place.radius_m,
                "unheld": next((percent(each.met) for each in held.unheld if each.name == place.name), ""),
            }
            for place in held.places
        ]
        if held
        else [],
        "forced": [forced_said(each, t) for each in _why(plan.plan, node)],
        "wait_min": held.window_s // 60 if held and held.window_s else None,
    }


@lru_cache(maxsize=16)
def agrees(record: RecordId, said: MovementPlanned, node: Node) -> bool:
    """Whether the signed numbers are those that the plan file proves: the log alone cannot tell."""
    held = node.plans.get(said.plan)
    return held is not None and planned(held) == said


@lru_cache(maxsize=16)
def _why(digest: Digest, node: Node) -> tuple[Why, ...]:
    held = node.plans.get(digest)
    return why_of(held) if held else ()


@lru_cache(maxsize=4)
def drawing_of(digest: Digest, path: Path | None, node: Node) -> PlanMap | None:
    """Drawn once for each plan: the page asks again with every record."""
    held = node.plans.get(digest)
    return plan_map(held, held_roads(path) if path else None, _why(digest, node)) if held else None
