"""How well a copy fits what was read of a text, and how often somebody else's would fit as well by chance.

Scores are symmetric in the two variants (Skoric, Katzenbeisser, Celik 2008) and have mean zero for whoever had no
part. A mark that shows its rarer variant weighs 8 to 5 against one that shows its common one: nearly the likelihood
ratio of mixed copies (Laarhoven 2014), which serves against every way of mixing. The word of whoever had no part is
independent of the text, so the chance of a score is a sum over two binomials, and is computed exactly.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Final, NamedTuple

from .code import LOW, MILLE, Word


class Gain(NamedTuple):
    """What a match and a miss are worth."""

    match: int
    miss: int

    @property
    def step(self) -> int:
        """How much more a match is worth."""
        return self.match - self.miss


RARE: Final = Gain(8 * (MILLE - LOW), -8 * LOW)
"""Where the text shows a variant that only `LOW` of 1,000 copies have."""
COMMON: Final = Gain(5 * LOW, -5 * (MILLE - LOW))
ODDS_MIN: Final = 30_000
"""A reader is named as a lead only where a score so high comes by chance at most once in this many readers."""


class Seen(NamedTuple):
    """What a text has at one mark: the variant, or None where it cannot be read; and the mark's bias, of 1,000."""

    chance: int
    bit: int | None


class Fit(NamedTuple):
    """How one word fits; matches out of the marks that could be read."""

    score: int
    matches: int
    read: int


def fit(seen: Sequence[Seen], word: Word) -> Fit:
    """Of that word, mark by mark."""
    score = matches = read = 0
    for each, bit in zip(seen, word, strict=True):
        if each.bit is None:
            continue
        read += 1
        gain, is_match = RARE if _is_rare(each) else COMMON, bit == each.bit
        matches += is_match
        score += gain.match if is_match else gain.miss
    return Fit(score, matches, read)


def kinds(seen: Iterable[Seen]) -> tuple[int, int]:
    """How many marks show their rare variant, and how many their common one."""
    read = [_is_rare(each) for each in seen if each.bit is not None]
    return sum(read), len(read) - sum(read)


def chance(rare: int, common: int, score: int) -> Fraction:
    """The chance that the word of somebody who had no part in the text scores at least that."""
    rares, commons = _binomial(rare, LOW), _suffix(_binomial(common, MILLE - LOW))
    hits = 0
    for matches, weight in enumerate(rares):
        rest = score - matches * RARE.step - rare * RARE.miss - common * COMMON.miss
        least = max(0, -(-rest // COMMON.step))
        if least <= common:
            hits += weight * commons[least]
    return Fraction(hits, MILLE ** (rare + common))


@lru_cache(maxsize=4_096)
def least_score(rare: int, common: int, odds: int = ODDS_MIN) -> int:
    """The smallest score whose chance is at most one in `odds`; more than can be reached where none is."""
    low, high = rare * RARE.miss + common * COMMON.miss, rare * RARE.match + common * COMMON.match + 1
    while low < high:
        middle = (low + high) // 2
        if chance(rare, common, middle) * odds <= 1:
            high = middle
        else:
            low = middle + 1
    return low


def one_in(found: Fraction) -> int:
    """The chance as "one in so many", rounded down, at most 10^15."""
    return min(10**15, found.denominator // found.numerator) if found else 10**15


def _is_rare(seen: Seen) -> bool:
    return (seen.chance == LOW) == (seen.bit == 1)


@lru_cache(maxsize=1_024)
def _binomial(count: int, chance_of_match: int) -> tuple[int, ...]:
    miss = MILLE - chance_of_match
    return tuple(comb(count, hits) * chance_of_match**hits * miss ** (count - hits) for hits in range(count + 1))


@lru_cache(maxsize=1_024)
def _suffix(weights: tuple[int, ...]) -> tuple[int, ...]:
    sums, total = [], 0
    for weight in reversed(weights):
        total += weight
        sums.append(total)
    return tuple(reversed(sums))
