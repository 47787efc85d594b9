"""The plan file: the game on the roads, the proof, and the lines of the routes: all that is needed to check it.

It needs no road file and no solver to be checked. What is not proven by it (odds that are assumed, what a watcher
could do) stands in it too, and is computed again by `read_plan`, so that a file edited by hand is always found.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from safeconduct.errors import BadInput
from safeconduct.records.area import Point
from safeconduct.records.plan import LEGS_MAX, Place, PlannedRoute, Ratio, leg_digest
from safeconduct.records.units import Digest, MovementId, RecordId
from safeconduct.wire import canonical

from .certificate import Certificate, NotCertified, certificate, certify
from .fewer import fewer
from .game import PPM, Choice, Cover, Game
from .honest import scaled
from .late import prefix_curve, split, split_late
from .roads import Roads
from .second import second_stage
from .solve import Solution, solve

LINE_POINTS_MAX: Final = 1_500
SLOTS_MAX: Final = 24
_SHARES_PCT: Final = (0, 10, 20, 30, 40, 60, 80)
_WATCHED_PCT: Final = 30
"""What late splits are made against: one who has seen this much of the way."""


class GameFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A game as plain numbers: see game.py."""

    node_count: Annotated[int, Meta(ge=2, le=2_000_000)]
    edge_from: tuple[int, ...]
    edge_to: tuple[int, ...]
    edge_length: tuple[int, ...]
    origin: int
    destination: int
    slots: Annotated[int, Meta(ge=1, le=1_000)]
    length_max: int | None
    picks: Annotated[int, Meta(ge=0, le=1_000)]
    sites: tuple[tuple[tuple[int, int, int], ...], ...]
    banned: tuple[tuple[int, int], ...]


class EdgeLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an edge of the game runs, and what it is called."""

    edge: int
    name: str
    length_mm: Annotated[int, Meta(ge=1, le=2**53)]
    time_ms: Annotated[int, Meta(ge=1, le=2**31)]
    """At free flow."""
    line: Annotated[tuple[Point, ...], Meta(min_length=2)]


class Watched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one can do who has seen the first `share_pct` % of the way."""

    share_pct: int
    met: Ratio


class Unheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the secured or guarded places is not held."""

    name: str
    met: Ratio
    """What these routes meet at most if that comes out after they were planned."""
    value: Ratio
    """Upper bound of the value if it is known, and routes are planned without it: what the place is worth is this
    less the value of the plan."""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan file."""

    format: Literal["safeconduct-plan/2"]
    movement: MovementId
    roads: Digest
    ground: tuple[RecordId, ...]
    places: tuple[Place, ...]
    """Everything on those lists."""
    budget: Ratio
    """No route is longer (or slower) than this times the shortest (the fastest)."""
    by: Literal["length", "time"]
    """What lengths of the game are: mm, or ms at free flow."""
    shortest: int
    """As lengths of the game."""
    slots_s: Annotated[tuple[int, ...], Meta(min_length=1, max_length=SLOTS_MAX)]
    """Departures that are drawn between, in seconds since the first."""
    window_s: int | None
    """How long the adversary can wait at one place; None: all day, which makes departures worthless."""
    assumed: str
    """Where the chances of success come from."""
    legs: Annotated[int, Meta(ge=1, le=LEGS_MAX)]
    game: GameFile
    lines: tuple[EdgeLine, ...]
    """Of the edges that the routes use, by their number."""
    proof: Certificate
    doubled: Ratio
    """What these routes meet at most if every chance is twice what is assumed."""
    watched: tuple[Watched, ...]
    unheld: tuple[Unheld, ...]
    seal: Digest
    """SHA-256 of the file with this field empty: names, lines and times prove nothing, and are not to be edited."""


class Setting(msgspec.Struct, frozen=True):
    """A game on the roads, and what its lengths and slots are. game: a RoadGame or a DepartureGame."""

    game: Game
    edges: Sequence[int]
    """Game edge -> edge of the roads."""
    by: Literal["length", "time"]
    shortest: int
    slots_s: tuple[int, ...] = (0,)
    window_s: int | None = None


class BadPlan(BadInput):
    """The bytes are no plan file, or say something else than they prove."""

    next_step = "get the plan again from the party that made it; do not drive by this one"


