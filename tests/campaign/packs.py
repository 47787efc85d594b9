"""`make campaign-packs ARGS="5000 0"`: mutated packs, each given to both verifiers. How many; seed.

First every field of every JSON file, each removed, doubled, and given other values; every length and offset of the
zip, giant; every trick of tests/vectors/evidence; every file nested deep. Then at random: bytes, structure, files
changed and sealed again. Both must say the same, and none may be accepted. Prints counts and the most memory that
each verifier has held; ends 1 if two answers differ or one pack is accepted.
"""

import json
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from safeconduct.evidence.archive import read, write
from safeconduct.evidence.pack import MANIFEST
from tests.bent import bent_bytes, bent_file, bent_structure, canonical, seal
from tests.second import Second
from tests.unit.test_evidence_damage import SEALED, ZIPS, bent, changed
from tests.unit.test_evidence_pack import WANTED, made

Make = Callable[[], bytes]
OTHERS = (None, True, 0, -1, 2**53, 10**40, "", "x" * 9_000, "\u202e", [], {}, [[]], "ab" * 32)
GIANT = (0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
DEEP = (33, 400, 100_000)
PLACES = {
    b"PK\x03\x04": (18, 22, 26, 28),
    b"PK\x01\x02": (20, 24, 28, 30, 32, 42),
    b"PK\x05\x06": (8, 10, 12, 16, 20),
}
"""Where a header has lengths, counts and offsets: APPNOTE 4.3.7, 4.3.12, 4.3.16."""
WAYS = (bent_bytes, bent_structure, bent_file, bent_file)


def mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(kind, bytes): systematic ones in the seed's order, at most three fifths of all; then random ones."""
    rng = random.Random(seed)
    systematic = [*fields(), *lengths(), *tricks(), *nested()]
    rng.shuffle(systematic)
    done = 0
    for kind, make in systematic[: count * 3 // 5]:
        yield kind, make()
        done += 1
    while done < count:
        way, raw = rng.choice(WAYS), original(rng.choice(sorted(WANTED)))
        again = way(raw, rng)
        if again != raw:
            yield f"at random, {way.__name__}", again
            done += 1


@cache
def original(name: str) -> bytes:
    """A good pack."""
    return made(name)


def fields() -> Iterator[tuple[str, Make]]:
    """Every field of claim, policy and manifest, in each kind of pack."""
    for name in sorted(WANTED):
        files = read(original(name))
        for file in ("claim.json", "policy.json", MANIFEST):
            value = json.loads(files[file])
            for path in paths(value):
                for new in [each for each in changed_at(value, path) if canonical(each) != files[file]]:
                    yield f"fields of {file}", partial(with_file, files, file, canonical(new))


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where each value inside stands, itself first."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from paths(item, (*path, key))


def changed_at(value: object, path: tuple[str | int, ...]) -> Iterator[object]:
    """The value with what stands there removed, doubled, given a field more, or replaced."""
    if not path:
        if isinstance(value, dict):
            yield {**value, "more": 1}
        yield from OTHERS
        return
    key, rest = path[0], path[1:]
    if not rest and isinstance(value, dict):
        yield {name: item for name, item in value.items() if name != key}
    if not rest and isinstance(value, list):
        yield [*value[:key], *value[key + 1 :]]
        yield [*value, value[key]]
    for new in changed_at(value[key], rest):
        if isinstance(value, dict):
            yield {**value, key: new}
        else:
            yield [*value[:key], new, *value[key + 1 :]]


def with_file(files: dict[str, bytes], name: str, content: bytes) -> bytes:
    """The pack with that content, and a manifest that fits, unless it is the manifest."""
    if name == MANIFEST:
        return write({**files, name: content})
    return seal({**files, name: content})


def lengths() -> Iterator[tuple[str, Make]]:
    """Every length, count and offset of the zip, giant."""
    raw = original("late")
    for sign, places in PLACES.items():
        for found in re.finditer(re.escape(sign), raw):
            for place in places:
                for giant in GIANT:
                    at = found.start() + place
                    again = raw[:at] + giant.to_bytes(4, "little") + raw[at + 4 :]
                    yield "giant lengths", partial(bytes, again)


def tricks() -> Iterator[tuple[str, Make]]:
    """What tests/vectors/evidence knows."""
    for case in ZIPS:
        yield "tricks of the zip", partial(bent, case["how"])
    for case in SEALED:
        if "refused" in case:
            yield "lies, sealed again", partial(changed, case)


def nested() -> Iterator[tuple[str, Make]]:
    """Each file of a pack nested deep, open and closed."""
    files = read(original("alarm"))
    for name in sorted(files):
        for depth in DEEP:
            for content in (b"[" * depth, b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth):
                yield "deep nesting", partial(with_file, files, name, content)


def run(count: int, seed: int, second: Second) -> tuple[Counter[str], list[str]]:
    """Counts by kind, and what must never happen."""
    told: Counter[str] = Counter()
    failures: list[str] = []
    for number, (kind, raw) in enumerate(mutations(count, seed)):
        try:
            is_accepted = second.agrees(raw)
        except AssertionError as error:
            told["answers that differ"] += 1
            failures.append(f"mutation {number} ({kind}): {error}")
            continue
        told[kind] += 1
        if is_accepted:
            told["accepted"] += 1
            failures.append(f"mutation {number} ({kind}): accepted by both")
    return told, failures


def main(count: int = 5_000, seed: int = 0) -> int:
    """Run it and print what came out."""
    begun = time.perf_counter()
    with TemporaryDirectory(prefix="safeconduct-campaign-") as folder:
        second = Second(Path(folder))
        told, failures = run(count, seed, second)
        theirs = second.memory_bytes()
        second.close()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{count:,} mutated packs from seed {seed}, {time.perf_counter() - begun:.0f} s")
    for kind in ("answers that differ", "accepted", *sorted(told.keys() - {"answers that differ", "accepted"})):
        print(f"  {told[kind]:>8,} {kind}")
    print(f"  most memory: {ours / 2**20:,.0f} MiB in the first verifier with this campaign, "
          f"{theirs / 2**20:,.0f} MiB in the second")  # fmt: skip
    print("\n".join(failures[:50]) if failures else "nothing happened that never must")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
