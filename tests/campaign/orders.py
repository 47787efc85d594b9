"""Orders of delivery, with partitions and skewed clocks: one state, the same verdicts, and what is final stays."""

import random
from collections import Counter

from safeconduct.joint import new_fold
from safeconduct.records.party import PartyRemoved
from safeconduct.records.units import Ms
from safeconduct.records.watch import CheckMade
from safeconduct.state.logs import LOGS
from safeconduct.state.model import state_digest
from tests.breach import Side
from tests.parties import admit_each_other, at

DIFFERS, CHANGED = "states that differ", "final records that went"
NEVER = (DIFFERS, CHANGED)
DAY_MINUTES = 24 * 60


def world(seed: int) -> list[Side]:
    """Two to five parties that write, see each other as far as links allow, and whose clocks are off by up to a
    day; in every third world one is removed on the way."""
    chance = random.Random(seed)
    sides = [Side(name) for name in "abcde"[: 2 + seed % 4]]
    admit_each_other(*sides)
    skew = {side.party: chance.choice((0, 0, 1, -3, DAY_MINUTES, -DAY_MINUTES)) for side in sides}
    shown = {(one.party, other.party): 0 for one in sides for other in sides}
    gone: set[str] = set()
    for turn in range(25):
        for side in sides:
            cut = {other.party for other in sides if other is side or chance.random() < 0.4 or other.party in gone}
            for other in sides:
                if other.party not in cut and side.party not in gone:
                    shown[side.party, other.party] = len(other.raw)
            heads = [
                other.head(size)
                for other in sides
                if (size := shown[side.party, other.party]) and other is not side
            ]
            seen, now = tuple(sorted(heads)), at(turn + skew[side.party])
            if chance.random() < 0.5:
                side.add(CheckMade(f"v{turn}", "outer", "clear"), side.keeper, now, seen)
            else:
                side.beat(Ms(now - 60_000), now, seen)
        if turn == 12 and seed % 3 == 0 and len(sides) > 2:
            gone.add(sides[1].party)
            heads = tuple(sorted(o.head(shown["a", o.party]) for o in sides[1:] if shown["a", o.party]))
            sides[0].add(PartyRemoved(sides[1].party, "left"), sides[0].founder, at(turn + skew["a"]), heads)
        for side, other in zip(sides, [*sides[1:], sides[0]], strict=True):
            if chance.random() < 0.3 and not gone & {side.party, other.party}:
                shown[side.party, other.party] = len(other.raw)
                side.watch_over(other, at(turn + skew[side.party]))
    return sides


def run(seeds, each):
    """Deliver the records of each world in `each` orders. Counts, and a line for each order that went wrong."""
    told, failures = Counter(dict.fromkeys(NEVER, 0)), []
    for seed in seeds:
        sides, chance = world(seed), random.Random(seed)
        entries = [entry for side in sides for entry in side.entries]
        whole = new_fold()
        whole.add(entries)
        digest = state_digest(whole.state)
        told["worlds"] += 1
        told["parties"] += len(sides)
        for order in range(each):
            told["orders"] += 1
            told["records delivered"] += len(entries)
            if deliver(sides, entries, chance, told) != digest:
                told[DIFFERS] += 1
                failures.append(f"orders seed {seed}, order {order}: another state")
        if told[CHANGED]:
            failures.append(f"orders seed {seed}: something final is gone")
    return told, failures


def deliver(sides, entries, chance, told):
    """One order, some records twice. The digest of the state it ends in."""
    names = frozenset(side.party for side in sides)
    fold, left, final = new_fold(), list(entries), {}
    chance.shuffle(left)
    while left:
        step = chance.choice((1, 5, 40, 200))
        fold.add([*left[:step], *chance.sample(entries, 2)])
        left = left[step:]
        for side in sides:
            size = fold.state.of(LOGS).final_size(side.origin, names - {side.party})
            final[side.origin] = max(final.get(side.origin, 0), size)
            told[CHANGED] += not all(fold.find(entry.id) for entry in side.entries[: final[side.origin]])
    told["final records"] += sum(final.values())
    return state_digest(fold.state)
