"""Sets the stage: two nodes that know each other, a broker, phones, a clock that runs fast."""

import asyncio
import subprocess
import time
from pathlib import Path
from typing import Final

from safeconduct.node.admission import admit, invitation
from safeconduct.node.clock import FastClock, WallClock
from safeconduct.node.config import Feed, Rehearsal, table
from safeconduct.node.config import Roads as RoadsConfig
from safeconduct.node.desk import open_key
from safeconduct.node.founding import Founding, found
from safeconduct.node.node import Node
from safeconduct.records.units import FeedId, SensorId, ZoneId

from .broker import start_broker
from .phones import CAMERA, Broker, Phone, new_secret
from .place import Place
from .port import free_port
from .room import Room

BUS: Final = "bus-1"
ESCORT: Final = "host-escort-1"
ESCORT_TOPIC: Final = "owntracks/host/escort-1"
CAMERA_ID: Final = SensorId("cam-north")
PORT: Final = 8443
"""The Host's, the Company's is the next; others where these are taken."""
_PARTIES: Final = (
    ("host", "Host", {"zh": "东道方", "ur": "میزبان"}),
    ("company", "Company", {"zh": "公司方", "ur": "کمپنی"}),
)


class Stage:
    """Both rooms and the street. `close` ends every process."""

    def __init__(self, folder: Path, place: Place, speed: float, port: int = PORT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.place = place
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            self._set(speed, port)
        except BaseException:
            self.close()
            raise

    def _set(self, speed: float, port: int) -> None:
        folder, place = self.folder, self.place
        mqtt_port = free_port(1883)
        self._processes.append(start_broker(folder, mqtt_port))
        self.host, self.company = (self._found(*party, port + at) for at, party in enumerate(_PARTIES))
        self._introduce()
        secret, self.bus_digest = new_secret()
        self._append(self.host, table("feeds", _cameras(mqtt_port)), table("feeds", _phones(mqtt_port)))
        wall_ms = WallClock().now_ms()
        self.clock = FastClock(speed, wall_ms, wall_ms)
        drill = Rehearsal(speed=speed, start_ms=wall_ms, wall_start_ms=wall_ms)
        for room in self.rooms:
            roads = RoadsConfig(str(place.path.resolve()))
            self._append(room, table("roads", roads), table("rehearsal", drill))
            room.start()
        self.street = Broker(mqtt_port)
        self.phone = Phone(self.company.url, BUS, secret)

    @property
    def rooms(self) -> tuple[Room, Room]:
        """Host first."""
        return (self.host, self.company)

    def enrol_devices(self) -> None:
        """The phone in the bus has a secret; the escort's reports are vouched for by the Host's broker."""
        until_ms = self.clock.now_ms() + 90 * 86_400_000
        proven = {"proof": "password", "secret_sha256": self.bus_digest}
        vouched = {"proof": "none", "secret_sha256": None}
        for room, asset, proof in ((self.company, BUS, proven), (self.host, ESCORT, vouched)):
            body = {"kind": "owntracks", "device": asset, "asset": asset, "keep_until_ms": until_ms, "name": None}
            room.sign("founder", "device.enrolled/1", {**body, **proof})

    def sleep_until(self, at_ms: int) -> None:
        """Wait until the story's clock shows that time, and start again whoever has died meanwhile."""
        while (left_ms := at_ms - self.clock.now_ms()) > 0:
            time.sleep(min(0.2, left_ms / 1000 / self.clock.speed))
            for room in self.rooms:
                room.revive()

    def close(self) -> None:
        """End everything that was started."""
        for room in getattr(self, "rooms", ()):
            room.stop()
        for process in self._processes:
            process.terminate()
            process.wait(10)

    def _found(self, party: str, name: str, names: dict[str, str], port: int) -> Room:
        key = self.folder / f"{party}-founder.key"
        port = free_port(port)
        wanted = Founding(
            root=self.folder / f"{party}-node",
            party=party,
            name=name,
            names=names,
            accord="joint",
            host="127.0.0.1",
            port=port,
            officer=f"{name} administrator",
            key=key,
            passphrase=None,
        )
        found(wanted)
        return Room(party, name, self.folder, port, key)

    def _introduce(self) -> None:
        """Each admits the other, as two administrators who have compared fingerprints do."""
        nodes = [Node(room.node) for room in self.rooms]
        peers = [invitation(node, None) for node in nodes]
        for room, node, peer in zip(self.rooms, nodes, reversed(peers), strict=True):
            signer, _ = open_key(room.keys["founder"])
            asyncio.run(admit(node, peer, signer))
            node.truth.close()

    @staticmethod
    def _append(room: Room, *tables: str) -> None:
        with (room.node / "node.toml").open("a", encoding="utf-8") as file:
            file.write("".join(tables))


def _cameras(port: int) -> Feed:
    return Feed(
        FeedId("cameras"),
        "frigate",
        f"mqtt://127.0.0.1:{port}",
        "frigate/#",
        {"outer_cordon": ZoneId("outer")},
        {CAMERA: CAMERA_ID},
    )


def _phones(port: int) -> Feed:
    return Feed(FeedId("escorts"), "owntracks", f"mqtt://127.0.0.1:{port}", "owntracks/#")
