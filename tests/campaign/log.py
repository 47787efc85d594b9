"""Kills, failing disks and flipped bits over the write order of our own log, by seed.

Each case is a world of its own: a log on a simulated disk (tests/sim/disk.py), a signer that refuses every root
that no entries have and every second root for a size, and a memory of what was acknowledged.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from safeconduct.errors import SafeconductError
from safeconduct.ledger import checkpoint, merkle
from safeconduct.ledger.tail import Tail
from safeconduct.node.disk import DiskFull
from tests.sim.disk import Fault, Killed
from tests.unit.test_node_log_crash import FOLDER, World

Case = Callable[[int, World, Counter], None]


class Broken(AssertionError):
    """What must never happen has happened. kind: for the count."""

    def __init__(self, kind, what):
        super().__init__(f"{kind}: {what}")
        self.kind = kind


LOST, CONFLICT, FLIPPED = "acknowledged records lost", "conflicting heads signed", "flipped bits signed or read"
NEVER = (LOST, CONFLICT, FLIPPED)


def run(case: Case, seeds: Iterable[int], enough: Callable[[Counter], bool]) -> tuple[Counter, list[str]]:
    """Counts of what happened, and a line for each seed in which something happened that never must."""
    told, failures = Counter(dict.fromkeys(NEVER, 0)), []
    for seed in seeds:
        told["cases"] += 1
        with pytest.MonkeyPatch.context() as patch:
            world = World(seed, patch)
            try:
                case(seed, world, told)
            except (AssertionError, SafeconductError) as error:
                told[kind_of(error)] += 1
                failures.append(
                    f"{case.__name__} seed {seed}: {str(error) or 'what was acknowledged is not there'}"
                )
        told["heads signed"] += len(world.notary.signed)
        told["records acknowledged"] += len(world.acknowledged)
        if enough(told):
            break
    return told, failures


def kind_of(error: Exception) -> str:
    """The signer says what it was made to sign; anything else that fails is a log that does not come back."""
    if isinstance(error, Broken):
        return error.kind
    said = str(error)
    return CONFLICT if said.startswith("two roots") else FLIPPED if said.startswith("signed a root") else LOST


def killed(seed, world, told):
    """Up to eight kills in one life of a log, each followed by the loss of power and a fresh start."""
    for _ in range(8):
        world.disk.fail_at(world.rng.choice([world.rng.randint(1, 30), world.rng.randint(1, 200)]), Fault.KILL)
        try:
            start(world, told)
            for _ in range(6):
                world.append()
        except Killed:
            told["kills"] += 1
            told[f"killed in {world.disk.trace[-1][2]}"] += 1
        world.disk.crash()
    start(world, told)
    world.append()
    world.check()


def failing(seed, world, told):
    """Full disks and failing fsyncs, with and without the loss of power after them."""
    start(world, told)
    for _ in range(8):
        fault = world.rng.choice([Fault.FULL, Fault.EIO])
        world.disk.fail_at(world.rng.randint(1, 25), fault)
        try:
            for _ in range(4):
                world.append()
            continue
        except DiskFull:
            told["disk full"] += 1
            if world.log.size != len(world.acknowledged):
                raise Broken(LOST, "a full disk changed the log") from None
            world.append()
            continue
        except SafeconductError:
            told["fsync failed"] += 1
        world.log.close()
        if world.rng.random() < 0.5:
            world.disk.crash()
        world.disk.faults = {}
        start(world, told)
    world.disk.faults = {}
    world.append()
    world.check()


def flipped(seed, world, told):
    """One bit changes: in a file at rest, in what is read, or in memory before a head is signed."""
    start(world, told)
    for _ in range(world.rng.randint(1, 4)):
        world.append()
    where = FLIPS[seed % len(FLIPS)]
    told["bits flipped"] += 1
    told[f"flipped in {where}"] += 1
    try:
        flip(where, world)
        for _ in range(2):
            world.append()
            if where in FLIPS[3:]:
                check_published(world)
        if world.rng.random() < 0.7:
            world.log.close()
            world.start()
        compare(world)
    except SafeconductError:
        told["flips found"] += 1
    else:
        told["flips without effect"] += 1
    if where in FLIPS[3:]:
        check_published(world)


FLIPS = (
    "journal",
    "tiles",
    "heads and checkpoint",
    "what is read",
    "hashes in memory",
    "entries in memory",
    "signature",
)


def flip(where, world):
    """Change one bit there, now or at one of the next steps."""
    files = [path for path in world.disk.files(FOLDER) if path.name not in ("lock", "checkpoint.new")]
    chosen = {
        "journal": [path for path in files if path.name == "journal"],
        "tiles": [path for path in files if "tile" in path.parts],
        "heads and checkpoint": [path for path in files if path.name in ("heads", "checkpoint")],
    }.get(where)
    if chosen is not None:
        world.disk.flip(world.rng.choice(chosen))
    elif where == "what is read":
        world.disk.flip_reads_at = {world.disk.steps + world.rng.randint(1, 40)}
    elif where == "hashes in memory":
        flip_hash(world)
    elif where == "entries in memory":
        tail = world.log._tail
        if tail.bundle:
            world.log._tail = Tail(tail.size, tail.rows, world.disk._flipped(tail.bundle))
    else:
        flip_signature(world)


def flip_hash(world):
    """In one of the two edges from which the root is computed, each by itself."""
    log = world.log
    tail, frontier = log._tail, log._frontier
    rows = [(level, at) for level, row in enumerate(tail.rows) for at in range(len(row))]
    if world.rng.random() < 0.5 and rows:
        level, at = world.rng.choice(rows)
        row = list(tail.rows[level])
        row[at] = world.disk._flipped(row[at])
        log._tail = Tail(tail.size, (*tail.rows[:level], tuple(row), *tail.rows[level + 1 :]), tail.bundle)
    elif frontier.hashes:
        hashes = list(frontier.hashes)
        at = world.rng.randrange(len(hashes))
        hashes[at] = world.disk._flipped(hashes[at])
        log._frontier = merkle.Frontier(frontier.size, tuple(hashes))


def flip_signature(world):
    """A signature that went wrong can give the key away: it must not leave the process."""
    notary, sign = world.notary, world.notary.sign

    def once(message):
        notary.sign = sign
        return world.disk._flipped(sign(message))

    notary.sign = once


def compare(world):
    """All that is read is what was acknowledged, and what is published is signed."""
    log = world.log
    for index, held in enumerate(log.entries(0, log.size)):
        if held != world.acknowledged[index]:
            raise Broken(FLIPPED, f"entry {index} is read, and was never written")
    shown = checkpoint.open_checkpoint(log.fetch("checkpoint"), log.key)
    if (shown.size, shown.root) != (len(world.acknowledged), world.frontier.root):
        raise Broken(FLIPPED, f"the head published for {shown.size} is not that of the entries")
    if log.size:
        log.inclusion(world.rng.randrange(log.size))


def check_published(world):
    """What others can read is a head that was meant, well signed. Of what flips at rest the reader finds out."""
    raw = world.disk.names[FOLDER / "checkpoint"].content
    try:
        shown = checkpoint.open_checkpoint(raw, world.notary.key)
    except SafeconductError as error:
        raise Broken(FLIPPED, f"the checkpoint that is published is not one: {error}") from error
    if (shown.size, shown.root) not in world.notary.meant:
        raise Broken(FLIPPED, f"the head published for {shown.size} is not that of any entries")


def start(world, told):
    """A new process. It must hold what was acknowledged, and may hold what was under way."""
    before, under_way = len(world.acknowledged), len(world.in_flight)
    world.start()
    if under_way:
        told["batches under way kept" if len(world.acknowledged) > before else "batches under way gone"] += 1
    told["starts"] += 1
