"""Draws by the thousand: `make campaign-draws COUNT=1000000 SEEDS=0`.

Every draw goes through `movement/drawing.py` as the logs do, from the commitments to the public check. Every
pattern of refusal: none; a leg refused blindly; each of the 2,048 ways to decide by what is seen; the best refuser
of each route, who seeks or avoids it; the best cheat, who owns the fallback, knows what it would bring, and says
that it got nothing or that what it got is false; and all of that where a witness holds the openings.

How often each route came is compared with its exact chance under that pattern, by the binomial distribution; how
often the refuser got what it wanted also with the bound that the order prints.
"""

import hashlib
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final, Literal, NamedTuple

from safeconduct.movement import draw, drawing
from safeconduct.records.area import Point
from safeconduct.records.draw import (
    DrawCommitted,
    DrawDisputed,
    DrawOpened,
    DrawPublished,
    DrawSalted,
    DrawWitnessed,
    LegStarted,
)
from safeconduct.records.plan import MovementDrawOrdered, PlannedRoute, Witness, leg_digest
from safeconduct.state.refusal import Refusal

ORDER: Final = "a" * 64
PARTIES: Final = ("company", "host")
LEGS: Final = 3
TIMES: Final = (1_000_000, 2_000_000, 3_000_000)
RECIPIENT: Final = "age1" + "q" * 58
SURE: Final = 1e-7
"""A result that is as unlikely as this under the stated odds fails."""

Standing = tuple[int, ...]
Kind = Literal["refuses", "says it got nothing", "says it is false"]
Policy = dict[tuple[int, Standing, Standing | None], bool]
"""(leg, what would stand by it, what would stand by the other draw if that is known): whether to have that."""


def secret(seed: int, *what: object) -> str:
    return hashlib.sha256(repr((seed, *what)).encode()).hexdigest()


def _line(leg: str) -> tuple[Point, ...]:
    return (Point(600_000_000, 240_000_000 + int.from_bytes(leg.encode())),)


NAMES: Final = (("a", "a1", "a11"), ("a", "a1", "a12"), ("a", "a2", "a21"), ("b", "b1", "b11"), ("b", "b2", "b21"))
ODDS: Final = (1_200_000_000, 900_000_001, 700_000_003, 1_000_000_000, (1 << 32) - 3_800_000_004)
ROUTES: Final = tuple(
    PlannedRoute(odds, 1_000, tuple(leg_digest(_line(leg), 0) for leg in legs))
    for odds, legs in zip(ODDS, NAMES, strict=True)
)
STARTS: Final = {
    (at, leg): LegStarted("m1", ORDER, leg, _line(legs[leg - 1]))
    for at, legs in enumerate(NAMES)
    for leg in range(1, LEGS + 1)
}


class Result(NamedTuple):
    """One pattern."""

    pattern: str
    draws: int
    refusals: int
    worst: float
    """The smallest exact probability, over the routes, of a count at least as far from its chance."""
    got: float
    stated: float
    """How often the refuser got what it wanted, and what is stated at most."""
    above: float
    """The exact probability of getting it at least so often by the stated bound."""

    @property
    def holds(self) -> bool:
        return self.worst > SURE and self.above > SURE


