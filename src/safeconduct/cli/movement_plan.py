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
    """What your party secures, guards, closes to the movement, or wants every route to pass (mandatory):
    KIND:NAME:LAT,LON:METRES. A new list takes the place of the old one; a plan must be made after it.

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
    hazards: str = "tags",
    height_cm: int = 0,
    width_cm: int = 0,
    weight_kg: int = 0,
    haven: list[str] | None = None,
    haven_within: int | None = None,
    departures: int = 1,
    every: int = 10,
    wait: int = 10,
    late: int = 0,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Plan the routes and their odds against an adversary who knows both, and sign the plan. The plan file is
    what the other party certifies. --chance: of success on an ordinary road that is not secured (an assumption).
    --hazards: what bridges, tunnels, narrow and unlit roads make of it: tags (built in), none, or a file of per
    cents, {"bridge": 150}. --height-cm, --width-cm, --weight-kg: of the largest vehicle. --haven NAME@LAT,LON and
    --haven-within MINUTES: no point of a route is farther from one. --departures N --every MINUTES: the departure
    is drawn too; the budget is then on time. --wait: so many minutes at most somebody can wait at one place unseen.
    --late PERCENT: so much of the value may be given up so that routes split late, for who watches the gate.

    Example: safeconduct movement plan m1 --roads city.osm.pbf --from 60.165,24.9524 --to 60.175,24.943
      --budget 1.6 --out m1-plan.json --at http://127.0.0.1:8443 --key host-founder.key
    """
    from safeconduct.node.planning import Trip, Vehicle, plan_trip, planned
    from safeconduct.node.roads import load_roads
    from safeconduct.planner.plan import SLOTS_MAX, write_plan

    from .moment import place

    desk = desk_at(at, key)
    trip = Trip(
        movement,
        place(start),
        place(end),
        _ground(known(desk, "movement", movement)),
        _budget(budget),
        round(chance * 1_000_000),
        places,
        legs,
        routes,
        _hazards(hazards),
        Vehicle(height_cm, width_cm, weight_kg),
        tuple(place(text.rpartition("@")[2]) for text in haven or ()),
        None if haven_within is None else haven_within * 60,
        tuple(every * 60 * at for at in range(_within("departures", departures, 1, SLOTS_MAX))),
        _within("minutes to wait", wait, 1, 1_440) * 60,
        Fraction(_within("per cent to give up", late, 0, 100), 100),
    )
    made = plan_trip(load_roads(roads), trip)
    content = write_plan(made)
    out.write_bytes(content)
    desk.put("/api/plans", content)
    record = planned(made)
    value = {"record": desk.sign("movement.planned/1", record), "plan": record.plan, **_said(made)}
    answer(value, [f"{out}: plan {record.plan}", *_lines(made)], json)


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
    from safeconduct.node.why import why_of

    record, more = planned(made), _honest(made)
    waits = _all_day(made)
    return {
        "routes": [{"odds": each.odds, "length_m": each.length_m} for each in record.routes],
        "shortest_m": record.shortest_m,
        "lower": record.lower,
        "upper": record.upper,
        "after_refusal": record.after_refusal,
        "halved": _ratio(more.halved),
        "doubled": made.doubled,
        "expected_meetings": record.upper,
        "at_least_one": {"found": _ratio(more.at_least_one.found), "most": _ratio(more.at_least_one.most)},
        "above_the_best": _ratio(Fraction(record.upper) - Fraction(record.lower)),
        "forced": [
            {
                "names": each.names,
                "success_ppm": each.success_ppm,
                "detour_pct": each.detour_pct,
                "met_guarded": _ratio(each.met_guarded),
            }
            for each in why_of(made)
        ],
        "watched": made.watched,
        "unheld": made.unheld,
        "slots_s": made.slots_s,
        "window_s": made.window_s,
        "all_day": None if waits is None else _ratio(waits),
        "assumed": made.assumed,
    }


