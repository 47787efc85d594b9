"""Movements."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from .answer import Json, answer
from .asking import known
from .file import content_of
from .movement_card import card, check_in
from .movement_draw import check, draw, leader, release, witness
from .movement_plan import certify, plan, secure
from .options import At, Key, desk_at

app = App(name="movement", help="Request, approve, plan, draw, release, stop and follow a movement.")
for _command in (secure, plan, certify, draw, leader, witness, release, check, card, check_in):
    app.command(_command)


@app.command
def show(*, at: At, key: Key, json: Json = False) -> None:
    """Every movement, and what it waits for.

    Example: safeconduct movement show --at http://127.0.0.1:8443 --key host-founder.key
    """
    movements = desk_at(at, key).get("/api/movements")
    lines = []
    for each in movements:
        waits = (
            f", waits for approval by {', '.join(each['missing_approvals'])}" if each["missing_approvals"] else ""
        )
        stopped = f", STOPPED by {', '.join(each['stopped_by'])}" if each["stopped_by"] else ""
        lines.append(f"{each['id']}  {each['start']} to {each['destination']}: {each['status']}{waits}{stopped}")
    answer(movements, lines or ["no movements yet"], json)


@app.command
def request(
    movement: str,
    *,
    purpose: str,
    start: str,
    destination: str,
    earliest: str,
    latest: str,
    travellers: list[str],
    lead: int = 0,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Ask for a movement. Travellers by pseudonym: their names stay with their own party. --lead: so many minutes
    before the departure the last approval is due, and nothing is planned before all have approved the request.

    Example: safeconduct movement request m1 --purpose "Return from leave" --start Terminal --destination Works
      --earliest 2026-05-01T06:00 --latest 2026-05-01T08:00 --travellers t-1 --travellers t-2 --at URL --key FILE
    """
    from .moment import moment_ms

    body = {
        "movement": movement,
        "purpose": purpose,
        "start": start,
        "destination": destination,
        "depart_from_ms": moment_ms(earliest),
        "depart_to_ms": moment_ms(latest),
        "travellers": travellers,
        "lead_s": lead * 60,
    }
    answer(desk_at(at, key).sign("movement.requested/1", body), f"movement {movement} is requested", json)


