"""A movement whose route is drawn, in logs that are kept in memory: each step can be left out or bent."""

import hashlib

from safeconduct.joint.domains import replay
from safeconduct.movement import draw
from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.records.area import Point
from safeconduct.records.draw import (
    DrawCommitted,
    DrawOpened,
    DrawPublished,
    DrawSalted,
    DrawWitnessed,
    LegStarted,
)
from safeconduct.records.movement import MovementApproved, MovementReleased, MovementReported, MovementRequested
from safeconduct.records.plan import (
    GroundListed,
    MovementDrawOrdered,
    MovementPlanned,
    Place,
    PlannedRoute,
    Witness,
    leg_digest,
)
from safeconduct.wire import canonical
from tests.parties import Party, admit_each_other, at

LEADER = "age1" + "q" * 58
SEALED = "c2VhbGVk"
LINES = {
    name: tuple(Point(601_000_000 + 1_000 * k, 249_000_000 + 1_000 * ord(c)) for k, c in enumerate("s" + name))
    for name in ("a", "b", "ac", "ad", "bc")
}


def digest(name: str) -> str:
    return canonical.digest(LINES[name])


ROUTES = (
    PlannedRoute(1 << 31, 1_200, (digest("a"), digest("ac"))),
    PlannedRoute(1 << 30, 1_300, (digest("a"), digest("ad"))),
    PlannedRoute(1 << 30, 1_400, (digest("b"), digest("bc"))),
)
LATE = (
    ROUTES[0],
    PlannedRoute(1 << 31, 1_200, (leg_digest(LINES["a"], 600), digest("ac")), 600),
)
"""The same way, at once or ten minutes later."""
NAMES = (("a", "ac"), ("a", "ad"), ("b", "bc"))


