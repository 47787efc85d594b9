"""The journey of the founding case: planned by the game, drawn by both nodes, told leg by leg."""

import secrets
from collections.abc import Callable
from fractions import Fraction
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import httpx
import pyrage

from safeconduct.node.leading import Leg, NotYet, open_leg
from safeconduct.node.ordering import WantedDraw, drawn_order
from safeconduct.node.planning import Trip, plan_trip, planned
from safeconduct.planner.plan import Plan, leg_starts_ms, read_plan, write_plan
from safeconduct.records.area import Point
from safeconduct.records.plan import Place
from safeconduct.records.units import LatE7, LonE7, Metres, Name, RecordId

from .room import Room
from .stage import BUS, ESCORT, Stage

LEGS: Final = 3
HAVEN: Final = "Fire station"
SECURED_M: Final = 450
_BUDGET: Final = Fraction(3, 2)
_HAVEN_OFF_E7: Final = 45_000
"""About 500 m north of the way."""
_MINUTE: Final = 60_000


class Journey:
    """One movement, m1. `until` waits for a value, with patience; what has been signed stays signed."""

    def __init__(self, stage: Stage, until: Callable[[str, Callable[[], Any]], Any]) -> None:
        self._stage = stage
        self._host, self._company = stage.rooms
        self._until = until
        self._identity = pyrage.x25519.Identity.generate()
        self.plan: Plan

    @property
    def plan_file(self) -> Path:
        """What the Host gives to the Company."""
        return self._stage.folder / "m1-plan.json"

    def request(self, depart_ms: int) -> None:
        """The Company asks, both approve that it be done."""
        body = {
            "movement": "m1",
            "purpose": "Return from leave",
            "start": "Ferry terminal",
            "destination": "The works",
            "depart_from_ms": depart_ms - 30 * _MINUTE,
            "depart_to_ms": depart_ms + 30 * _MINUTE,
            "travellers": ["t-1", "t-2", "t-3"],
        }
        asked = self._company.sign("lin", "movement.requested/1", body)
        self._both("the request", lambda said: said["request"] == asked)
        self._approve(asked)

    def make_plan(self) -> None:
        """Both ends are secured, by a signed list; the Host plans; the Company takes the file if it holds."""
        stage = self._stage
        ends = (("Ferry terminal", stage.place.start), ("The works", stage.place.end))
        places = tuple(
            Place("secured", Name(name), Point(LatE7(lat), LonE7(lon)), Metres(SECURED_M))
            for name, (lat, lon) in ends
        )
        listed = self._host.sign("noor", "ground.listed/1", {"movement": "m1", "places": places})
        trip = Trip("m1", stage.place.start, stage.place.end, ((RecordId(listed), places),), _BUDGET, legs=LEGS)
        self.plan_file.write_bytes(write_plan(plan_trip(stage.place.roads, trip)))
        self.plan = read_plan(self.plan_file.read_bytes())
        for room, officer in ((self._host, "noor"), (self._company, "lin")):
            room.put(officer, "/api/plans", self.plan_file.read_bytes())
        self._both("the list of secured places", lambda said: bool(said["ground"]))
        record = self._host.sign("noor", "movement.planned/1", planned(self.plan))
        self._both("the plan", lambda said: said["plan"] and said["plan"]["record"] == record)

    def order(self, depart_ms: int) -> None:
        """Ordered with a route that is drawn; both approve; both nodes commit; the Host lets it go."""
        said = self._said(self._host)
        lat, lon = self.plan.lines[len(self.plan.lines) // 2].line[0]
        wanted = WantedDraw(
            self.plan, said["plan"]["record"], ("company", "host"), depart_ms, depart_ms - 2 * _MINUTE,
            str(self._identity.to_public()), (BUS,), (ESCORT,), 60, 900,
            havens=((HAVEN, (lat + _HAVEN_OFF_E7, lon)),),
            contacts=("Host control room", "Company control room"),
        )  # fmt: skip
        order = self._host.sign("noor", "movement.ordered/2", drawn_order(wanted))
        self._both("the order", lambda said: said["order"] == order)
        self._approve(order)
        self._both("commitments of both nodes", lambda said: said["is_ready"])
        self._stage.sleep_until(self._stage.clock.now_ms() + _MINUTE)
        self._host.sign("noor", "movement.released/1", {"movement": "m1", "order": order})
        self._both("the release", lambda said: said["status"] == "released")

    def next_leg(self) -> Leg:
        """The escort leader opens the next leg, as soon as it is open, and says that the convoy is on it."""

        def opened() -> Leg | None:
            try:
                return open_leg(self._host.get("/api/movements/m1/draw"), self.plan, str(self._identity))
            except NotYet:
                return None

        leg: Leg = self._until("the next leg is open to the escort leader", opened)
        order = self._said(self._host)["order"]
        self._host.sign(
            "noor", "leg.started/1", {"movement": "m1", "order": order, "leg": leg.leg, "line": leg.line}
        )
        self._both(f"leg {leg.leg}", lambda said: said["legs_started"] == leg.leg)
        return leg

    def drive_ms(self) -> int:
        """The longest drive at free flow."""
        return leg_starts_ms(self.plan)[-1][1]

    def haven(self) -> tuple[int, int]:
        """Where the convoy diverts to."""
        lat, lon = self.plan.lines[len(self.plan.lines) // 2].line[0]
        return lat + _HAVEN_OFF_E7, lon

    def divert(self) -> None:
        """To the haven."""
        body = {"movement": "m1", "haven": HAVEN, "reason": "Road blocked ahead"}
        self._host.sign("ravi", "movement.diverted/1", body)
        self._both("the diversion", lambda said: said["is_diverted"])

    def everybody_is_safe(self) -> str:
        """Each traveller presses the button on the phone; returns a receipt."""
        links = self._company.get("/api/movements/m1/cards")
        receipts = [self._press(link) for link in links.values()]
        self._both("three who are safe", lambda said: sum(each["safe"] for each in said["headcount"]) == 3)
        return receipts[-1]

    def published(self) -> int:
        """Both nodes publish; returns the route that was drawn, from 1."""
        self._both("what both nodes had committed to", lambda said: said["outcome"] is not None)
        outcome = self._said(self._company)["outcome"]
        return int(outcome["route"]) + 1 if outcome["is_followed"] else 0

    def _press(self, link: str) -> str:
        """As the phone does: the same press again and again until there is a receipt."""
        key = secrets.token_hex(32)
        body = {"key": key, "word": "safe", "said_ms": self._stage.clock.now_ms()}

        def sent() -> str:
            try:
                with httpx.Client(base_url=self._company.url, timeout=10, trust_env=False) as phone:
                    said = phone.post(f"{link}/said", json=body)
            except httpx.HTTPError:  # the node has just been killed
                return ""
            return str(said.json()["receipt"]) if said.status_code == HTTPStatus.OK else ""

        return str(self._until("a phone gets its receipt", sent))

    def _approve(self, record: str) -> None:
        for room, officer in ((self._host, "noor"), (self._company, "lin")):
            room.sign(officer, "movement.approved/1", {"movement": "m1", "order": record})
        self._both("both approvals", lambda said: not said["missing_approvals"])

    def _both(self, what: str, holds: Callable[[Any], Any]) -> None:
        for room in self._stage.rooms:

            def here(room: Room = room) -> Any:
                said = self._said(room)
                return said and holds(said)

            self._until(f"{room.name} sees {what}", here)

    @staticmethod
    def _said(room: Room) -> Any:
        return next((each for each in room.get("/api/movements") if each["id"] == "m1"), None)
