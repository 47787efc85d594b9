"""Intervals by their definition: the means at which the count just stops being a surprise, found by halving."""

from math import comb, exp, lgamma, log


def at_most(count, mean):
    """The chance of that count or fewer."""
    return 1.0 if mean <= 0 else sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


def interval(count, level):
    """Garwood: each tail has half of what is left."""
    tail = (1 - level) / 2
    low = halved(lambda mean: 1 - at_most(count - 1, mean) > tail, 0, 10 * count + 50) if count else 0.0
    return low, halved(lambda mean: at_most(count, mean) < tail, 0, 10 * count + 50)


def share(new, old, level):
    """Clopper and Pearson, for the share of `new` in both."""
    both, tail = new + old, (1 - level) / 2

    def more(share, count):
        return sum(comb(both, k) * share**k * (1 - share) ** (both - k) for k in range(count, both + 1))

    low = halved(lambda p: more(p, new) > tail, 0, 1) if new else 0.0
    high = halved(lambda p: 1 - more(p, new + 1) < tail, 0, 1) if old else 1.0
    return low, high


def halved(is_past, low, high):
    """Where it turns from false to true."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if is_past(middle) else (middle, high)
    return low
