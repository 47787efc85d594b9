"""Numbers that are small are told with what they do not say."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.incident.rates import hazards, interval, is_hot, ratio
from tests.naive import rates as naive


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.sampled_from((0.8, 0.95, 0.99)))
def test_intervals_are_those_of_the_definition(count, level):
    assert interval(count, level) == pytest.approx(naive.interval(count, level), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 25), st.integers(0, 25))
def test_ratios_are_those_of_the_definition(new, old):
    found, (low, high) = ratio(new, old), naive.share(new, old, 0.95)
    assert found.low == pytest.approx(low / (1 - low) if low < 1 else math.inf, rel=1e-6, abs=1e-9)
    assert found.high == pytest.approx(high / (1 - high) if high < 1 else math.inf, rel=1e-6)


def test_few_say_nothing():
    assert not ratio(3, 1).is_change and not ratio(0, 0).is_change and not ratio(2, 0).is_change
    assert ratio(30, 10).is_change and ratio(10, 30).is_change
    assert not ratio(30, 10, new_days=90, old_days=30).is_change, "three times the days"


def test_chance_makes_hot_places_in_few_maps_only():
    rng = random.Random(5)
    maps = [np.bincount([rng.randrange(40) for _ in range(120)], minlength=40) for _ in range(200)]
    assert sum(bool(is_hot(counts).any()) for counts in maps) <= 200 * 0.05 * 2
    assert is_hot(np.array([3] * 39 + [20])).tolist() == [False] * 39 + [True]


def test_what_is_driven_more_meets_more():
    counts, passes = np.array([2, 2, 20]), np.array([10.0, 10.0, 100.0])
    assert is_hot(counts)[2] and not is_hot(counts, passes).any()


def test_hazards_of_stretches():
    edges = np.array([[0, 0], [0, 100_000], [0, 200_000], [0, 300_000]], dtype=np.int64)
    met = np.array([[0, 100_000]] * 9 + [[0, 300_000]], dtype=np.int64)
    length = np.ones(4)
    found = hazards(met, edges, length, 300)
    assert (found.low_ppm <= found.hazard_ppm).all() and (found.hazard_ppm <= found.high_ppm).all()
    assert found.hazard_ppm[1] == max(found.hazard_ppm) and found.low_ppm[1] > 1_000_000
    assert found.low_ppm[0] < 1_000_000 < found.high_ppm[0], "none in a short time says little"
    assert found.low_ppm[3] < 1_000_000 < found.high_ppm[3], "one says little"
    often = hazards(met, edges, length, 300, passes=np.array([1.0, 9.0, 1.0, 1.0]))
    assert often.low_ppm[1] < 1_000_000, "nine in nine passes are as many as one in one"
    nothing = hazards(met[:0], edges, length, 300)
    assert (nothing.hazard_ppm == 1_000_000).all()
