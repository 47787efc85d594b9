"""A node that is killed again and again while positions stream in out of order, against the definition.

    python -m tests.campaign.watch_kills POSITIONS KILLS SEED

Assets move in and out of one ring; each second every one of them tells its place, which arrives up to 50 s late.
The node dies at a random file operation; what it had not acknowledged is sent again. At the end each entry and exit
is in the log once, at its second, and each alarm was raised at the tick at which it was due.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from safeconduct.records.alarm import AlarmRaised
from safeconduct.records.observation import Position
from safeconduct.records.watch import FactsDerived
from tests.sim.disk import UnsyncedDisk
from tests.sim.pair import MINUTE, Pair
from tests.unit.test_node_pair import agree_on_dwell

LATE_MS = 50_000
STEP_MS = 2_000
INSIDE, OUTSIDE, EAST = 601_775_000, 601_785_000, 249_450_000
LIMIT = "No vehicle stays in the outer ring more than 5 minutes since it entered or was last checked."
LIMIT_MS = 5 * MINUTE


class Killed(BaseException):
    """The process is gone."""


class DyingDisk(UnsyncedDisk):
    """Dies before the so manieth thing that changes a file; 0: it lives."""

    left = 0

    def _live(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                raise Killed

    def append(self, path, content):
        self._live()
        super().append(path, content)

    def write(self, path, content):
        self._live()
        super().write(path, content)


class Story:
    """What assets do, when it arrives, and what follows from it."""

    def __init__(self, seed: int, positions: int, start_ms: int) -> None:
        chance = random.Random(seed)
        self.assets = max(4, min(1_000, positions // 300))
        self.seconds = positions // self.assets
        self.start_ms = start_ms
        self.batches: dict[int, list[Position]] = {}
        self.facts: Counter[tuple] = Counter()
        self.due: Counter[tuple] = Counter()
        for number in range(self.assets):
            name, since_ms = f"v{number}", None
            for second in range(self.seconds):
                t_ms = start_ms + 1_000 * second
                if chance.random() < 1 / 150:
                    since_ms = t_ms if since_ms is None else self._left(name, since_ms, t_ms)
                lat = (OUTSIDE if since_ms is None else INSIDE) + chance.randint(-99, 99)
                arrives = (second * 1_000 + chance.randint(0, LATE_MS)) // STEP_MS
                self.batches.setdefault(arrives, []).append(Position(name, t_ms, lat, EAST))
            if since_ms is not None:
                self._stay(name, since_ms, start_ms + 1_000 * self.seconds)
        for batch in self.batches.values():
            chance.shuffle(batch)

    def _left(self, name: str, since_ms: int, t_ms: int) -> None:
        self._stay(name, since_ms, t_ms)
        self.facts[t_ms, "left", name] += 1

    def _stay(self, name: str, since_ms: int, to_ms: int) -> None:
        self.facts[since_ms, "entered", name] += 1
        if to_ms - since_ms > LIMIT_MS:
            self.due[name, since_ms + LIMIT_MS] += 1


async def _play(pair: Pair, positions: int, kills: int, seed: int) -> tuple[Counter, str]:
    await agree_on_dwell(pair, LIMIT)
    host, chance = pair.host, random.Random(seed + 1)
    story = Story(seed, positions, pair.clock.ms + MINUTE)
    host.disk = DyingDisk()
    host.again()
    told: Counter = Counter()
    last = max(story.batches)
    deadly = set(chance.sample(range(last + 1), min(kills, last + 1)))
    for step in range(last + 4 * MINUTE // STEP_MS):
        pair.clock.ms = story.start_ms + (step + 1) * STEP_MS
        host.disk.left = chance.randint(1, 12) if step in deadly else 0
        batch, is_durable = story.batches.get(step, []), False
        while True:
            try:
                if batch and not is_durable:
                    await host.node.observe("phones", batch)
                is_durable = True
                await host.node.tick()
                break
            except Killed:
                told["killed in the middle of a write"] += 1
                host.again()
        if step in deadly and host.disk.left:
            told["killed between two writes"] += 1
            host.disk.left = 0
            host.again()
    own = [each.entry.record for each in host.node.truth.fold.order if each.entry.log == host.node.truth.origin]
    found = Counter(
        (fact.t_ms, fact.name, fact.args[0])
        for record in own
        if isinstance(record.body, FactsDerived)
        for fact in record.body.facts
    )
    if lost := story.facts - found:
        return told, f"{sum(lost.values())} facts are lost, for example {next(iter(lost))}"
    if more := found - story.facts:
        return told, f"{sum(more.values())} facts are doubled or wrong, for example {next(iter(more))}"
    raised = [record for record in own if isinstance(record.body, AlarmRaised)]
    ends = story.start_ms + 1_000 * story.seconds
    due = [at for _, at in story.due.elements() if at < ends]
    if len({record.body.alarm for record in raised}) != len(raised) or len(raised) < len(due):
        return told, f"{len(raised)} alarms for {len(due)} stays that were too long"
    # An exit may be on its way for so long as the watch waits; then the next tick raises it.
    pairs = zip(sorted(record.at_ms for record in raised), sorted(due), strict=False)
    late = [at for raised_ms, at in pairs if raised_ms > at + MINUTE + STEP_MS]
    told |= Counter(positions=sum(map(len, story.batches.values())), facts=sum(found.values()), alarms=len(raised))
    return told, f"{len(late)} alarms are late" if late else ""


def run(positions: int, kills: int, seed: int) -> tuple[Counter, str]:
    """What was done, and what went wrong, if anything did."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_play(Pair(Path(folder)), positions, kills, seed))


if __name__ == "__main__":
    counts = [int(word) for word in sys.argv[1:4]]
    done, wrong = run(*counts)
    print(", ".join(f"{count:,} {what}" for what, count in done.items()))
    print(wrong or "no fact lost or doubled, no alarm late")
    sys.exit(1 if wrong else 0)
