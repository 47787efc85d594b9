"""The founding case, step by step. Each step acts, waits until both rooms show it, and says what came of it."""

import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from itertools import pairwise
from typing import Any, Final

import httpx
import msgspec

from safeconduct.errors import SafeconductError
from safeconduct.node.pages.journey_sentence import one_in
from safeconduct.node.planning import planned
from safeconduct.protocol import Lexicon

from .clauses import APPROVE, CHECK_IN, CHECK_IN_LIMIT_MIN, DEPART, DWELL, DWELL_LIMIT_MIN, ten_clauses
from .journey import HAVEN, LEGS, Journey
from .leak import Leak
from .phones import PICKUP, PLATE, camera_event, location
from .place import INNER_M, OUTER_M, circle, ring
from .room import Room
from .shown import alarm, has_answered, in_force, is_off_route, line, pickup_inside, states_seen
from .stage import ESCORT_TOPIC, Stage
from .telling import Telling

MINUTE: Final = 60_000
CHECK_IN_MS: Final = 10 * MINUTE
_PATIENCE_S: Final = 45.0
_POLL_S: Final = 0.1
_TO_APPROVE: Final = 25 * MINUTE
"""Left at least between the order and the departure, for nodes that are killed meanwhile."""


class ToldOtherwise(SafeconductError):
    """The case did not come out as the story says."""

    next_step = "look at host.log and company.log in the demo's folder"


