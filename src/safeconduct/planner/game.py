"""The ambush game: protectors draw a route and a departure slot, an adversary chooses where to wait.

The adversary knows the odds, not the draw. Zero-sum: the loss is the sum, over the sites the adversary chose, of
the site's largest success on that route in that slot. Hence an expected number of meetings, and an upper bound of
the chance of at least one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from safeconduct.errors import BadInput
from safeconduct.records.units import Digest

ODDS: Final = 2**32
"""Odds are integers out of this."""
PPM: Final = 1_000_000
EVERY_SLOT: Final = -1


I64 = NDArray[np.int64]
_AT_ONCE: Final = 50_000


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
    edge_from: Sequence[int]
    edge_to: Sequence[int]
    edge_length: Sequence[int]
    origin: int
    destination: int
    slots: int
    length_max: int | None
    picks: int
    """How many different sites the adversary takes; at most the number of sites."""
    sites: Sequence[tuple[Cover, ...]]
    banned: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def digest(self) -> Digest:
        """SHA-256 of everything that the value depends on, as JSON."""
        hashed = hashlib.sha256(b"[%d," % self.node_count)
        for numbers in (self.edge_from, self.edge_to, self.edge_length):
            _hash(hashed, numbers)
        hashed.update(msgspec.json.encode((self.origin, self.destination, self.slots, self.length_max))[1:-1])
        hashed.update(b",%d," % self.picks)
        _hash(hashed, self.sites)
        hashed.update(msgspec.json.encode(sorted(self.banned)) + b"]")
        return Digest(hashed.hexdigest())

    @cached_property
    def _covers(self) -> tuple[I64, I64]:
        """(first, rows): edge e's covers are rows[first[e] : first[e + 1]], each (site, slot, success_ppm)."""
        sites, edges, slots, ppm = columns(self.sites)
        first = np.zeros(len(self.edge_from) + 1, dtype=np.int64)
        np.cumsum(np.bincount(edges, minlength=len(self.edge_from)), out=first[1:])
        order = np.argsort(edges, kind="stable")
        return first, np.stack((sites[order], slots[order], ppm[order]), axis=1)

    def exposure_ppm(self, choice: Choice) -> dict[int, int]:
        """site -> its largest success on the route in the slot; sites that cannot meet it are absent."""
        most: dict[int, int] = {}
        first, rows = self._covers
        edges = np.array(choice.edges, dtype=np.int64)
        for low, high in zip(first[edges].tolist(), first[edges + 1].tolist(), strict=True):
            if low < high:
                for site, slot, ppm in rows[low:high].tolist():
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


def columns(sites: Sequence[tuple[Cover, ...]]) -> tuple[I64, I64, I64, I64]:
    """(site, edge, slot, success_ppm), one row a cover. Sites that are arrays have them ready."""
    ask = getattr(sites, "columns", None)
    if ask is not None:
        found: tuple[I64, I64, I64, I64] = ask()
        return found
    rows = [(site, *cover) for site, its in enumerate(sites) for cover in its]
    site, edge, slot, ppm = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return site, edge, slot, ppm


def _hash(hashed: Any, numbers: Sequence[Any]) -> None:
    """A JSON list and a comma, in pieces: a large game is not held a second time."""
    hashed.update(b"[")
    for at in range(0, len(numbers), _AT_ONCE):
        hashed.update(b"," * (at > 0) + msgspec.json.encode(list(numbers[at : at + _AT_ONCE]))[1:-1])
    hashed.update(b"],")
