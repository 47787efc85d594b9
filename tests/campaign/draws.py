"""Draws by the thousand: `make campaign-draws COUNT=1000000 SEEDS=0`.

Every pattern of refusal: none; a party that refuses one leg blindly; a party that sees each leg before it opens and
refuses where that is worth most, to bring a route about or to avoid it; the same with a witness. How often each
route came is compared with what the plan says, by the exact binomial distribution; how often the refuser got what
it wanted, with the stated bound.
"""

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from safeconduct.movement import draw
from safeconduct.records.plan import PlannedRoute

ORDER = "a" * 64
PARTIES = ("company", "host")
LEGS = 3
SURE = 1e-7
"""A result that is as unlikely as this under the stated odds fails."""


def secret(seed: int, *what: object) -> str:
    return hashlib.sha256(repr((seed, *what)).encode()).hexdigest()


def _route(odds: int, *legs: str) -> PlannedRoute:
    return PlannedRoute(odds, 1_000, tuple(secret(0, leg) for leg in legs))


ROUTES = (
    _route(1_200_000_000, "a", "a1", "a11"),
    _route(900_000_001, "a", "a1", "a12"),
    _route(700_000_003, "a", "a2", "a21"),
    _route(1_000_000_000, "b", "b1", "b11"),
    _route((1 << 32) - 3_800_000_004, "b", "b2", "b21"),
)
WANTED = 3
"""The route that a refuser wants, or fears."""


class Result(NamedTuple):
    """One pattern."""

    pattern: str
    draws: int
    refusals: int
    worst: float
    """The smallest exact probability, over the routes, of a count at least as far from the stated odds."""
    got: float
    stated: float
    """How often the refuser got what it wanted, and what is stated at most."""

    @property
    def holds(self) -> bool:
        return self.worst > SURE


def run(count: int, seed: int) -> list[Result]:
    """All patterns, `count` draws in all."""
    each = count // (1 + LEGS + 2 * len(PARTIES) + 1)
    seek = [Fraction(at == WANTED) for at in range(len(ROUTES))]
    avoid = [1 - gain for gain in seek]
    results = [_plain("nobody refuses", each, seed, lambda *_: False)]
    for leg in range(1, LEGS + 1):
        results.append(_plain(f"leg {leg} is refused blindly", each, seed + leg, lambda now, _, at=leg: now == at))
    for number, party in enumerate(PARTIES):
        results.append(_bent(f"{party} seeks a route", each, seed + 10 + number, party, seek))
        results.append(_bent(f"{party} avoids a route", each, seed + 20 + number, party, avoid))
    results.append(_witnessed("a witness opens what is refused", each, seed + 30, seek))
    return results


def _seeds(seed: int) -> list[bytes]:
    nonces = [[secret(seed, party, leg) for party in PARTIES] for leg in range(1, LEGS + 1)]
    return [draw.seed_of_both(ORDER, leg, *both) for leg, both in enumerate(nonces, 1)]


def _fallback(seed: int, leg: int, refuser: str) -> bytes:
    other = PARTIES[refuser == PARTIES[0]]
    return draw.seed_of_fallback(ORDER, leg, other, secret(seed, other, "f"), secret(seed, refuser, "s"))


def _play(seed: int, refuser: str, refuses: Callable[[int, tuple[int, ...]], bool]) -> tuple[int, bool]:
    """(route, whether it was refused). refuses: given the leg and what would stand after it."""
    standing: tuple[int, ...] = tuple(range(len(ROUTES)))
    has_refused = False
    for leg, both in enumerate(_seeds(seed), 1):
        seen = draw.step(ROUTES, standing, leg, both)
        if not has_refused and refuses(leg, seen):
            has_refused = True
            seen = draw.step(ROUTES, standing, leg, _fallback(seed, leg, refuser))
        standing = seen
    return standing[0], has_refused


