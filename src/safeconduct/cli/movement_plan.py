"""Plans of movements: what is secured, the odds of the routes, the proof."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from .answer import Json, answer
from .asking import known
from .file import content_of
from .options import At, Key, desk_at


def secure(movement: str, *, places: list[str], at: At, key: Key, json: Json = False) -> None:
    """What your party secures, guards, or closes to the movement: KIND:NAME:LAT,LON:METRES. A new list takes the
    place of the old one; a plan must be made after it.

    Example: safeconduct movement secure m1 --places secured:Terminal:60.165,24.9524:150
      --places closed:Bridge:60.171,24.947:40 --at http://127.0.0.1:8443 --key host-founder.key
    """
    body = {"movement": movement, "places": [_place(text) for text in places]}
    signed = desk_at(at, key).sign("ground.listed/1", body)
    answer(signed, f"{len(places)} places listed for movement {movement}", json)


def plan(
    movement: str,
    *,
    roads: Path,
    start: Annotated[str, Parameter(name="--from")],
    end: Annotated[str, Parameter(name="--to")],
    out: Path,
    budget: str = "1.3",
    legs: int = 4,
    routes: int = 12,
    chance: float = 0.7,
    places: int = 1,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Plan the routes and their odds against an adversary who knows both, and sign the plan. The plan file is
    what the other party certifies. --chance: of success on any road that is not secured (an assumption).

    Example: safeconduct movement plan m1 --roads city.osm.pbf --from 60.165,24.9524 --to 60.175,24.943
      --budget 1.6 --out m1-plan.json --at http://127.0.0.1:8443 --key host-founder.key
    """
    from safeconduct.node.planning import Trip, plan_trip, planned
    from safeconduct.node.roads import load_roads
    from safeconduct.planner.plan import write_plan
    from safeconduct.records.units import RecordId

    from .moment import place

    desk = desk_at(at, key)
    found = known(desk, "movement", movement)
    trip = Trip(
        movement,
        place(start),
        place(end),
        tuple((RecordId(each["record"]), _places(each["places"])) for each in found["ground"].values()),
        _budget(budget),
        round(chance * 1_000_000),
        places,
        legs,
        routes,
    )
    made = plan_trip(load_roads(roads), trip)
    content = write_plan(made)
    out.write_bytes(content)
    desk.put("/api/plans", content)
    record = planned(made)
    signed = desk.sign("movement.planned/1", record)
    answer(
        {"record": signed, "plan": record.plan, **_said(made)}, [f"{out}: plan {record.plan}", *_lines(made)], json
    )


def certify(file: Path, *, json: Json = False) -> None:
    """Check a plan file by itself: no roads, no solver, no network. Refused: what was edited, and where.

    Example: safeconduct movement certify m1-plan.json
    """
    from safeconduct.planner.plan import plan_digest, read_plan

    content = content_of(file)
    made = read_plan(content)
    digest = plan_digest(content)
    answer({"plan": digest, **_said(made)}, [f"certified: plan {digest}", *_lines(made)], json)


def _said(made: Any) -> dict[str, object]:
    from safeconduct.node.planning import planned

    record = planned(made)
    return {
        "routes": [{"odds": each.odds, "length_m": each.length_m} for each in record.routes],
        "shortest_m": record.shortest_m,
        "lower": record.lower,
        "upper": record.upper,
        "after_refusal": record.after_refusal,
        "doubled": made.doubled,
        "watched": made.watched,
        "assumed": made.assumed,
    }


def _lines(made: Any) -> list[str]:
    from safeconduct.node.planning import planned

    record = planned(made)
    watched = ", ".join(f"{each.share_pct} % {_percent(each.met)}" for each in made.watched)
    return [
        f"  {len(record.routes)} routes of {min(each.length_m for each in record.routes)} to "
        f"{max(each.length_m for each in record.routes)} m; the shortest way is {record.shortest_m} m",
        *(f"  {each.odds / 2**32:7.2%}  {each.length_m} m" for each in record.routes),
        f"  met at most {_percent(record.upper)}: proven; no plan is below {_percent(record.lower)}",
        f"  after one refusal at most {_percent(record.after_refusal)}",
        f"  if every chance is twice what is assumed, at most {_percent(made.doubled)}",
        f"  who has seen the first part of the way: {watched}",
        f"  assumed: {made.assumed}",
    ]


def _percent(ratio: str) -> str:
    """Rounded up, so that nothing looks better than it is."""
    above, _, below = ratio.partition("/")
    thousandths = -(-int(above) * 1_000 // int(below))
    return f"{thousandths / 10:g} %"


def _place(text: str) -> dict[str, object]:
    from safeconduct.errors import BadInput

    from .moment import place

    parts = text.split(":")
    if len(parts) != 4 or not parts[3].isdigit():
        raise BadInput(f"{text!r} is no place", next_step="write it as secured:NAME:LAT,LON:METRES")
    kind, name, where, radius = parts
    if kind not in ("secured", "guarded", "closed"):
        raise BadInput(f"{kind!r} is none of secured, guarded, closed", next_step="begin with one of them")
    return {"kind": kind, "name": name, "at": list(place(where)), "radius_m": int(radius)}


def _places(said: Any) -> Any:
    import msgspec

    from safeconduct.records.plan import Place

    return msgspec.convert(said, tuple[Place, ...])


def _budget(text: str) -> Fraction:
    from safeconduct.errors import BadInput

    try:
        budget = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(f"{text!r} is no budget", next_step="write it as 1.3 or 13/10") from error
    if not 1 <= budget <= 10:
        raise BadInput(
            f"a budget of {text}: no route can be shorter than the shortest",
            next_step="give 1 to 10 times the shortest, for example 1.3",
        )
    return budget