class Story:
    """Plays the case on a stage."""

    def __init__(self, stage: Stage, telling: Telling) -> None:
        self._stage = stage
        self._host, self._company = stage.rooms
        self._tell = telling
        self._began_ms = stage.clock.now_ms()
        self._facts: dict[str, int] = {}
        self._heard_ms: list[int] = []
        """When the convoy departed, checked in and arrived."""
        self.journey = Journey(stage, self.until)
        self.leaked = Leak(stage, self.until)
        self.dwell_alarm = ""
        self.dwell_verdict = ""

    @property
    def rooms(self) -> tuple[Room, Room]:
        """Host first."""
        return self._stage.rooms

    def play(self) -> None:
        """All of it, in order. Raises ToldOtherwise at the first step that comes out differently."""
        for step in (
            self.officers,
            self.accord,
            self.order,
            self.pickup_arrives,
            self.both_rooms_ring,
            self.hold,
            self.check,
            self.backdated_claim,
            self.late_departure,
            self.drive,
            self.arrival,
            self.verdicts,
            self.leak,
        ):
            step()

    def officers(self) -> None:
        """Both nodes follow each other; officers are enrolled."""
        self._host.enrol("Noor", ["security", "liaison"])
        self._host.enrol("Ravi", ["operator"])
        self._host.enrol("Sami", ["keeper"])
        self._company.enrol("Lin", ["security", "liaison"])
        self._company.enrol("Ada", ["operator"])
        self._await("both rooms know all officers", lambda room: len(room.get("/api/state")["logs"]) == 2)
        self._stage.enrol_devices()
        self._tell.step("Two nodes, Host and Company, follow each other's log. Five officers are enrolled.")

    def accord(self) -> None:
        """A site and ten clauses."""
        end = self._stage.place.end
        zones = [
            ring("outer", "Outer ring", "外环", "بیرونی حلقہ", circle(end, OUTER_M)),
            ring("inner", "Inner ring", "内环", "اندرونی حلقہ", circle(end, INNER_M)),
        ]
        site = {"site": "works", "name": "The works", "zones": zones, "gates": []}
        drawn = self._host.sign("noor", "site.drawn/1", site)
        lexicon = msgspec.convert(self._host.get("/api/lexicon"), Lexicon)
        clauses = ten_clauses(lexicon, drawn)  # type: ignore[arg-type]
        for clause in clauses:
            body = {
                "clause": clause.clause,
                "number": clause.number,
                "title": clause.title,
                "titles": clause.titles,
                "content": clause.content,
            }
            self._company.sign("lin", "clause.proposed/1", body)
        self._await("both rooms hold ten clauses", lambda room: len(room.get("/api/accord")) == len(clauses))
        meanings = {each["id"]: each["meaning"] for each in self._host.get("/api/accord")}
        for clause in clauses:
            for room, officer, (stand, reason) in (
                (self._host, "noor", clause.host),
                (self._company, "lin", clause.company),
            ):
                position = {
                    "clause": clause.clause,
                    "meaning": meanings[clause.clause],
                    "stand": stand,
                    "reason": reason,
                }
                room.sign(officer, "clause.position/1", position)
        self._await("seven clauses are in force in both rooms", lambda room: in_force(room) == 7)
        self._tell.step("Ten clauses: seven agreed and in force, two reserved, one refused. What is agreed runs.")

    def order(self) -> None:
        """A movement: asked for, planned, approved by both, its route drawn by both nodes, released."""
        depart_ms = self._facts["depart"] = self.now_ms() + 32 * MINUTE
        journey = self.journey
        journey.request(depart_ms)
        journey.make_plan()
        odds = planned(journey.plan)
        self._tell.step(
            "Three engineers are to go from the ferry terminal to the works. A signed list secures both ends. "
            f"The planner mixes {len(odds.routes)} routes: who knows the odds and waits in the best place meets "
            f"them at most 1 in {one_in(odds.upper)} times ({journey.plan.assumed}). The Company certifies it."
        )
        depart_ms = self._facts["depart"] = max(depart_ms, self.now_ms() + _TO_APPROVE)  # kills took its time
        journey.order(depart_ms)
        self._tell.step(
            "Both approve. Both nodes commit to the draw of the route: nobody knows it, nobody can choose it. "
            f"After one refusal it would be 1 in {one_in(odds.after_refusal)}. "
            f"Agreed departure {self._tell.clock(depart_ms)}."
        )

    def pickup_arrives(self) -> None:
        """A vehicle stops in the outer ring; its camera goes blind."""
        start_ms = self.now_ms()
        sights: tuple[tuple[int, list[str], str | None], ...] = (
            (0, [], None),
            (6, ["approach"], None),
            (15, ["outer_cordon"], None),
            (21, ["outer_cordon"], PLATE),
        )
        for seconds, zones, plate in sights:
            at_ms = start_ms + seconds * 1000
            self._stage.sleep_until(at_ms)
            event = camera_event("update" if zones else "new", at_ms, zones, plate)
            self._stage.street.publish("frigate/events", event)
        self._facts["entered"] = start_ms + 15_000
        self._stage.sleep_until(start_ms + 90_000)
        self._stage.street.publish("frigate/available", b"offline")
        self._await(
            "both rooms see the pick-up in the outer ring",
            pickup_inside,
        )
        self._tell.step(
            f"A pick-up, {PLATE}, enters the outer ring. Nobody checks it. A minute later its camera goes quiet. "
            f"By clause 2 a check is due at {self._tell.clock(self._due_ms())}."
        )

    def both_rooms_ring(self) -> None:
        """The check is overdue: both rooms ring, and answer."""
        self._stage.sleep_until(self._due_ms())
        self._await("both rooms ring", lambda room: len(alarm(room, DWELL).get("rooms", {})) == 2)
        dwell = alarm(self._company, DWELL)
        self.dwell_alarm = dwell["id"]
        for party, answer in dwell["rooms"].items():
            late_ms = answer["raised_ms"] - self._due_ms()
            self._tell.time(f"{party} rings", answer["raised_ms"], f"{late_ms / 1000:.1f} s after the due time")
            self._expect(late_ms > 0, "the alarm rings after the due time, never before it")
        self._tell.step(f"Both rooms ring although the camera is blind: {dwell['text']}")
        self._company.sign("ada", "alarm.acknowledged/1", {"alarm": dwell["id"], "note": "On it"})
        self._await("each sees the Company's answer", lambda room: has_answered(alarm(room, DWELL), "company"))
        self._host.sign("ravi", "alarm.acknowledged/1", {"alarm": dwell["id"], "note": "Team is on its way"})
        self._await("each sees the Host's answer", lambda room: has_answered(alarm(room, DWELL), "host"))

    def hold(self) -> None:
        """The Company stops the movement."""
        self._company.sign(
            "ada", "movement.stopped/1", {"movement": "m1", "reason": "Unchecked vehicle at the works"}
        )
        self._await("the convoy is held", lambda room: room.get("/api/movements")[0]["stopped_by"] == ["company"])
        self._tell.step("The Company holds the convoy with one key press. Either side's stop wins.")

    def check(self) -> None:
        """A signed check resolves the alarm."""
        self._stage.sleep_until(self._due_ms() + 8 * MINUTE)
        self._facts["checked"] = self.now_ms()
        check = {
            "asset": pickup_inside(self._host),
            "zone": "outer",
            "finding": "clear",
            "note": "Driver waited for a delivery",
        }
        record = self._host.sign("sami", "check.made/1", check)
        resolved = {"alarm": self.dwell_alarm, "because": record, "note": "Checked at the ring: clear"}
        self._host.sign("ravi", "alarm.resolved/1", resolved)
        self._await("the alarm is resolved in both rooms", lambda room: alarm(room, DWELL)["is_resolved"])
        self._stage.street.publish("frigate/available", b"online")
        self._stage.street.publish("frigate/events", camera_event("update", self.now_ms(), [], PLATE))
        self._await("the pick-up has left", lambda room: not pickup_inside(room))
        self._tell.step(
            "The Host's team checks the pick-up: the signed check resolves the alarm in both rooms. "
            "The camera sees again, and sees the pick-up leave."
        )

    def backdated_claim(self) -> None:
        """A check that claims to be older than it can be."""
        claimed_ms = self.now_ms() - 20 * MINUTE
        claim = {"asset": PICKUP, "zone": "outer", "finding": "clear", "note": "Entered from memory"}
        record = self._host.sign("sami", "check.made/1", claim, claimed_ms)
        for room in self._stage.rooms:
            shown = self.until(f"{room.name} holds the claim", partial(line, room, record))
            self._expect(shown["is_late_entered"], f"{room.name} shows the back-dated check as late-entered")
        self._tell.time(
            "check claimed", claimed_ms, f"proven not before {self._tell.clock(shown['proven_from_ms'])}"
        )
        self._tell.step(
            "A second check is entered as if made 20 minutes earlier. Both rooms show it as late-entered."
        )

    def late_departure(self) -> None:
        """The escort leaves too late."""
        self._stage.sleep_until(self._facts["depart"] + 11 * MINUTE)
        self._company.sign("lin", "movement.resumed/1", {"movement": "m1", "reason": "Vehicle checked"})
        self._await("the stop is lifted", lambda room: not room.get("/api/movements")[0]["stopped_by"])
        self._facts["departed"] = self.now_ms()
        self._host.sign("noor", "movement.reported/1", {"movement": "m1", "report": "departed", "headcount": 3})
        self._heard_ms.append(self.now_ms())
        self._await("it is under way", lambda room: room.get("/api/movements")[0]["status"] == "under_way")
        late_min = (self._facts["departed"] - self._facts["depart"]) / MINUTE
        self._tell.step(f"The escort leaves {late_min:.0f} minutes after the agreed time: 10 were allowed.")
        self._await("both rooms ring for it", lambda room: len(alarm(room, DEPART).get("rooms", {})) == 2)
        late = {"alarm": alarm(self._host, DEPART)["id"]}
        for room, officer in ((self._host, "ravi"), (self._company, "ada")):
            room.sign(officer, "alarm.acknowledged/1", {**late, "note": "They are leaving now"})
        self._host.sign("ravi", "alarm.resolved/1", {**late, "because": None, "note": "Departed, late"})

    def drive(self) -> None:
        """Leg by leg, with phones that report; a diversion on the way."""
        journey = self.journey
        for number in range(1, LEGS + 1):
            leg = journey.next_leg()
            at_ms = leg.release_ms
            self._expect(self.now_ms() >= at_ms, "no leg is open before its time")
            self._tell.time(f"leg {number}", at_ms, f"released; {leg.length_m} m by {', '.join(leg.roads[:3])}")
            start_ms, span_ms = self.now_ms(), journey.drive_ms() // LEGS
            for step in range(1, 5):
                self._stage.sleep_until(start_ms + span_ms * step // 4)
                self._report(leg.line[(len(leg.line) - 1) * step // 4])
                self._check_in()
            if number == 2:
                self._divert()
                self._check_in()

    def _check_in(self) -> None:
        """The crew checks in once it is time, wherever the convoy is on its leg."""
        if self.now_ms() >= self._heard_ms[-1] + CHECK_IN_MS:
            self._company.sign("ada", "movement.reported/1", {"movement": "m1", "report": "checked_in"})
            self._heard_ms.append(self.now_ms())

    def _divert(self) -> None:
        """The road is blocked: both rooms see the convoy leave its corridor, and where it goes."""
        haven = self.journey.haven()
        for _ in range(3):
            self._report(haven)
            self._stage.sleep_until(self.now_ms() + MINUTE // 2)
        for room in self._stage.rooms:
            self.until(f"{room.name} sees the convoy off its route", partial(is_off_route, room))
        self.journey.divert()
        self._tell.step(
            f"The road ahead is blocked. Both rooms see the convoy leave its corridor; it diverts to the {HAVEN}."
        )

    def arrival(self) -> None:
        """Arrived; everybody says so; the draw is published."""
        journey = self.journey
        arrived = {"movement": "m1", "report": "arrived", "headcount": 3}
        self._company.sign("ada", "movement.reported/1", arrived)
        self._heard_ms.append(self.now_ms())
        self._await("it has arrived", lambda room: room.get("/api/movements")[0]["status"] == "arrived")
        receipt = journey.everybody_is_safe()
        self._company.sign("ada", "movement.confirmed/1", {"movement": "m1", "what": "welfare", "headcount": 3})
        self._tell.step(
            f"The convoy arrives. Three of three press 'I am safe' on their phones (receipt {receipt})."
        )
        route = journey.published()
        self._expect(route > 0, "the legs driven follow from what both nodes had committed to")
        self._tell.step(f"Both nodes publish what they had committed to: route {route} was drawn, and driven.")
        self._stage.sleep_until(self.now_ms() + 5 * MINUTE)  # both vehicles leave again, before a check falls due
        self._report(self._stage.place.start)

    def _report(self, point: tuple[int, int]) -> None:
        """Bus and escort say where they are."""
        self._stage.street.publish(ESCORT_TOPIC, location(self.now_ms(), *point))
        self._send(location(self.now_ms(), *point))

    def verdicts(self) -> None:
        """What both nodes say in the end. Where a dead node held up a check-in, clause 3 is truly violated too."""
        limit_ms = CHECK_IN_LIMIT_MIN * MINUTE
        was_held_up = any(after - before > limit_ms for before, after in pairwise(self._heard_ms))
        broken = {DWELL, DEPART, CHECK_IN} if was_held_up else {DWELL, DEPART}

        def judged(room: Room) -> bool:
            final = [each for each in room.get("/api/verdicts") if len(each["by"]) == 2]
            violated = {each["clause"] for each in final if each["status"] == "violated"}
            return {APPROVE, CHECK_IN} <= {each["clause"] for each in final} and violated == broken

        self._await("both nodes reach the same final verdicts", judged)
        for each in self._company.get("/api/verdicts"):
            if each["clause"] == DWELL and each["status"] == "violated" and not self.dwell_verdict:
                self.dwell_verdict = each["verdict"]
            if each["status"] == "violated":
                self._tell.time(f"clause {each['clause']} violated", each["due_ms"], "due then; final in both logs")
        self._expect(bool(self.dwell_verdict), "the breach of clause 2 is final")
        said = "2, 3 and 4 violated, 5 kept" if was_held_up else "2 and 4 violated, 3 and 5 kept"
        self._tell.step(f"Final verdicts, the same on both nodes: clauses {said}.")

    def leak(self) -> None:
        """The order had been released to two readers; one copy appears outside; both open an inquiry."""
        self.leaked.release()
        self._tell.step(
            "The order was released to two officers of the Company, part by part. Each opened a copy of their own, "
            "which took both nodes' shares; both logs show it. One reader more than needs to know: a warning."
        )
        self.leaked.appear()
        self._tell.step(
            "A copy appears outside. Both parties open an inquiry; only then both reveal the marks' code."
        )

    def same_state(self) -> None:
        """Both nodes compute one state from the same logs. Compared at a cut that both have been at, each in its
        own time: the logs grow while they are asked. Raises ToldOtherwise."""
        seen: tuple[dict[str, str], dict[str, str]] = ({}, {})

        def equal() -> str:
            ours, theirs = (states_seen(room, held) for room, held in zip(self._stage.rooms, seen, strict=True))
            found = {(ours[cut], theirs[cut]) for cut in ours.keys() & theirs.keys()}
            if any(one != other for one, other in found):
                raise ToldOtherwise("not as told: of the same logs the nodes make different states")
            return min(found, default=("", ""))[0]

        digest = self.until("both nodes compute the same state", equal)
        restarts = sum(room.restarts for room in self._stage.rooms)
        again = f" (after {restarts} kills)" if restarts else ""
        self._tell.step(f"Both nodes compute one state from the same logs{again}: {digest[:16]}")

    def _send(self, payload: object) -> None:
        """As a phone does: again and again until the node says that it is durable."""

        def sent() -> bool:
            try:
                return self._stage.phone.send(payload) == HTTPStatus.OK
            except httpx.HTTPError:  # the node has just been killed
                return False

        self.until("the bus's phone reports over HTTP", sent)

    def _due_ms(self) -> int:
        return self._facts["entered"] + DWELL_LIMIT_MIN * MINUTE

    def now_ms(self) -> int:
        """The story's time."""
        return self._stage.clock.now_ms()

    def _expect(self, holds: bool, what: str) -> None:
        if not holds:
            raise ToldOtherwise(f"not as told: {what}")

    def _await(self, what: str, holds: Callable[[Room], object]) -> None:
        """Wait until it holds in both rooms."""
        for room in self._stage.rooms:
            self.until(f"{what} ({room.name})", partial(holds, room))

    def until(self, what: str, value: Callable[[], Any]) -> Any:
        """The first value that counts as true; whoever died is started again meanwhile. Raises ToldOtherwise."""
        deadline = time.monotonic() + _PATIENCE_S
        while not (found := value()):
            if time.monotonic() > deadline:
                raise ToldOtherwise(f"not as told within {_PATIENCE_S:.0f} s: {what}")
            time.sleep(_POLL_S)
            for room in self._stage.rooms:
                room.revive()
        return found