def _lines(made: Any) -> list[str]:
    from safeconduct.node.planning import planned
    from safeconduct.node.why import why_of

    record, more = planned(made), _honest(made)
    above = Fraction(record.upper) - Fraction(record.lower)
    watched = ", ".join(f"{each.share_pct} % {_percent(each.met)}" for each in made.watched)
    return [
        f"  {len(record.routes)} routes of {min(each.length_m for each in record.routes)} to "
        f"{max(each.length_m for each in record.routes)} m; the shortest way is {record.shortest_m} m",
        *(
            f"  {each.odds / 2**32:7.2%}  {each.length_m} m{_departs(each.depart_s, made)}"
            for each in record.routes
        ),
        f"  met at most {_percent(record.upper)}: proven; no plan is below {_percent(record.lower)}",
        *(
            [
                f"  {made.game.picks} places: that is how often, on average; at least once: at most "
                f"{_percent(_ratio(more.at_least_one.most))}"
            ]
            if made.game.picks > 1
            else []
        ),
        f"  few routes, late splits and rounding cost at most {_percent(_ratio(above))} of that",
        f"  after one refusal at most {_percent(record.after_refusal)}",
        *_waits(made),
        f"  if every chance is half of what is assumed {_percent(_ratio(more.halved))}, if twice "
        f"{_percent(made.doubled)}; in between if they are in between",
        *(_forced(each) for each in why_of(made)),
        f"  who has seen the first part of the way: {watched}",
        *(
            f"  if {each.name!r} is not held, at most {_percent(each.met)}; planned without it, at most "
            f"{_percent(each.value)}"
            for each in made.unheld
        ),
        f"  assumed: {made.assumed}",
    ]


def _all_day(made: Any) -> Fraction | None:
    """None: there is one departure, and waiting longer brings nobody anything."""
    from safeconduct.planner.all_day import met_all_day

    return met_all_day(made) if len(made.slots_s) > 1 else None


def _waits(made: Any) -> list[str]:
    waits = _all_day(made)
    if waits is None:
        return []
    return [
        f"  this holds against who waits {made.window_s // 60} min at most at one place; all day: at most "
        f"{_percent(_ratio(waits))}"
    ]


def _forced(each: Any) -> str:
    """Why it is this bad: in words."""
    text = f"  every route uses {', '.join(each.names)}: {each.success_ppm / 10_000:g} % for who waits there"
    text += f"; guarded, these routes are met at most {_percent(_ratio(each.met_guarded))}"
    if each.detour_pct is None:
        return text + "; there is no way around it"
    return text + f"; without it the way is {each.detour_pct} % of the shortest"


def _honest(made: Any) -> Any:
    from safeconduct.planner.honest import honest
    from safeconduct.planner.plan import game_of, mixture_of

    return honest(game_of(made), mixture_of(made))


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _departs(depart_s: int, made: Any) -> str:
    return f", departs {depart_s // 60} min after the first" if len(made.slots_s) > 1 else ""


def _hazards(said: str) -> tuple[tuple[str, int], ...]:
    from safeconduct.planner.feature import WEIGHTS, read_weights

    if said == "none":
        return ()
    weights = WEIGHTS if said == "tags" else read_weights(content_of(Path(said)))
    return tuple(weights.items())


def _within(what: str, number: int, least: int, most: int) -> int:
    from safeconduct.errors import BadInput

    if not least <= number <= most:
        raise BadInput(f"{number} {what}", next_step=f"give {least} to {most}")
    return number


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
    if kind not in ("secured", "guarded", "closed", "mandatory"):
        raise BadInput(
            f"{kind!r} is none of secured, guarded, closed, mandatory", next_step="begin with one of them"
        )
    return {"kind": kind, "name": name, "at": list(place(where)), "radius_m": int(radius)}


def _ground(found: Any) -> Any:
    """Both parties' lists, as they stand, each with its record."""
    from safeconduct.records.units import RecordId

    return tuple((RecordId(each["record"]), _places(each["places"])) for each in found["ground"].values())


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
