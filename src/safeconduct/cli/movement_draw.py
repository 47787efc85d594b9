"""The draw of a route: the order, the legs as they are released, the check afterwards."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from .answer import Json, answer
from .file import content_of
from .options import At, Key, desk_at


def draw(
    movement: str,
    *,
    plan: Path,
    depart: str,
    leader: str,
    vehicles: list[str],
    escort: list[str] | None = None,
    approve_by: str | None = None,
    between: list[str] | None = None,
    width_m: int = 60,
    check_in_s: int = 900,
    haven: list[str] | None = None,
    handover: list[str] | None = None,
    contact: list[str] | None = None,
    witness: str | None = None,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """Order the movement with a route that both nodes draw from the plan, told leg by leg to the escort leader.

    --leader: the leader's key (safeconduct movement leader). --witness PARTY=KEY: a third member that holds the
    openings. --haven NAME@LAT,LON. --handover NAME@LAT,LON@PARTY. --between: the two parties, if there are more.

    Example: safeconduct movement draw m1 --plan m1-plan.json --depart 2026-05-01T06:30 --leader age1...
      --vehicles bus-1 --escort escort-1 --at http://127.0.0.1:8443 --key host-founder.key
    """
    from safeconduct.errors import BadInput
    from safeconduct.node.ordering import WantedDraw, drawn_order
    from safeconduct.node.planning import planned
    from safeconduct.planner.plan import read_plan

    from .moment import moment_ms

    desk = desk_at(at, key)
    made = read_plan(content_of(plan))
    known = next((each for each in desk.get("/api/movements") if each["id"] == movement), None)
    if known is None or known["plan"] is None or known["plan"]["plan"] != planned(made).plan:
        raise BadInput(
            f"the plan that stands for {movement!r} is another one",
            where=str(plan),
            next_step="sign this one first: safeconduct movement plan",
        )
    third = _witness(witness) if witness else ("", "")
    members = between or [
        each["party"] for each in desk.get("/api/parties") if each["is_member"] and each["party"] != third[0]
    ]
    order = drawn_order(
        WantedDraw(
            made,
            known["plan"]["record"],
            tuple(members),
            moment_ms(depart),
            moment_ms(approve_by) if approve_by else moment_ms(depart) - 300_000,
            leader,
            tuple(vehicles),
            tuple(escort or ()),
            width_m,
            check_in_s,
            havens=tuple(_named(text)[:2] for text in haven or ()),
            handovers=tuple(_named(text, more=1) for text in handover or ()),
            contacts=tuple(contact or ()),
            witness=third if witness else None,
        )
    )
    signed = desk.sign("movement.ordered/2", order)
    answer(signed, f"movement {movement} is ordered; its route is drawn once all have approved", json)


def leader(out: Path, *, json: Json = False) -> None:
    """Make the escort leader's key for one movement. Give the key that is printed to who orders it; keep the file.

    Example: safeconduct movement leader m1-leader.key
    """
    public = _new_key(out)
    answer({"key": public, "file": str(out)}, [public, f"the secret part is in {out}"], json)


def witness(node: Path, *, json: Json = False) -> None:
    """At a node that witnesses draws: the key that parties seal their openings to, made when there is none.

    Example: safeconduct movement witness observer-node
    """
    import pyrage

    from safeconduct.node.folder import DRAW_KEY, Folder

    path = Folder(node).keys / DRAW_KEY
    if path.exists():
        public = str(pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip()).to_public())
    else:
        public = _new_key(path)
    answer({"key": public}, public, json)


def release(
    movement: str,
    *,
    plan: Path,
    leader: Path,
    start: Annotated[bool, Parameter(negative="")] = False,
    at: At,
    key: Key,
    json: Json = False,
) -> None:
    """As the escort leader: open the next leg, when its time has come. --start: tell both nodes that the convoy is
    on it now, so that they watch its corridor. An opening that does not match its commitment is disputed at once.

    Example: safeconduct movement release m1 --plan m1-plan.json --leader m1-leader.key --start --at URL --key FILE
    """
    from safeconduct.node.leading import OpeningFalse, open_leg
    from safeconduct.node.pages.moment import full as said_at
    from safeconduct.planner.plan import read_plan

    desk = desk_at(at, key)
    said = desk.get(f"/api/movements/{movement}/draw")
    made, identity = read_plan(content_of(plan)), content_of(leader).decode("ascii", "replace")
    try:
        leg = open_leg(said, made, identity)
    except OpeningFalse as error:
        about = {"movement": movement, "order": said["order"], "leg": len(said["started"]) + 1, "of": error.party}
        desk.sign("draw.disputed/1", about)
        raise
    if start:
        body = {"movement": movement, "order": said["order"], "leg": leg.leg, "line": leg.line,
                "depart_ms": leg.depart_ms}  # fmt: skip
        desk.sign("leg.started/1", body)
    told = "started" if start else "open to you"
    if leg.depart_ms is not None:
        told += f", depart at {said_at(leg.depart_ms)}"
    answer(
        leg, [f"leg {leg.leg} of {leg.of}, {leg.length_m} m, {told}:", *(f"  {road}" for road in leg.roads)], json
    )


def check(movement: str, *, logs: Path, json: Json = False) -> None:
    """After the arrival: does the route that was driven follow from the commitments? From the logs alone: a node's
    folder or a pack. Exit code 1 if it does not, or if that cannot be said.

    Example: safeconduct movement check m1 --logs host-node
    """
    from safeconduct.node.auditing import check_draw

    found = check_draw(logs, movement)
    answer(found, [found.text, *(f"  {line}" for line in found.lines)], json)
    if not found.holds:
        sys.exit(1)


def _new_key(out: Path) -> str:
    import os

    import pyrage

    from safeconduct.errors import BadInput

    identity = pyrage.x25519.Identity.generate()
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BadInput(
            f"cannot be written: {error.strerror}", where=str(out), next_step="name a new file"
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{identity}\n")
    return str(identity.to_public())


def _named(text: str, more: int = 0) -> tuple[str, tuple[int, int], str]:
    from safeconduct.errors import BadInput

    from .moment import place

    parts = text.split("@")
    if len(parts) != 2 + more:
        raise BadInput(f"{text!r} is no place", next_step="write it as NAME@LAT,LON" + "@PARTY" * more)
    return parts[0], place(parts[1]), parts[-1]


def _witness(text: str) -> tuple[str, str]:
    party, _, recipient = text.partition("=")
    return party, recipient
