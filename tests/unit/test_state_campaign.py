"""A short slice of ten thousand orders of delivery: `make campaign ARGS="--only orders"` runs them all."""

import pytest

from tests.campaign import orders


@pytest.mark.parametrize("seed", range(12))
def test_every_order_of_delivery_gives_one_state_and_final_stays_final(seed):
    told, failures = orders.run([seed], 20)
    assert not failures, "\n".join(failures)
    assert told["orders"] == 20 and told["records delivered"] > 1_000
    assert {told[kind] for kind in orders.NEVER} == {0}
