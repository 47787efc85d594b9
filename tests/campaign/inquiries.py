"""Reports of inquiries with one bit changed, before both verifiers: neither takes one, and both say the same.

Usage: python -m tests.campaign.inquiries [COUNT] [SEED]. In each of three languages.
"""

import random
import sys
import tempfile
from pathlib import Path

from tests.second import Second
from tests.unit.test_verify_inquiry import agrees, flipped, reports


def main(count: int = 1_000, seed: int = 0) -> int:
    """How many were asked."""
    with tempfile.TemporaryDirectory() as folder:
        second = Second(Path(folder))
        for lang in ("en", "zh", "ur"):
            rng = random.Random(f"{lang} {seed}")
            every = reports(Path(folder) / lang, lang)
            for number in range(count):
                raw = flipped(rng.choice(every), rng)
                assert not agrees(second, raw), f"{lang}, seed {seed}: number {number} is verified"
        second.close()
    return second.asked


if __name__ == "__main__":
    print(f"{main(*map(int, sys.argv[1:]))} damaged reports, none verified, both verifiers of one mind")
