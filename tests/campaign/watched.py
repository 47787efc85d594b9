"""Nodes' logs under watch: a notary for each knows which roots were meant, a book which entries were acknowledged.

Also the folders that worlds begin with, and how they come onto a simulated disk.
"""

import asyncio
from pathlib import Path
from typing import ClassVar

from safeconduct.accord.reduce import ACCORD
from safeconduct.joint import lexicon_of
from safeconduct.ledger import leaf_hash, merkle
from safeconduct.node.disk import DiskFull
from safeconduct.node.log import Log
from safeconduct.protocol import parse, rule_bytes
from tests.campaign.log import LOST, Broken
from tests.sim.disk import SimDisk, _File
from tests.sim.pair import World
from tests.unit.test_node_log_crash import Notary

SQUARE = [[601700000, 249400000], [601700000, 249500000], [601780000, 249500000], [601780000, 249400000]]
ZONE = {"zone": "outer", "name": "Outer ring", "kind": "ring", "outline": SQUARE, "names": {}, "holes": []}
DWELL = "No vehicle stays in the outer ring more than 5 minutes since it entered or was last checked."


class Book:
    """What one log may hold: the entries acknowledged, those under way, and the roots that these have."""

    def __init__(self, signer):
        self.notary = Notary(signer.key.name, signer._private)
        self.acknowledged, self.in_flight, self.frontier = [], [], merkle.Frontier()

    def begin(self, entries):
        self.in_flight = list(entries)
        grown = self.frontier.extend(map(leaf_hash, entries))
        self.notary.meant.add((grown.size, grown.root))

    def acknowledge(self, entries):
        self.frontier = self.frontier.extend(map(leaf_hash, entries))
        self.notary.meant.add((self.frontier.size, self.frontier.root))
        self.acknowledged += entries
        self.in_flight = []


class WatchedLog(Log):
    """The node's own log, with everything that goes in and out written down in its book."""

    books: ClassVar[dict[str, Book]] = {}

    @classmethod
    def open(cls, folder, signer, disk):
        book = cls.books.get(signer.key.name)
        if book is None:
            book = cls.books[signer.key.name] = Book(signer)
            log = Log.open(folder, signer, disk)
            book.acknowledge(list(log.entries(0, log.size)))
            log.close()
        opened = super().open(folder, book.notary, disk)
        held = list(opened.entries(0, opened.size))
        known = book.acknowledged
        if held[: len(known)] != known or held[len(known) :] not in ([], book.in_flight):
            opened.close()
            raise Broken(LOST, f"{signer.key.name} opens with {len(held)} entries, {len(known)} were acknowledged")
        book.acknowledge(held[len(known) :])
        return opened

    def append(self, entries):
        book = self.books[self.origin]
        book.begin(entries)
        try:
            indexes = super().append(entries)
        except DiskFull:
            book.in_flight = []
            raise
        book.acknowledge(list(entries))
        return indexes


class Templates:
    """Folders of parties that have agreed on a rule, made once for each number of them."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._made = {}

    def of(self, count):
        if count not in self._made:
            place = self._folder / str(count)
            place.mkdir()
            world = World(place, "abcde"[:count])
            asyncio.run(agree(world))
            for side in world.sides:
                side.node.truth.close()
                (side.root / "lease").unlink()
                for each in side.root.glob("state.db*"):
                    each.unlink()
            self._made[count] = place, world.clock.ms, tuple(world.by_name)
        return self._made[count]


async def agree(world):
    """One rule in force between all."""
    first = world.sides[0]
    await first.act("site.drawn/1", site="works", name="Works", zones=[ZONE], gates=[])
    rule = rule_bytes(parse(DWELL, lexicon_of(first.node.truth.state))).decode()
    content = {"kind": "protocol", "rule": rule}
    await first.act("clause.proposed/1", clause="dwell", number=1, title="Checked", content=content)
    await world.sync()
    meaning = first.node.truth.state.of(ACCORD).clauses["dwell"].meaning
    for side in world.sides:
        await side.act("clause.position/1", clause="dwell", meaning=meaning, stand="agreed", reason="")
    await world.pass_time(3)


def loaded(root, seed):
    """A simulated disk that holds that folder, durably."""
    disk = SimDisk(seed)
    for path in (root, *root.parents, *root.rglob("*")):
        if path == Path("/"):
            continue
        file = None
        if path.is_file():
            file = _File()
            file.content = file.durable = path.read_bytes()
        disk.names[path] = file
    disk.durable_names = dict(disk.names)
    return disk
