"""A movement between real nodes, from the request to the arrival, minute by minute."""

from fractions import Fraction
from pathlib import Path

import msgspec
import pyrage

from safeconduct.movement.movement import Movement
from safeconduct.movement.reduce import MOVEMENTS
from safeconduct.node.folder import DRAW_KEY
from safeconduct.node.leading import NotYet, open_leg
from safeconduct.node.ordering import WantedDraw, drawn_order
from safeconduct.node.planning import Trip, plan_trip, planned
from safeconduct.planner.plan import Plan
from safeconduct.records.area import Point
from safeconduct.records.plan import Place
from tests.parties import at
from tests.sim.pair import MINUTE, Side, World
from tests.unit.test_planner_plan import _roads

START, END = (601_650_000, 249_524_000), (601_750_000, 249_430_000)
PLACES = (Place("secured", "Terminal", Point(*START), 150), Place("secured", "Works", Point(*END), 350))


class Drive:
    """A movement from the request to the arrival, minute by minute."""

    def __init__(self, folder: Path, witness: bool = False, slots_s: tuple[int, ...] = (0,)) -> None:
        self.slots_s = slots_s
        parties = ("company", "host", "observer") if witness else ("company", "host")
        self.world = World(folder, parties)
        self.host, self.company = self.world.by_name["host"], self.world.by_name["company"]
        self.identity = pyrage.x25519.Identity.generate()
        self.witness: tuple[str, str] | None = None
        if witness:
            sealed = pyrage.x25519.Identity.generate()
            (folder / "observer" / "keys" / DRAW_KEY).write_text(f"{sealed}\n")
            self.witness = ("observer", str(sealed.to_public()))
        self.plan: Plan
        self.dead: set[str] = set()

    async def turn(self, minutes: int = 1) -> None:
        """Time passes, everybody acts, everybody reads."""
        for _ in range(minutes):
            self.world.clock.ms += MINUTE
            for name, side in self.world.by_name.items():
                if name not in self.dead:
                    await side.node.tick()
            await self.sync()

    async def sync(self) -> None:
        if not self.dead:
            await self.world.sync()
            return
        grew = True
        while grew:
            grew = False
            for side in self.living():
                for other in self.living():
                    grew |= side is not other and await self.world.meet(side, other)

    def living(self) -> list[Side]:
        return [side for name, side in self.world.by_name.items() if name not in self.dead]

    async def prepare(self, **changes: object) -> None:
        """Up to the release."""
        await self.company.act(
            "movement.requested/1", movement="m1", purpose="Leave", start="Terminal", destination="Works",
            depart_from_ms=at(0), depart_to_ms=at(90), travellers=["t-1", "t-2"],
        )  # fmt: skip
        await self.sync()
        ground = await self.host.act("ground.listed/1", movement="m1", places=msgspec.to_builtins(PLACES))
        trip = Trip("m1", START, END, ((ground, PLACES),), Fraction(19, 10), legs=3, slots_s=self.slots_s)
        self.plan = plan_trip(_roads(), trip)
        said = msgspec.to_builtins(planned(self.plan))
        record = await self.host.act("movement.planned/1", **said)
        now_ms = self.world.clock.ms
        wanted = WantedDraw(
            self.plan, record, ("company", "host"), now_ms + 10 * MINUTE, now_ms + 4 * MINUTE,
            str(self.identity.to_public()), ("bus-1",), ("e-1",), 60, 900, witness=self.witness,
        )  # fmt: skip
        order = await self.host.act("movement.ordered/2", **msgspec.to_builtins(drawn_order(wanted)))
        await self.sync()
        for side in (self.host, self.company):
            await side.act("movement.approved/1", movement="m1", order=order)
        await self.turn(2)
        await self.host.act("movement.released/1", movement="m1", order=order)
        await self.turn()

    def said(self, side: Side | None = None) -> dict[str, object]:
        """As GET /api/movements/m1/draw."""
        from safeconduct.node.api.movements import draw_of

        return msgspec.to_builtins(draw_of((side or self.host).node, "m1"))

    async def drive(self) -> None:
        """Each leg as soon as it is open; then the arrival."""
        for leg in range(1, 4):
            await self.until_open(leg)
            opened = open_leg(self.said(), self.plan, str(self.identity))
            await self.start(opened.leg, opened.line, opened.depart_ms)
            if leg == 1:
                await self.host.act("movement.reported/1", movement="m1", report="departed")
        await self.host.act("movement.reported/1", movement="m1", report="arrived", headcount=2)
        await self.turn(2)

    async def until_open(self, leg: int) -> None:
        for _ in range(30):
            try:
                assert open_leg(self.said(), self.plan, str(self.identity)).leg == leg
            except NotYet:
                await self.turn()
            else:
                return
        raise AssertionError(f"leg {leg} never opened")

    async def start(self, leg: int, line: object, depart_ms: int | None = None) -> None:
        await self.host.act(
            "leg.started/1", movement="m1", order=self.said()["order"], leg=leg, line=msgspec.to_builtins(line),
            depart_ms=depart_ms,
        )  # fmt: skip
        await self.sync()

    def movement(self, side: Side | None = None) -> Movement:
        return (side or self.host).node.truth.state.of(MOVEMENTS).movements["m1"]

    def holds(self, refused: frozenset[str] = frozenset()) -> None:
        """Both rooms say the same of the draw, and it holds. refused: why records may not count."""
        assert self.movement().outcome is not None
        assert self.movement().outcome == self.movement(self.company).outcome
        assert self.movement().outcome.is_followed
        for side in self.world.sides:
            assert refused.issuperset(side.node.truth.state.refused.values())
