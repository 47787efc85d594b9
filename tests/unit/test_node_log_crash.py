"""Whatever happens to the disk: no acknowledged entry is lost, and no two roots are signed for one size.

A longer campaign: `LOG_SEEDS=1000 pytest tests/unit/test_node_log_crash.py`.
"""

import os
from pathlib import Path

import pytest

from safeconduct.errors import SafeconductError
from safeconduct.ledger import checkpoint, leaf_hash, parcel, tiles
from safeconduct.ledger.merkle import EMPTY_ROOT, Frontier
from safeconduct.node import log as log_module
from safeconduct.node.disk import DiskFull
from safeconduct.node.log import Log, LogBroken
from safeconduct.node.peer_log import PeerLog
from safeconduct.wire import ed25519, note
from tests.naive import merkle as naive
from tests.sim.disk import Fault, Killed, SimDisk

ORIGIN = "host/accord/1"
FOLDER = Path("/node/log")
PEER = Path("/node/peer")
SEEDS = int(os.environ.get("LOG_SEEDS", "100"))


class Notary(note.Signer):
    """A signer that remembers every root that it signed, and accepts only those that were meant."""

    def __init__(self, origin=ORIGIN, private=None):
        super().__init__(origin, private or ed25519.Signer(b"\x07" * 32))
        self.signed = {}
        self.meant = {(0, EMPTY_ROOT)}

    def sign(self, message):
        head = checkpoint.parse(message.decode())
        assert (head.size, head.root) in self.meant, f"signed a root for {head.size} that no entries have"
        assert self.signed.setdefault(head.size, head.root) == head.root, f"two roots for size {head.size}"
        return super().sign(message)


