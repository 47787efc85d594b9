"""Two real nodes on a real disk, without sockets and with a clock that the test turns."""

import asyncio
import base64
from pathlib import Path

import msgspec

from safeconduct.node.admission import admit, invitation
from safeconduct.node.disk import Disk, RealDisk
from safeconduct.node.founding import Founding, found
from safeconduct.node.keyfile import read_key
from safeconduct.node.node import Draft, Node, Signed
from safeconduct.node.peer_log import Extended
from safeconduct.records.units import KeyId, Ms
from safeconduct.wire import dsse
from tests.parties import at

MINUTE = 60_000


class TestClock:
    """Shows what the test says."""

    __test__ = False
    speed = 1.0

    def __init__(self) -> None:
        self.ms = at(0)

    def now_ms(self) -> Ms:
        return Ms(self.ms)


class Side:
    """One party's node, which can be killed and opened again."""

    def __init__(self, root: Path, key: Path, clock: TestClock, disk: Disk | None = None) -> None:
        self.root, self.clock, self.disk = root, clock, disk or RealDisk()
        self.signer, _ = read_key(key)
        self.node: Node = Node(root, self.disk, clock)

    def again(self) -> None:
        """As after `kill -9`: nothing is said to the old node, the files are what they are."""
        for log in (self.node.truth.log, *self.node.truth.peers.values()):
            log.close()  # only lets go of the lock, which the kernel does for a dead process
        self.node = Node(self.root, self.disk, self.clock)

    async def act(self, kind: str, at_ms: int | None = None, **body: object) -> str:
        """The founder's signed act."""
        wanted = Draft(kind, msgspec.Raw(msgspec.json.encode(body)), Ms(at_ms) if at_ms else None)
        payload = self.node.draft(wanted, KeyId(self.signer.key_id))
        signature = self.signer.sign(dsse.pae(dsse.PAYLOAD_TYPE, payload))
        signed = Signed(
            base64.b64encode(payload).decode(), KeyId(self.signer.key_id), base64.b64encode(signature).decode()
        )
        return (await self.node.submit(signed)).id


class Pair:
    """Host and Company, each following the other."""

    def __init__(self, folder: Path) -> None:
        self.clock = TestClock()
        nodes, keys = [], []
        for party in ("host", "company"):
            key = folder / f"{party}.key"
            found(Founding(root=folder / party, party=party, name=party.title(), names={}, accord="joint",
                           host="127.0.0.1", port=8443, officer="Founder", key=key, passphrase=None))  # fmt: skip
            nodes.append(Node(folder / party))
            keys.append(key)
        peers = [invitation(node, None) for node in nodes]
        for node, peer, key in zip(nodes, reversed(peers), keys, strict=True):
            asyncio.run(admit(node, peer, read_key(key)[0]))
            node.truth.close()
        self.host, self.company = (
            Side(folder / party, key, self.clock) for party, key in zip(("host", "company"), keys, strict=True)
        )

    @property
    def sides(self) -> tuple[Side, Side]:
        return (self.host, self.company)

    async def sync(self) -> None:
        """Each mirrors what the other has published, until neither has anything new."""
        grew = True
        while grew:
            grew = False
            for side, other in (self.sides, self.sides[::-1]):
                log = side.node.truth.peers[other.node.config.origin]
                log.poll()
                while (fetch := log.want()) is not None:
                    if isinstance(log.got(fetch, other.node.truth.file(fetch.path)), Extended):
                        await side.node.grown(other.node.config.origin)
                        grew = True

    async def pass_time(self, minutes: float, *, steps: int = 0, is_cut: bool = False) -> None:
        """Time goes by, and the nodes' clocks tick."""
        steps = steps or max(1, round(minutes))
        for _ in range(steps):
            self.clock.ms = Ms(self.clock.ms + int(minutes * MINUTE / steps))
            for side in self.sides:
                await side.node.tick()
            if not is_cut:
                await self.sync()

    def agreed(self) -> bool:
        """Whether both compute one state from the same logs."""
        states = [side.node.truth.digest() for side in self.sides]
        cuts = [side.node.truth.cut() for side in self.sides]
        return cuts[0] == cuts[1] and states[0] == states[1]
