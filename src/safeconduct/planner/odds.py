"""Odds as integers that add up exactly, so that both parties draw from, and check, the same numbers."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")


def whole(weights: Mapping[K, float], total: int, cap: int, spare: Iterable[K] = ()) -> dict[K, int]:
    """Integers near the weights (taken relative to their sum, up to `cap` each) that add up to `total`.

    Zeros are left out. What no key may take goes to `spare`, in order. The caller sees to it that keys times cap
    suffice. Largest remainders first; equal ones in the order given.
    """
    top = max(weights.values(), default=0.0)
    positive = {key: weight / top for key, weight in weights.items() if weight > top * 1e-15}
    scale = total / sum(positive.values()) if positive else 0.0
    parts = {key: min(cap, int(weight * scale)) for key, weight in positive.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(positive, key=lambda key: parts[key] - positive[key] * scale)
    while left < 0:  # a float of the sum may round up
        key = max(parts, key=lambda k: parts[k])
        taken = min(-left, parts[key])
        parts[key] -= taken
        left += taken
    if left <= len(by_remainder):
        for key in by_remainder:
            if left and parts[key] < cap:
                parts[key] += 1
                left -= 1
    for key in (*by_remainder, *spare):
        if not left:
            break
        room = min(left, cap - parts.get(key, 0))
        parts[key] = parts.get(key, 0) + room
        left -= room
    return {key: part for key, part in parts.items() if part}
