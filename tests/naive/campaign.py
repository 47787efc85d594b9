"""A long comparison of the engine with the definition: `python -m tests.naive.campaign 100000 [first seed]`.

Each case is a random rule, trace, arrival order and heads; compared prefix by prefix, then in another order.
Prints each case that differs; counts triggers, so that no campaign is vacuous. Ends 1 if any case differs.
"""

import random
import sys
from collections import Counter

from tests.naive.formulas_at_random import Maker
from tests.unit.test_protocol_referee import play


def campaign(first, n):
    told, n_vacuous, n_bad = Counter(), 0, 0
    for seed in range(first, first + n):
        rng = random.Random(seed)
        maker = Maker(rng.choice)
        duty, lines = maker.duty(), maker.lines(rng.choice((8, 16, 24, 40)))
        try:
            one = play(duty, lines)
            rng.shuffle(lines)
            assert play(duty, lines, every=False) == one, "the order of arrival matters"
        except AssertionError as error:
            n_bad += 1
            print(f"seed {seed}: {error}")
            continue
        n_vacuous += not one
        told.update(str(v.status) for v in one.values())
    return told, n_vacuous, n_bad


if __name__ == "__main__":
    n, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    told, n_vacuous, n_bad = campaign(first, n)
    print(f"{n} cases from seed {first}, {n_vacuous} without a trigger, verdicts {dict(told)}, {n_bad} differ")
    sys.exit(1 if n_bad else 0)