def make_plan(
    movement: MovementId,
    roads: Roads,
    roads_digest: Digest,
    trip: Setting,
    *,
    ground: Sequence[RecordId],
    places: Sequence[Place],
    budget: Fraction,
    assumed: str,
    legs: int,
    routes_max: int,
    give_up: Fraction = Fraction(0),
    unheld: Sequence[tuple[str, Game]] = (),
) -> tuple[Plan, Solution]:
    """Solve the game, keep at most `routes_max` routes, prove what is left. Raises NoWay, BadPlan.

    give_up: the share of the value that may be lost so that routes split late; 0: none, and the places that are
    not the worst are lowered instead. Either is done only where its routes are few enough. unheld: for each place,
    the same game as it is when that place is not held.
    """
    solution = _refined(trip, solve(trip.game), routes_max, give_up)
    mixture = dict(solution.mixture)
    used = sorted({edge for choice in mixture for edge in choice.edges})
    lines = tuple(
        EdgeLine(
            edge,
            roads.edge_name(road),
            int(roads.edge_length_mm[road]),
            int(roads.edge_time_ms[road]),
            roads.edge_points(road),
        )
        for edge, road in ((edge, trip.edges[edge]) for edge in used)
    )
    plan = Plan(
        "safeconduct-plan/2",
        movement,
        roads_digest,
        tuple(sorted(ground)),
        tuple(places),
        _ratio(budget),
        trip.by,
        trip.shortest,
        trip.slots_s,
        trip.window_s,
        assumed,
        legs,
        _plain(trip.game),
        lines,
        certificate(trip.game, solution),
        _ratio(scaled(trip.game, 2).loss(mixture)),
        _curve(trip.game, mixture, trip.shortest),
        tuple(Unheld(name, _ratio(game.loss(mixture)), _ratio(solve(game).upper)) for name, game in unheld),
        Digest(""),
    )
    routes_of(plan)
    return msgspec.structs.replace(plan, seal=_seal(plan)), solution