def secret(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


class World:
    """Company and Host, members of each other, each of whom sees all that the other has."""

    def __init__(self, seed: int = 0, witness: bool = False, lead_s: int = 0) -> None:
        self.seed = seed
        self.company, self.host = Party("company"), Party("host")
        self.parties = (self.company, self.host)
        self.observer = Party("observer") if witness else None
        self.everybody = (*self.parties, self.observer) if self.observer else self.parties
        admit_each_other(*self.everybody)
        tips = {about: tip for party in self.everybody for about, tip in party.tips.items()}
        for party in self.everybody:
            party.tips = tips  # one chain for all
        self.minute = 0.0
        self.request = self.add(
            self.company,
            MovementRequested("m1", "Leave", "Terminal", "Works", at(0), at(90), ("t-1", "t-2"), lead_s),
        )
        self.order = self.plan = ""

    def add(self, party: Party, body: object, minute: float | None = None, by: object = None) -> str:
        """Signed by whom the body asks for, having seen everything; a second later than the last."""
        self.minute = self.minute + 1 / 60 if minute is None else minute
        other = self.host if party is self.company else self.company
        signer = by or (party.node if frozenset({"node"}) == body.SIGNERS else party.operator)
        return party.add(body, signer, at(self.minute), seen=(other.head(),))

    def secure(self) -> list[str]:
        place = Place("secured", "Terminal", Point(601_000_000, 249_000_000), 150)
        return sorted(self.add(party, GroundListed("m1", (place,))) for party in self.parties)

    def prepare(self, routes: tuple[PlannedRoute, ...] = ROUTES, **changes: object) -> None:
        """Up to both approvals."""
        plan = MovementPlanned("m1", "0" * 64, "1" * 64, tuple(self.secure()), routes, 1_200, "1/4", "1/4", "1/2")
        self.plan = self.add(self.host, plan)
        said = {
            "movement": "m1", "plan": self.plan, "parties": ("company", "host"), "leader": LEADER,
            "legs": (at(30), at(40)), "depart_ms": at(32), "arrive_by_ms": at(60), "approve_by_ms": at(20),
            "vehicles": ("bus-1",), "escort": ("e-1",), "half_width_m": 60, "check_in_s": 900,
        }  # fmt: skip
        if self.observer:
            said["witness"] = Witness(self.observer.party, LEADER)
        self.order = self.add(self.host, MovementDrawOrdered(**(said | changes)))
        for party in self.parties:
            self.add(party, MovementApproved("m1", self.order))

    def nonce(self, party: Party, leg: int) -> str:
        return secret(self.seed, party.party, leg)

    def fallback(self, party: Party) -> str:
        return secret(self.seed, party.party, "fallback")

    def salt(self, party: Party) -> str:
        return secret(self.seed, party.party, "salt")

    def commit(self, party: Party) -> str:
        nonces = tuple(
            draw.commitment(self.order, party.party, f"leg {leg}", self.nonce(party, leg)) for leg in (1, 2)
        )
        fallback = draw.commitment(self.order, party.party, "fallback", self.fallback(party))
        sealed = (SEALED,) * 2 if self.observer else ()
        return self.add(party, DrawCommitted("m1", self.order, nonces, fallback, sealed))

    def ready(self, **changes: object) -> None:
        """Up to the release."""
        self.prepare(**changes)
        for party in self.parties:
            self.commit(party)
        if self.observer:
            self.add(self.observer, DrawWitnessed("m1", self.order))
        for party in self.parties:
            self.add(party, DrawSalted("m1", self.order, self.salt(party)))
        self.add(self.host, MovementReleased("m1", self.order), minute=25)

    def open(self, party: Party, leg: int, what: str = "nonce", minute: float | None = None) -> str:
        minute = 30 + 10 * (leg - 1) + 1 if minute is None else minute
        return self.add(party, DrawOpened("m1", self.order, leg, party.party, what, SEALED), minute)

    def seeds(self, refused: tuple[int, Party] | None = None) -> list[bytes]:
        seeds: list[bytes] = []
        for leg in (1, 2):
            if refused is not None and refused[0] == leg:
                other = self.host if refused[1] is self.company else self.company
                fallback, salt = self.fallback(other), self.salt(refused[1])
                before = seeds[-1] if seeds else b""
                seeds.append(draw.seed_of_fallback(self.order, leg, other.party, fallback, salt, before))
            else:
                nonces = [self.nonce(party, leg) for party in self.parties]
                seeds.append(draw.seed_of_both(self.order, leg, *nonces))
        return seeds

    def start(self, leg: int, route: int) -> str:
        return self.add(self.host, LegStarted("m1", self.order, leg, LINES[NAMES[route][leg - 1]]))

    def drive(self, refused: tuple[int, Party] | None = None, steered: bool = False) -> int:
        """From the release to the arrival. Returns the route driven."""
        (route,) = draw.walk(ROUTES, self.seeds(refused))
        driven = (route + 1) % 3 if steered else route
        for leg in (1, 2):
            for party in self.parties:
                if refused != (leg, party):
                    self.open(party, leg)
            if refused is not None and refused[0] == leg:
                other = self.host if refused[1] is self.company else self.company
                self.open(other, leg, "fallback", self.minute + 2)
            self.start(leg, driven)
            if leg == 1:
                self.add(self.host, MovementReported("m1", "departed"))
        self.add(self.company, MovementReported("m1", "arrived", headcount=2))
        return driven

    def publish(self, party: Party, nonces: tuple[str, str] | None = None, fallback: str | None = None) -> str:
        said = nonces or (self.nonce(party, 1), self.nonce(party, 2))
        return self.add(party, DrawPublished("m1", self.order, said, fallback or self.fallback(party)))

    @property
    def state(self) -> object:
        return replay([entry for party in self.everybody for entry in party.entries])

    @property
    def movement(self) -> Movement:
        return self.state.of(MOVEMENTS).movements["m1"]

    def refusal(self, record: str) -> str:
        return self.state.refused.get(record, "")
