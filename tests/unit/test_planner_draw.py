"""The draw: what it decides, what it refuses, and that nobody bends the odds beyond what is printed."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.errors import SafeconductError
from safeconduct.planner import draw
from safeconduct.planner.draw import Commitment, Opening, Session

SESSION = Session("m1", "a" * 64, "b" * 64, 1_800_000_000_000, ("company", "host"))
PARTIES = SESSION.parties


def _bytes(*what: object) -> bytes:
    return hashlib.sha256(repr(what).encode()).digest()


def _commitments(seed: int, session: Session = SESSION) -> dict[str, Commitment]:
    return {p: draw.commit(session, p, _bytes(seed, p, "n"), _bytes(seed, p, "f")) for p in PARTIES}


def _opening(seed: int, party: str, *, with_fallback: bool = False) -> Opening:
    fallback = _bytes(seed, party, "f").hex() if with_fallback else None
    return Opening(_bytes(seed, party, "n").hex(), fallback)


def _salts(seed: int) -> dict[str, str]:
    return {p: _bytes(seed, p, "s").hex() for p in PARTIES}


def _honest(seed: int) -> int:
    openings = {p: _opening(seed, p) for p in PARTIES}
    return draw.outcome(SESSION, _commitments(seed), _salts(seed), openings).drawn


def _refused(seed: int, refuser: str) -> int:
    other = next(p for p in PARTIES if p != refuser)
    openings = {other: _opening(seed, other, with_fallback=True)}
    result = draw.outcome(SESSION, _commitments(seed), _salts(seed), openings)
    assert result.refused == refuser
    return result.drawn


def _by_hand(*parts: object) -> bytes:
    session = {
        "movement": "m1",
        "parties": ["company", "host"],
        "plan": "a" * 64,
        "release_ms": 1_800_000_000_000,
        "roads": "b" * 64,
        "witness": None,
    }
    text = json.dumps(["safeconduct draw/1", session, *parts], separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def test_the_draw_can_be_computed_by_hand() -> None:
    nonces = [_bytes(0, p, "n").hex() for p in PARTIES]
    assert _commitments(0)["host"].nonce == _by_hand("commit nonce", "host", nonces[1]).hex()
    assert _honest(0) == int.from_bytes(_by_hand("both", *nonces)[:4], "big")
    fallback, salt = _bytes(0, "company", "f").hex(), _salts(0)["host"]
    drawn = int.from_bytes(_by_hand("fallback", "company", fallback, salt)[:4], "big")
    assert _refused(0, "host") == drawn


ODDS = [1 << 31, 1 << 30, 1 << 29, (1 << 29) - 7, 7]
BAD = 1  # the route that somebody wants to avoid, or to bring about
Q = Fraction(ODDS[BAD], 1 << 32)
ROUNDS = 6_000


@pytest.mark.parametrize("who", [None, *PARTIES])
@pytest.mark.parametrize("wants", [True, False])
def test_no_refusal_moves_the_odds_further_than_printed(who: str | None, wants: bool) -> None:
    """`who` sees the outcome first and refuses whenever it dislikes it."""
    met = 0
    for seed in range(ROUNDS):
        route = draw.pick(ODDS, _honest(seed))
        if who and (route == BAD) != wants:
            route = draw.pick(ODDS, _refused(seed, who))
        met += route == BAD
    low, high = draw.after_refusal(Q)
    expected = float(Q if who is None else high if wants else low)
    deviation = (expected * (1 - expected) / ROUNDS) ** 0.5
    assert abs(met / ROUNDS - expected) < 4.5 * deviation


def test_all_routes_come_as_often_as_their_odds() -> None:
    seen = Counter(draw.pick(ODDS, _honest(seed)) for seed in range(ROUNDS))
    square = sum(
        (seen[i] - ROUNDS * odds / 2**32) ** 2 / (ROUNDS * odds / 2**32) for i, odds in enumerate(ODDS[:4])
    )
    assert square < 25  # chi-square, 3 degrees of freedom: 1 in 65,000


@given(st.lists(st.integers(0, 1 << 32), max_size=8))
def test_every_number_picks_one_route_in_proportion(cuts: list[int]) -> None:
    edges = sorted({0, 1 << 32, *cuts})
    odds = [b - a for a, b in pairwise(edges)]
    for i, (first, after) in enumerate(pairwise(edges)):
        assert draw.pick(odds, first) == draw.pick(odds, after - 1) == i


def test_a_witness_makes_refusing_useless() -> None:
    """The witness unseals what was sealed at commit time: there is nothing left to refuse."""
    witnessed = Session("m1", "a" * 64, "b" * 64, 1_800_000_000_000, PARTIES, "observer")
    openings = {p: _opening(1, p) for p in PARTIES}
    result = draw.outcome(witnessed, _commitments(1, witnessed), _salts(1), openings)
    assert result.refused is None
    assert result.drawn != _honest(1)  # the session with a witness is another session


def _outcome_with(**change: object) -> object:
    parts = {"commitments": _commitments(0), "salts": _salts(0), "openings": {p: _opening(0, p) for p in PARTIES}}
    return draw.outcome(change.pop("session", SESSION), **(parts | change))


REFUSED: list[tuple[str, str, Callable[[], object]]] = [
    ("a nonce chosen after seeing the other's", "host opened a nonce", lambda: _outcome_with(
        openings={"company": _opening(0, "company"), "host": _opening(1, "host")})),
    ("a fallback chosen after the refusal", "company opened a fallback", lambda: _outcome_with(
        openings={"company": Opening(_opening(0, "company").nonce, "0" * 64)})),
    ("an opening of another movement", "opened a nonce", lambda: _outcome_with(
        session=Session("m2", "a" * 64, "b" * 64, 1_800_000_000_000, PARTIES))),
    ("a plan swapped after the commitments", "opened a nonce", lambda: _outcome_with(
        session=Session("m1", "c" * 64, "b" * 64, 1_800_000_000_000, PARTIES))),
    ("other roads", "opened a nonce", lambda: _outcome_with(
        session=Session("m1", "a" * 64, "c" * 64, 1_800_000_000_000, PARTIES))),
    ("another release time", "opened a nonce", lambda: _outcome_with(
        session=Session("m1", "a" * 64, "b" * 64, 1_800_000_000_001, PARTIES))),
    ("a witness named afterwards", "opened a nonce", lambda: _outcome_with(
        session=Session("m1", "a" * 64, "b" * 64, 1_800_000_000_000, PARTIES, "observer"))),
    ("one party's commitment used by the other", "opened a nonce", lambda: _outcome_with(
        commitments={"company": _commitments(0)["host"], "host": _commitments(0)["company"]})),
    ("no commitment", "never committed", lambda: _outcome_with(commitments={})),
    ("one party never committed", "host never committed", lambda: _outcome_with(
        commitments={"company": _commitments(0)["company"]})),
    ("both refuse", "neither company nor host", lambda: _outcome_with(openings={})),
    ("a refusal and a closed fallback", "has not opened its fallback", lambda: _outcome_with(
        openings={"company": _opening(0, "company")})),
    ("a refuser without a salt", "never sent its salt", lambda: _outcome_with(
        openings={"company": _opening(0, "company", with_fallback=True)}, salts={"company": "00"})),
    ("parties out of order", "not in order", lambda: draw.check_session(
        Session("m1", "a" * 64, "b" * 64, 0, ("host", "company")))),
    ("a party as both sides", "not in order", lambda: draw.check_session(
        Session("m1", "a" * 64, "b" * 64, 0, ("host", "host")))),
    ("a party as its own witness", "its own draw", lambda: draw.check_session(
        Session("m1", "a" * 64, "b" * 64, 0, PARTIES, "host"))),
    ("a short nonce", "32 bytes", lambda: draw.commit(SESSION, "host", b"short", b"f" * 32)),
    ("one nonce for both", "two different", lambda: draw.commit(SESSION, "host", b"n" * 32, b"n" * 32)),
    ("odds that do not add up", "add up to", lambda: draw.pick([1, 2], 0)),
    ("negative odds", "add up to", lambda: draw.pick([(1 << 32) + 1, -1], 0)),
    ("a number out of range", "2^32 or more", lambda: draw.pick([1 << 32], 1 << 32)),
]  # fmt: skip


@pytest.mark.parametrize(("catches", "says", "act"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(catches: str, says: str, act: Callable[[], object]) -> None:
    with pytest.raises(SafeconductError) as refused:
        act()
    assert says in str(refused.value)
    assert refused.value.next_step
