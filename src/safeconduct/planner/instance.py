"""A game given as JSON (docs/game-format.md) and its solution."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Annotated, Final, TypedDict

import msgspec
from msgspec import Meta

from safeconduct.errors import BadInput

from .game import EVERY_SLOT, ODDS, PPM, Cover, Game
from .hazard import weighed
from .net import shortest_length
from .solve import Solution, solve

DECIMALS_MAX: Final = 40
"""More than any program prints of a number that it holds; sums stay exact, and short enough to add fast."""


class DrivenOdds(TypedDict):
    """A route by its edges' ids, a slot, and the chance that they are drawn."""

    edges: list[str]
    slot: int
    odds: float


class WatchedOdds(TypedDict):
    """A site, and the chance that the adversary waits there."""

    site: str
    odds: float


class Answer(TypedDict):
    """What `solve` prints. The value lies between the exact bounds, shown as the nearest floats."""

    value: float
    lower: float
    upper: float
    routes: list[DrivenOdds]
    sites: list[WatchedOdds]


_Id = Annotated[str, Meta(min_length=1, max_length=200)]


class _Edge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    id: _Id
    start: _Id
    end: _Id
    length_m: Decimal
    hazard_ppm: Annotated[int, Meta(ge=0, le=1_000_000_000)] = PPM


class _Cover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    edge: _Id
    success_ppm: Annotated[int, Meta(ge=0, le=1_000_000)]
    slot: Annotated[int, Meta(ge=0)] | None = None


class _Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Id
    covers: tuple[_Cover, ...]


class Instance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The document; see docs/game-format.md."""

    nodes: tuple[_Id, ...]
    edges: tuple[_Edge, ...]
    origin: _Id
    destination: _Id
    sites: tuple[_Site, ...]
    slots: Annotated[int, Meta(ge=1, le=1000)] = 1
    adversary_sites: Annotated[int, Meta(ge=0)] = 1
    budget: Decimal | None = None
    banned: tuple[tuple[_Id, _Id], ...] = ()


class BadGame(BadInput):
    """The document is no game."""

    next_step = "compare with docs/game-format.md"


def read(document: bytes) -> Instance:
    """Raises BadGame with the JSON path."""
    try:
        return msgspec.json.decode(document, type=Instance)
    except msgspec.DecodeError as error:  # ValidationError is one
        raise BadGame(str(error)) from error


def to_game(instance: Instance) -> Game:
    """Raises BadGame, NoWay. A budget is exact: 1.3 is thirteen tenths."""
    node = _numbers(instance.nodes, "nodes")
    edge = _numbers([e.id for e in instance.edges], "edges")
    _numbers([s.id for s in instance.sites], "sites")
    lengths = [_exact(e.length_m, 0, f"$.edges[{i}].length_m") for i, e in enumerate(instance.edges)]
    hazard = [e.hazard_ppm for e in instance.edges]
    unit = lcm(*(length.denominator for length in lengths)) if lengths else 1
    game = Game(
        node_count=len(node),
        edge_from=tuple(_known(node, e.start, f"$.edges[{i}].from") for i, e in enumerate(instance.edges)),
        edge_to=tuple(_known(node, e.end, f"$.edges[{i}].to") for i, e in enumerate(instance.edges)),
        edge_length=tuple(int(length * unit) for length in lengths),
        origin=_known(node, instance.origin, "$.origin"),
        destination=_known(node, instance.destination, "$.destination"),
        slots=instance.slots,
        length_max=None,
        picks=min(instance.adversary_sites, len(instance.sites)),
        sites=tuple(
            tuple(
                Cover(
                    covered := _known(edge, c.edge, f"$.sites[{i}].covers[{j}].edge"),
                    _slot(c.slot, instance.slots, f"$.sites[{i}].covers[{j}].slot"),
                    weighed(c.success_ppm, hazard[covered]),
                )
                for j, c in enumerate(s.covers)
            )
            for i, s in enumerate(instance.sites)
        ),
        banned=frozenset(
            (_known(edge, a, f"$.banned[{i}][0]"), _known(edge, b, f"$.banned[{i}][1]"))
            for i, (a, b) in enumerate(instance.banned)
        ),
    )
    if game.origin == game.destination:
        raise BadGame("origin and destination are one node", where="$.destination")
    if instance.budget is None:
        return game
    return replace(game, length_max=int(_exact(instance.budget, 1, "$.budget") * shortest_length(game)))


def solve_instance(document: bytes) -> Answer:
    """JSON in, the answer as plain values. Raises BadGame, NoWay."""
    instance = read(document)
    return answer(instance, solve(to_game(instance)))


def answer(instance: Instance, solution: Solution) -> Answer:
    """The solution by the names of the document."""
    return {
        "value": float((solution.lower + solution.upper) / 2),
        "lower": float(solution.lower),
        "upper": float(solution.upper),
        "routes": [
            {"edges": [instance.edges[e].id for e in choice.edges], "slot": choice.slot, "odds": odds / ODDS}
            for choice, odds in solution.mixture
        ],
        "sites": [{"site": instance.sites[site].id, "odds": odds / ODDS} for site, odds in solution.watched],
    }


def _exact(number: Decimal, least: int, where: str) -> Fraction:
    """Its decimal value, not the nearest binary one."""
    if not number.is_finite() or not least <= number <= 1_000_000_000:
        raise BadGame(f"{number} is not from {least} to 1,000,000,000", where=where)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -DECIMALS_MAX:
        raise BadGame(f"{number} has more than {DECIMALS_MAX} decimals", where=where)
    return Fraction(number)


def _numbers(ids: Sequence[str], where: str) -> dict[str, int]:
    number: dict[str, int] = {}
    for i, name in enumerate(ids):
        if name in number:
            raise BadGame(f"{name} is there twice", where=f"$.{where}[{i}]")
        number[name] = i
    return number


def _known(number: dict[str, int], name: str, where: str) -> int:
    if name not in number:
        raise BadGame(f"{name} is not declared", where=where)
    return number[name]


def _slot(slot: int | None, slots: int, where: str) -> int:
    if slot is not None and slot >= slots:
        raise BadGame(f"slot {slot} of {slots}, counted from 0", where=where)
    return EVERY_SLOT if slot is None else slot
