"""The draw: what it decides, and that nobody bends the odds beyond what is printed."""

import hashlib
import json
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import SafeconductError
from safeconduct.movement import draw
from safeconduct.records.plan import PlannedRoute
from tests.campaign import draws
from tests.naive import refusals

ORDER = "a" * 64
PARTIES = ("company", "host")


def secret(*what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()


def route(odds: int, *legs: str) -> PlannedRoute:
    return PlannedRoute(odds, 1_000, tuple(secret(leg) for leg in legs))


ROUTES = (
    route(1 << 31, "a", "a1", "a11"),
    route(1 << 30, "a", "a1", "a12"),
    route(1 << 29, "a", "a2", "a21"),
    route((1 << 29) - 7, "b", "b1", "b11"),
    route(7, "b", "b2", "b21"),
)


def _by_hand(*parts: str) -> bytes:
    text = json.dumps(["safeconduct draw/3", ORDER, *parts], separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def test_the_draw_can_be_computed_by_hand() -> None:
    first, second = secret("n1"), secret("n2")
    assert draw.commitment(ORDER, "host", "leg 2", first) == _by_hand("commit", "leg 2", "host", first).hex()
    assert draw.seed_of_both(ORDER, 2, first, second) == _by_hand("both", "leg 2", first, second)
    before = draw.seed_of_both(ORDER, 1, first, second)
    seed = draw.seed_of_fallback(ORDER, 2, "host", first, second, before)
    assert seed == _by_hand("fallback", "leg 2", "host", first, second, before.hex())
    word = int.from_bytes(hashlib.sha256(seed + bytes(4)).digest()[:8], "big")
    assert draw.pick([1 << 31, 1 << 31], seed) == (word % (1 << 32) >= 1 << 31)


@pytest.mark.parametrize(
    "change",
    [{"order": "b" * 64}, {"party": "host"}, {"what": "leg 2"}, {"what": "fallback"}, {"secret": "0" * 64}],
)
def test_a_commitment_is_to_one_order_party_leg_and_secret(change: dict[str, str]) -> None:
    said = {"order": ORDER, "party": "company", "what": "leg 1", "secret": secret("n")}
    committed = draw.commitment(**said)
    assert draw.is_kept(**said, committed=committed)
    assert not draw.is_kept(**(said | change), committed=committed)


@given(st.lists(st.integers(0, 1 << 32), min_size=1, max_size=8).filter(any), st.binary(min_size=32, max_size=32))
def test_pick_never_picks_what_has_no_odds(odds: list[int], seed: bytes) -> None:
    assert odds[draw.pick(odds, seed)] > 0


@pytest.mark.parametrize("odds", [[], [0, 0], [3, -1]])
def test_odds_that_are_none_are_refused(odds: list[int]) -> None:
    with pytest.raises(SafeconductError) as refused:
        draw.pick(odds, bytes(32))
    assert refused.value.next_step


def test_each_route_comes_as_often_as_its_odds_leg_by_leg() -> None:
    rounds = 6_000
    seen = Counter(draw.walk(ROUTES, [bytes.fromhex(secret(n, leg)) for leg in range(3)]) for n in range(rounds))
    square = sum(
        (seen[(at,)] - rounds * each.odds / 2**32) ** 2 / (rounds * each.odds / 2**32)
        for at, each in enumerate(ROUTES[:4])
    )
    assert square < 25  # chi-square, 3 degrees of freedom: 1 in 65,000


def test_one_leg_gives_the_known_bound() -> None:
    """Seeking an event of odds q, one refusal makes it 1 - (1 - q)^2; avoiding it, q^2."""
    routes = (route(1 << 30, "x"), route(3 << 30, "y"))
    q = Fraction(1, 4)
    assert draw.after_refusal(routes, [Fraction(1), Fraction(0)]) == 1 - (1 - q) ** 2
    assert 1 - draw.after_refusal(routes, [Fraction(0), Fraction(1)]) == q * q


def test_legs_give_the_refuser_a_choice_of_when() -> None:
    """q = 1/4, seen first as halves: refusing only after the first leg shows a bad half is worth more."""
    two = (route(1 << 30, "a", "a1"), route(1 << 30, "a", "a2"), route(1 << 31, "b", "b1"))
    payoff = [Fraction(1), Fraction(0), Fraction(0)]
    one = (route(1 << 30, "a1"), route(1 << 30, "a2"), route(1 << 31, "b1"))
    assert draw.after_refusal(one, payoff) == Fraction(7, 16)
    assert draw.after_refusal(two, payoff) == Fraction(1, 2)


def test_who_owns_the_fallback_avoids_a_route_better_than_who_refuses() -> None:
    """q = 1/4 at the second leg. Who refuses does not know what comes; who feigns does."""
    two = (route(1 << 30, "a", "a1"), route(1 << 30, "a", "a2"), route(1 << 31, "b", "b1"))
    payoff = [Fraction(0), Fraction(1), Fraction(1)]
    assert refusals.most(two, payoff, sees_both=False) == Fraction(7, 8)
    assert draw.after_refusal(two, payoff) == refusals.most(two, payoff) == Fraction(15, 16)


def _trees(size: int) -> st.SearchStrategy[list[tuple[int, list[str], int]]]:
    leaf = st.tuples(st.integers(1, 9), st.lists(st.sampled_from("abc"), min_size=2, max_size=2), st.integers(0, 4))
    return st.lists(leaf, min_size=1, max_size=size, unique_by=lambda each: tuple(each[1]))


def _drawn_from(tree: list[tuple[int, list[str], int]]) -> tuple[tuple[PlannedRoute, ...], list[Fraction]]:
    legs = [tuple(secret(legs[: at + 1]) for at in range(2)) for _, legs, _ in tree]
    routes = tuple(PlannedRoute(odds, 1, its) for (odds, _, _), its in zip(tree, legs, strict=True))
    return routes, [Fraction(gain, 4) for _, _, gain in tree]


@settings(deadline=None, max_examples=60)
@given(_trees(4))
def test_the_bound_is_that_of_every_way_to_draw_once_anew(tree: list[tuple[int, list[str], int]]) -> None:
    """Against the twin that tries every strategy."""
    routes, payoff = _drawn_from(tree)
    assert draw.after_refusal(routes, payoff) == refusals.most(routes, payoff)


@settings(deadline=None, max_examples=40)
@given(_trees(5))
def test_no_refuser_reaches_more_than_the_bound(tree: list[tuple[int, list[str], int]]) -> None:
    routes, payoff = _drawn_from(tree)
    assert draw.after_refusal(routes, payoff) >= refusals.most(routes, payoff, sees_both=False)


@given(st.lists(st.integers(1, 1 << 20), min_size=1, max_size=6))
def test_what_cannot_be_drawn_from_is_told(odds: list[int]) -> None:
    routes = [route(each, f"l{at}") for at, each in enumerate(odds)]
    assert "not 2^32" in (draw.fault(routes) or "")
    routes[0] = route((1 << 32) - sum(odds[1:]), "l0")
    assert draw.fault(routes) is None
    routes.append(route(1, "x", "y"))
    routes[0] = route((1 << 32) - 1 - sum(odds[1:]), "l0")
    assert draw.fault(routes) == "the routes have different numbers of legs"


def test_two_routes_with_the_same_legs_are_refused() -> None:
    assert draw.fault([route(1 << 31, "a"), route(1 << 31, "a")]) == "two routes have the same legs"


def test_numbers_that_would_favour_the_first_are_skipped() -> None:
    """With a total just over 2^63 half of all words are skipped; the rest must be even."""
    odds = [(1 << 62) + 1, 1 << 62]
    seen = Counter(draw.pick(odds, bytes.fromhex(secret(n))) for n in range(4_000))
    assert abs(seen[0] - 2_000) < 4.5 * 31.6


def test_branches_part_the_routes() -> None:
    for leg in (1, 2, 3):
        parts = draw.branches(ROUTES, range(5), leg)
        assert sorted(at for those in parts.values() for at in those) == list(range(5))
    sizes = [len(draw.branches(ROUTES, range(5), leg)) for leg in (1, 2, 3)]
    assert all(a <= b for a, b in pairwise(sizes))


def test_a_slice_of_the_campaign_of_draws() -> None:
    """Every pattern of refusal; the whole is `make campaign-draws`."""
    for result in draws.run(6_000, seed=1):
        assert result.holds, result
        assert (result.refusals > 0) == (not result.pattern.startswith("nobody")), result


def test_the_best_cheat_gets_exactly_what_is_stated() -> None:
    for wanted in range(len(draws.ROUTES)):
        payoff = [Fraction(at == wanted) for at in range(len(draws.ROUTES))]
        for gain in (payoff, [1 - each for each in payoff]):
            chances = draws.expected(draws.best_policy(gain, is_known=True))
            got = sum((chance * each for chance, each in zip(chances, gain, strict=True)), Fraction(0))
            assert got == draw.after_refusal(draws.ROUTES, gain)


def test_the_exact_test_sees_a_bias() -> None:
    assert draws.far(500, 1_000, 0.5) > 0.9
    assert draws.far(600, 1_000, 0.5) < draws.SURE
    assert draws.far(0, 1_000, 0.5) < draws.SURE