def _refined(trip: Setting, solution: Solution, routes_max: int, give_up: Fraction) -> Solution:
    if give_up:
        late = split_late(trip.game, solution, [trip.shortest * _WATCHED_PCT // 100], give_up)
        better = solution._replace(mixture=late.mixture, upper=late.loss)
    else:
        second = second_stage(trip.game, solution)
        better = solution._replace(mixture=second.mixture, upper=second.loss)
    for each in (better, solution):
        if len(each.mixture) <= routes_max:
            return each
    capped = fewer(trip.game, solution.pool, routes_max)
    return solution._replace(mixture=capped.mixture, upper=capped.loss)


def mixture_of(plan: Plan) -> dict[Choice, int]:
    """The routes with their odds, out of ODDS."""
    return {Choice(route.edges, route.slot): route.odds for route in plan.proof.routes}


def write_plan(plan: Plan) -> bytes:
    """The one spelling of a plan."""
    return canonical.encode(plan)


def plan_digest(content: bytes) -> Digest:
    """What a record names the plan file by."""
    return Digest(canonical.digest(canonical.decode(content)))


def read_plan(content: bytes) -> Plan:
    """A plan that proves what it says. Raises BadPlan, NotCertified, NoWay with the place of what is wrong."""
    try:
        plan = msgspec.json.decode(content, type=Plan)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise BadPlan(f"this is no plan file: {error}") from error
    game = game_of(plan)
    try:
        certify(game, plan.proof)
    except NotCertified as error:
        raise NotCertified(str(error), where=f"$.proof{(error.where or '$').removeprefix('$')}") from error
    mixture = mixture_of(plan)
    if plan.doubled != _ratio(scaled(game, 2).loss(mixture)):
        raise BadPlan("the routes prove another number", where="$.doubled")
    if plan.watched != _curve(game, mixture, plan.shortest):
        raise BadPlan("the routes prove another curve", where="$.watched")
    if game.length_max is not None and game.length_max != int(_fraction(plan.budget) * plan.shortest):
        raise BadPlan("the limit of the game is not the budget times the shortest", where="$.budget")
    if len(plan.slots_s) != game.slots or any(a >= b for a, b in pairwise((-1, *plan.slots_s))):
        raise BadPlan("the departures are not those of the game", where="$.slots_s")
    if [each.edge for each in plan.lines] != sorted({edge for choice in mixture for edge in choice.edges}):
        raise BadPlan("the lines are not those of the routes", where="$.lines")
    for at, each in enumerate(plan.lines):
        if (each.length_mm if plan.by == "length" else each.time_ms) != game.edge_length[each.edge]:
            raise BadPlan("the line is not as long as its edge", where=f"$.lines[{at}]")
    routes_of(plan)
    if plan.seal != _seal(plan):
        raise BadPlan("the file was changed after it was made; what it proves is the same", where="$.seal")
    if write_plan(plan) != content:
        raise BadPlan("the file is not spelled as it was written", where="$")
    return plan


def game_of(plan: Plan) -> Game:
    """The game that the plan solves. Raises BadPlan if its numbers point nowhere."""
    said = plan.game
    edges = len(said.edge_from)
    wrong = [
        name
        for name, numbers, size, below in (
            ("edge_from", said.edge_from, edges, said.node_count),
            ("edge_to", said.edge_to, edges, said.node_count),
            ("edge_length", said.edge_length, edges, 1 << 53),
            ("ends", (said.origin, said.destination), 2, said.node_count),
            ("sites", tuple(cover[0] for site in said.sites for cover in site), None, edges),
            ("sites", tuple(cover[2] for site in said.sites for cover in site), None, PPM + 1),
            ("banned", tuple(edge for pair in said.banned for edge in pair), None, edges),
        )
        if (size is not None and len(numbers) != size) or any(not 0 <= each < below for each in numbers)
    ]
    if wrong or said.picks > len(said.sites):
        raise BadPlan("a number points nowhere", where=f"$.game.{wrong[0] if wrong else 'picks'}")
    return Game(
        said.node_count,
        said.edge_from,
        said.edge_to,
        said.edge_length,
        said.origin,
        said.destination,
        said.slots,
        said.length_max,
        said.picks,
        tuple(tuple(Cover(*cover) for cover in site) for site in said.sites),
        frozenset(said.banned),
    )


def routes_of(plan: Plan) -> tuple[PlannedRoute, ...]:
    """The routes as the record names them, in the order of the proof. Raises BadPlan."""
    lengths = {each.edge: each.length_mm for each in plan.lines}
    routes = tuple(
        PlannedRoute(
            route.odds,
            -(-sum(lengths[edge] for edge in route.edges) // 1000),  # type: ignore[arg-type]
            tuple(
                leg_digest(line, plan.slots_s[route.slot] if leg == 0 else 0)
                for leg, line in enumerate(leg_lines(plan, at))
            ),
            plan.slots_s[route.slot],
        )
        for at, route in enumerate(plan.proof.routes)
    )
    if len({route.legs for route in routes}) < len(routes):
        raise BadPlan("two routes look alike", where="$.proof.routes")
    return routes


def leg_lines(plan: Plan, route: int) -> tuple[tuple[Point, ...], ...]:
    """The lines of a route's legs. Legs end where equal shares of the shortest way do, so routes that are alike so
    far have the same legs. Raises BadPlan."""
    lines = {each.edge: each.line for each in plan.lines}
    legs: list[tuple[Point, ...]] = []
    for edges in leg_edges(plan, route):
        line: list[Point] = [legs[-1][-1]] if legs else []
        for edge in edges:
            if edge not in lines:
                raise BadPlan(f"edge {edge} has no line", where="$.lines")
            line += [point for point in lines[edge] if not line or point != line[-1]]
        if not line or len(line) > LINE_POINTS_MAX:
            raise BadPlan(f"a leg of {len(line)} points", where="$.legs", next_step="plan with more legs")
        legs.append(tuple(line))
    return tuple(legs)


def leg_edges(plan: Plan, route: int) -> tuple[tuple[int, ...], ...]:
    """The game's edges of each leg of a route."""
    game, chosen = game_of(plan), plan.proof.routes[route]
    choice = Choice(chosen.edges, chosen.slot)
    cuts = [len(split(game, choice, plan.shortest * leg // plan.legs)[0].edges) for leg in range(plan.legs)]
    return tuple(chosen.edges[a:b] for a, b in zip(cuts, [*cuts[1:], len(chosen.edges)], strict=True))


def leg_starts_ms(plan: Plan) -> tuple[tuple[int, int], ...]:
    """(earliest, latest) time of each leg's start over all routes, and of the arrival last, since departure."""
    return starts_of(plan, range(len(plan.proof.routes)))


def starts_of(plan: Plan, routes: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """The same over some of the routes, for example those that are still possible."""
    times = {each.edge: each.time_ms for each in plan.lines}
    starts = []
    for route in routes:
        spent = [sum(times[edge] for edge in edges) for edges in leg_edges(plan, route)]
        starts.append([sum(spent[:leg]) for leg in range(len(spent) + 1)])
    return tuple((min(at), max(at)) for at in zip(*starts, strict=True))


def exposures_ppm(plan: Plan) -> list[dict[int, int]]:
    """By route: site -> the chance that it meets the route."""
    game = game_of(plan)
    return [game.exposure_ppm(Choice(route.edges, route.slot)) for route in plan.proof.routes]


def _seal(plan: Plan) -> Digest:
    return Digest(canonical.digest(msgspec.structs.replace(plan, seal=Digest(""))))


def _plain(game: Game) -> GameFile:
    return GameFile(
        game.node_count,
        tuple(game.edge_from),
        tuple(game.edge_to),
        tuple(game.edge_length),
        game.origin,
        game.destination,
        game.slots,
        game.length_max,
        game.picks,
        tuple(tuple((cover.edge, cover.slot, cover.success_ppm) for cover in site) for site in game.sites),
        tuple(sorted(game.banned)),
    )


def _curve(game: Game, mixture: dict[Choice, int], shortest_mm: int) -> tuple[Watched, ...]:
    return tuple(
        Watched(point.share_pct, _ratio(point.loss))
        for point in prefix_curve(game, mixture, shortest_mm, _SHARES_PCT)
    )


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _fraction(text: str) -> Fraction:
    above, _, below = text.partition("/")
    return Fraction(int(above), int(below))