@app.command
def order(
    movement: str,
    *,
    depart: str,
    roads: Path,
    start: Annotated[str, Parameter(name="--from")],
    end: Annotated[str, Parameter(name="--to")],
    vehicles: list[str],
    escort: list[str] | None = None,
    width_m: int = 50,
    checkpoints: int = 3,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Order the movement along the quickest way on the roads. A new order voids every approval.

    Example: safeconduct movement order m1 --depart 2026-05-01T06:30 --roads city.osm.pbf --from 60.1665,24.9445
      --to 60.1765,24.9425 --vehicles bus-1 --escort escort-1 --at URL --key FILE
    """
    from safeconduct.node.ordering import Wanted, order_of
    from safeconduct.node.roads import load_roads

    from .moment import moment_ms, place

    wanted = Wanted(
        movement,
        moment_ms(depart),
        place(start),
        place(end),
        tuple(vehicles),
        tuple(escort or ()),
        width_m,
        checkpoints,
    )
    made, route = order_of(load_roads(roads), wanted)
    signed = desk_at(at, key).sign("movement.ordered/1", made)
    answer(signed, f"movement {movement} is ordered: {route.length_m} m, {route.time_s} s at free flow", json)


@app.command
def approve(movement: str, *, at: At, key: Key, json: Json = False) -> None:
    """Approve exactly the order that stands; before there is one, the request.

    Example: safeconduct movement approve m1 --at http://127.0.0.1:8444 --key company-founder.key
    """
    _answer(movement, "movement.approved/1", {}, at, key, json)


@app.command
def refuse(movement: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Veto the order that stands, or the request. Once a route is being drawn a veto would steer the draw: then it
    changes nothing and is kept as that; stop the movement instead.

    Example: safeconduct movement refuse m1 --reason "Route closed" --at http://127.0.0.1:8444 --key k.key
    """
    _answer(movement, "movement.refused/1", {"reason": reason}, at, key, json)


@app.command
def go(movement: str, *, at: At, key: Key, json: Json = False) -> None:
    """Go: once every party has approved the order and nobody has stopped it.

    Example: safeconduct movement go m1 --at http://127.0.0.1:8443 --key host-founder.key
    """
    _answer(movement, "movement.released/1", {}, at, key, json)


@app.command
def stop(movement: str, *, reason: str = "Stopped by command", at: At, key: Key, json: Json = False) -> None:
    """Stop it. Either side may, at any time, and it always wins.

    Example: safeconduct movement stop m1 --reason "Unchecked vehicle at the ring" --at URL --key FILE
    """
    body = {"movement": movement, "reason": reason}
    answer(desk_at(at, key).sign("movement.stopped/1", body), f"movement {movement} is stopped", json)


@app.command
def resume(movement: str, *, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Lift your own party's stop.

    Example: safeconduct movement resume m1 --reason "Vehicle checked" --at URL --key FILE
    """
    body = {"movement": movement, "reason": reason}
    answer(desk_at(at, key).sign("movement.resumed/1", body), f"the stop of movement {movement} is lifted", json)


@app.command
def report(
    movement: str,
    event: Literal["departed", "checked_in", "passed", "arrived"],
    *,
    checkpoint: str | None = None,
    headcount: int | None = None,
    when: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Report from the way. --when: when it happened, if that is not now.

    Example: safeconduct movement report m1 departed --at http://127.0.0.1:8443 --key host-founder.key
    """
    from .moment import moment_ms

    body = {"movement": movement, "report": event, "checkpoint": checkpoint, "headcount": headcount}
    at_ms = moment_ms(when) if when else None
    answer(desk_at(at, key).sign("movement.reported/1", body, at_ms), f"movement {movement}: {event}", json)


@app.command
def arrive(movement: str, *, headcount: int, when: str | None = None, at: At, key: Key, json: Json = False) -> None:
    """Report that the movement has arrived. Then the draw is published, by both nodes.

    Example: safeconduct movement arrive m1 --headcount 3 --at http://127.0.0.1:8444 --key company-founder.key
    """
    report(movement, "arrived", headcount=headcount, when=when, at=at, key=key, json=json)


@app.command
def divert(movement: str, *, haven: str, reason: str, at: At, key: Key, json: Json = False) -> None:
    """Leave the route for a haven. The corridor is not watched until the next leg starts.

    Example: safeconduct movement divert m1 --haven "Fire station" --reason "Road blocked" --at URL --key FILE
    """
    body = {"movement": movement, "haven": haven, "reason": reason}
    answer(desk_at(at, key).sign("movement.diverted/1", body), f"movement {movement} diverts to {haven}", json)


@app.command
def confirm(
    movement: str,
    what: Literal["welfare", "debrief"],
    *,
    headcount: int | None = None,
    note: str = "",
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """After the arrival: your own travellers are all well, or the debrief was held.

    Example: safeconduct movement confirm m1 welfare --headcount 3 --at URL --key FILE
    """
    body = {"movement": movement, "what": what, "headcount": headcount, "note": note}
    answer(desk_at(at, key).sign("movement.confirmed/1", body), f"movement {movement}: {what} confirmed", json)


@app.command
def roster(
    movement: str,
    *,
    travellers: list[str],
    keep_until: str,
    names: Path | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Your own party's travellers, by pseudonym. --names: a file with their names, which is not sent anywhere; only
    its salted digest is logged, so that you can show later who was meant. Erase it on the date.

    Example: safeconduct movement roster m1 --travellers t-1 --keep-until 2026-06-01 --at URL --key FILE
    """
    from .moment import moment_ms
    from .roster import commit_names

    digest, kept = commit_names(names) if names else (None, "")
    body = {
        "movement": movement,
        "travellers": travellers,
        "names": digest,
        "keep_until_ms": moment_ms(keep_until),
    }
    signed = desk_at(at, key).sign("roster.kept/1", body)
    answer(
        signed, [f"roster of movement {movement}: {len(travellers)} travellers", *([kept] if kept else [])], json
    )


@app.command
def solve(file: Path, *, json: Json = False) -> None:
    """Solve an ambush game that is given as data (docs/game-format.md): the best odds of both sides, with exact
    bounds of the value.

    Example: safeconduct movement solve game.json --json
    """
    from safeconduct.planner import solve_instance

    solved = solve_instance(content_of(file))
    lines = [f"value {solved['value']:.9f} (from {solved['lower']:.9f} to {solved['upper']:.9f})"]
    lines += [f"  {each['odds']:.6f}  slot {each['slot']}  {' '.join(each['edges'])}" for each in solved["routes"]]
    lines += [f"  watched {each['odds']:.6f}  {each['site']}" for each in solved["sites"]]
    answer(solved, lines, json)


def _answer(movement: str, kind: str, more: dict[str, object], at: str, key: Path, json: bool) -> None:
    desk = desk_at(at, key)
    found = known(desk, "movement", movement)
    signed = desk.sign(kind, {"movement": movement, "order": found["order"] or found["request"], **more})
    answer(signed, f"movement {movement} is {kind.split('.')[1].split('/')[0]}", json)
