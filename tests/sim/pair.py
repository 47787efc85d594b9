"""Real nodes on a real disk, without sockets and with a clock that the test turns."""

import asyncio
import base64
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec

from safeconduct.errors import Denied, SafeconductError, Unavailable
from safeconduct.node.acts import Draft, Signed
from safeconduct.node.admission import admit, invitation
from safeconduct.node.disk import Disk
from safeconduct.node.following import Ask, exchange
from safeconduct.node.founding import Founding, found
from safeconduct.node.keyfile import read_key
from safeconduct.node.node import Node
from safeconduct.records.units import KeyId, Ms, Origin
from safeconduct.wire import dsse
from tests.parties import at
from tests.sim.disk import UnsyncedDisk

MINUTE = 60_000


class TestClock:
    """Shows what the test says."""

    __test__ = False
    speed = 1.0

    def __init__(self) -> None:
        self.ms = at(0)

    def now_ms(self) -> Ms:
        return Ms(self.ms)


class SkewedClock:
    """Goes wrong by a fixed time."""

    speed = 1.0

    def __init__(self, clock: TestClock, off_ms: int) -> None:
        self.clock, self.off_ms = clock, off_ms

    def now_ms(self) -> Ms:
        return Ms(self.clock.ms + self.off_ms)


class Side:
    """One party's node, which can be killed and opened again."""

    def __init__(self, root: Path, key: Path, clock: TestClock | SkewedClock, disk: Disk | None = None) -> None:
        self.root, self.clock, self.disk = root, clock, disk or UnsyncedDisk()
        self.signer, _ = read_key(key)
        self.node: Node = Node(root, self.disk, clock)

    def again(self) -> None:
        """As after `kill -9`: nothing is said to the old node, the files are what they are."""
        for log in (self.node.truth.log, *self.node.truth.peers.values()):
            log.close()  # only lets go of the lock, which the kernel does for a dead process
        self.node = Node(self.root, self.disk, self.clock)

    async def act(self, kind: str, /, at_ms: int | None = None, **body: object) -> str:
        """The founder's signed act."""
        wanted = Draft(kind, msgspec.Raw(msgspec.json.encode(body)), Ms(at_ms) if at_ms else None)
        payload = self.node.acts.draft(wanted, KeyId(self.signer.key_id))
        signature = self.signer.sign(dsse.pae(dsse.PAYLOAD_TYPE, payload))
        signed = Signed(
            base64.b64encode(payload).decode(), KeyId(self.signer.key_id), base64.b64encode(signature).decode()
        )
        return (await self.node.submit(signed)).id


class World:
    """Parties that have all admitted each other, each following the others, with links that the test can cut."""

    cut_links: set[frozenset[str]]
    trouble: random.Random | None = None
    """Where set: answers are lost, damaged, or old ones repeated."""

    def __init__(self, folder: Path, parties: Sequence[str]) -> None:
        self.clock = TestClock()
        self.cut_links = set()
        self._answers: dict[tuple[str, ...], list[bytes | None]] = {}
        nodes, keys = [], []
        for party in parties:
            key = folder / f"{party}.key"
            found(Founding(root=folder / party, party=party, name=party.title(), names={}, accord="joint",
                           host="127.0.0.1", port=8443, officer="Founder", key=key, passphrase=None))  # fmt: skip
            nodes.append(Node(folder / party, UnsyncedDisk()))
            keys.append(key)
        peers = [invitation(node, None) for node in nodes]
        for node, key in zip(nodes, keys, strict=True):
            for peer in peers:
                if peer.party != node.config.party:
                    asyncio.run(admit(node, peer, read_key(key)[0]))
            node.truth.close()
        self.by_name = {
            party: Side(folder / party, key, self.clock) for party, key in zip(parties, keys, strict=True)
        }

    @property
    def sides(self) -> tuple[Side, ...]:
        return tuple(self.by_name.values())

    def asks(self, side: Side, other: Side) -> Ask:
        """What `side` can get at the node of `other`: as over the network, with the same door."""
        name = side.node.config.party, other.node.config.party

        async def ask(origin: Origin, path: str) -> bytes | None:
            if frozenset(name) in self.cut_links:
                raise Unavailable(f"the link {name} is cut")
            truth = other.node.truth
            if all(key.public != side.node.witness.key.public for key in truth.readers(origin)):
                if origin == truth.origin:
                    raise Denied(f"{name[0]} may not read {origin}")
                return None
            return self._disturbed((*name, origin, path), truth.serve(origin, path))

        return ask

    def _disturbed(self, what: tuple[str, ...], answer: bytes | None) -> bytes | None:
        if self.trouble is None:
            return answer
        earlier = self._answers.setdefault(what, [])
        earlier.append(answer)
        chance = self.trouble.random()
        if chance < 0.15:
            raise Unavailable("lost on the way")
        if chance < 0.25:
            return self.trouble.choice(earlier)
        if chance < 0.3 and answer:
            at = self.trouble.randrange(len(answer))
            return answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]
        return answer

    async def sync(self) -> None:
        """Each mirrors what the others have published, until nobody has anything new."""
        grew = True
        while grew:
            grew = False
            for side in self.sides:
                for other in self.sides:
                    if side is not other:
                        grew |= await self.meet(side, other)

    async def meet(self, side: Side, other: Side) -> bool:
        """One round of `side` with the node of `other`; a cut link and a closed door are no news."""
        known = {peer.party: peer.origin for peer in side.node.config.peers}
        try:
            return await exchange(side.node, known[other.node.config.party], self.asks(side, other))
        except (Unavailable, Denied):
            return False
        except SafeconductError:
            assert self.trouble is not None, "only a disturbed network delivers what does not hold"
            return False

    async def pass_time(self, minutes: float, *, steps: int = 0, is_cut: bool = False) -> None:
        """Time goes by, and the nodes' clocks tick."""
        steps = steps or max(1, round(minutes))
        for _ in range(steps):
            self.clock.ms = Ms(self.clock.ms + int(minutes * MINUTE / steps))
            for side in self.sides:
                await side.node.tick()
            if not is_cut:
                await self.sync()

    def agreed(self, *names: str) -> bool:
        """Whether these parties, or all, compute one state."""
        sides = [self.by_name[name] for name in names] or list(self.sides)
        return len({side.node.truth.digest() for side in sides}) == 1


class Pair(World):
    """Host and Company, each following the other."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ("host", "company"))

    @property
    def host(self) -> Side:
        return self.by_name["host"]

    @property
    def company(self) -> Side:
        return self.by_name["company"]

    def agreed(self, *names: str) -> bool:
        cuts = [side.node.truth.cut() for side in self.sides]
        return cuts[0] == cuts[1] and super().agreed(*names)