def run(count: int, seed: int) -> Iterator[Result]:
    """All patterns, `count` draws in all."""
    seek = [[Fraction(at == route) for at in range(len(ROUTES))] for route in range(len(ROUTES))]
    wishes = [(f"{verb} route {at + 1}", [abs(gain - bad) for gain in seek[at]])
              for at in range(len(ROUTES)) for bad, verb in ((0, "seeks"), (1, "avoids"))]  # fmt: skip
    each = count // (1 + 2 * LEGS + 2 * 2 * len(wishes) + 2 * 3 + 10)
    seeds = iter(range(seed * 1_000, (seed + 1) * 1_000))
    for witness in (False, True):
        first = each // 2 if witness else each
        yield _pattern("nobody refuses", first, next(seeds), "host", "refuses", {}, None, witness)
        for leg in range(1, LEGS + 1):
            for party in PARTIES:
                blind = {key: key[0] == leg for key in _keys(is_known=False)}
                says = f"{party} refuses leg {leg} blindly"
                yield _pattern(says, first, next(seeds), party, "refuses", blind, None, witness)
        for wish, payoff in wishes[:2] if witness else wishes:
            for party in PARTIES:
                best = best_policy(payoff, is_known=False)
                says = f"{party} {wish} by refusing"
                yield _pattern(says, first, next(seeds), party, "refuses", best, payoff, witness)
                best = best_policy(payoff, is_known=True)
                for kind in ("says it got nothing", "says it is false"):
                    says = f"{party} {wish}: {kind}"
                    yield _pattern(says, first // 2, next(seeds), party, kind, best, payoff, witness)
    yield _every_way(10 * each, next(seeds))


def _pattern(
    says: str,
    count: int,
    seed: int,
    party: str,
    kind: Kind,
    policy: Policy,
    payoff: Sequence[Fraction] | None,
    witness: bool,
) -> Result:
    seen, refusals = Counter[int](), 0
    for turn in range(count):
        route, refused = Play(seed * 10_000_019 + turn, witness).play(party, kind, policy)
        seen[route] += 1
        refusals += refused
    chances = expected({} if witness else policy)
    worst = min(far(seen[at], count, float(chances[at])) for at in range(len(ROUTES)))
    wanted = payoff or [Fraction(at == 0) for at in range(len(ROUTES))]
    plain = sum((_share(at) * gain for at, gain in enumerate(wanted)), Fraction(0))
    stated = draw.after_refusal(ROUTES, wanted) if payoff and not witness else plain
    got = sum(seen[at] for at, gain in enumerate(wanted) if gain)
    above = 1.0 if got <= count * stated else far(got, count, float(stated)) / 2
    says += ", with a witness" if witness else ""
    return Result(says, count, refusals, worst, got / max(count, 1), float(stated), above)


def _every_way(count: int, seed: int) -> Result:
    """Each of the ways to refuse by what is seen, in turn. What they get is bounded by the exact chances."""
    keys = _keys(is_known=False)
    worst, refusals, most, draws = 1.0, 0, (0.0, 0.0), 0
    ways = range(0, 1 << len(keys), max(1, (1 << len(keys)) // max(1, count)))
    for number in ways:
        policy = {key: bool(number >> at & 1) for at, key in enumerate(keys)}
        chances, each = expected(policy), max(1, count // len(ways))
        for at, chance in enumerate(chances):
            assert chance <= STATED[at], (number, at)
            most = max(most, (float(chance / STATED[at]), float(chance)))
        seen = Counter[int]()
        for turn in range(each):
            play = Play((seed << len(keys) | number) * 10_000_019 + turn, False)
            route, refused = play.play(PARTIES[turn % 2], "refuses", policy)
            seen[route] += 1
            refusals += refused
        draws += each
        worst = min(worst, *(far(seen[at], each, float(chances[at])) for at in range(len(ROUTES))))
    says = f"{len(ways):,} of {1 << len(keys):,} ways to refuse"
    return Result(says, draws, refusals, worst, most[0], 1.0, 1.0)


class Play:
    """One draw through the reducers."""

    def __init__(self, seed: int, witness: bool) -> None:
        self.seed = seed
        third = Witness("observer", RECIPIENT) if witness else None
        self.order = MovementDrawOrdered(
            "m1", "b" * 64, PARTIES, RECIPIENT, TIMES, TIMES[0], 9_000_000, TIMES[0], ("bus",), (), 50, 900,
            witness=third,
        )  # fmt: skip
        self.now = drawing.Draw()
        self.nonces = {party: [secret(seed, party, leg) for leg in range(LEGS)] for party in PARTIES}
        self.fallbacks = {party: secret(seed, party, "f") for party in PARTIES}
        for party in PARTIES:
            digests = [
                draw.commitment(ORDER, party, draw.of_leg(leg), nonce)
                for leg, nonce in enumerate(self.nonces[party], 1)
            ]
            fallback = draw.commitment(ORDER, party, draw.FALLBACK, self.fallbacks[party])
            sealed = ("c2VhbGVk",) * LEGS if witness else ()
            body = DrawCommitted("m1", ORDER, tuple(digests), fallback, sealed)
            self._take(drawing.commit(self.now, self.order, party, body))
        if witness:
            self._take(drawing.witness(self.now, self.order, "observer", DrawWitnessed("m1", ORDER)))
        for party in PARTIES:
            self._take(drawing.salt(self.now, self.order, party, DrawSalted("m1", ORDER, secret(seed, party, "s"))))

    def play(self, party: str, kind: Kind, policy: Policy) -> tuple[int, bool]:
        """(the route that the public check finds, whether somebody refused or said so)"""
        other = PARTIES[party == PARTIES[0]]
        owner = other if kind == "refuses" else party
        standing, before, has_cheated = tuple(range(len(ROUTES))), b"", False
        for leg in range(1, LEGS + 1):
            seed = draw.seed_of_both(ORDER, leg, *(self.nonces[each][leg - 1] for each in PARTIES))
            seen = draw.step(ROUTES, standing, leg, seed)
            salt = self.now.salts[PARTIES[owner == PARTIES[0]]]
            anew = draw.seed_of_fallback(ORDER, leg, owner, self.fallbacks[owner], salt, before)
            else_seen = draw.step(ROUTES, standing, leg, anew)
            key = (leg, seen, None if kind == "refuses" else else_seen)
            cheats = not has_cheated and policy.get(key, False)
            has_cheated |= cheats
            if self._leg(leg, party, kind, cheats):
                seed, seen = anew, else_seen
            standing, before = seen, seed
            self._take(drawing.start_leg(self.now, self.order, ROUTES, STARTS[standing[0], leg]))
        for each in PARTIES:
            said = DrawPublished("m1", ORDER, tuple(self.nonces[each]), self.fallbacks[each])
            self._take(drawing.publish(self.now, ORDER, self.order, each, said))
        found = drawing.drawn(ORDER, self.order, ROUTES, self.now)
        assert found is not None and found.is_followed and standing == (found.route,), self.seed
        return found.route, has_cheated

    def _leg(self, leg: int, party: str, kind: Kind, cheats: bool) -> bool:
        """Opens the leg; whether a fallback decides it."""
        other = PARTIES[party == PARTIES[0]]
        time_ms, late_ms = TIMES[leg - 1], TIMES[leg - 1] + drawing.GRACE_MS
        self._open(leg, other, other, "nonce", time_ms)
        if not cheats:
            self._open(leg, party, party, "nonce", time_ms)
            return False
        if kind == "refuses":
            owner, missing = other, party
        else:
            self._open(leg, party, party, "nonce", time_ms)
            owner, missing = party, other
        if kind == "says it is false":
            body = DrawDisputed("m1", ORDER, leg, other)
            self._take(drawing.dispute(self.now, self.order, "d" * 64, body))
        stood = self._open(leg, owner, owner, "fallback", late_ms)
        if self.order.witness is not None:
            assert not stood, "there is no fallback where a witness is named"
            if kind != "says it got nothing":
                assert self._open(leg, "observer", missing, "nonce", late_ms)
            return False
        assert stood
        return True

    def _open(self, leg: int, by: str, of: str, what: Any, at_ms: int) -> bool:
        record = SimpleNamespace(party=by, at_ms=at_ms, seen=())
        placed: Any = SimpleNamespace(entry=SimpleNamespace(record=record, log=by, index=leg))
        body = DrawOpened("m1", ORDER, leg, of, what, "c2VhbGVk")
        after = drawing.open_leg(self.now, self.order, placed, body)
        if isinstance(after, drawing.Draw):
            self.now = after
        return isinstance(after, drawing.Draw)

    def _take(self, after: "drawing.Draw | Refusal") -> None:
        assert isinstance(after, drawing.Draw), after
        self.now = after


def expected(policy: Policy) -> list[Fraction]:
    """The exact chance of each route under a policy, added up over everything that may be seen."""
    chances = [Fraction(0)] * len(ROUTES)

    def go(standing: Standing, leg: int, chance: Fraction, may: bool) -> None:
        if leg > LEGS:
            chances[standing[0]] += chance
            return
        ways = _ways(standing, leg)
        for seen, share in ways:
            for other, odds in ways:
                cheats = may and (policy.get((leg, seen, None)) or policy.get((leg, seen, other), False))
                go(other if cheats else seen, leg + 1, chance * share * odds, may and not cheats)

    go(tuple(range(len(ROUTES))), 1, Fraction(1), True)
    return chances


def best_policy(payoff: Sequence[Fraction], is_known: bool) -> Policy:
    """Takes the other draw where that is worth more than what is seen with the choice still in hand."""

    def value(standing: Standing, leg: int) -> tuple[Fraction, Fraction]:
        if leg > LEGS:
            return payoff[standing[0]], payoff[standing[0]]
        ways = _ways(standing, leg)
        below = {way: value(way, leg + 1) for way, _ in ways}
        plain = sum((share * below[way][1] for way, share in ways), Fraction(0))
        held = Fraction(0)
        for seen, share in ways:
            for other, odds in ways:
                anew = below[other][1] if is_known else plain
                policy[leg, seen, other if is_known else None] = anew > below[seen][0]
                held += share * odds * max(anew, below[seen][0])
        return held, plain

    policy: Policy = {}
    value(tuple(range(len(ROUTES))), 1)
    return policy


def _keys(is_known: bool) -> list[tuple[int, Standing, Standing | None]]:
    return sorted(best_policy([Fraction(0)] * len(ROUTES), is_known), key=repr)


def _ways(standing: Standing, leg: int) -> list[tuple[Standing, Fraction]]:
    total = sum(ODDS[at] for at in standing)
    parts = draw.branches(ROUTES, standing, leg).values()
    return [(way, Fraction(sum(ODDS[at] for at in way), total)) for way in parts]


def _share(at: int) -> Fraction:
    return Fraction(ODDS[at], 1 << 32)


STATED: Final = [draw.after_refusal(ROUTES, [Fraction(at == route) for at in range(len(ROUTES))])
                 for route in range(len(ROUTES))]  # fmt: skip
"""Of each route, if somebody wants it."""


def far(seen: int, count: int, p: float) -> float:
    """Probability of a count at least as far from the expected one, on that side, doubled: exact binomial."""
    if p in (0.0, 1.0) or count == 0:
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
    print(f"about {count:,} draws from seed {seed}")
    broken = draws = 0
    for each in run(count, seed):
        broken += not each.holds
        draws += each.draws
        print(
            f"{'holds ' if each.holds else 'BROKEN'} {each.pattern:58} {each.draws:8,} draws"
            f" {each.refusals:8,} refused  got {each.got:.4f}, at most {each.stated:.4f}  exact p {each.worst:.2g}",
            flush=True,
        )
    print(f"{draws:,} draws, {broken} patterns broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
