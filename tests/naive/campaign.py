"""A long comparison of the engine with the definition: `python -m tests.naive.campaign 100000 [first seed] [jobs]`.

Each case is a random rule, a trace with facts and promises at the ends of the rule's intervals and one tick beside
them, an order of arrival; compared prefix by prefix, then in another order, then at once. A trace in which the
rule never triggers is thrown away and counted: every case that counts has a trigger.
Prints each case that differs. Ends 1 if any case differs.
"""

import random
import sys
from collections import Counter
from multiprocessing import Pool
from unittest.mock import patch

from safeconduct.protocol.coverage import is_plain
from safeconduct.protocol.monitor import Monitor
from safeconduct.protocol.rule import FORMAL, SEMANTICS, Rule
from tests.naive.formulas_at_random import LOGS, Maker
from tests.naive.monitor import verdicts
from tests.unit.test_protocol_referee import item, play

SIZES = (4, 6, 8, 10, 12, 16, 20)
TRACES = 20
"""How many traces a rule gets to trigger; some rules never can, for their guard is never true."""
BLOCK = 250


def case(seed):
    """(duty, lines, traces thrown away). No lines: the rule never triggered."""
    rng = random.Random(seed)
    maker = Maker(rng.choice)
    duty = maker.duty()
    for n_thrown in range(TRACES):
        lines = maker.aimed(duty, rng.choice(SIZES))
        if verdicts(duty, lines, LOGS):
            return duty, lines, n_thrown
    return duty, [], TRACES


def compare(seed):
    """Play one case in two orders. Returns its verdicts at the end, its lines, the traces thrown away."""
    duty, lines, n_thrown = case(seed)
    if not lines:
        return {}, [], n_thrown
    one = play(duty, lines)
    again = list(lines)
    random.Random(seed).shuffle(again)
    assert play(duty, again, every=False) == one, "the order of arrival matters"
    assert at_once(duty, again) == one, "all lines at once give other verdicts"
    if is_plain(duty):
        with patch("safeconduct.protocol.monitor.is_plain", lambda _: False):
            assert play(duty, lines, every=False) == one, "the docket for any duty says something else"
    assert one, "the engine saw no trigger"
    return one, lines, n_thrown


def at_once(duty, lines):
    """All lines in one feed."""
    monitor = Monitor([Rule(SEMANTICS, FORMAL, (), (duty,))], LOGS, first_seq=1)
    monitor.feed([item(line) for line in lines])
    dropped = {(v.at_ms, v.key) for v in monitor.dropped()}
    told = [v for v in monitor.changes() if (v.at_ms, v.key) not in dropped]
    return {(v.at_ms, tuple(b.value for b in v.key)): v for v in told}


def campaign(seeds):
    """Counts over these seeds, and the seeds that differ with what differs."""
    counts, bad = Counter(), []
    for seed in seeds:
        try:
            told, lines, n_thrown = compare(seed)
        except AssertionError as error:
            bad.append((seed, str(error)))
            continue
        counts["cases"] += bool(told)
        counts["rules without a trigger"] += not told
        counts["traces thrown away"] += n_thrown
        counts["lines"] += len(lines)
        counts["facts"] += sum(len(line) == 6 for line in lines)
        counts["triggers"] += len(told)
        counts["cases with 1 trigger" if len(told) == 1 else "cases with more"] += bool(told)
        counts.update(str(v.status) for v in told.values())
    return counts, bad


def main(n, first, jobs):
    blocks = [range(at, min(at + BLOCK, first + n)) for at in range(first, first + n, BLOCK)]
    counts, n_bad = Counter(), 0
    with Pool(jobs) as pool:
        for i, (own, bad) in enumerate(pool.imap_unordered(campaign, blocks), 1):
            counts.update(own)
            n_bad += len(bad)
            for seed, error in bad:
                print(f"seed {seed}: {error}", flush=True)
            if i % 40 == 0 or i == len(blocks):
                print(f"{i * BLOCK:,} seeds: {dict(counts)}, {n_bad} differ", flush=True)
    return n_bad


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    n, first, jobs = [*numbers, *(1_000, 0, 1)[len(numbers) :]]
    sys.exit(1 if main(n, first, jobs) else 0)
