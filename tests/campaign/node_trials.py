"""What is tried on whole nodes, from seeds: kills and failing disks at any step, and bits that flip anywhere."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from safeconduct.errors import SafeconductError
from safeconduct.node import truth as truth_module
from safeconduct.node.store import Store
from tests.campaign import log as log_campaign
from tests.campaign.log import CONFLICT, FLIPPED, Broken, kind_of
from tests.campaign.nodes import DIFFERS, NEVER, Nodes
from tests.campaign.watched import Templates, WatchedLog
from tests.sim.disk import Fault
from tests.sim.pair import MINUTE

COUNTS = {"killed": (2, 2, 3, 3, 4, 4, 5), "flipped": (2, 2, 2, 2, 2, 3, 3)}
"""How many parties, by the seed."""


async def at_once(act, *given):
    """`asyncio.to_thread` without a thread."""
    return act(*given)


def run(case, seeds, enough, folder):
    """Counts, and a line for each seed in which something happened that never must."""
    told, failures, templates = Counter(dict.fromkeys(NEVER, 0)), [], Templates(folder)
    for seed in seeds:
        told["worlds"] += 1
        books, count = {}, COUNTS[case.__name__][seed % 7]
        templates.of(count)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(truth_module, "Store", lambda _: Store(Path(":memory:")))
            patch.setattr(asyncio, "to_thread", at_once)  # a thread's turn is nothing that a seed decides
            patch.setattr(truth_module, "Log", type("WorldLog", (WatchedLog,), {"books": books}))
            try:
                asyncio.run(case(Nodes(templates, seed, count, told)))
            except (AssertionError, SafeconductError) as error:
                kind = kind_of(error)
                told[kind] += 1
                failures.append(f"{case.__name__} seed {seed}: {type(error).__name__}: {error}")
        told["heads signed"] += sum(len(book.notary.signed) for book in books.values())
        if enough(told):
            break
    return told, failures


def check_copies(world, books):
    """Whatever is read anywhere, of any log, is what was written there; what is published was meant."""
    for side in world.alive:
        truth = side.node.truth
        for origin, log in ((truth.origin, truth.log), *truth.peers.items()):
            try:
                held = list(log.entries(0, log.size))
            except SafeconductError:
                world.told["damage found when it was read"] += 1
                continue
            if held != books[origin].acknowledged[: len(held)]:
                raise Broken(FLIPPED, f"{truth.party} reads entries of {origin} that were never written")
        if (truth.log.size, truth.log.root) not in books[truth.origin].notary.meant:
            raise Broken(FLIPPED, f"{truth.origin} shows a head that was never meant")
        if truth.forks:
            raise Broken(CONFLICT, f"{truth.party} has the proof of a fork")


class Victim:
    """One node, as the flips of `log.flip` want it."""

    def __init__(self, side, books, chance):
        self.log, self.disk, self.rng = side.node.truth.log, side.disk, chance
        self.notary = books[side.node.truth.origin].notary


def flip(where, side, books, chance):
    """Change one bit there: on the disk, in what it reads, or in memory before a head is signed."""
    files = side.disk.files(side.root)
    at_rest = {
        "journal": [path for path in files if path.name == "journal"],
        "tiles": [path for path in files if "tile" in path.parts and "peers" not in path.parts],
        "heads and checkpoint": [path for path in files if path.parent.name == "log" and path.name in HEADS],
        "copies of the others": [path for path in files if "peers" in path.parts and path.name != "lock"],
        "blobs": [path for path in files if "blobs" in path.parts],
    }
    if where in at_rest:
        if at_rest[where]:
            side.disk.flip(chance.choice(at_rest[where]))
    elif where == "what is read":
        side.disk.flip_reads_at = {side.disk.steps + chance.randint(1, 60)}
    else:
        log_campaign.flip(where, Victim(side, books, chance))


HEADS = ("heads", "checkpoint")
FLIPS = (*log_campaign.FLIPS, "copies of the others", "blobs")
HARMLESS = {"Unavailable", "Denied", "LogDoubted", "TileMissing"}


async def flipped(world):
    """One bit changes somewhere in one node. Whoever notices says so, and nobody takes it for what was written."""
    chance, side = world.chance, world.chance.choice(world.sides)
    books = type(side.node.truth.log).books
    for _ in range(chance.randint(1, 3)):
        await world.act_at(chance.choice(world.sides))
        await world.step()
    world.may_be_damaged = world.is_calm = True
    where = FLIPS[world.seed % len(FLIPS)]
    world.told["bits flipped"] += 1
    world.told[f"flipped in {where}"] += 1
    before = noticed(world.told)
    flip(where, side, books, chance)
    for _ in range(3):
        if side in world.alive:
            await world.act_at(side)
        await world.step()
        if side in world.alive and chance.random() < 0.3:
            world.restart(side, has_lost_power=chance.random() < 0.5)
        check_copies(world, books)
    world.told["flips found" if noticed(world.told) > before else "flips without effect"] += 1
    await world.heal()
    check_copies(world, books)
    others = [each for each in world.alive if each is not side]
    if len({each.node.truth.digest() for each in others}) > 1:
        raise Broken(DIFFERS, "those whose bits are right do not agree")


def noticed(told):
    """How often anybody has said that something is wrong."""
    return sum(
        count
        for kind, count in told.items()
        if kind.startswith(("does not start", "damage found"))
        or (kind.startswith("refused: ") and kind.removeprefix("refused: ") not in HARMLESS)
    )


async def killed(world):
    """Kills at any step of any node, full disks, failing fsyncs; a network and clocks that are no better."""
    chance = world.chance
    pairs = [frozenset((x, y)) for x in world.by_name for y in world.by_name if x < y]
    for _ in range(8):
        world.cut_links = {pair for pair in pairs if chance.random() < 0.3}
        world.trouble = chance if chance.random() < 0.5 else None
        side = chance.choice(world.sides)
        fault = chance.choice([Fault.KILL, Fault.KILL, Fault.KILL, Fault.FULL, Fault.EIO])
        side.disk.fail_at(chance.choice([chance.randint(1, 15), chance.randint(1, 90)]), fault)
        await world.act_at(side)
        await world.act_at(chance.choice(world.sides))
        await world.step()
        if chance.random() < 0.5:
            world.clock.ms += chance.randint(1, 4) * MINUTE
    await world.heal()
    world.compare()
