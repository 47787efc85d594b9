"""Many reports taken from the buckets at once are what they are one by one."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.node.floods import FLOOD_BURST, FLOOD_PER_S, Floods

NAMES = ["a", "b", "c"]
passed = st.sampled_from([0, 1, 49, 50, 1_000, 200_000, -5])
counts_of_three = st.tuples(*[st.sampled_from([0, 1, 30, 1_999, 2_500])] * 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(passed, counts_of_three), max_size=4))
def test_the_same_as_one_by_one(turns) -> None:
    many, single, now_ms = Floods(), Floods(), 1_000_000
    for passed_ms, counts in turns:
        now_ms += passed_ms
        used = np.flatnonzero(counts)
        taken = many.takes("f", NAMES, used, np.array(counts)[used], now_ms)
        wanted = [sum(not single.is_flood("f", NAMES[n], now_ms) for _ in range(counts[n])) for n in used.tolist()]
        assert taken.tolist() == wanted


def test_a_bucket_fills_again() -> None:
    floods = Floods()
    one = np.zeros(1, dtype=np.int64)
    assert floods.takes("f", NAMES, one, one + 5_000, 0).tolist() == [FLOOD_BURST]
    assert floods.takes("f", NAMES, one, one + 5_000, 10_000).tolist() == [10 * FLOOD_PER_S]
    assert not floods.is_flood("g", "a", 10_000), "another feed's bucket is another"


def test_many_senders_take_bounded_memory() -> None:
    """Catches: a bucket for everybody who ever spoke."""
    floods = Floods()
    for first in range(0, 1_000_000, 50_000):
        names = [f"s{n}" for n in range(first, first + 50_000)]
        floods.takes("f", names, np.arange(50_000), np.ones(50_000, dtype=np.int64), 0)
    assert sum(len(each.level) for each in floods._feeds.values()) < 600_000
