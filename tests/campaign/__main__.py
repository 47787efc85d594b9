"""`make campaign SEEDS=0 COUNT=1000`: kills and flipped bits over the write order, and a log carried on a stick.

SEEDS: the first seed, or some of them with commas between, to replay. COUNT: kills, failures of the disk, and
flips, each. Prints what happened and ends 1 if anything did that never must, with the seeds.
"""

import argparse
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign import contacts, log, stick

CAMPAIGNS = {
    "kills": (log.killed, lambda told: told["kills"]),
    "failures": (log.failing, lambda told: told["disk full"] + told["fsync failed"]),
    "flips": (log.flipped, lambda told: told["bits flipped"]),
}


def main() -> int:
    """Run what was asked for."""
    asked = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    asked.add_argument("--seeds", default="0")
    asked.add_argument("--count", type=int, default=1000)
    asked.add_argument("--records", type=int, default=1_000_000, help="carried on the stick; 0: none")
    given = asked.parse_args()
    seeds = [int(seed) for seed in given.seeds.split(",")]
    failures: list[str] = []
    for name, (case, done) in CAMPAIGNS.items():
        begun = time.perf_counter()
        chosen = seeds if len(seeds) > 1 else count(seeds[0])
        told, failed = log.run(case, chosen, lambda told, done=done: done(told) >= given.count)
        failures += failed
        show(name, seeds[0], told, time.perf_counter() - begun)
    with TemporaryDirectory(prefix="safeconduct-campaign-") as folder:
        begun = time.perf_counter()
        chosen = seeds if len(seeds) > 1 else range(seeds[0], seeds[0] + given.count)
        told, failed = contacts.run(chosen, Path(folder) / "proof")
        failures += failed
        show("contacts", seeds[0], told, time.perf_counter() - begun)
    if given.records:
        with TemporaryDirectory(prefix="safeconduct-campaign-") as folder:
            begun = time.perf_counter()
            told = stick.carried(Path(folder), given.records, cuts=20, seed=seeds[0])
            show("stick", seeds[0], told, time.perf_counter() - begun)
    print("\n".join(failures) if failures else "nothing happened that never must")
    return 1 if failures else 0


def show(name, seed, told, seconds):
    """The counts, what must be zero first."""
    print(f"{name}, from seed {seed}, {seconds:.0f} s")
    never = [kind for kind in log.NEVER if kind in told]
    for kind in [*never, *sorted(set(told) - set(never))]:
        print(f"  {told[kind]:>12,} {kind}" if isinstance(told[kind], int) else f"  {told[kind]:>12} {kind}")


if __name__ == "__main__":
    sys.exit(main())
