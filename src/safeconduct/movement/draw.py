"""The draw: which route, decided by both parties and by neither alone, leg by leg, and checked afterwards.

1. Each party commits to a nonce for each leg and to one fallback.
2. When both have, each sends its salt in clear.
3. At the time of a leg each opens that leg's nonce. The hash of both decides between the routes that are still
   possible. So the odds of every route are exactly those of the plan, and nobody knows a leg before its time.

Whoever opens last may see the outcome first and refuse; no protocol of two parties is free of that (Cleve 1986).
So either a witness holds the nonces, sealed, from the start and opens them when due: refusing is useless, and there
is no fallback. Or the other party's fallback, mixed with the refuser's salt and the leg before, decides that leg.
Who refuses swaps a known outcome for an unknown one. Who owns the fallback may *say* that it got nothing, and knows
both outcomes of that leg: that is worth more, no log can disprove it, and so `after_refusal`, which the order
prints, is what that is worth at most. It happens once: a second refusal cancels the movement.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from safeconduct.errors import BadInput
from safeconduct.records.plan import PlannedRoute
from safeconduct.records.units import Digest, PartyId, RecordId
from safeconduct.wire import canonical

NONCE_BYTES: Final = 32
ODDS: Final = 2**32
"""The odds of a plan are integers out of this."""
FALLBACK: Final = "fallback"

Tree: TypeAlias = dict[Digest, tuple[int, ...]]
"""(digest of the next leg's line, the routes that go on by it), in the order of the plan."""


class Undecided(BadInput):
    """These odds cannot be drawn from."""

    next_step = "certify the plan first: safeconduct movement certify PLAN"


def of_leg(leg: int) -> str:
    """What a nonce of that leg is committed as."""
    return f"leg {leg}"


def commitment(order: RecordId, party: PartyId, what: str, secret: str) -> Digest:
    """What a party commits to: SHA-256 over the order, the party, what it is for, and 32 secret bytes."""
    return Digest(_hash(order, "commit", what, party, secret).hex())


def is_kept(order: RecordId, party: PartyId, what: str, secret: str, committed: Digest) -> bool:
    """Whether the secret is what the party had committed to."""
    return hmac.compare_digest(commitment(order, party, what, secret), committed)


def seed_of_both(order: RecordId, leg: int, first: str, second: str) -> bytes:
    """32 bytes from both nonces, the parties in the order of their names."""
    return _hash(order, "both", of_leg(leg), first, second)


def seed_of_fallback(order: RecordId, leg: int, party: PartyId, fallback: str, salt: str, before: bytes) -> bytes:
    """32 bytes from one party's fallback, the refuser's salt, and the seed of the leg before (none before leg 1).

    Without that last part the party would know from the start what its fallback brings at every leg.
    """
    return _hash(order, FALLBACK, of_leg(leg), party, fallback, salt, before.hex())


def pick(odds: Sequence[int], seed: bytes) -> int:
    """Index, each with exactly its odds out of their sum. Numbers that would favour the first ones are skipped."""
    total = sum(odds)
    if total < 1 or min(odds) < 0:
        raise Undecided(f"odds that add up to {total}")
    limit = (1 << 64) - (1 << 64) % total
    for turn in range(1 << 32):
        word = int.from_bytes(hashlib.sha256(seed + turn.to_bytes(4, "big")).digest()[:8], "big")
        if word < limit:
            break
    drawn = word % total
    for at, odd in enumerate(odds):
        if drawn < odd:
            return at
        drawn -= odd
    raise AssertionError("odds add up to their total")


def branches(routes: Sequence[PlannedRoute], standing: Sequence[int], leg: int) -> Tree:
    """How the routes still standing go on by that leg, counted from 1."""
    tree: dict[Digest, list[int]] = {}
    for at in standing:
        tree.setdefault(routes[at].legs[leg - 1], []).append(at)
    return {line: tuple(those) for line, those in tree.items()}


def step(routes: Sequence[PlannedRoute], standing: Sequence[int], leg: int, seed: bytes) -> tuple[int, ...]:
    """The routes that still stand after that leg is drawn."""
    ways = list(branches(routes, standing, leg).values())
    return ways[pick([sum(routes[at].odds for at in way) for way in ways], seed)]


def walk(routes: Sequence[PlannedRoute], seeds: Sequence[bytes]) -> tuple[int, ...]:
    """The routes that still stand after these legs: one, after all of them."""
    standing = tuple(range(len(routes)))
    for leg, seed in enumerate(seeds, 1):
        standing = step(routes, standing, leg, seed)
    return standing


def after_refusal(routes: Sequence[PlannedRoute], payoff: Sequence[Fraction]) -> Fraction:
    """The most that a party can expect which sees each leg first, and may once have it drawn anew. payoff: of each
    route.

    It knows what the new draw would bring at this leg, but not at a later one. At each leg it takes the better of
    what it sees, with the choice still in hand, and of the other branch: computed backwards, exact.
    """

    def best(standing: tuple[int, ...], leg: int) -> tuple[Fraction, Fraction]:
        """(with the choice in hand, without)"""
        if leg > len(routes[0].legs):
            return payoff[standing[0]], payoff[standing[0]]
        ways = branches(routes, standing, leg).values()
        total = sum(routes[at].odds for at in standing)
        share = [Fraction(sum(routes[at].odds for at in way), total) for way in ways]
        below = [best(way, leg + 1) for way in ways]
        plain = sum((part * without for part, (_, without) in zip(share, below, strict=True)), Fraction(0))
        with_it = sum(
            (
                seen * other * max(held, without)
                for seen, (held, _) in zip(share, below, strict=True)
                for other, (_, without) in zip(share, below, strict=True)
            ),
            Fraction(0),
        )
        return with_it, plain

    return best(tuple(range(len(routes))), 1)[0]


def met_after_refusal(
    routes: Sequence[PlannedRoute], exposures_ppm: Sequence[Mapping[int, int]], picks: int = 1
) -> Fraction:
    """What the adversary's best sites meet at most if a party helps them by one refusal, its own or a feigned one.

    exposures_ppm: by route, site -> success. For several sites the sum of the worst: an upper bound."""
    sites = {site for its in exposures_ppm for site in its}
    each = (
        after_refusal(routes, [Fraction(its.get(site, 0), 10**6) for its in exposures_ppm])
        for site in sorted(sites)
    )
    return sum(sorted(each, reverse=True)[:picks], Fraction(0))


def fault(routes: Sequence[PlannedRoute]) -> str | None:
    """Why these routes cannot be drawn from; None if they can."""
    if sum(route.odds for route in routes) != ODDS:
        return f"the odds add up to {sum(route.odds for route in routes)}, not 2^32"
    if len({len(route.legs) for route in routes}) != 1:
        return "the routes have different numbers of legs"
    if len({route.legs for route in routes}) != len(routes):
        return "two routes have the same legs"
    return None


def _hash(order: RecordId, *parts: str) -> bytes:
    """SHA-256 of canonical JSON: every part has its own quotes, so no two lists of parts give one text."""
    return hashlib.sha256(canonical.encode(("safeconduct draw/3", order, *parts))).digest()
