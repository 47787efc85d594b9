"""Marks of copies: who is named after a leak, how often wrongly, and how many marks a document really has.

Everything goes through the product's own code: `disclosure/code.py` for biases and words, `disclosure/score.py` for
scores, chances and the threshold, `disclosure/copy.py` for documents.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from safeconduct.disclosure.code import LOW, biases, word
from safeconduct.disclosure.copy import compose, parse, scheme
from safeconduct.disclosure.marks import read_marks
from safeconduct.disclosure.order import Head, Leg, Part, Reporting
from safeconduct.disclosure.score import COMMON, ODDS_MIN, RARE, chance, least_score
from safeconduct.records.units import GroupId, Lang

from .report import Aim, Figure, Run

Bits = NDArray[Any]
READERS: Final = 30
LOST: Final = 0.3
LANGS: Final[tuple[Lang, ...]] = ("en", "zh", "ur")
_PART: Final = GroupId("bench")
_MINUTE_MS: Final = 60_000


def measure(run: Run) -> Iterator[Figure]:
    """Documents first: what they hold decides which of the figures after it count."""
    yield from _documents()
    many = 200 if run.is_quick else 2_000
    yield from _one_leaker(many)
    yield from _colluders(2, 192, 99.0, many)
    yield from _colluders(3, 384, 98.0, many)
    yield from _innocents(20_000 if run.is_quick else 200_000)


def _documents() -> Iterator[Figure]:
    for lang in LANGS:
        parts = example()
        counts = [scheme(part, lang) for part in parts]
        kinds = {kind: sum(each.kinds()[kind] for each in counts) for kind in counts[0].kinds()}
        told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        legs = ", ".join(str(each.size) for each in counts[1:])
        yield Figure(f"marks of an order of four legs, {lang}", sum(each.size for each in counts), "", {},
                     f"{told}; head {counts[0].size}, legs {legs}")  # fmt: skip


def _one_leaker(trials: int) -> Iterator[Figure]:
    """One reader's whole copy, as text, through the reader of marks."""
    for lang in LANGS:
        named = false = 0
        for trial in range(trials // 10):
            secret = _secret("one", lang, trial)
            seen, words = [], []
            for at, part in enumerate(example()):
                size = scheme(part, lang).size
                chances = biases(secret, GroupId(f"p{at}"), size)
                all_words = [word(secret, GroupId(f"p{at}"), str(reader), chances) for reader in range(READERS)]
                found = read_marks(compose(part, lang, all_words[trial % READERS]), part, lang)
                seen.append((np.array([-1 if bit is None else bit for bit in found.bits]), np.array(chances)))
                words.append(np.array(all_words))
            leads = _leads(np.concatenate([each[0] for each in seen]), np.concatenate([each[1] for each in seen]),
                           np.concatenate(words, axis=1))  # fmt: skip
            named += trial % READERS in leads
            false += bool(leads - {trial % READERS})
        told = f"{trials // 10} leaks, {READERS} readers; somebody else named in {false}"
        share = 100 * named / (trials // 10)
        yield Figure(f"one leaker, one full text, {lang}", share, "%", {}, told, Aim("at least", 99.9))


Strategy = Callable[[Bits, np.random.Generator], Bits]


def _majority(copies: Bits, chance_: np.random.Generator) -> Bits:
    twice = 2 * copies.sum(0)
    even = chance_.integers(0, 2, copies.shape[1])
    return np.asarray(np.where(twice == len(copies), even, twice > len(copies)))


def _minority(copies: Bits, chance_: np.random.Generator) -> Bits:
    count = copies.sum(0)
    agree = (count == 0) | (count == len(copies))
    return np.asarray(np.where(agree, copies[0], 1 - _majority(copies, chance_)))


def _interleave(copies: Bits, chance_: np.random.Generator) -> Bits:
    size = copies.shape[1]
    return np.asarray(copies[chance_.integers(0, len(copies), size), np.arange(size)])


def _stitch(copies: Bits, chance_: np.random.Generator) -> Bits:
    size = copies.shape[1]
    return np.asarray(copies[np.arange(size) * len(copies) // size, np.arange(size)])


def _ones(copies: Bits, chance_: np.random.Generator) -> Bits:
    return np.asarray(copies.max(0))


def _zeros(copies: Bits, chance_: np.random.Generator) -> Bits:
    return np.asarray(copies.min(0))


def _coin(copies: Bits, chance_: np.random.Generator) -> Bits:
    coins = chance_.integers(0, 2, copies.shape[1])
    return np.asarray(np.where(copies.min(0) == copies.max(0), copies[0], coins))


STRATEGIES: Final[dict[str, Strategy]] = {
    "majority": _majority,
    "minority": _minority,
    "each mark at random": _interleave,
    "stitched from parts": _stitch,
    "second wording if any has it": _ones,
    "first wording if any has it": _zeros,
    "coin where they differ": _coin,
}


def _colluders(count: int, marks: int, aim: float, trials: int) -> Iterator[Figure]:
    """They compare copies and choose; then three marks of ten are lost. Marks lie in several documents of 32."""
    for name, strategy in STRATEGIES.items():
        chance_ = np.random.default_rng(7)
        named = false = 0
        for trial in range(trials):
            chances, words = _codes(f"{count} {name}", trial, marks, READERS)
            text = strategy(words[:count], chance_)
            text = np.where(chance_.random(marks) < LOST, -1, text)
            leads = _leads(text, chances, words)
            named += bool(leads & set(range(count)))
            false += len(leads - set(range(count)))
        told = f"{trials} leaks, {READERS} readers, {LOST:.0%} of the marks lost; "
        told += f"innocent readers named: {false} of {trials * (READERS - count)}"
        what = f"{count} colluders, {marks} marks: {name}"
        yield Figure(what, 100 * named / trials, "%", {}, told, Aim("at least", aim))


def _innocents(trials: int) -> Iterator[Figure]:
    """Readers who had no part in it, against texts of one, two and three others."""
    chance_ = np.random.default_rng(11)
    named = counted = 0
    expected = 0.0
    for trial in range(trials // 100):
        chances, words = _codes("innocents", trial, 192, 103)
        text = _interleave(words[: 1 + trial % 3], chance_)
        text = np.where(chance_.random(192) < LOST, -1, text)
        named += len(_leads(text, chances, words[3:]))
        counted += 100
        rare, common = _kinds(text, chances)
        expected += 100 * float(chance(rare, common, least_score(rare, common)))
    bound = f"{named} of {counted} innocent readers; computed for these texts {expected / counted * 1e4:.2f}e-4, "
    yield Figure("innocent readers named", 1e4 * named / counted, "e-4", {},
                 bound + f"bound one in {ODDS_MIN:,}", Aim("at most", 1.0))  # fmt: skip


def _codes(what: str, trial: int, marks: int, readers: int) -> tuple[NDArray[np.int64], Bits]:
    """Several documents of 32 marks, each with its own secret."""
    chances: list[int] = []
    words: list[list[int]] = [[] for _ in range(readers)]
    for document in range(marks // 32):
        secret = _secret(what, str(document), trial)
        its = biases(secret, _PART, 32)
        chances += its
        for reader in range(readers):
            words[reader] += word(secret, _PART, str(reader), its)
    return np.array(chances), np.array(words, dtype=np.int8)


def _leads(text: Bits, chances: NDArray[np.int64], words: Bits) -> set[int]:
    """Readers whose score is at or above the threshold that the product takes."""
    read = text >= 0
    rare = read & ((chances == LOW) == (text == 1))
    match = words == text
    gains = np.where(rare, np.where(match, RARE.match, RARE.miss), np.where(match, COMMON.match, COMMON.miss))
    scores = np.where(read, gains, 0).sum(1)
    return {int(each) for each in np.flatnonzero(scores >= least_score(*_kinds(text, chances)))}


def _kinds(text: Bits, chances: NDArray[np.int64]) -> tuple[int, int]:
    read = text >= 0
    rare = int((read & ((chances == LOW) == (text == 1))).sum())
    return rare, int(read.sum()) - rare


def _secret(*words: object) -> bytes:
    return hashlib.sha256(" ".join(map(str, words)).encode()).digest()


def example() -> tuple[Part, ...]:
    """An order as they are: four legs, three vehicles, two of the escort."""
    start = 1_790_000_040_000
    head = Head(
        "pick-up 7", "Heron", 6, 15, ("BK-4471", "LD-102", "LD-117"), ("E-1", "E-2"), ("Company desk", "Host room")
    )
    places = ("Airport, gate C", "Ring Road toll", "Canal bridge", "Works road", "Plant, gate 2")
    legs = tuple(
        Leg(
            at + 1, places[at], places[at + 1], start + at * 30 * _MINUTE_MS, start + (at * 30 + 25) * _MINUTE_MS,
            (f"Road {at}A", f"Road {at}B", f"Road {at}C"),
            (Reporting(f"Post {at}1", start + (at * 30 + 8) * _MINUTE_MS),
             Reporting(f"Post {at}2", start + (at * 30 + 16) * _MINUTE_MS)),
            (f"Fort {at}", f"Hospital {at}"),
        )
        for at in range(4)
    )  # fmt: skip
    parts: tuple[Part, ...] = (head, *legs)
    for lang in LANGS:
        for part in parts:
            if parse(compose(part, lang, (0,) * scheme(part, lang).size), lang) != part:
                raise AssertionError("a copy does not say what the order says")
    return parts