def _plain(pattern: str, count: int, seed: int, refuses: Callable[[int, tuple[int, ...]], bool]) -> Result:
    """Refusals that do not look at the outcome: every route keeps its odds."""
    seen, refusals = Counter[int](), 0
    for turn in range(count):
        route, refused = _play(seed * 10_000_019 + turn, PARTIES[turn % 2], refuses)
        seen[route] += 1
        refusals += refused
    worst = min(far(seen[at], count, route.odds / 2**32) for at, route in enumerate(ROUTES))
    return Result(pattern, count, refusals, worst, seen[WANTED] / count, ROUTES[WANTED].odds / 2**32)


def _bent(pattern: str, count: int, seed: int, party: str, payoff: Sequence[Fraction]) -> Result:
    """The best refuser there is: what it gets is what is stated, and no more."""
    policy = best_refuser(payoff)
    got = refusals = 0
    for turn in range(count):
        route, refused = _play(seed * 10_000_019 + turn, party, policy)
        got += bool(payoff[route])
        refusals += refused
    stated = float(draw.after_refusal(ROUTES, payoff))
    return Result(pattern, count, refusals, far(got, count, stated), got / count, stated)


def _witnessed(pattern: str, count: int, seed: int, payoff: Sequence[Fraction]) -> Result:
    """The refuser sees, and refuses; the witness opens the same nonce. Nothing changes."""
    policy = best_refuser(payoff)
    seen, refusals = Counter[int](), 0
    for turn in range(count):
        standing: tuple[int, ...] = tuple(range(len(ROUTES)))
        for leg, both in enumerate(_seeds(seed * 10_000_019 + turn), 1):
            standing = draw.step(ROUTES, standing, leg, both)
            refusals += policy(leg, standing)
        seen[standing[0]] += 1
    worst = min(far(seen[at], count, route.odds / 2**32) for at, route in enumerate(ROUTES))
    return Result(pattern, count, refusals, worst, seen[WANTED] / count, ROUTES[WANTED].odds / 2**32)


def best_refuser(payoff: Sequence[Fraction]) -> Callable[[int, tuple[int, ...]], bool]:
    """Refuses where drawing anew is worth more than what it sees with the refusal still in hand."""

    def value(standing: tuple[int, ...], leg: int) -> tuple[Fraction, Fraction]:
        if leg > LEGS:
            return payoff[standing[0]], payoff[standing[0]]
        ways = list(draw.branches(ROUTES, standing, leg).values())
        total = sum(ROUTES[at].odds for at in standing)
        below = [value(way, leg + 1) for way in ways]
        share = [Fraction(sum(ROUTES[at].odds for at in way), total) for way in ways]
        plain = sum((p * b[1] for p, b in zip(share, below, strict=True)), Fraction(0))
        held = sum((p * max(b[0], plain) for p, b in zip(share, below, strict=True)), Fraction(0))
        return held, plain

    known: dict[tuple[int, tuple[int, ...]], bool] = {}

    def spread(standing: tuple[int, ...], leg: int) -> None:
        if leg > LEGS:
            return
        for way in draw.branches(ROUTES, standing, leg).values():
            known[leg, way] = value(standing, leg)[1] > value(way, leg + 1)[0]
            spread(way, leg + 1)

    spread(tuple(range(len(ROUTES))), 1)
    return lambda leg, seen: known[leg, seen]


def far(seen: int, count: int, p: float) -> float:
    """Probability of a count at least as far from the expected one, on that side, doubled: exact binomial."""
    if p in (0.0, 1.0):
        return float(seen == count * p)

    def term(k: int) -> float:
        ways = math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)
        return math.exp(ways + k * math.log(p) + (count - k) * math.log1p(-p))

    step = 1 if seen > count * p else -1
    total, k = 0.0, seen
    while 0 <= k <= count:
        part = term(k)
        total += part
        if part < total * 1e-16:
            break
        k += step
    return min(1.0, 2 * total)


def main(count: int, seed: int) -> int:
    print(f"{count:,} draws from seed {seed}")
    results = run(count, seed)
    for each in results:
        print(
            f"{'holds ' if each.holds else 'BROKEN'} {each.pattern:34} {each.draws:9,} draws"
            f" {each.refusals:8,} refused  got {each.got:.5f} stated {each.stated:.5f}  exact p {each.worst:.2g}"
        )
    return 0 if all(each.holds for each in results) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
