"""`watch replay --feed csv --json`, as the command prints it, against tests/naive/replay.py.

    python -m tests.naive.campaign_replay CASES SEED

Random sites (holes, slanted edges, limits of half a second to a minute), rows up to 60 s out of order, clocks that
end before, at and after the limits.
"""

import contextlib
import io
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from safeconduct.cli import main as command
from tests.naive.replay import facts as naive_facts
from tests.unit.test_watch_replay_contract import T0, _csv, _feature


def _rings(chance: random.Random) -> list:
    x, y, w, h = chance.randint(-1, 9), chance.randint(-1, 9), chance.randint(1, 8), chance.randint(1, 8)
    box = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    wide = ((x, y), (x + 9, y), (x + 9, y + 9), (x, y + 9))
    hole = ((x + 2, y + 2), (x + 5, y + 3), (x + 4, y + 6))
    slanted = ((x, y), (x + w, y + 2), (x + w + 2, y + h + 3), (x + 1, y + h + 2))
    return chance.choice([[box], [slanted], [wide, hole]])


def _printed(words: list[str]) -> list[dict]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        command(words)
    out.flush()
    return [json.loads(line) for line in out.buffer.getvalue().splitlines()]


def check(seed: int, folder: Path) -> Counter[str]:
    """One case; the facts of each kind. Fails where the two differ."""
    chance = random.Random(seed)
    kinds, limits = ("ring", "zone", "gate"), (None, 0.5, 1, 10, 60)
    zones = range(chance.randint(1, 4))
    features = [_feature(f"z{n}", _rings(chance), chance.choice(kinds), chance.choice(limits)) for n in zones]
    site = json.dumps({"type": "FeatureCollection", "features": features})
    times = (0, 10, 20, 60, 70, 120, 180, chance.randint(0, 300))
    stated = {(chance.choice(("V1", "v1", "Bus Ä")), chance.choice(times)) for _ in range(chance.randint(1, 40))}
    rows = [(*each, chance.randint(-2, 15), chance.randint(-2, 15)) for each in sorted(stated)]
    until = T0 + chance.choice((0, 59, 60, 120, 150, 240, 400)) * 1000
    arrived = sorted(rows, key=lambda row: row[1] * 1000 + chance.randint(0, 60_000))
    (folder / "rows.csv").write_text(_csv(arrived), encoding="utf-8")
    (folder / "site.json").write_text(site)
    words = ["watch", "replay", f"{folder}/rows.csv", "--feed", "csv", "--site", f"{folder}/site.json"]
    printed = _printed([*words, "--until", str(until), "--json"])
    assert printed == naive_facts(_csv(rows), site, until), f"seed {seed}"
    return Counter(fact["fact"] for fact in printed)


def main() -> None:
    cases, first = (int(word) for word in sys.argv[1:3])
    told: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + cases):
            told += check(seed, Path(folder))
    print(f"{cases:,} cases, {told.total():,} facts, none differs: {dict(told)}")


if __name__ == "__main__":
    main()
