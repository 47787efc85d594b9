"""Whole nodes on simulated disks, two to five of them, with a rule in force: they act, meet, are killed and start
again, on a network that loses, repeats, reorders and damages, by clocks that are off by up to a day.

At the end all is mended, power is lost everywhere once more, and the parties compare.
"""

import random

from safeconduct.errors import SafeconductError
from safeconduct.ledger import merkle
from safeconduct.node.disk import DiskFull
from safeconduct.node.following import exchange
from safeconduct.records.observation import Sighting
from safeconduct.records.watch import ObservationBatch
from safeconduct.state.logs import LOGS
from safeconduct.wire import canonical
from tests.campaign.log import CONFLICT, FLIPPED, LOST, Broken
from tests.campaign.watched import loaded
from tests.sim.disk import Fault, Killed
from tests.sim.pair import MINUTE, Side, SkewedClock, TestClock, World

DIFFERS, CHANGED = "states or verdicts that differ", "final prefixes that changed"
NEVER = (LOST, CONFLICT, FLIPPED, DIFFERS, CHANGED)
DAY = 24 * 60 * MINUTE


class Nodes(World):
    """A world whose nodes have simulated disks. `told` counts what happens."""

    def __init__(self, templates, seed, count, told):
        self.seed, self.chance = seed, random.Random(seed)
        place, ms, names = templates.of(count)
        self.told, self.cut_links, self._answers = told, set(), {}
        self.clock = TestClock()
        self.clock.ms = ms
        skews = [0, 0, 0, MINUTE, -2 * MINUTE] if seed % 3 else [0, DAY, -DAY]
        self.by_name = {}
        for n, name in enumerate(names):
            clock = SkewedClock(self.clock, self.chance.choice(skews) if n else 0)
            disk = loaded(place / name, seed * 8 + n)
            self.by_name[name] = Side(place / name, place / f"{name}.key", clock, disk)
        self.acknowledged, self.finals, self.gone = {}, {}, set()
        self.is_calm = self.may_be_damaged = False
        told["parties"] += len(names)
        told["clocks off by a day"] += sum(abs(side.clock.off_ms) == DAY for side in self.sides)

    @property
    def alive(self):
        return [side for name, side in self.by_name.items() if name not in self.gone]

    async def guarded(self, side, act):
        """Do that at one node; what kills it or its disk is counted, and it starts again. Returns None then."""
        try:
            found = await act()
        except Killed:
            self.told["kills"] += 1
            self.told[f"killed in {side.disk.trace[-1][2]}"] += 1
            self.restart(side, has_lost_power=True)
            return None
        except DiskFull:
            self.told["disk full"] += 1
            found = None
        except SafeconductError as error:
            self.told[f"refused: {type(error).__name__}"] += 1
            found = None
        if side.node.truth.log._broken is not None:
            self.told["writes that failed half way"] += 1
            self.restart(side, has_lost_power=self.chance.random() < 0.5)
        return found

    def restart(self, side, *, has_lost_power):
        """A new process, which may be killed while it starts."""
        for attempt in range(6):
            for log in (side.node.truth.log, *side.node.truth.peers.values()):
                log.close()
            side.disk.locks = set()
            if has_lost_power:
                side.disk.crash()
            side.disk.faults, side.disk.flip_reads_at = {}, set()
            if attempt < 3 and not self.is_calm and self.chance.random() < 0.3:
                side.disk.fail_at(self.chance.randint(1, 60), Fault.KILL)
            try:
                self.told["starts"] += 1
                side.node = type(side.node)(side.root, side.disk, side.clock)
                return
            except Killed:
                self.told["kills"] += 1
                self.told[f"killed in {side.disk.trace[-1][2]}"] += 1
                has_lost_power = True
            except DiskFull:
                self.told["disk full"] += 1
            except SafeconductError as error:
                if not self.may_be_damaged:
                    raise
                self.told[f"does not start: {type(error).__name__}"] += 1
                self.gone.add(side.root.name)
                return
        raise Broken(LOST, "it does not start")

    async def meet(self, side, other):
        if {side.node.config.party, other.node.config.party} & self.gone:
            return False
        before = side.node.truth.log._broken
        grew = await self.guarded(side, lambda: self._exchange(side, other))
        return bool(grew) and before is None

    async def _exchange(self, side, other):
        return await exchange(side.node, f"{other.node.config.party}/joint/1", self.asks(side, other))

    async def step(self):
        """A minute passes: every node ticks, and they meet in any order."""
        self.clock.ms += MINUTE
        for side in self.alive:
            await self.guarded(side, side.node.tick)
        pairs = [(one, other) for one in self.alive for other in self.alive if one is not other]
        self.chance.shuffle(pairs)
        for one, other in pairs:
            await self.meet(one, other)
        self.note_finals()

    async def act_at(self, side):
        """A check by an officer, or what a camera saw; noted if it was acknowledged."""
        asset = f"v{self.chance.randrange(4)}"
        if self.chance.random() < 0.4:
            made = await self.guarded(
                side, lambda: side.act("check.made/1", asset=asset, zone="outer", finding="clear", note="")
            )
            if made is not None:
                self.acknowledged[made] = side.root.name
            return
        zones = ("outer",) if self.chance.random() < 0.7 else ()

        async def observe():
            await side.node.observe("cameras", [Sighting(asset, side.node.clock.now_ms(), "cam", zones)])
            return side.node.truth.log.size

        size = await self.guarded(side, observe)
        if size is not None:
            origin = side.node.truth.origin
            mine = [placed.entry for placed in side.node.truth.fold.order if placed.entry.log == origin]
            batches = [entry for entry in mine if isinstance(entry.record.body, ObservationBatch)]
            if not batches or side.node.blobs.get(batches[-1].record.body.content) is None:
                raise Broken(LOST, f"{origin}: what a feed was told is durable is not there")
            self.acknowledged[batches[-1].id] = side.root.name

    def note_finals(self):
        """What all others have cosigned is final: remember it, with its root, as each node sees it."""
        names = frozenset(self.by_name)
        for side in self.alive:
            truth = side.node.truth
            for origin, log in ((truth.origin, truth.log), *truth.peers.items()):
                others = names - {origin.split("/")[0]}
                size = min(truth.state.of(LOGS).final_size(origin, others), log.size)
                known, root = self.finals.get(origin, (0, merkle.EMPTY_ROOT))
                if size >= known:
                    if known and log.root_at(known) != root:
                        raise Broken(CHANGED, f"{origin} at {known}, seen by {truth.party}")
                    self.finals[origin] = size, log.root_at(size)

    async def heal(self):
        """No more trouble; power is lost everywhere once more, and the parties meet until nothing is new."""
        self.trouble, self.cut_links = None, set()
        self.is_calm = True
        for side in self.alive:
            side.disk.faults = {}
            self.restart(side, has_lost_power=True)
        for _ in range(6):
            await self.step()
        await self.sync()

    def compare(self):
        """Everybody who is left computes the same of the same, and nothing that was acknowledged is missing."""
        digests, verdicts = set(), set()
        for side in self.alive:
            truth = side.node.truth
            if truth.forks or truth.shut is not None:
                raise Broken(CONFLICT, f"{truth.party}: {truth.forks or truth.shut}")
            here = [each for each, name in self.acknowledged.items() if name not in self.gone]
            missing = [each for each in here if truth.fold.find(each) is None]
            if missing:
                raise Broken(LOST, f"{truth.party} misses {len(missing)} records that were acknowledged")
            digests.add(truth.digest())
            judged = [(each.clause, canonical.encode(verdict)) for each, verdict in side.node.duties.verdicts()]
            verdicts.add(tuple(judged))
        if len(digests) != 1 or len(verdicts) != 1:
            raise Broken(DIFFERS, f"{len(digests)} states, {len(verdicts)} sets of verdicts")
        self.told["verdicts compared"] += len(next(iter(verdicts))) * len(self.alive)
        self.told["records acknowledged"] += len(self.acknowledged)
        self.note_finals()
        for origin, (size, root) in self.finals.items():
            self.told["final entries"] += size
            for side in self.alive:
                log = side.node.truth.log if origin == side.node.truth.origin else side.node.truth.peers[origin]
                if log.root_at(size) != root:
                    raise Broken(CHANGED, f"{origin} at {size}, seen by {side.node.truth.party}")
