"""A proof of a plan's value that needs no solver: both mixtures in integers, both bounds as fractions.

`certify` computes everything again from the game and the file. It is strict: a certificate that proves something
else than it says, even something weaker, is refused.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from safeconduct.errors import BadInput
from safeconduct.records.units import Digest
from safeconduct.wire import canonical

from .game import ODDS, Choice, Game
from .oracle import oracle_of
from .solve import Solution, lower_bound

_Odds = Annotated[int, Meta(ge=1, le=2**32)]
_Ratio = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,40})/[1-9][0-9]{0,40}$")]


class RouteOdds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A route and slot of the plan with its integer odds."""

    edges: tuple[int, ...]
    slot: int
    odds: _Odds


class SiteOdds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A site of the adversary's answer with its integer odds."""

    site: int
    odds: _Odds


class Certificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Edges and sites by their numbers in the game. In one order only, so that one proof has one spelling."""

    routes: tuple[RouteOdds, ...]
    """The likeliest first, then by edges and slot; odds add up to 2^32."""
    sites: tuple[SiteOdds, ...]
    """The likeliest first, then by number; odds add up to picks x 2^32."""
    game: Digest
    """Which game: Game.digest."""
    lower: _Ratio
    """No mixture of routes meets less, against these sites. Lowest terms."""
    upper: _Ratio
    """No adversary meets these routes more."""
    seal: Digest
    """SHA-256 of the canonical JSON with this field empty. Odds moved between equal routes prove the same bound."""


class NotCertified(BadInput):
    """The certificate does not prove what it says. Nothing was decided."""

    next_step = "plan again, or get the plan again from the party that made it; do not drive by this one"


def certificate(game: Game, solution: Solution) -> Certificate:
    """The certificate of a solved game."""
    claim = Certificate(
        tuple(RouteOdds(choice.edges, choice.slot, odds) for choice, odds in solution.mixture),
        tuple(SiteOdds(site, odds) for site, odds in solution.watched),
        game.digest,
        _text(solution.lower),
        _text(solution.upper),
        Digest(""),
    )
    return msgspec.structs.replace(claim, seal=_seal(claim))


def certify(game: Game, claim: Certificate) -> tuple[Fraction, Fraction]:
    """(lower, upper), exact. Raises NotCertified with the place; NoWay if the game has no route at all."""
    if claim.game != game.digest:
        raise NotCertified("the certificate belongs to another game: other roads, odds or ends", where="$.game")
    mixture: dict[Choice, int] = {}
    for i, route in enumerate(claim.routes):
        choice = Choice(route.edges, route.slot)
        fault = game.fault(choice)
        if fault:
            raise NotCertified(f"the route {fault}", where=f"$.routes[{i}]")
        mixture[choice] = route.odds
    _check_odds([(-r.odds, r.edges, r.slot) for r in claim.routes], ODDS, "$.routes")
    _check_odds([(-s.odds, (s.site,), 0) for s in claim.sites], game.picks * ODDS, "$.sites")
    for i, site in enumerate(claim.sites):
        if not 0 <= site.site < len(game.sites):
            raise NotCertified(f"site {site.site} is not there", where=f"$.sites[{i}]")
    upper = game.loss(mixture)
    if _text(upper) != claim.upper:
        raise NotCertified(f"the routes prove {_text(upper)}, not {claim.upper}", where="$.upper")
    watched = {s.site: s.odds for s in claim.sites}
    lower = lower_bound(game, oracle_of(game, is_joined=False), watched)
    if _text(lower) != claim.lower:
        raise NotCertified(f"the sites prove {_text(lower)}, not {claim.lower}", where="$.lower")
    if _seal(claim) != claim.seal:
        raise NotCertified("the file was changed after it was made; what it proves is the same", where="$.seal")
    return lower, upper


def _seal(claim: Certificate) -> Digest:
    blank = msgspec.structs.replace(claim, seal=Digest(""))
    return Digest(canonical.digest(blank))


def _check_odds(ranked: Sequence[tuple[int, tuple[int, ...], int]], total: int, where: str) -> None:
    for i, (before, after) in enumerate(pairwise(ranked)):
        if not before < after:
            raise NotCertified("out of order", where=f"{where}[{i + 1}]")
    if len({key[1:] for key in ranked}) < len(ranked):
        raise NotCertified("one of them is there twice", where=where)
    found = -sum(key[0] for key in ranked)
    if found != total:
        raise NotCertified(f"the odds add up to {found}, not {total}", where=where)


def _text(ratio: Fraction) -> str:
    return f"{ratio.numerator}/{ratio.denominator}"