class World:
    """One node's log on a simulated disk, and what its users were told."""

    def __init__(self, seed, monkeypatch):
        monkeypatch.setattr(log_module, "JOURNAL_BYTES_MAX", 6_000)
        self.disk = SimDisk(seed)
        self.rng = self.disk.rng
        self.notary = Notary()
        self.acknowledged = []
        self.in_flight = []
        self.frontier = Frontier()
        self.log = None

    def start(self):
        """A new process: create the log, or open it and compare it with what was acknowledged."""
        exists = self.disk.size(FOLDER / "checkpoint") is not None or bool(self.acknowledged)
        if not exists:
            try:
                self.log = Log.open(FOLDER, self.notary, self.disk)
            except SafeconductError:  # killed while it was being created
                self.log = Log.create(FOLDER, ORIGIN, self.notary, self.disk)
        else:
            self.log = Log.open(FOLDER, self.notary, self.disk)
        held = list(self.log.entries(0, self.log.size))
        assert held in (self.acknowledged, self.acknowledged + self.in_flight)
        assert checkpoint.open_checkpoint(self.log.checkpoint, self.notary.key).size == len(held)
        self.acknowledge(held[len(self.acknowledged) :])

    def append(self):
        n = self.rng.choice([1, 1, 2, 3, 17, 90, 300])
        batch = [self.rng.randbytes(self.rng.choice([0, 3, 40])) for _ in range(n)]
        self.in_flight = batch
        grown = self.frontier.extend(map(leaf_hash, batch))
        self.notary.meant.add((grown.size, grown.root))
        indexes = self.log.append(batch)
        assert list(indexes) == list(range(len(self.acknowledged), len(self.acknowledged) + n))
        self.acknowledge(batch)

    def acknowledge(self, batch):
        self.acknowledged += batch
        self.frontier = self.frontier.extend(map(leaf_hash, batch))
        self.in_flight = []

    def check(self):
        """Without faults: the files are a whole tlog-tiles log of exactly these entries."""
        log = self.log
        assert list(log.entries(0, log.size)) == self.acknowledged
        assert log.root == self.frontier.root
        if self.acknowledged:
            reader = tiles.VerifiedTiles(log.fetch, log.size, log.root)
            for index in range(-(-log.size // 256)):
                reader.bundle(index)
            last = self.rng.randrange(log.size)
            assert log.entry(last) == self.acknowledged[last]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_killed_at_any_step_nothing_acknowledged_is_lost(seed, monkeypatch):
    world = World(seed, monkeypatch)
    for _ in range(8):
        world.disk.fail_at(world.rng.choice([world.rng.randint(1, 30), world.rng.randint(1, 200)]), Fault.KILL)
        try:
            world.start()
            for _ in range(6):
                world.append()
        except Killed:
            pass
        world.disk.crash()
    world.start()
    world.append()
    world.check()


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_a_full_or_failing_disk_loses_nothing(seed, monkeypatch):
    world = World(1_000_000 + seed, monkeypatch)
    world.start()
    for _ in range(10):
        fault = world.rng.choice([Fault.FULL, Fault.EIO])
        world.disk.fail_at(world.rng.randint(1, 25), fault)
        try:
            for _ in range(4):
                world.append()
            continue
        except DiskFull:
            assert world.log.size == len(world.acknowledged)
            world.append()  # space was freed: the same log goes on
            continue
        except SafeconductError:
            with pytest.raises(LogBroken):
                world.log.append([b"after a failed write"])
        world.log.close()
        if world.rng.random() < 0.5:
            world.disk.crash()
        world.disk.faults = {}
        world.start()
    world.disk.faults = {}
    world.append()
    world.check()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_flipped_bit_is_never_signed_and_never_read(seed, monkeypatch):
    world = World(2_000_000 + seed, monkeypatch)
    world.start()
    for _ in range(3):
        world.append()
    if seed % 2:
        world.disk.flip_reads_at = {world.disk.steps + world.rng.randint(1, 40)}
    else:
        world.disk.flip(world.rng.choice([p for p in world.disk.files(FOLDER) if p.name != "lock"]))
    try:
        for _ in range(2):
            world.append()
        if world.rng.random() < 0.7:
            world.log.close()
            world.start()
        for index, held in enumerate(world.log.entries(0, world.log.size)):
            assert held == world.acknowledged[index]
    except SafeconductError:
        return  # found: nothing false was signed (the notary saw to it) and nothing false was read
    world.log.inclusion(world.rng.randrange(world.log.size))


@pytest.mark.parametrize("seed", range(SEEDS // 2))
def test_a_copy_survives_being_killed_and_ends_as_the_log(seed, monkeypatch):
    world = World(3_000_000 + seed, monkeypatch)
    world.start()
    there = SimDisk(4_000_000 + seed)
    held = []
    for _ in range(6):
        for _ in range(world.rng.randint(0, 3)):
            world.append()
        there.fail_at(world.rng.randint(1, 60), world.rng.choice(list(Fault)))
        try:
            copy = PeerLog.open(PEER, world.notary.key, there)
            assert list(copy.entries(0, copy.size)) == world.acknowledged[: copy.size]
            assert copy.size >= len(held), "growth was reported and is gone"
            follow(copy, world)
            held = list(copy.entries(0, copy.size))
        except (Killed, SafeconductError):
            pass
        there.crash()
    copy = PeerLog.open(PEER, world.notary.key, there)
    follow(copy, world, growth=0)
    assert (copy.size, copy.root) == (world.log.size, world.log.root)
    assert list(copy.entries(0, copy.size)) == world.acknowledged
    assert copy.fork is None


def follow(copy, world, growth=0.05):
    if world.log.size and world.rng.random() < 0.4:
        unpack(copy, world)
    copy.poll()
    while (fetch := copy.want()) is not None:
        if world.rng.random() < growth:
            world.append()  # it grows while it is copied
        try:
            body = world.log.fetch(fetch.path)
        except tiles.TileMissing:
            body = None
        copy.got(fetch, body)


def unpack(copy, world):
    """The same entries, brought on a stick; sometimes cut off."""
    start = world.rng.choice([0, world.rng.randint(0, copy.size), copy.size])
    raw = b"".join(parcel.write([world.log.parcel(start)]))
    for item in parcel.reader().feed(raw[: world.rng.choice([len(raw), world.rng.randint(0, len(raw))])]):
        if isinstance(item, parcel.Section):
            copy.offer(item)
        else:
            copy.take(item)


def test_every_single_step_of_a_small_write_can_be_the_last(monkeypatch):
    """Not by chance: each step of two appends and a settling in turn, several ways to lose what was unsynced."""
    step, deaths = 0, 1
    while deaths:
        step, deaths = step + 1, 0
        for seed in range(4):
            world = World(seed, monkeypatch)
            world.start()
            world.append()
            world.disk.fail_at(step, Fault.KILL)
            try:
                world.append()
                world.append()
                world.log.close()
                world.start()
            except Killed:
                deaths += 1
            world.disk.crash()
            world.start()
            world.check()
            assert world.log.root == naive.mth(world.acknowledged)
    assert step > 40
