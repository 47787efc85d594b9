"""The ambush game: protectors draw a route and a departure slot, an adversary chooses where to wait.

The adversary knows the odds, not the draw. Zero-sum: the loss is the sum, over the sites the adversary chose, of
the site's largest success on that route in that slot. Hence an expected number of meetings, and an upper bound of
the chance of at least one.
"""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from safeconduct.errors import BadInput
from safeconduct.records.units import Digest

ODDS: Final = 2**32
"""Odds are integers out of this."""
PPM: Final = 1_000_000
EVERY_SLOT: Final = -1


class NoWay(BadInput):
    """The network holds no route from the origin to the destination that keeps the rules."""


class Cover(NamedTuple):
    """What a site can do to one edge."""

    edge: int
    slot: int
    """Departure slot, or EVERY_SLOT."""
    success_ppm: int


class Choice(NamedTuple):
    """What the protectors draw: a route, in edges, and a departure slot."""

    edges: tuple[int, ...]
    slot: int


@dataclass(frozen=True, eq=False)
class Game:
    """Edges are positions in the arrays. A route repeats no node, so it never turns back or goes round a block to
    get about a ban; it follows no banned pair and is at most `length_max` long (None: no limit). Lengths are
    integers in any one unit.
    """

    node_count: int
    edge_from: tuple[int, ...]
    edge_to: tuple[int, ...]
    edge_length: tuple[int, ...]
    origin: int
    destination: int
    slots: int
    length_max: int | None
    picks: int
    """How many different sites the adversary takes; at most the number of sites."""
    sites: tuple[tuple[Cover, ...], ...]
    banned: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def covers_of_edge(self) -> dict[int, tuple[tuple[int, int, int], ...]]:
        """edge -> (site, slot, success_ppm), only edges that a site covers."""
        covers: dict[int, list[tuple[int, int, int]]] = {}
        for site, its in enumerate(self.sites):
            for cover in its:
                covers.setdefault(cover.edge, []).append((site, cover.slot, cover.success_ppm))
        return {edge: tuple(those) for edge, those in covers.items()}

    @cached_property
    def digest(self) -> Digest:
        """SHA-256 of everything that the value depends on."""
        fields = (
            self.node_count, self.edge_from, self.edge_to, self.edge_length, self.origin, self.destination,
            self.slots, self.length_max, self.picks, self.sites, sorted(self.banned),
        )  # fmt: skip
        return Digest(hashlib.sha256(msgspec.json.encode(fields)).hexdigest())

    def exposure_ppm(self, choice: Choice) -> dict[int, int]:
        """site -> its largest success on the route in the slot; sites that cannot meet it are absent."""
        most: dict[int, int] = {}
        for edge in choice.edges:
            for site, slot, ppm in self.covers_of_edge.get(edge, ()):
                if slot in (EVERY_SLOT, choice.slot) and ppm > most.get(site, 0):
                    most[site] = ppm
        return most

    def loss(self, mixture: dict[Choice, int]) -> Fraction:
        """The worst that the adversary can do against integer odds (out of ODDS): exact."""
        total: dict[int, int] = {}
        for choice, odds in mixture.items():
            for site, ppm in self.exposure_ppm(choice).items():
                total[site] = total.get(site, 0) + odds * ppm
        worst = sorted(total.values(), reverse=True)[: self.picks]
        return Fraction(sum(worst), ODDS * PPM)

    def fault(self, choice: Choice) -> str | None:
        """Why the choice breaks the rules of the game; None if it keeps them."""
        edges = choice.edges
        if not edges or not all(0 <= edge < len(self.edge_from) for edge in edges):
            return "names an edge that is not there" if edges else "has no edge"
        if not 0 <= choice.slot < self.slots:
            return f"leaves in slot {choice.slot} of {self.slots}"
        nodes = [self.edge_from[edges[0]], *(self.edge_to[edge] for edge in edges)]
        if any(self.edge_from[edge] != node for edge, node in zip(edges, nodes, strict=False)):
            return "has a gap"
        if (nodes[0], nodes[-1]) != (self.origin, self.destination):
            return "does not lead from the origin to the destination"
        if len(set(nodes)) < len(nodes):
            return "passes a node twice"
        if any(pair in self.banned for pair in pairwise(edges)):
            return "makes a banned turn"
        if self.length_max is not None and sum(self.edge_length[edge] for edge in edges) > self.length_max:
            return "is over the budget"
        return None
