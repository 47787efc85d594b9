"""`make campaign SEEDS=0 COUNT=1000`: what must never happen, tried from seeds, and counted.

SEEDS: the first seed, or some of them with commas between, to replay. COUNT: kills, failures of the disk, flips,
contacts, and a tenth of the orders of delivery. Prints what happened and ends 1 if anything did that never must,
with the seeds. `--only` chooses: kills, failures and flips of one log; contacts with dishonest logs; orders of
delivery; node-kills and node-flips under whole nodes; a stick.
"""

import argparse
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign import contacts, log, node_trials, nodes, orders, stick

ORDERS_A_WORLD = 20


def of_log(case, done):
    """A campaign over the write order of one log."""
    return lambda seeds, wanted, _: log.run(case, seeds, lambda told: done(told) >= wanted)


def of_nodes(case, done):
    """A campaign over whole nodes."""

    def run(seeds, wanted, folder):
        return node_trials.run(case, seeds, lambda told: done(told) >= wanted, folder)

    return run


def some(seeds, number):
    """Those that were named, or so many from the first on."""
    return seeds if isinstance(seeds, list) else range(next(seeds), 1 << 62)[:number]


CAMPAIGNS = {
    "kills": of_log(log.killed, lambda told: told["kills"]),
    "failures": of_log(log.failing, lambda told: told["disk full"] + told["fsync failed"]),
    "flips": of_log(log.flipped, lambda told: told["bits flipped"]),
    "contacts": lambda seeds, wanted, folder: contacts.run(some(seeds, wanted), folder / "proof"),
    "orders": lambda seeds, wanted, _: orders.run(some(seeds, wanted * 10 // ORDERS_A_WORLD), ORDERS_A_WORLD),
    "node-kills": of_nodes(node_trials.killed, lambda told: told["kills"]),
    "node-flips": of_nodes(node_trials.flipped, lambda told: told["bits flipped"]),
}


def main() -> int:
    """Run what was asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    asked.add_argument("--seeds", default="0")
    asked.add_argument("--count", type=int, default=1000)
    asked.add_argument("--records", type=int, default=1_000_000, help="carried on the stick; 0: none")
    asked.add_argument("--only", default=",".join([*CAMPAIGNS, "stick"]))
    given = asked.parse_args()
    seeds = [int(seed) for seed in given.seeds.split(",")]
    failures: list[str] = []
    for name in given.only.split(","):
        with TemporaryDirectory(prefix="safeconduct-campaign-") as folder:
            begun = time.perf_counter()
            if name == "stick":
                told, failed = stick.carried(Path(folder), given.records, cuts=20, seed=seeds[0]), []
            else:
                chosen = seeds if len(seeds) > 1 else count(seeds[0])
                told, failed = CAMPAIGNS[name](chosen, given.count, Path(folder))
            failures += failed
            show(name, seeds[0], told, time.perf_counter() - begun)
    print("\n".join(failures) if failures else "nothing happened that never must")
    return 1 if failures else 0


def show(name, seed, told, seconds):
    """The counts, what must be zero first."""
    print(f"{name}, from seed {seed}, {seconds:.0f} s")
    never = [kind for kind in (*nodes.NEVER, *orders.NEVER) if kind in told]
    for kind in [*never, *sorted(set(told) - set(never))]:
        print(f"  {told[kind]:>12,} {kind}" if isinstance(told[kind], int) else f"  {told[kind]:>12} {kind}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
